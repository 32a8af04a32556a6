package retention

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/law"
)

func TestNewScheduleErrors(t *testing.T) {
	own := Bound{Basis: ByContract, Event: ContractEnded, Period: law.Period{Years: 1}}
	change := func(f func(*Bound)) []Bound {
		b := own
		f(&b)
		return []Bound{b}
	}
	for name, tt := range map[string]struct {
		c     Class
		field string
	}{
		"no id":              {Class{Floors: []Bound{own}}, "id"},
		"bad id":             {Class{ID: "Order 1", Floors: []Bound{own}}, "id"},
		"nothing":            {Class{ID: "c"}, "floors"},
		"unknown rule":       {Class{ID: "c", Floors: []Bound{{Rule: "ecommerce"}}}, "floors[0].rule"},
		"missing event":      {Class{ID: "c", Floors: []Bound{own, {Rule: "tax_books"}}}, "floors[1].event"},
		"other event":        {Class{ID: "c", Floors: []Bound{{Rule: "ecommerce_platform_transaction", Event: AccountClosed}}}, "floors[0].event"},
		"bad event":          {Class{ID: "c", Floors: change(func(b *Bound) { b.Event = "Contract Ended" })}, "floors[0].event"},
		"rule and period":    {Class{ID: "c", Floors: []Bound{{Rule: "ecommerce_platform_transaction", Period: law.Period{Years: 1}}}}, "floors[0].rule"},
		"minimum as ceiling": {Class{ID: "c", Ceilings: []Bound{{Rule: "ecommerce_platform_transaction"}}}, "ceilings[0].rule"},
		"maximum as floor":   {Class{ID: "c", Floors: []Bound{{Rule: "policy_consumer_15d"}}}, "floors[0].rule"},
		"no basis":           {Class{ID: "c", Floors: change(func(b *Bound) { b.Basis = 0 })}, "floors[0].basis"},
		"unknown basis":      {Class{ID: "c", Floors: change(func(b *Bound) { b.Basis = 99 })}, "floors[0].basis"},
		"no event":           {Class{ID: "c", Floors: change(func(b *Bound) { b.Event = "" })}, "floors[0].event"},
		"no period":          {Class{ID: "c", Floors: change(func(b *Bound) { b.Period = law.Period{} })}, "floors[0].period"},
		"mixed period":       {Class{ID: "c", Floors: change(func(b *Bound) { b.Period.Days = 1 })}, "floors[0].period"},
		"floor at most":      {Class{ID: "c", Floors: change(func(b *Bound) { b.Limit = AtMost })}, "floors[0].limit"},
		"ceiling no limit":   {Class{ID: "c", Ceilings: []Bound{own}}, "ceilings[0].limit"},
		"ceiling at least":   {Class{ID: "c", Ceilings: change(func(b *Bound) { b.Limit = AtLeast })}, "ceilings[0].limit"},
		"at once and period": {Class{ID: "c", Ceilings: change(func(b *Bound) { b.Limit = AtOnce })}, "ceilings[0].period"},
		"permanent ceiling":  {Class{ID: "c", Ceilings: change(func(b *Bound) { b.Limit, b.Permanent = AtMost, true })}, "ceilings[0].permanent"},
		"permanent, period":  {Class{ID: "c", Floors: change(func(b *Bound) { b.Permanent = true })}, "floors[0].period"},
		"bad citation":       {Class{ID: "c", Floors: change(func(b *Bound) { b.Citation.Article = 7 })}, "floors[0].citation"},
	} {
		s, err := NewSchedule(tt.c)
		var detail *ScheduleError
		if s != nil || !errors.Is(err, ErrSchedule) || !errors.As(err, &detail) || detail.Field != tt.field {
			t.Errorf("%s: %v, want the field %s", name, err, tt.field)
		}
		if err != nil && strings.Contains(err.Error(), "Order 1") {
			t.Errorf("%s: the error repeats the value", name)
		}
	}
	if _, err := NewSchedule(orderClass, orderClass); !errors.Is(err, ErrSchedule) {
		t.Errorf("class twice: %v", err)
	}
}

// Neither the caller's slices nor those that Classes yields reach into the schedule.
func TestScheduleIsImmutable(t *testing.T) {
	c := Class{ID: "order", Floors: []Bound{{Rule: "ecommerce_platform_transaction"}}}
	s := schedule(t, c)
	c.Floors[0].Rule = "gone"
	for c := range s.Classes() {
		c.Floors[0].Rule = "gone"
	}
	for c := range s.Classes() {
		if c.Floors[0].Rule != "ecommerce_platform_transaction" {
			t.Error("the schedule was changed")
		}
	}
}

const scheduleJSON = `{"schema": 1, "classes": [{
  "id": "order",
  "label": {"zh": "订单", "en": "order"},
  "floors": [{"rule": "ecommerce_platform_transaction"}, {"basis": "law", "permanent": true, "citation": "archives_law/9/1"}],
  "ceilings": [{"basis": "policy", "event": "account_closed", "limit": "within", "period": "P15D", "reason": {"zh": "承诺", "en": "promise"}}]
}]}`

