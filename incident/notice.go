package incident

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// ErrNotice is matched by the error about a notice or report that lacks something it must have. It names what.
var ErrNotice = errors.New("incident: incomplete notice")

// Notice is what the persons are told (PIPL 57(1), Network Data Regulations 11(2), and the four points of the usual policies). It is the same
// for everybody and names nobody: whose information it is about each reader knows.
type Notice struct {
	Handler law.Text // who tells
	Kinds   []Kind
	// Happened is when it happened, zero if not known; Discovered when it was found.
	Happened, Discovered time.Time
	Categories           []law.Text // 涉及的信息种类
	Cause                law.Text   // 原因
	Harm                 law.Text   // 可能造成的危害
	Measures             []law.Text // 已采取或者将要采取的措施
	Advice               []law.Text // 个人可以采取的措施
	Remedies             []law.Text // 对个人的补救措施
	Contact              law.Text   // 联系方式
	Reference            string     // the handler's id of the incident, for questions; may be empty
}

// Check returns an error that matches [ErrNotice] and names the first content that is missing in one of the two languages.
func (n Notice) Check() error {
	missing := func(field string) error { return fmt.Errorf("%w: %s", ErrNotice, field) }
	whole := func(t law.Text) bool { return t.ZH != "" && t.EN != "" }
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"Handler", whole(n.Handler)},
		{"Kinds", len(n.Kinds) > 0},
		{"Discovered", !n.Discovered.IsZero()},
		{"Cause", whole(n.Cause)},
		{"Harm", whole(n.Harm)},
		{"Contact", whole(n.Contact)},
	} {
		if !f.ok {
			return missing(f.name)
		}
	}
	for _, k := range n.Kinds {
		if k == KindUnknown || int(k) >= len(kindTexts) {
			return missing("Kinds")
		}
	}
	for _, l := range []struct {
		name string
		list []law.Text
	}{{"Categories", n.Categories}, {"Measures", n.Measures}, {"Advice", n.Advice}, {"Remedies", n.Remedies}} {
		if len(l.list) == 0 {
			return missing(l.name)
		}
		for i, t := range l.list {
			if !whole(t) {
				return missing(fmt.Sprintf("%s[%d]", l.name, i))
			}
		}
	}
	return nil
}

// part is a heading with what stands under it.
type part struct {
	Heading string
	Lines   []string
}

func (n Notice) parts(tag language.Tag) []part {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	all := func(list []law.Text) (out []string) {
		for _, x := range list {
			out = append(out, x.In(tag))
		}
		return out
	}
	when := t("发现时间：", "Discovered: ") + moment(n.Discovered)
	if !n.Happened.IsZero() {
		when = t("发生时间：", "Happened: ") + moment(n.Happened) + t("；", "; ") + when
	}
	return []part{
		{t("发生了什么", "What happened"), []string{t("个人信息", "Personal information: ") + n.kinds(tag) + t("。", "."), when, t("原因：", "Cause: ") + n.Cause.In(tag)}},
		{t("涉及哪些信息", "Which information"), all(n.Categories)},
		{t("可能造成的危害", "What harm it may do"), []string{n.Harm.In(tag)}},
		{t("我们采取的措施", "What we do about it"), all(n.Measures)},
		{t("你可以采取的措施", "What you can do"), all(n.Advice)},
		{t("对你的补救", "What we do for you"), all(n.Remedies)},
		{t("联系我们", "How to reach us"), append([]string{n.Contact.In(tag)}, n.reference(tag)...)},
	}
}

func (n Notice) kinds(tag language.Tag) string {
	var names []string
	for _, k := range n.Kinds {
		names = append(names, k.Label(tag))
	}
	return strings.Join(names, law.Text{ZH: "、", EN: ", "}.In(tag))
}

func (n Notice) reference(tag language.Tag) []string {
	if n.Reference == "" {
		return nil
	}
	return []string{law.Text{ZH: "编号：", EN: "Reference: "}.In(tag) + n.Reference}
}

// Title returns the subject of a mail: who tells, and what.
func (n Notice) Title(tag language.Tag) string {
	return n.Handler.In(tag) + law.Text{ZH: "：关于个人信息安全事件的告知", EN: ": notice of a personal information security incident"}.In(tag)
}

