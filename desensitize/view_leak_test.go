package desensitize_test

import (
	"fmt"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// carelessKey is a Pseudonymizer that prints its key, and whose pseudonyms are to be found again.
type carelessKey struct{ Key string }

func (c *carelessKey) Pseudonym(string, string) string { return c.Key }

// TestViewPrintsNothing holds that a view prints neither the key of its pseudonyms nor what moves the dates of a person.
func TestViewPrintsNothing(t *testing.T) {
	rules := map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "pseudonym", "day": "shift 30"}
	unbound, err := desensitize.NewView(rules, &desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: &carelessKey{secret}})
	if err != nil {
		t.Fatal(err)
	}
	v := unbound.For(secret)
	if got := v.Mask(identifiers.Mobile, "13812345678"); got != secret {
		t.Fatalf("the view does not have the secret: %q", got)
	}
	printNothing(t, map[string]any{
		"value":             v,
		"without a person":  unbound,
		"pointer":           &v,
		"exported":          exported[desensitize.View]{v},
		"unexported":        unexported[desensitize.View]{v},
		"unexported twice":  unexported[unexported[desensitize.View]]{unexported[desensitize.View]{v}},
		"unexported slice":  unexported[[]desensitize.View]{[]desensitize.View{v}},
		"unexported map":    unexported[map[string]desensitize.View]{map[string]desensitize.View{"k": v}},
		"pointer to struct": &exported[*desensitize.View]{&v},
		"slice":             []desensitize.View{v},
		"any slice":         []any{v, &v},
		"array":             [1]desensitize.View{v},
		"map":               map[string]desensitize.View{"k": v},
	})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if got := fmt.Sprintf(verb, v); got != "desensitize.View" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}
