package consent_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// next is the fixture as the version that follows it.
func next(tb testing.TB, change ...func(*consent.Document)) consent.Document {
	tb.Helper()
	doc := register(tb).Document()
	doc.Version, doc.Effective, doc.Changes, doc.History = "v4", law.MustDate(2026, 6, 1), nil, nil
	for _, c := range change {
		c(&doc)
	}
	return doc
}

// TestDiff changes the notice in one way each: what is found, which item of the
// list of material changes it is, how it must be told, and under which article.
func TestDiff(t *testing.T) {
	both := law.Text{ZH: "新", EN: "new"}
	for _, c := range []struct {
		code     consent.DifferenceCode
		material consent.Material
		telling  consent.Telling
		cite     string
		change   func(*consent.Document)
	}{
		{consent.PurposeAdded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Purposes = append(d.Purposes, consent.PurposeInfo{ID: "train", Label: both, Function: "f", Necessity: consent.Optional})
		}},
		{consent.PurposeReworded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) { d.Purposes[1].Label = both }},
		{consent.PurposeReworded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Purposes[3].Necessity = consent.Optional
		}},
		{consent.PurposeRemoved, consent.MaterialService, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Purposes, d.Activities = d.Purposes[:4], d.Activities[:4]
		}},
		{consent.KindAdded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Activities[1].Kinds = append(d.Activities[1].Kinds, identifiers.Fingerprint)
		}},
		{consent.KindRepurposed, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Activities[1].Kinds = append(d.Activities[1].Kinds, identifiers.ResidentID)
		}},
		{consent.KindReclassified, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) { d.Kinds[1].General = true }},
		{consent.KindReclassified, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) { d.Kinds[0].Label = both }},
		{consent.KindRemoved, consent.MaterialService, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Activities[1].Kinds = d.Activities[1].Kinds[:4]
		}},
		{consent.ScenarioAdded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Activities[2].Scenarios = append(d.Activities[2].Scenarios, "phone")
		}},
		{consent.ScenarioReworded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) { d.Scenarios[1].Label = both }},
		{consent.ScenarioRemoved, consent.MaterialService, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Activities[1].Scenarios = d.Activities[1].Scenarios[:1]
		}},
		{consent.RolesChanged, consent.MaterialService, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Activities[1].Roles = append(d.Activities[1].Roles, "staff")
		}},
		{consent.BasesChanged, consent.MaterialRights, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Activities[0].Bases = d.Activities[0].Bases[:1]
		}},
		{consent.BasesChanged, consent.MaterialRights, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Activities[1].Form = consent.Written
		}},
		{consent.RetentionChanged, consent.NotMaterial, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) {
			d.Activities[0].Retention = []string{"longer"}
		}},
		{consent.RiskFound, consent.MaterialRisk, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) { d.Activities[3].HighRisk = true }},
		{consent.HandlerReplaced, consent.MaterialControl, consent.TellPopUp, "pipl/22", func(d *consent.Document) { d.Handler.Name = both }},
		{consent.ContactChanged, consent.MaterialContact, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) { d.Handler.Phone = "1" }},
		{consent.RecipientAdded, consent.MaterialRecipients, consent.TellPopUp, "pipl/23", func(d *consent.Document) {
			r := d.Recipients[0]
			r.ID = "another"
			d.Recipients = append(d.Recipients, r)
		}},
		{consent.RecipientReplaced, consent.MaterialRecipients, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) { d.Recipients[0].Name = "Other" }},
		{consent.RecipientReplaced, consent.MaterialRecipients, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) { d.Recipients[0].Location = "US" }},
		{consent.RecipientPurposeAdded, consent.MaterialRecipients, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Recipients[0].Purposes = append(d.Recipients[0].Purposes, "improve")
		}},
		{consent.RecipientKindAdded, consent.MaterialRecipients, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Recipients[0].Kinds = append(d.Recipients[0].Kinds, "habits")
		}},
		{consent.RecipientNarrowed, consent.MaterialRecipients, consent.TellPopUp, "pipl/23", func(d *consent.Document) {
			d.Recipients[0].Kinds = d.Recipients[0].Kinds[:1]
		}},
		{consent.RecipientChanged, consent.MaterialRecipients, consent.TellPopUp, "pipl/23", func(d *consent.Document) { d.Recipients[0].Contact = "x" }},
		{consent.RecipientRemoved, consent.MaterialRecipients, consent.TellPopUp, "pipl/23", func(d *consent.Document) { d.Recipients = d.Recipients[:4] }},
		{consent.PermissionAdded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Permissions = append(d.Permissions, permission())
		}},
		{consent.AutomationAdded, consent.MaterialService, consent.TellAndAsk, "pipl/14/2", func(d *consent.Document) {
			d.Automations = append(d.Automations, automation())
		}},
		{consent.ExceptionsChanged, consent.MaterialRights, consent.TellPopUp, "pipl/17/2", func(d *consent.Document) { d.Exceptions = nil }},
		{consent.WordingChanged, consent.NotMaterial, consent.TellPage, "", func(d *consent.Document) { d.Activities[0].Label = both }},
		{consent.WordingChanged, consent.NotMaterial, consent.TellPage, "", func(d *consent.Document) { d.Recipients[0].Agreement = "dpa-70" }},
		{consent.WordingChanged, consent.NotMaterial, consent.TellPage, "", func(d *consent.Document) { d.Remarks = []law.Text{both} }},
	} {
		before := register(t)
		after, err := consent.NewRegister(next(t, c.change))
		require.NoError(t, err, c.code)
		diff := consent.Diff(before, after)
		require.Len(t, diff.Differences, 1, "%s: %s", c.code, diff.Explain(language.English))
		got := diff.Differences[0]
		require.Equal(t, c.code, got.Code)
		require.Equal(t, c.material, got.Material(), c.code)
		require.Equal(t, c.telling, got.Telling(), c.code)
		require.Equal(t, c.telling, diff.Telling(), c.code)
		require.Equal(t, c.telling == consent.TellAndAsk, got.NeedsConsent(), c.code)
		cite, err := got.Citation().MarshalText()
		require.NoError(t, err)
		require.Equal(t, c.cite, string(cite), c.code)
		require.NotEmpty(t, got.Roles, c.code)
	}
}

