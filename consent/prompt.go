package consent

import (
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// Permission is a permission of the device (the camera, say) and the prompt
// that a person sees just before it is used, and not at the first start. The
// prompt tells; the consent that it may bring is an event of the ledger.
type Permission struct {
	// ID is the id of the permission in the register, such as "camera_scan".
	ID    string   `json:"id"`
	Label law.Text `json:"label"`
	// Scenario is the one in which the permission is used.
	Scenario string             `json:"scenario"`
	Purposes []Purpose          `json:"purposes"`
	Kinds    []identifiers.Kind `json:"kinds"`
	// Prompt is the text of the prompt.
	Prompt law.Text `json:"prompt"`
}

// Automation is a decision about people that is made without a human
// (自动化决策, PIPL 24 and 73(2)).
type Automation struct {
	ID       string             `json:"id"`
	Label    law.Text           `json:"label"`
	Purposes []Purpose          `json:"purposes"`
	Kinds    []identifiers.Kind `json:"kinds"`
	// Logic says in short what the decision is made from.
	Logic law.Text `json:"logic"`
	// Marketing says that it pushes information or sells: a choice that does not
	// rest on the person's characteristics must be offered (PIPL 24(2)).
	Marketing bool `json:"marketing,omitempty"`
	// MajorEffect says that it may affect the person's rights greatly: the
	// person may ask for an explanation and refuse (PIPL 24(3)).
	MajorEffect bool `json:"major_effect,omitempty"`
	// Refusal says how the person refuses it or asks for an explanation. It is
	// required with Marketing and with MajorEffect.
	Refusal law.Text `json:"refusal,omitzero"`
	// Assessment is the id of its impact assessment (PIPL 55(2)), if there is
	// one.
	Assessment string `json:"assessment,omitempty"`
}

func (c *checker) permission(p *Permission, path string) {
	c.require(c.words.scenarios[p.Scenario], path+".scenario", "unknown scenario")
	c.declared(p.Purposes, p.Kinds, path)
	c.text(p.Prompt, path+".prompt")
}

func (c *checker) automation(a *Automation, path string) {
	c.declared(a.Purposes, a.Kinds, path)
	c.text(a.Logic, path+".logic")
	if a.Marketing || a.MajorEffect || a.Refusal != (law.Text{}) {
		c.text(a.Refusal, path+".refusal")
	}
	c.require(validOpaque(a.Assessment), path+".assessment", opaqueRule)
}