// Text returns the notice as plain text for a mail, a letter or a call, without a final newline. What is missing is an error that matches
// [ErrNotice]: no notice has a hole.
func (n Notice) Text(tag language.Tag) (string, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	lines := []string{n.Title(tag)}
	for _, p := range n.parts(tag) {
		lines = append(lines, "", p.Heading)
		for _, l := range p.Lines {
			lines = append(lines, "- "+l)
		}
	}
	return strings.Join(lines, "\n"), nil
}

// Push returns the notice as one short text for a push message or an SMS, which leads to the whole one: link is where that is.
func (n Notice) Push(tag language.Tag, link string) (string, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	if link == "" {
		return "", fmt.Errorf("%w: link", ErrNotice)
	}
	return law.Text{
		ZH: "【" + n.Handler.ZH + "】你的个人信息可能发生" + n.kinds(tag) + "。" + n.Advice[0].ZH + " 详情：" + link,
		EN: n.Handler.EN + ": your personal information may be affected by " + n.kinds(tag) + ". " + n.Advice[0].EN + " More: " + link,
	}.In(tag), nil
}

var noticePage = template.Must(template.New("notice").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1.1rem; margin-bottom: .2rem; }
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{with .Intro}}<p>{{.}}</p>
{{end}}{{range .Parts}}<section>
<h2>{{.Heading}}</h2>
<ul>
{{range .Lines}}<li>{{.}}</li>
{{end}}</ul>
</section>
{{end}}</main>
</body>
</html>
`))

// WriteHTML writes the notice as a page, for a mail or the centre of notices of an app.
func (n Notice) WriteHTML(w io.Writer, tag language.Tag) error { return n.page(w, tag, "") }

// WriteAnnouncement writes the notice as a page for the public, where persons cannot be reached one by one (难以逐一告知).
func (n Notice) WriteAnnouncement(w io.Writer, tag language.Tag) error {
	return n.page(w, tag, law.Text{
		ZH: "因难以逐一告知，特此公告。", EN: "Since we cannot reach everybody one by one, we announce this to the public.",
	}.In(tag))
}

func (n Notice) page(w io.Writer, tag language.Tag, intro string) error {
	if err := n.Check(); err != nil {
		return err
	}
	return noticePage.Execute(w, map[string]any{
		"Lang": law.Text{ZH: "zh-Hans", EN: "en"}.In(tag), "Title": n.Title(tag), "Intro": intro, "Parts": n.parts(tag),
	})
}

// AuthorityReport is what an authority is told: the eight points of Incident Reporting Measures 7. The first two are the first report; the
// others may follow (7(2)). It is in Chinese.
type AuthorityReport struct {
	Unit          string // (1) 涉事单位名称及涉事系统或设施基本情况
	Event         string // (2) 发现或发生的时间、地点、类型、级别，影响和危害，已采取的措施及效果
	Trend         string // (3) 事态发展趋势及可能造成的进一步影响和危害
	Cause         string // (4) 原因初步分析意见
	Leads         string // (5) 溯源调查工作线索
	Next          string // (6) 拟进一步采取的应对措施以及请求支援事项
	Scene         string // (7) 现场保护情况
	Miscellaneous string // (8) 其他应当报告的情况
}

// Text returns the report, and marks the points that will follow. Without the first two it is an error that matches [ErrNotice].
func (r AuthorityReport) Text() (string, error) {
	if r.Unit == "" || r.Event == "" {
		return "", fmt.Errorf("%w: the first report has Unit and Event", ErrNotice)
	}
	lines := []string{"网络安全事件报告"}
	for i, p := range []struct{ heading, text string }{
		{"涉事单位及系统", r.Unit},
		{"事件情况、影响和已采取的措施", r.Event},
		{"发展趋势及可能的进一步影响", r.Trend},
		{"原因初步分析", r.Cause},
		{"溯源线索", r.Leads},
		{"拟采取的措施和请求支援事项", r.Next},
		{"现场保护情况", r.Scene},
		{"其他情况", r.Miscellaneous},
	} {
		if p.text == "" {
			p.text = "待补报"
		}
		lines = append(lines, fmt.Sprintf("%d. %s：%s", i+1, p.heading, p.text))
	}
	return strings.Join(lines, "\n"), nil
}
