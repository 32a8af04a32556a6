package consent

import (
	"html"
	"io"
	"strings"

	"golang.org/x/text/language"
)

// WriteMarkdown writes the register as the tables of a privacy policy, in
// Markdown with GitHub's tables, in Chinese for any Chinese tag and in English
// for all others: what is processed, why, in which scenarios, on which legal
// bases (in Chinese in the policy's own words) and for whom; the permissions,
// the recipients, the automated decisions, the exceptions to consent and the
// versions. Sensitive information is in bold. The same register gives the same
// bytes, so that a committed page can be compared; whatever the register says
// is escaped. Its remarks are left out, since they are for its authors. An
// empty register writes nothing. The errors are those of w.
func (r *Register) WriteMarkdown(w io.Writer, tag language.Tag) error {
	return r.write(w, tag, (*page).markdown)
}

// WriteHTML writes what [Register.WriteMarkdown] does as an HTML fragment: one
// section element without style or script, with a language and table heads for
// screen readers. Its headings begin at the second level: the first is that of
// the page it is put into.
func (r *Register) WriteHTML(w io.Writer, tag language.Tag) error {
	return r.write(w, tag, (*page).html)
}

func (r *Register) write(w io.Writer, tag language.Tag, format func(*page) string) error {
	if r.empty() {
		return nil
	}
	_, err := io.WriteString(w, format(newPage(r, tag)))
	return err
}

// page is a register in one language, before a format is chosen.
type page struct {
	lang     string
	title    string
	intro    []string
	sections []section
}

// section is a table with what is to be said before it.
type section struct {
	title string
	intro []string
	head  []string
	rows  [][]tableCell
}

// tableCell is the lines of one cell of a table.
type tableCell []tableLine

type tableLine []tableSpan

type tableSpan struct {
	text   string
	strong bool
}

// cellOf returns a cell of plain lines.
func cellOf(lines ...string) tableCell {
	var c tableCell
	for _, s := range lines {
		if s != "" {
			c = append(c, tableLine{{text: s}})
		}
	}
	return c
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "&", `\&`, "|", `\|`, "~", `\~`, "$", `\$`,
)

func (p *page) markdown() string {
	var b strings.Builder
	esc := markdownEscapes.Replace
	paragraphs := func(list []string) {
		for _, s := range list {
			b.WriteString("\n" + esc(s) + "\n")
		}
	}
	row := func(cells []string) {
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	b.WriteString("# " + esc(p.title) + "\n")
	paragraphs(p.intro)
	for _, s := range p.sections {
		b.WriteString("\n## " + esc(s.title) + "\n")
		paragraphs(s.intro)
		b.WriteByte('\n')
		var head, rule []string
		for _, h := range s.head {
			head, rule = append(head, esc(h)), append(rule, "---")
		}
		row(head)
		row(rule)
		for _, cells := range s.rows {
			var out []string
			for _, c := range cells {
				out = append(out, c.join("<br>", esc, "**", "**"))
			}
			row(out)
		}
	}
	return b.String()
}

func (p *page) html() string {
	var b strings.Builder
	esc := html.EscapeString
	paragraphs := func(list []string) {
		for _, s := range list {
			b.WriteString("<p>" + esc(s) + "</p>\n")
		}
	}
	b.WriteString(`<section lang="` + esc(p.lang) + "\">\n<h2>" + esc(p.title) + "</h2>\n")
	paragraphs(p.intro)
	for _, s := range p.sections {
		b.WriteString("<h3>" + esc(s.title) + "</h3>\n")
		paragraphs(s.intro)
		b.WriteString("<table>\n<thead><tr>")
		for _, h := range s.head {
			b.WriteString(`<th scope="col">` + esc(h) + "</th>")
		}
		b.WriteString("</tr></thead>\n<tbody>\n")
		for _, cells := range s.rows {
			b.WriteString("<tr>")
			for _, c := range cells {
				b.WriteString("<td>" + c.join("<br>", esc, "<strong>", "</strong>") + "</td>")
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</tbody>\n</table>\n")
	}
	b.WriteString("</section>\n")
	return b.String()
}

// join returns the cell in a format that is given by its marks.
func (c tableCell) join(br string, esc func(string) string, strong, weak string) string {
	var lines []string
	for _, l := range c {
		var b strings.Builder
		for _, s := range l {
			if s.strong {
				b.WriteString(strong + esc(s.text) + weak)
			} else {
				b.WriteString(esc(s.text))
			}
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, br)
}
