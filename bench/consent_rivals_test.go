package bench_test

import (
	"testing"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	cedar "github.com/cedar-policy/cedar-go"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// The rivals are general engines: each gets the register as rules and the consents as data, as its documentation teaches, and the
// form in which it is fast. Their answer is yes or no.

// byCedar has one policy. Each consent is an entity below its purpose, with the second at which it ends; a question names it, so that
// one look-up finds it, and brings the instant in its context.
func byCedar(tb testing.TB, number int) decider {
	tb.Helper()
	policies, err := cedar.NewPolicySetFromBytes("consent.cedar", []byte(`
		permit (principal, action == Action::"use", resource)
		when { resource.person == principal && resource in context.purpose && context.now < resource.until };`))
	if err != nil {
		tb.Fatal(err)
	}
	entities := make(cedar.EntityMap, number*(1+consentsEach))
	purposes := make([]cedar.EntityUID, len(cells))
	for c := range cells {
		purposes[c] = cedar.NewEntityUID("Purpose", cedar.String(cells[c].purpose))
		entities[purposes[c]] = cedar.Entity{UID: purposes[c]}
	}
	persons := make([]cedar.EntityUID, number)
	consents := make([][len(cells)]cedar.EntityUID, number)
	for i := range number {
		name := personName(i)
		persons[i] = cedar.NewEntityUID("Person", cedar.String(name))
		entities[persons[i]] = cedar.Entity{UID: persons[i]}
		for c := range cells {
			consents[i][c] = cedar.NewEntityUID("Consent", cedar.String(name+"/"+string(cells[c].purpose)+"/"+string(cells[c].kind)))
			if until, ok := given(i, c); ok && !withdrawn(i, c) {
				entities[consents[i][c]] = cedar.Entity{
					UID: consents[i][c], Parents: cedar.NewEntityUIDSet(purposes[c]),
					Attributes: cedar.NewRecord(cedar.RecordMap{"person": persons[i], "until": cedar.Long(until.Unix())}),
				}
			}
		}
	}
	use := cedar.NewEntityUID("Action", "use")
	return decider{"cedar", func(i, c int) (bool, error) {
		decision, _ := cedar.Authorize(policies, entities, cedar.Request{
			Principal: persons[i], Action: use, Resource: consents[i][c],
			Context: cedar.NewRecord(cedar.RecordMap{"purpose": purposes[c], "now": cedar.Long(askedAt.Unix())}),
		})
		return decision == cedar.Allow, nil
	}}
}

// byCasbin has the register as policies and asks a function of the host for the consents, which is faster than a policy for each of
// them: those are searched one by one.
func byCasbin(tb testing.TB, number int) decider {
	tb.Helper()
	m, err := model.NewModelFromString(`
[request_definition]
r = person, purpose, kind

[policy_definition]
p = purpose, kind

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.purpose == p.purpose && r.kind == p.kind && consented(r.person, r.purpose, r.kind)
`)
	if err != nil {
		tb.Fatal(err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		tb.Fatal(err)
	}
	for _, c := range cells {
		if _, err := e.AddPolicy(string(c.purpose), string(c.kind)); err != nil {
			tb.Fatal(err)
		}
	}
	names := names(number)
	consents := make(map[string]map[string]int64, number)
	for i, name := range names {
		consents[name] = untils(i)
	}
	e.AddFunction("consented", func(args ...any) (any, error) {
		person, _ := args[0].(string)
		purpose, _ := args[1].(string)
		kind, _ := args[2].(string)
		return consents[person][purpose+"/"+kind] > askedAt.Unix(), nil
	})
	return decider{"casbin", func(i, c int) (bool, error) {
		return e.Enforce(names[i], string(cells[c].purpose), string(cells[c].kind))
	}}
}

// untils are the consents of person i that were not withdrawn, by purpose/kind, with the second at which they end.
func untils(i int) map[string]int64 {
	out := make(map[string]int64)
	for c := range cells {
		if until, ok := given(i, c); ok && !withdrawn(i, c) {
			out[string(cells[c].purpose)+"/"+string(cells[c].kind)] = until.Unix()
		}
	}
	return out
}

// byOPA has a prepared query. Register and consents are data of its store; the input is made for each question as a value of OPA's
// own, which spares it the conversion.
func byOPA(tb testing.TB, number int) decider {
	tb.Helper()
	names := names(number)
	persons := make(map[string]any, number)
	for i, name := range names {
		person := make(map[string]any)
		for k, v := range untils(i) {
			person[k] = v
		}
		persons[name] = person
	}
	register := make(map[string]any)
	for _, c := range cells {
		register[string(c.purpose)+"/"+string(c.kind)] = true
	}
	store := inmem.NewFromObject(map[string]any{"consents": persons, "register": register})
	query, err := rego.New(
		rego.Query("x = data.consent.allow"),
		rego.Store(store),
		rego.Module("consent.rego", `package consent
default allow := false
allow if {
	data.register[input.cell]
	data.consents[input.person][input.cell] > input.now
}`),
	).PrepareForEval(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	ctx := tb.Context()
	now := ast.IntNumberTerm(int(askedAt.Unix()))
	person, asked, at := ast.StringTerm("person"), ast.StringTerm("cell"), ast.StringTerm("now")
	return decider{"opa", func(i, c int) (bool, error) {
		input := ast.NewObject(
			[2]*ast.Term{person, ast.StringTerm(names[i])},
			[2]*ast.Term{asked, ast.StringTerm(string(cells[c].purpose) + "/" + string(cells[c].kind))},
			[2]*ast.Term{at, now},
		)
		results, err := query.Eval(ctx, rego.EvalParsedInput(input))
		if err != nil || len(results) != 1 {
			return false, err
		}
		allowed, _ := results[0].Bindings["x"].(bool)
		return allowed, nil
	}}
}