// TestDiffLater changes what the fixture lacks and version 4 has.
func TestDiffLater(t *testing.T) {
	with := func(d *consent.Document) {
		d.Permissions, d.Automations = []consent.Permission{permission()}, []consent.Automation{automation()}
	}
	both := law.Text{ZH: "新", EN: "new"}
	for _, c := range []struct {
		code   consent.DifferenceCode
		change func(*consent.Document)
	}{
		{consent.PermissionChanged, func(d *consent.Document) { d.Permissions[0].Scenario = "phone" }},
		{consent.PermissionChanged, func(d *consent.Document) { d.Permissions[0].Kinds[0] = "home" }},
		{consent.PermissionRemoved, func(d *consent.Document) { d.Permissions = nil }},
		{consent.WordingChanged, func(d *consent.Document) { d.Permissions[0].Prompt = both }},
		{consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].Logic = both }},
		{consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].MajorEffect = true }},
		{consent.AutomationRemoved, func(d *consent.Document) { d.Automations = nil }},
		{consent.RefusalChanged, func(d *consent.Document) { d.Automations[0].Refusal = both }},
	} {
		before, err := consent.NewRegister(next(t, with))
		require.NoError(t, err)
		after, err := consent.NewRegister(next(t, with, c.change))
		require.NoError(t, err)
		diff := consent.Diff(before, after)
		require.Len(t, diff.Differences, 1, c.code)
		require.Equal(t, c.code, diff.Differences[0].Code)
	}
}

// TestDiffCells: one change that touches the same kinds for several purposes is
// one difference, and names its people.
func TestDiffCells(t *testing.T) {
	after, err := consent.NewRegister(next(t, func(d *consent.Document) {
		d.Activities[1].Kinds = append(d.Activities[1].Kinds, identifiers.Fingerprint, identifiers.FaceFeature)
		d.Activities[2].Scenarios = append(d.Activities[2].Scenarios, "phone")
	}))
	require.NoError(t, err)
	diff := consent.Diff(register(t), after)
	require.Equal(t, []consent.Change{
		{Aspect: consent.AspectMethod, Purposes: []consent.Purpose{"serve", "improve"}, Kinds: []identifiers.Kind{"software_usage_record"}},
		{Aspect: consent.AspectKind, Purposes: []consent.Purpose{"improve", "advertise"}, Kinds: []identifiers.Kind{identifiers.Fingerprint, identifiers.FaceFeature}},
	}, diff.Changes())
	for _, x := range diff.Differences {
		require.Equal(t, []consent.Role{"consumer"}, x.Roles)
	}
	require.True(t, diff.NeedsConsent("improve", identifiers.FaceFeature))
	require.True(t, diff.NeedsConsent("serve", "software_usage_record.pages"))
	require.False(t, diff.NeedsConsent("improve", "survey_response"))
	require.False(t, diff.NeedsConsent("employ", identifiers.FaceFeature))
}

