package rights

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"iter"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// ErrOtherPerson is matched by the error about an item of somebody else: the source mixed two persons up, and nothing more is handed out.
var ErrOtherPerson = errors.New("rights: copy: item of another person")

// Item is one piece of a person's information, with what the person is to know about it.
type Item struct {
	Subject   string   // whose it is: must be the person that was asked for
	Section   law.Text // a heading: "orders", "account"
	Label     law.Text // what it is: "mobile number"
	Value     Value
	Purpose   law.Text  // what it is processed for
	Collected time.Time // zero if not known
	KeptUntil time.Time // zero if not known, or while nothing ends it
}

// Source knows where a host keeps the information of a person.
type Source interface {
	// Collect yields everything about the person that the source keeps, section by section. An error is yielded once and ends the sequence.
	Collect(ctx context.Context, subject string) iter.Seq2[Item, error]
}

// Collect yields what the sources keep about a person, one source after the other. An item of another person, or of nobody, ends the
// sequence with an error that matches [ErrOtherPerson].
func Collect(ctx context.Context, subject string, sources ...Source) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if subject == "" {
			yield(Item{}, ErrOtherPerson)
			return
		}
		for _, s := range sources {
			for item, err := range s.Collect(ctx, subject) {
				if err == nil && item.Subject != subject {
					err = ErrOtherPerson
				}
				if err != nil {
					yield(Item{}, err)
					return
				}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// About is what stands at the beginning of a copy.
type About struct {
	Handler law.Text  // who hands it out
	Request string    // the id of the request
	Made    time.Time // when
}

type jsonItem struct {
	Section   law.Text  `json:"section,omitzero"`
	Label     law.Text  `json:"label"`
	Value     string    `json:"value"`
	Purpose   law.Text  `json:"purpose,omitzero"`
	Collected time.Time `json:"collected,omitzero"`
	KeptUntil time.Time `json:"kept_until,omitzero"`
}

// WriteJSON writes the items as one JSON object that a machine can read, and holds one item at a time. The last field is "complete": true;
// with an error the output is cut off before it, is no JSON, and must not be handed out.
//
//	{"schema": 1, "handler": {…}, "request": "req_…", "made": "2026-11-26T00:00:00Z", "items": [{"label": {…}, "value": "…"}], "complete": true}
func WriteJSON(w io.Writer, about About, items iter.Seq2[Item, error]) error {
	head, err := json.Marshal(struct {
		Schema  int       `json:"schema"`
		Handler law.Text  `json:"handler"`
		Request string    `json:"request"`
		Made    time.Time `json:"made"`
	}{1, about.Handler, about.Request, about.Made.UTC()})
	if err != nil {
		return errors.New("rights: copy: instant outside the years 1-9999")
	}
	if _, err := w.Write(append(head[:len(head)-1], `,"items":[`...)); err != nil {
		return err
	}
	sep := "\n"
	for item, err := range items {
		if err != nil {
			return err
		}
		body, err := json.Marshal(jsonItem{item.Section, item.Label, item.Value.Reveal(), item.Purpose, item.Collected.UTC(), item.KeptUntil.UTC()})
		if err != nil {
			return errors.New("rights: copy: instant outside the years 1-9999")
		}
		if _, err := fmt.Fprintf(w, "%s%s", sep, body); err != nil {
			return err
		}
		sep = ",\n"
	}
	_, err = io.WriteString(w, "\n],\"complete\":true}\n")
	return err
}

var copyPage = template.Must(template.New("copy").Parse(`{{define "head"}}<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: .5rem 0 2rem; }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
th[scope=row] { font-weight: 600; }
th:nth-child(1) { width: 20%; }
th:nth-child(2) { width: 32%; }
th:nth-child(3) { width: 22%; }
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
<p>{{.Intro}}</p>
{{end}}{{define "section"}}<section>
<h2>{{.Heading}}</h2>
<table>
<thead><tr>{{range .Columns}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>
{{end}}{{define "row"}}<tr><th scope="row">{{.Label}}</th><td>{{.Value}}</td><td>{{.Purpose}}</td><td>{{.Collected}}</td><td>{{.KeptUntil}}</td></tr>
{{end}}{{define "end"}}</tbody>
</table>
</section>
{{end}}{{define "foot"}}<p>{{.}}</p>
</main>
</body>
</html>
{{end}}`))

// WriteHTML writes the items as a page that a person can read, in Chinese for Chinese tags and in English for all others, with a table for
// each section, and holds one item at a time. It needs no other file and runs no script. With an error the page is cut off, lacks its last
// sentence, and must not be handed out.
func WriteHTML(w io.Writer, about About, items iter.Seq2[Item, error], tag language.Tag) error {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	put := func(name string, data any) error { return copyPage.ExecuteTemplate(w, name, data) }
	if err := put("head", map[string]string{
		"Lang": t("zh-Hans", "en"), "Title": t("你的个人信息副本", "A copy of your personal information"),
		"Intro": about.Handler.In(tag) + t("，", ", ") + moment(about.Made) + t("，请求编号 ", ", request ") + about.Request,
	}); err != nil {
		return err
	}
	columns := []string{t("信息", "information"), t("内容", "content"), t("处理目的", "purpose"), t("收集时间", "collected"), t("保存至", "kept until")}
	date := func(d time.Time) string {
		if d.IsZero() {
			return "–"
		}
		return day(d)
	}
	n, section := 0, law.Text{}
	for item, err := range items {
		if err != nil {
			return err
		}
		if n == 0 || item.Section != section {
			if n > 0 {
				if err := put("end", nil); err != nil {
					return err
				}
			}
			section = item.Section
			if err := put("section", map[string]any{"Heading": section.In(tag), "Columns": columns}); err != nil {
				return err
			}
		}
		n++
		if err := put("row", map[string]string{
			"Label": item.Label.In(tag), "Value": item.Value.Reveal(), "Purpose": item.Purpose.In(tag), "Collected": date(item.Collected), "KeptUntil": date(item.KeptUntil),
		}); err != nil {
			return err
		}
	}
	if n > 0 {
		if err := put("end", nil); err != nil {
			return err
		}
	}
	return put("foot", t("以上是我们保存的你的全部个人信息。", "This is all the personal information about you that we hold."))
}
