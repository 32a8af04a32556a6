package consent_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// references are the fields that no one is told about by themselves: what only names a document that the host keeps, what the
// version is called, and wording that stands beside what counts. A change of them alone is WordingChanged.
var references = map[string]string{
	"schema": "form of the document", "version": "named by the difference itself", "effective": "named by the difference itself",
	"changes": "what the difference is compared with", "history": "earlier versions", "remarks": "for those who keep the register",
	"rules":      "a reading of the law, not a promise",
	"roles[].id": "names a role", "roles[].label": "wording", "scenarios[].id": "names a scenario", "purposes[].id": "names a purpose",
	"kinds[].id":      "names a kind",
	"activities[].id": "how rows are cut", "activities[].label": "wording", "activities[].mandate": "agreement with another handler",
	"activities[].sign": "reference", "activities[].assessment": "reference", "activities[].bases[].policy_label": "wording",
	"recipients[].id": "names a recipient", "recipients[].label": "wording", "recipients[].agreement": "reference",
	"recipients[].terms": "points of the agreement", "recipients[].until": "end of the agreement", "recipients[].assessment": "reference",
	"recipients[].bases[].policy_label": "wording", "recipients[].export.reference": "reference", "recipients[].export.from": "dates of the reference",
	"recipients[].export.until": "dates of the reference",
	"permissions[].id":          "names a permission", "permissions[].prompt": "wording",
	"automations[].id": "names a decision", "automations[].assessment": "reference",
	"exceptions[].policy_label": "wording",
}

// told changes each other field of a document, and says what that is.
var told = map[string]struct {
	code   consent.DifferenceCode
	change func(*consent.Document)
}{
	"handler.name":    {consent.HandlerReplaced, func(d *consent.Document) { d.Handler.Name = renamed }},
	"handler.email":   {consent.ContactChanged, func(d *consent.Document) { d.Handler.Email = "x@example.com" }},
	"handler.phone":   {consent.ContactChanged, func(d *consent.Document) { d.Handler.Phone = "1" }},
	"handler.address": {consent.ContactChanged, func(d *consent.Document) { d.Handler.Address = "x" }},

	"purposes[].label":         {consent.PurposeReworded, func(d *consent.Document) { d.Purposes[1].Label = renamed }},
	"purposes[].function":      {consent.PurposeReworded, func(d *consent.Document) { d.Purposes[1].Function = "x" }},
	"purposes[].necessity":     {consent.PurposeReworded, func(d *consent.Document) { d.Purposes[3].Necessity = consent.Optional }},
	"purposes[].public_safety": {consent.PurposeReworded, func(d *consent.Document) { d.Purposes[1].PublicSafety = true }},
	"scenarios[].label":        {consent.ScenarioReworded, func(d *consent.Document) { d.Scenarios[1].Label = renamed }},
	"kinds[].label":            {consent.KindReclassified, func(d *consent.Document) { d.Kinds[0].Label = renamed }},
	"kinds[].general":          {consent.KindReclassified, func(d *consent.Document) { d.Kinds[1].General = true }},

	"activities[].roles": {consent.RolesChanged, func(d *consent.Document) { d.Activities[1].Roles = []consent.Role{"consumer", "staff"} }},
	"activities[].kinds": {consent.KindAdded, func(d *consent.Document) {
		d.Activities[1].Kinds = append(d.Activities[1].Kinds, identifiers.Fingerprint)
	}},
	"activities[].purposes": {consent.KindRepurposed, func(d *consent.Document) {
		d.Activities[1].Purposes = append(d.Activities[1].Purposes, "serve")
	}},
	"activities[].scenarios":       {consent.ScenarioAdded, func(d *consent.Document) { d.Activities[2].Scenarios = []string{"app", "phone"} }},
	"activities[].bases[].basis":   {consent.BasesChanged, func(d *consent.Document) { d.Activities[2].Bases = d.Activities[2].Bases[:1] }},
	"activities[].bases[].statute": {consent.BasesChanged, func(d *consent.Document) { d.Activities[0].Bases[1].Statute = ecommerce31() }},
	"activities[].capacity": {consent.MethodChanged, func(d *consent.Document) {
		d.Activities[1].Capacity, d.Activities[1].Mandate = consent.Joint, &consent.Mandate{Agreement: "joint-1"}
	}},
	"activities[].public_place": {consent.MethodChanged, func(d *consent.Document) {
		d.Activities[1].PublicPlace, d.Activities[1].Sign = true, "sign-1"
	}},
	"activities[].alternative": {consent.AlternativeChanged, func(d *consent.Document) { d.Activities[1].Alternative = "card" }},
	"activities[].form":        {consent.BasesChanged, func(d *consent.Document) { d.Activities[1].Form = consent.Written }},
	"activities[].high_risk":   {consent.RiskFound, func(d *consent.Document) { d.Activities[3].HighRisk = true }},
	"activities[].retention":   {consent.RetentionChanged, func(d *consent.Document) { d.Activities[0].Retention = []string{"x"} }},

	"recipients[].type":         {consent.RecipientReplaced, func(d *consent.Document) { d.Recipients[0].Type = consent.Partner }},
	"recipients[].relationship": {consent.RecipientReplaced, func(d *consent.Document) { d.Recipients[0].Relationship = consent.Joint }},
	"recipients[].name":         {consent.RecipientReplaced, func(d *consent.Document) { d.Recipients[0].Name = "x" }},
	"recipients[].location":     {consent.RecipientReplaced, func(d *consent.Document) { d.Recipients[0].Location = "US" }},
	"recipients[].contact":      {consent.RecipientChanged, func(d *consent.Document) { d.Recipients[0].Contact = "x" }},
	"recipients[].via":          {consent.RecipientChanged, func(d *consent.Document) { d.Recipients[5].Via = "cloud" }},
	"recipients[].export.mechanism": {consent.RecipientChanged, func(d *consent.Document) {
		d.Recipients[2].Export = &consent.ExportRoute{Mechanism: consent.StandardContract, Reference: "c-1", From: law.MustDate(2026, 1, 1)}
	}},
	"recipients[].purposes": {consent.RecipientPurposeAdded, func(d *consent.Document) {
		d.Recipients[0].Purposes = append(d.Recipients[0].Purposes, "improve")
	}},
	"recipients[].kinds":           {consent.RecipientKindAdded, func(d *consent.Document) { d.Recipients[0].Kinds = append(d.Recipients[0].Kinds, "habits") }},
	"recipients[].bases[].basis":   {consent.RecipientChanged, func(d *consent.Document) { d.Recipients[0].Bases[0].Basis = consent.Emergency }},
	"recipients[].bases[].statute": {consent.RecipientChanged, func(d *consent.Document) { d.Recipients[4].Bases[0].Statute = ecommerce31() }},
	"recipients[].retention":       {consent.RecipientChanged, func(d *consent.Document) { d.Recipients[0].Retention = []string{"x"} }},

	"permissions[].label":    {consent.PermissionChanged, func(d *consent.Document) { d.Permissions[0].Label = renamed }},
	"permissions[].scenario": {consent.PermissionChanged, func(d *consent.Document) { d.Permissions[0].Scenario = "phone" }},
	"permissions[].purposes": {consent.PermissionChanged, func(d *consent.Document) { d.Permissions[0].Purposes = []consent.Purpose{"advertise"} }},
	"permissions[].kinds":    {consent.PermissionChanged, func(d *consent.Document) { d.Permissions[0].Kinds = []identifiers.Kind{"home"} }},

	"automations[].label":        {consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].Label = renamed }},
	"automations[].purposes":     {consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].Purposes = []consent.Purpose{"improve"} }},
	"automations[].kinds":        {consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].Kinds = []identifiers.Kind{"home"} }},
	"automations[].logic":        {consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].Logic = renamed }},
	"automations[].marketing":    {consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].Marketing = false }},
	"automations[].major_effect": {consent.AutomationChanged, func(d *consent.Document) { d.Automations[0].MajorEffect = true }},
	"automations[].refusal":      {consent.RefusalChanged, func(d *consent.Document) { d.Automations[0].Refusal = renamed }},

	"exceptions[].basis":   {consent.ExceptionsChanged, func(d *consent.Document) { d.Exceptions = d.Exceptions[1:] }},
	"exceptions[].statute": {consent.ExceptionsChanged, func(d *consent.Document) { d.Exceptions[3].Statute = ecommerce31() }},
}