// TestDiffRows: how rows are cut is no change of what is processed.
func TestDiffRows(t *testing.T) {
	after, err := consent.NewRegister(next(t, func(d *consent.Document) {
		half := d.Activities[1]
		half.ID, half.Kinds, d.Activities[1].Kinds = "half", half.Kinds[2:], half.Kinds[:2]
		d.Activities = append(d.Activities, half)
	}))
	require.NoError(t, err)
	diff := consent.Diff(register(t), after)
	require.Len(t, diff.Differences, 1)
	require.Equal(t, consent.WordingChanged, diff.Differences[0].Code)
	require.Empty(t, diff.Changes())
}

// TestDiffChildren: a kind below a declared one is no further kind; the kind
// above it is.
func TestDiffChildren(t *testing.T) {
	narrow := func(d *consent.Document) { d.Activities[1].Kinds[4] = "habits.sleep" }
	before, err := consent.NewRegister(next(t, narrow))
	require.NoError(t, err)
	diff := consent.Diff(before, register(t))
	require.Len(t, diff.Differences, 1)
	require.Equal(t, consent.KindAdded, diff.Differences[0].Code)
	diff = consent.Diff(register(t), before)
	require.Len(t, diff.Differences, 1)
	require.Equal(t, consent.KindRemoved, diff.Differences[0].Code)
}

