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
)

func TestExplain(t *testing.T) {
	reg := register(t)
	withdrawn := ask(events(given(), ended(consent.Withdrawn)), at(day(6, 1))).decide(reg)
	require.Equal(t, `拒绝：使用（目的：提升体验）
- 取得个人的同意：个人已撤回同意：调查提交内容（《个人信息保护法》第十五条第一款）`, withdrawn.Explain(language.Chinese))
	require.Equal(t, withdrawn.Explain(language.Chinese), withdrawn.Explain(language.MustParse("zh-Hant-HK")))
	require.Equal(t, `Denied: use (purpose: improve the service)
- consent of the individual: consent was withdrawn: survey response (PIPL, Art. 15(1))`, withdrawn.Explain(language.French))

	shared := ask(share).decide(reg)
	require.Contains(t, shared.Explain(language.English), "Allowed: share with another handler (purpose: advertise; recipient: advertising partner)")

	require.Equal(t, "拒绝：未知的处理", consent.Decision{}.Explain(language.Chinese))
	require.Equal(t, "Denied: unknown operation", consent.Decision{Effect: 99, Operation: 99}.Explain(language.English))
}

// TestExplainAll: every reason and obligation has both languages and, but for
// a mix-up of the caller's, an article.
func TestExplainAll(t *testing.T) {
	reg := gateRegister(t) // which extends the other
	for _, c := range slices.Concat(decideCases(), gateCases()) {
		d := c.ask.decide(reg)
		for _, r := range d.Reasons {
			require.NotEmpty(t, r.In(language.Chinese))
			require.NotEqual(t, r.In(language.Chinese), r.In(language.English))
			if r.Code != consent.ReasonSubjectMismatch {
				require.False(t, r.Citation().IsZero(), "%v has no article", r.Code)
			}
		}
		for _, o := range d.Obligations {
			require.NotEqual(t, "unknown", o.String())
			require.False(t, o.Citation().IsZero())
			require.NotEqual(t, o.In(language.Chinese), o.In(language.English))
		}
		for _, tag := range []language.Tag{language.Chinese, language.English} {
			text := d.Explain(tag)
			require.NotContains(t, text, "unknown reason")
			require.Equal(t, 1+len(d.Reasons)+len(d.Obligations), strings.Count(text, "\n- ")+1-boolInt(!d.Statute.IsZero()))
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestDecisionJSON(t *testing.T) {
	d := ask(events(given(), ended(consent.Withdrawn)), at(day(6, 1))).decide(register(t))
	d.Snapshot.Hash = "h"
	data, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"effect": "deny", "operation": "use", "purpose": "improve", "at": "2026-06-01T04:00:00Z", "basis": "consent",
		"reasons": [{"code": "consent_withdrawn", "effect": "deny", "basis": "consent", "about": "survey_response", "citation": "pipl/15/1"}],
		"citations": ["pipl/15/1"], "evidence": ["evt_withdrawn"],
		"snapshot": {"version": "v3", "hash": "h", "rulebook": "2"}}`, string(data))

	data, err = json.Marshal(consent.Decision{})
	require.NoError(t, err)
	require.JSONEq(t, `{"effect": "deny", "snapshot": {}}`, string(data))

	reg := gateRegister(t)
	for _, c := range slices.Concat(decideCases(), gateCases()) {
		_, err := json.Marshal(c.ask.decide(reg))
		require.NoError(t, err, c.name)
	}
}

// TestDecisionRepeatsNothing: what the register does not know is not repeated,
// since it may be anything.
func TestDecisionRepeatsNothing(t *testing.T) {
	const secret = "13812345678"
	for _, q := range []question{
		ask(func(q *question) { q.Purpose = secret }),
		ask(kind("survey_response", secret)),
		ask(func(q *question) { q.Role = secret }),
		ask(func(q *question) { q.Scenario = secret }),
		ask(func(q *question) { q.Request.Subject = secret }),
		ask(share, func(q *question) { q.Recipient = secret }),
		ask(contract, func(q *question) { q.NoticeGiven = secret }),
		ask(events(given(func(e *consent.Event) { e.NoticeVersion = secret }))),
		ask(events(given(kinds(identifiers.Kind(secret)), recipients(secret)))),
		ask(duty, func(q *question) { q.StatuteCitation.Statute = secret }),
	} {
		d := q.decide(register(t))
		require.False(t, d.Allowed())
		data, err := json.Marshal(d)
		require.NoError(t, err)
		for _, text := range []string{string(data), d.Explain(language.Chinese), d.Explain(language.English)} {
			require.NotContains(t, text, secret)
		}
	}
	d := ask(kind("survey_response", secret)).decide(register(t))
	require.Equal(t, "kinds[1]", d.Reasons[0].About)
}

// TestDecideAllocs: an Allow on a folded state allocates once, for the answer.
// A garbage collection in between may cost the working memory once more.
func TestDecideAllocs(t *testing.T) {
	reg := register(t)
	q := folded(ask())
	if n := testing.AllocsPerRun(200, func() { q.decide(reg) }); n > 1 {
		t.Errorf("an Allow on consent allocates %v times, want at most 1", n)
	}
}

// folded replaces the events of a question by their state.
func folded(q question) question {
	q.State, q.Events = consent.Fold(q.Request.Subject, q.Events), nil
	return q
}

func BenchmarkDecide(b *testing.B) {
	reg := register(b)
	for name, q := range map[string]question{
		"allow-consent":  ask(),
		"allow-contract": ask(contract),
		"allow-share":    ask(share),
		"deny-withdrawn": ask(events(given(), ended(consent.Withdrawn)), at(day(6, 1))),
		"deny-all":       ask(kind("software_usage_record"), events()),
	} {
		q := folded(q)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				q.decide(reg)
			}
		})
	}
}

func BenchmarkFold(b *testing.B) {
	list := []consent.Event{given(), ended(consent.Withdrawn), given(id("a")), given(id("b"))}
	b.ReportAllocs()
	for b.Loop() {
		consent.Fold("s", list)
	}
}
