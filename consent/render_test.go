package consent_test

import (
	"bytes"
	"errors"
	"flag"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

var update = flag.Bool("update", false, "write the golden files in testdata anew")

// rendered is the fixture with a permission, an automated decision and what
// else a page shows.
func rendered(tb testing.TB) *consent.Register {
	tb.Helper()
	doc := register(tb).Document()
	major := automation()
	major.ID, major.Marketing, major.MajorEffect = "scoring", false, true
	doc.Permissions, doc.Automations = []consent.Permission{permission()}, []consent.Automation{automation(), major}
	doc.Activities[3].HighRisk, doc.Activities[1].Form, doc.Recipients[3].Retention = true, consent.Separate, []string{"backups"}
	reg, err := consent.NewRegister(doc)
	require.NoError(tb, err)
	return reg
}

type writer func(*consent.Register, io.Writer, language.Tag) error

var formats = map[string]writer{"md": (*consent.Register).WriteMarkdown, "html": (*consent.Register).WriteHTML}

func write(tb testing.TB, f writer, reg *consent.Register, tag language.Tag) string {
	tb.Helper()
	var b bytes.Buffer
	require.NoError(tb, f(reg, &b, tag))
	return b.String()
}

func TestRender(t *testing.T) {
	reg := rendered(t)
	for format, f := range formats {
		for lang, tag := range map[string]language.Tag{"zh": language.Chinese, "en": language.English} {
			got := write(t, f, reg, tag)
			require.Equal(t, got, write(t, f, reg, tag))
			golden := filepath.Join("testdata", "page."+lang+"."+format)
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got, "if this is meant: go test ./consent -run TestRender -update")
		}
		require.Equal(t, write(t, f, reg, language.SimplifiedChinese), write(t, f, reg, language.TraditionalChinese))
		require.Equal(t, write(t, f, reg, language.Und), write(t, f, reg, language.French))
	}
}

// TestRenderEverything: each label that the register has is on the page.
func TestRenderEverything(t *testing.T) {
	reg := rendered(t)
	doc := reg.Document()
	page := write(t, (*consent.Register).WriteHTML, reg, language.Chinese)
	for _, a := range doc.Activities {
		require.Contains(t, page, a.Label.ZH)
		for _, k := range a.Kinds {
			label, sensitive := string(k), true
			if info, ok := identifiers.Describe(k); ok {
				label, sensitive = info.Label(language.Chinese), info.Sensitivity.IsSensitive()
			}
			for _, own := range doc.Kinds {
				if own.ID == k {
					label, sensitive = own.Label.ZH, !own.General
				}
			}
			require.Contains(t, page, label)
			require.Equal(t, sensitive, strings.Contains(page, "<strong>"+label+"</strong>"), k)
		}
	}
	for _, p := range doc.Purposes {
		require.Contains(t, page, p.Label.ZH)
	}
	for _, s := range doc.Scenarios {
		require.Contains(t, page, s.Label.ZH)
	}
	for _, r := range doc.Recipients {
		for _, s := range []string{r.Label.ZH, r.Name, r.Contact} {
			require.Contains(t, page, html.EscapeString(s))
		}
	}
	for _, r := range doc.History {
		require.Contains(t, page, r.Version)
	}
	require.Contains(t, page, "提升体验（可选）")
	require.NotContains(t, page, "提供服务（可选）")
	require.Contains(t, page, reg.Hash())
}

func TestRenderEmpty(t *testing.T) {
	for _, f := range formats {
		require.Empty(t, write(t, f, nil, language.English))
		require.Empty(t, write(t, f, new(consent.Register), language.English))
		full := errors.New("full")
		require.ErrorIs(t, f(register(t), failing{full}, language.English), full)
	}
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

// hostile puts a text wherever the register takes one.
func hostile(tb testing.TB, s string) consent.Document {
	tb.Helper()
	doc := rendered(tb).Document()
	bad := law.Text{ZH: s, EN: s}
	doc.Handler.Name, doc.Handler.Phone = bad, s
	for i := range doc.Purposes {
		doc.Purposes[i].Label = bad
	}
	for i := range doc.Activities {
		doc.Activities[i].Label, doc.Activities[i].Bases[0].PolicyLabel = bad, s
	}
	for i := range doc.Recipients {
		r := &doc.Recipients[i]
		r.Label, r.Name, r.Contact = bad, s, s
	}
	doc.Roles[0].Label, doc.Scenarios[0].Label, doc.Kinds[0].Label, doc.Kinds[1].Label = bad, bad, bad, bad
	doc.Permissions[0].Label, doc.Permissions[0].Prompt = bad, bad
	doc.Automations[0].Label, doc.Automations[0].Logic, doc.Automations[0].Refusal = bad, bad, bad
	return doc
}

var (
	anyTag   = regexp.MustCompile(`<[^>]*>`)
	knownTag = regexp.MustCompile(`^<(/?(section|h2|h3|p|table|thead|tbody|tr|td|strong|br|th)|section lang="(zh-Hans|en)"|th scope="col")>$`)
)

// checkEscaped: the HTML has no tag but the package's own, and the table of the
// Markdown no column but the package's own.
func checkEscaped(tb testing.TB, reg *consent.Register) {
	tb.Helper()
	for _, lang := range []language.Tag{language.Chinese, language.English} {
		page := write(tb, (*consent.Register).WriteHTML, reg, lang)
		for _, x := range anyTag.FindAllString(page, -1) {
			if !knownTag.MatchString(x) {
				tb.Fatalf("tag %q", x)
			}
		}
		if strings.Count(page, "<td>") != strings.Count(page, "</td>") {
			tb.Fatal("cells")
		}
		columns := 0
		for _, l := range strings.Split(write(tb, (*consent.Register).WriteMarkdown, reg, lang), "\n") {
			bare := regexp.MustCompile(`\\.`).ReplaceAllString(l, "")
			if strings.ContainsAny(strings.ReplaceAll(bare, "<br>", ""), "<>[]`_$&") {
				tb.Fatalf("markdown %q", l)
			}
			n := strings.Count(bare, "|")
			if columns > 0 && n > 0 && n != columns {
				tb.Fatalf("row of %d columns: %q", n, l)
			}
			columns = n
		}
	}
}

func TestRenderEscapes(t *testing.T) {
	for _, s := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `a | b \| c`, "`code` *b* _i_ [x](javascript:y) &amp; $m$ ~~d~~", `\`, `</td>`, `# -`,
	} {
		reg, err := consent.NewRegister(hostile(t, s))
		require.NoError(t, err)
		checkEscaped(t, reg)
		require.Contains(t, write(t, (*consent.Register).WriteHTML, reg, language.English), html.EscapeString(s))
	}
}

func FuzzRender(f *testing.F) {
	f.Add("<script>")
	f.Add("|\\")
	f.Add("\\|*")
	base := rendered(f)
	f.Fuzz(func(t *testing.T, s string) {
		reg, err := consent.NewRegister(hostile(t, s))
		if err != nil {
			return
		}
		checkEscaped(t, reg)
		for _, x := range consent.Diff(base, reg).Differences {
			if x.Code == consent.DifferenceUnknown || x.Telling() == consent.TellNothing {
				t.Fatalf("difference %v", x)
			}
		}
	})
}