func TestDiffNothing(t *testing.T) {
	same, err := consent.NewRegister(next(t))
	require.NoError(t, err)
	for _, pair := range [][2]*consent.Register{{register(t), register(t)}, {register(t), same}, {nil, nil}, {nil, {}}} {
		diff := consent.Diff(pair[0], pair[1])
		require.Empty(t, diff.Differences)
		require.Empty(t, diff.Changes())
		require.Equal(t, consent.TellNothing, diff.Telling())
	}
	require.NotEmpty(t, consent.Diff(nil, same).Differences)
	require.Empty(t, consent.Diff(nil, same).Undeclared(), "the first version changes nothing")
	require.NotEmpty(t, consent.Diff(same, nil).Differences)
	require.Equal(t, "告知版本 v4：公布、弹窗告知并重新取得同意；继续使用不是同意", firstLine(consent.Diff(nil, same).Explain(language.Chinese)))
	require.Equal(t, "Notice version : nothing to tell", consent.NoticeDiff{}.Explain(language.English))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// TestUndeclared: what the author keeps silent about is found; what is declared
// may be wider.
func TestUndeclared(t *testing.T) {
	grow := func(d *consent.Document) {
		d.Activities[1].Kinds = append(d.Activities[1].Kinds, identifiers.Fingerprint)
	}
	history := func(d *consent.Document) {
		old := register(t).Document()
		d.History = append(old.History, consent.Revision{Version: old.Version, Effective: old.Effective, Changes: old.Changes})
	}
	declare := func(c ...consent.Change) func(*consent.Document) { return func(d *consent.Document) { d.Changes = c } }
	kind := consent.Change{Aspect: consent.AspectKind}
	one := consent.Change{Aspect: consent.AspectKind, Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{identifiers.Fingerprint}}
	other := one
	other.Purposes = []consent.Purpose{"advertise"}
	for name, c := range map[string]struct {
		found  int
		change []func(*consent.Document)
	}{
		"silent":            {1, []func(*consent.Document){grow, history}},
		"half":              {1, []func(*consent.Document){grow, history, declare(one)}},
		"another aspect":    {1, []func(*consent.Document){grow, history, declare(consent.Change{Aspect: consent.AspectPurpose})}},
		"in two parts":      {0, []func(*consent.Document){grow, history, declare(one, other)}},
		"wider":             {0, []func(*consent.Document){grow, history, declare(kind)}},
		"no history":        {1, []func(*consent.Document){grow, declare(kind)}},
		"nothing to say":    {0, []func(*consent.Document){history}},
		"more than is seen": {0, []func(*consent.Document){history, declare(consent.Change{Aspect: consent.AspectRights})}},
	} {
		after, err := consent.NewRegister(next(t, c.change...))
		require.NoError(t, err, name)
		require.Len(t, consent.Diff(register(t), after).Undeclared(), c.found, name)
	}

	// A change declared by the version between counts.
	middle, diff, err := register(t).Next(next(t, grow))
	require.NoError(t, err)
	require.Empty(t, diff.Undeclared())
	doc := middle.Document()
	doc.Version, doc.Effective, doc.Changes, doc.History = "v5", law.MustDate(2026, 7, 1), nil, nil
	last, _, err := middle.Next(doc)
	require.NoError(t, err)
	require.Empty(t, last.Document().Changes)
	require.Len(t, last.Document().History, 4)
	require.Empty(t, consent.Diff(register(t), last).Undeclared())

	// The same version with another content declares nothing.
	again := register(t).Document()
	grow(&again)
	same, err := consent.NewRegister(again)
	require.NoError(t, err)
	require.Len(t, consent.Diff(register(t), same).Undeclared(), 1)
}

func TestNext(t *testing.T) {
	reword := func(d *consent.Document) { d.Purposes[1].Label = law.Text{ZH: "训练模型", EN: "train models"} }
	doc := next(t, reword)
	reg, diff, err := register(t).Next(doc)
	require.NoError(t, err)
	require.Empty(t, doc.History, "the document is left alone")
	require.Empty(t, doc.Changes)
	require.Equal(t, diff.Changes(), reg.Document().Changes)
	require.Equal(t, reg.Hash(), diff.After.Hash)

	keep, _, err := register(t).Next(reg.Document())
	require.NoError(t, err)
	require.Equal(t, reg.Hash(), keep.Hash(), "nothing is added twice")

	for want, change := range map[string]func(*consent.Document){
		"consent: history: not that of the version before":           func(d *consent.Document) { d.History = register(t).Document().History },
		"consent: history[2].version: duplicate version":             func(d *consent.Document) { d.Version = "v3" },
		"consent: history[2].effective: not before the next version": func(d *consent.Document) { d.Effective = law.MustDate(2026, 1, 1) },
		"consent: activities: missing":                               func(d *consent.Document) { d.Activities, d.Recipients = nil, nil },
	} {
		none, diff, err := register(t).Next(next(t, change))
		require.EqualError(t, err, want)
		require.ErrorIs(t, err, consent.ErrRegister)
		require.Nil(t, none)
		require.Empty(t, diff)
	}
	first, diff, err := (*consent.Register)(nil).Next(next(t))
	require.NoError(t, err)
	require.Empty(t, first.Document().History)
	require.Empty(t, first.Document().Changes)
	require.Equal(t, consent.TellAndAsk, diff.Telling())
}

// TestNextMany: a change of more kinds than one entry may list is cut.
func TestNextMany(t *testing.T) {
	reg, _, err := register(t).Next(next(t, func(d *consent.Document) {
		for i := range 300 {
			id := identifiers.Kind("own" + strings.Repeat("x", i%100) + string(rune('a'+i/100)))
			d.Kinds = append(d.Kinds, consent.KindInfo{ID: id, Label: law.Text{ZH: "信息", EN: "kind"}})
			a := &d.Activities[1+i/200]
			a.Kinds, a.Purposes = append(a.Kinds, id), []consent.Purpose{"improve"}
		}
	}))
	require.NoError(t, err)
	require.Greater(t, len(reg.Document().Changes), 1)
}

func TestDifferenceCodes(t *testing.T) {
	seen := map[string]bool{}
	for c := consent.DifferenceUnknown + 1; c <= consent.WordingChanged; c++ {
		name, err := c.MarshalText()
		require.NoError(t, err)
		require.False(t, seen[string(name)])
		seen[string(name)] = true
		require.NotEqual(t, c.In(language.Chinese), c.In(language.English))
		var back consent.DifferenceCode
		require.NoError(t, back.UnmarshalText(name))
		require.Equal(t, c, back)
	}
	var c consent.DifferenceCode
	for _, bad := range []string{"", "unknown", "Purpose_added"} {
		require.Error(t, c.UnmarshalText([]byte(bad)))
	}
	require.Equal(t, "unknown", consent.DifferenceCode(200).String())
	require.Equal(t, consent.NotMaterial.Label(language.English), consent.Material(99).Label(language.English))
	require.Equal(t, consent.TellAndAsk.Label(language.English), consent.Telling(99).Label(language.English))
	require.Equal(t, consent.AspectUnknown.Label(language.English), consent.Aspect(99).Label(language.English))
	for m := range consent.MaterialRisk {
		require.NotEqual(t, m.Label(language.Chinese), m.Label(language.English))
	}
}

func TestNoticeDiffJSON(t *testing.T) {
	reg, diff, err := register(t).Next(next(t, func(d *consent.Document) { d.Recipients[0].Contact = "x" }))
	require.NoError(t, err)
	data, err := json.Marshal(diff)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"before": {"version": "v3", "hash": "`+register(t).Hash()+`"},
		"after": {"version": "v4", "hash": "`+reg.Hash()+`"},
		"differences": [{
			"code": "recipient_changed", "id": "partner", "purposes": ["advertise"], "kinds": ["mobile_number", "home"], "roles": ["consumer"]
		}]
	}`, string(data))
	require.True(t, slices.ContainsFunc(reg.Document().Changes, func(c consent.Change) bool { return c.Aspect == consent.AspectRecipient }))
}