var renamed = law.Text{ZH: "新", EN: "new"}

func ecommerce31() *law.Citation { return &law.Citation{Statute: law.EcommerceLaw, Article: 31} }

// complete is the fixture with what it lacks.
func complete(d *consent.Document) {
	d.Permissions, d.Automations = []consent.Permission{permission()}, []consent.Automation{automation()}
	sub := d.Recipients[3] // the cloud
	sub.ID, sub.Name = "subprocessor", "Sub Ltd."
	d.Recipients = append(d.Recipients, sub)
}

// TestDiffFields: no field of a document changes silently, also where another change hides what only the wording shows. The fields
// are taken from the type, so that a new one needs a decision.
func TestDiffFields(t *testing.T) {
	fields := fieldsOf(reflect.TypeFor[consent.Document](), "")
	for _, field := range fields {
		_, isReference := references[field]
		c, isTold := told[field]
		require.True(t, isReference != isTold, "%s: say either why nobody is told, or what the change is", field)
		if isReference {
			continue
		}
		before, err := consent.NewRegister(next(t, complete))
		require.NoError(t, err)
		other := func(d *consent.Document) { d.Roles[0].Label = renamed } // told nobody
		after, err := consent.NewRegister(next(t, complete, other, c.change))
		require.NoError(t, err, field)
		diff := consent.Diff(before, after)
		require.True(t, slices.ContainsFunc(diff.Differences, func(x consent.Difference) bool { return x.Code == c.code }), field)
	}
	require.Len(t, references, len(fields)-len(told), "of no field")
}

// fieldsOf returns the JSON paths of the fields of a type. A field that is a reference ends the path.
func fieldsOf(t reflect.Type, prefix string) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
		return fieldsOf(t.Elem(), prefix+"[]")
	}
	if _, ends := references[prefix]; ends || t.Kind() != reflect.Struct || !strings.HasSuffix(t.PkgPath(), "/consent") {
		return []string{prefix}
	}
	var out []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if prefix != "" {
			name = prefix + "." + name
		}
		if _, ends := references[name]; ends {
			out = append(out, name)
			continue
		}
		out = append(out, fieldsOf(f.Type, name)...)
	}
	return out
}
