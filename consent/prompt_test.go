package consent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// automation is a valid automated decision about mobile numbers.
func automation() consent.Automation {
	return consent.Automation{
		ID: "offers", Label: law.Text{ZH: "个性化推荐", EN: "personal offers"}, Purposes: []consent.Purpose{"advertise"},
		Kinds: []identifiers.Kind{"survey_response"}, Logic: law.Text{ZH: "依据反馈", EN: "from the feedback"}, Marketing: true,
		Refusal: law.Text{ZH: "在设置中关闭", EN: "switch it off in the settings"},
	}
}

// permission is a valid permission about the survey.
func permission() consent.Permission {
	return consent.Permission{
		ID: "microphone", Label: law.Text{ZH: "麦克风", EN: "microphone"}, Scenario: "app", Purposes: []consent.Purpose{"improve"},
		Kinds: []identifiers.Kind{"survey_response"}, Prompt: law.Text{ZH: "用于语音反馈", EN: "to speak your feedback"},
	}
}

// TestPromptsAndAutomations contradicts a good permission and a good automated
// decision in one place each.
func TestPromptsAndAutomations(t *testing.T) {
	good := register(t).Document()
	good.Permissions, good.Automations = []consent.Permission{permission()}, []consent.Automation{automation()}
	reg, err := consent.NewRegister(good)
	require.NoError(t, err)
	require.Equal(t, good.Permissions, reg.Document().Permissions)
	require.Equal(t, good.Automations, reg.Document().Automations)
	for _, c := range []struct {
		want   string
		change func(*consent.Permission, *consent.Automation)
	}{
		{"permissions[0].id: not a code of", func(p *consent.Permission, _ *consent.Automation) { p.ID = "麦克风" }},
		{"permissions[0].label.en: missing", func(p *consent.Permission, _ *consent.Automation) { p.Label.EN = "" }},
		{"permissions[0].scenario: unknown scenario", func(p *consent.Permission, _ *consent.Automation) { p.Scenario = "" }},
		{"permissions[0].purposes: missing", func(p *consent.Permission, _ *consent.Automation) { p.Purposes = nil }},
		{"permissions[0].purposes[0]: unknown purpose", func(p *consent.Permission, _ *consent.Automation) { p.Purposes = []consent.Purpose{"x"} }},
		{"permissions[0].kinds[0]: no activity collects", func(p *consent.Permission, _ *consent.Automation) { p.Kinds = []identifiers.Kind{"gait"} }},
		{"permissions[0].prompt.zh: missing", func(p *consent.Permission, _ *consent.Automation) { p.Prompt.ZH = "" }},
		{"automations[0].id: not a code of", func(_ *consent.Permission, a *consent.Automation) { a.ID = "" }},
		{"automations[0].label.zh: not printable", func(_ *consent.Permission, a *consent.Automation) { a.Label.ZH = "\n" }},
		{"automations[0].purposes[1]: named twice", func(_ *consent.Permission, a *consent.Automation) {
			a.Purposes = []consent.Purpose{"improve", "improve"}
		}},
		{"automations[0].kinds: missing", func(_ *consent.Permission, a *consent.Automation) { a.Kinds = nil }},
		{"automations[0].logic.zh: missing", func(_ *consent.Permission, a *consent.Automation) { a.Logic = law.Text{} }},
		{"automations[0].refusal.zh: missing", func(_ *consent.Permission, a *consent.Automation) { a.Refusal = law.Text{} }},
		{"automations[0].refusal.en: missing", func(_ *consent.Permission, a *consent.Automation) {
			a.Marketing, a.Refusal.EN = false, ""
		}},
		{"automations[0].assessment: not printable", func(_ *consent.Permission, a *consent.Automation) { a.Assessment = "\x00" }},
	} {
		doc := register(t).Document()
		p, a := permission(), automation()
		c.change(&p, &a)
		doc.Permissions, doc.Automations = []consent.Permission{p}, []consent.Automation{a}
		_, err := consent.NewRegister(doc)
		require.ErrorIs(t, err, consent.ErrRegister, c.want)
		require.ErrorContains(t, err, "consent: "+c.want)
	}

	twice := good
	twice.Permissions = append(twice.Permissions, permission())
	_, err = consent.NewRegister(twice)
	require.EqualError(t, err, "consent: permissions[1].id: duplicate id")

	// Without marketing or a major effect there is nothing to refuse.
	plain := automation()
	plain.Marketing, plain.Refusal = false, law.Text{}
	good.Automations = []consent.Automation{plain}
	_, err = consent.NewRegister(good)
	require.NoError(t, err)

	good.Recipients[0].Retention = []string{"a", "a"}
	_, err = consent.NewRegister(good)
	require.EqualError(t, err, "consent: recipients[0].retention[1]: named twice")
}
