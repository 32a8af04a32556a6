package incident

import (
	"time"

	"github.com/khtong/privacykit/law"
)

// Facts is what is known about an incident. It may change while the incident is looked into; what is not known asks for as much as the
// worst that it could be.
type Facts struct {
	// Discovered is when it was found, or learnt of. Hours count from it. It is required.
	Discovered time.Time `json:"discovered"`
	// Handled is when its handling was finished; zero until then.
	Handled time.Time `json:"handled,omitzero"`
	Kinds   []Kind    `json:"kinds,omitempty"`
	// Operator is what the handler is.
	Operator Operator `json:"operator,omitzero"`
	// Persons is how many people's information is concerned, Sensitive of how many it is sensitive, and Yuan the direct economic loss.
	Persons   Number `json:"persons,omitzero"`
	Sensitive Number `json:"sensitive,omitzero"`
	Yuan      Number `json:"yuan,omitzero"`
	// Minors is whether information of people under 18 is among it.
	Minors Answer `json:"minors,omitzero"`
	// Vulnerability says that a defect or vulnerability (缺陷、漏洞) was found, and PublicHarm whether it harms national security or
	// public interests.
	Vulnerability bool   `json:"vulnerability,omitzero"`
	PublicHarm    Answer `json:"public_harm,omitzero"`
}

// Grade is what an incident is by the guidelines.
type Grade struct {
	Level Level
	// Certain is false if a number that is not known could make it graver: Level is then the lowest that it can be, and LevelUnknown if
	// that is general.
	Certain  bool
	Citation law.Citation
}

// thresholds are those of the guidelines, an annex of the Incident Reporting Measures; 以上 includes the number.
var thresholds = []struct {
	level         Level
	persons, yuan int64
}{
	{Extraordinary, 100_000_000, 100_000_000},
	{Major, 10_000_000, 20_000_000},
	{Larger, 1_000_000, 5_000_000},
}

var (
	guidelines     = law.Citation{Statute: law.IncidentGradingGuidelines}
	guidelinesFrom = law.MustDate(2025, 11, 1)
)

// Grade grades the incident by the number of people and the loss, the two thresholds of the guidelines for personal information; others (the
// time that a system stands still, say) are not looked at. Before 2025-11-01 there were no guidelines, and the level is LevelUnknown.
//
// Knowing more people, or a higher loss, never lowers a level.
func (f Facts) Grade() Grade {
	if f.Discovered.IsZero() || law.DateOf(f.Discovered).Before(guidelinesFrom) {
		return Grade{}
	}
	persons, known := f.Persons.Known()
	yuan, lossKnown := f.Yuan.Known()
	g := Grade{Level: General, Certain: known && lossKnown, Citation: guidelines}
	for _, t := range thresholds {
		if known && persons >= t.persons || lossKnown && yuan >= t.yuan {
			g.Level = t.level
			break
		}
	}
	if g.Level == Extraordinary {
		g.Certain = true
	}
	if g.Level == General && !g.Certain {
		g.Level = LevelUnknown
	}
	return g
}

// reportable reports whether the incident is Larger or graver, or may be.
func (g Grade) reportable() bool { return g.Level == LevelUnknown || g.Level >= Larger }