func TestParseSchedule(t *testing.T) {
	s, err := ParseSchedule([]byte(scheduleJSON))
	if err != nil {
		t.Fatal(err)
	}
	var classes []Class
	for c := range s.Classes() {
		classes = append(classes, c)
	}
	if len(classes) != 1 || len(classes[0].Floors) != 2 || classes[0].Ceilings[0].Period != (law.Period{Days: 15}) || classes[0].Ceilings[0].Limit != Within {
		t.Fatalf("%+v", classes)
	}
	// Written as JSON it makes the same schedule, with the same hash; another one has another.
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseSchedule(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Hash() != again.Hash() || len(s.Hash()) != 64 {
		t.Errorf("hash %s, and again %s", s.Hash(), again.Hash())
	}
	if other := schedule(t, orderClass); other.Hash() == s.Hash() {
		t.Error("two schedules have one hash")
	}
	var none *Schedule
	if got, err := json.Marshal(none); err != nil || string(got) != "null" {
		t.Errorf("nil: %s, %v", got, err)
	}
}

// The JSON Schema has the fields and the values of the types, and no others.
func TestScheduleSchema(t *testing.T) {
	data, err := os.ReadFile("schedule.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]struct {
			Const int
			Enum  []string
		}
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		typ  reflect.Type
		have object
	}{
		"document": {reflect.TypeFor[document](), schema.object}, "class": {reflect.TypeFor[Class](), schema.Defs["class"]},
		"bound": {reflect.TypeFor[Bound](), schema.Defs["bound"]}, "text": {reflect.TypeFor[law.Text](), schema.Defs["text"]},
	} {
		for f := range c.typ.Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if _, ok := c.have.Properties[key]; !ok {
				t.Errorf("%s: %s is not in the schema", name, key)
			}
		}
		if len(c.have.Properties) != c.typ.NumField() {
			t.Errorf("%s: the schema has other properties", name)
		}
	}
	if schema.Properties["schema"].Const != Schema {
		t.Error("another schema")
	}
	if got := schema.Defs["bound"].Properties["basis"].Enum; !slices.Equal(got, basisNames[1:]) {
		t.Errorf("bases %v", got)
	}
	for _, limit := range schema.Defs["bound"].Properties["limit"].Enum {
		if new(Limit).UnmarshalText([]byte(limit)) != nil || limit == "exactly" {
			t.Errorf("limit %s", limit)
		}
	}
}

func TestParseScheduleErrors(t *testing.T) {
	for name, s := range map[string]string{
		"empty":           "",
		"null":            "null",
		"array":           "[]",
		"string":          `"classes"`,
		"cut":             scheduleJSON[:len(scheduleJSON)-2],
		"two values":      scheduleJSON + "{}",
		"junk behind":     scheduleJSON + "x",
		"no schema":       `{"classes": []}`,
		"other schema":    `{"schema": 2, "classes": []}`,
		"unknown key":     `{"schema": 1, "classes": [], "clases": []}`,
		"unknown key in":  strings.Replace(scheduleJSON, `"label"`, `"lable"`, 1),
		"key twice":       strings.Replace(scheduleJSON, `"id": "order",`, `"id": "order", "id": "order",`, 1),
		"key twice, deep": strings.Replace(scheduleJSON, `"limit": "within"`, `"limit": "within", "limit": "at_most"`, 1),
		"other case":      strings.Replace(scheduleJSON, `"id"`, `"ID"`, 1),
		"bad limit":       strings.Replace(scheduleJSON, `"within"`, `"13800138000"`, 1),
		"bad period":      strings.Replace(scheduleJSON, `"P15D"`, `"15 days"`, 1),
		"bad citation":    strings.Replace(scheduleJSON, `archives_law/9/1`, `archives law`, 1),
		"number":          strings.Replace(scheduleJSON, `"P15D"`, `15`, 1),
		"unknown rule":    strings.Replace(scheduleJSON, `ecommerce_platform_transaction`, `ecommerce`, 1),
		"deep":            strings.Repeat("[", 1000),
		"deep objects":    strings.Repeat(`{"a":`, 1000),
	} {
		got, err := ParseSchedule([]byte(s))
		if got != nil || !errors.Is(err, ErrSchedule) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "13800138000") {
			t.Errorf("%s: the error repeats the value", name)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	f.Add(scheduleJSON)
	f.Add(`{"schema":1,"classes":[{"id":"a","floors":[{"rule":"tax_books","event":"log_created"}]}]}`)
	f.Add(`{"schema":1,"classes":[{"id":"a","id":"b"}]}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, s string) {
		sched, err := ParseSchedule([]byte(s))
		if err != nil {
			if sched != nil || !errors.Is(err, ErrSchedule) {
				t.Fatalf("%v, %v", sched, err)
			}
			return
		}
		data, err := json.Marshal(sched)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseSchedule(data); err != nil || again.Hash() != sched.Hash() {
			t.Fatalf("%v", err)
		}
	})
}
