package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// ui writes the account of the run in one language. Every English text that it is given has its Chinese twin in zh.go.
type ui struct {
	out io.Writer
	tag language.Tag
	p   *message.Printer
	bar io.Writer // where progress bars are drawn; nil where no person watches
}

func newUI(out io.Writer, lang string) (*ui, error) {
	var tag language.Tag
	switch lang {
	case "en":
		tag = language.English
	case "zh":
		tag = language.SimplifiedChinese
	default:
		return nil, fmt.Errorf("-lang takes en or zh")
	}
	u := &ui{out: out, tag: tag, p: message.NewPrinter(tag, message.Catalog(translations()))}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		u.bar = os.Stderr
	}
	return u, nil
}

// fixWidths tells the table writer, for the whole process, that a box-drawing character is one column wide whatever the locale says;
// Chinese characters are two.
func fixWidths() { text.OverrideRuneWidthEastAsianWidth(false) }

// defaultLang is Chinese where the environment is.
func defaultLang() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh"
			}
			break
		}
	}
	return "en"
}

// t is text in the language of the run.
func (u *ui) t(key string, args ...any) string { return u.p.Sprintf(key, args...) }

// line prints one indented line.
func (u *ui) line(key string, args ...any) {
	for l := range strings.SplitSeq(u.t(key, args...), "\n") {
		fmt.Fprintln(u.out, "   "+l)
	}
}

// raw prints one indented line that needs no translation.
func (u *ui) raw(s string) { fmt.Fprintln(u.out, "   "+s) }

// head prints the title of step n.
func (u *ui) head(n int, title string, earlier bool) {
	if earlier {
		title += u.t(" (done in an earlier run)")
	}
	fmt.Fprintf(u.out, "\n%d. %s\n", n, title)
}

// table prints rows under a header, indented like everything else. A column that is given a width folds its cells to it.
func (u *ui) table(header []string, rows [][]string, widths ...int) {
	w := table.NewWriter()
	w.SetStyle(table.StyleLight)
	w.Style().Format.Header = text.FormatDefault
	w.Style().Options.SeparateRows = len(widths) > 0
	for i, width := range widths {
		header[i] = fold(header[i], width)
	}
	w.AppendHeader(toRow(header))
	for _, r := range rows {
		for i, width := range widths {
			r[i] = fold(r[i], width)
		}
		w.AppendRow(toRow(r))
	}
	for l := range strings.SplitSeq(w.Render(), "\n") {
		u.raw(l)
	}
}

// fold breaks a text into lines of at most width columns: between words, and between any two Chinese characters.
func fold(s string, width int) string {
	var lines []string
	var line string
	for _, word := range words(s) {
		if line != "" && text.StringWidth(strings.TrimRight(line+word, " ")) > width {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		line += word
	}
	return strings.Join(append(lines, strings.TrimRight(line, " ")), "\n")
}

// words are the pieces of a text that stay together, each with the space behind it. Chinese punctuation stays with what is before it.
func words(s string) []string {
	var list []string
	for _, r := range s {
		n := len(list)
		switch {
		case n > 0 && (r == ' ' || unicode.Is(unicode.P, r) && r != '（' && r != '《'):
			list[n-1] += string(r)
		case n > 0 && !unicode.Is(unicode.Han, r) && !wordEnds(list[n-1]):
			list[n-1] += string(r)
		default:
			list = append(list, string(r))
		}
	}
	return list
}

func wordEnds(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == ' ' || unicode.Is(unicode.Han, r) || r > unicode.MaxLatin1 && unicode.Is(unicode.P, r) && r != '（' && r != '《'
}

func toRow(cells []string) table.Row {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		r[i] = c
	}
	return r
}

// A bucket is one line of a bar chart: what is gone and what is kept.
type bucket struct {
	label      string
	gone, kept int
}

// chart draws one bar a bucket, scaled to the largest: light for what is gone, full for what is kept.
func (u *ui) chart(buckets []bucket) {
	const width = 48
	most := 1
	for _, b := range buckets {
		most = max(most, b.gone+b.kept)
	}
	// Rounded up, so that one order among thousands is still seen.
	cells := func(n int) int { return (n*width + most - 1) / most }
	for _, b := range buckets {
		total := cells(b.gone + b.kept)
		light := min(cells(b.gone), total)
		if b.kept > 0 {
			light = min(light, total-1)
		}
		bar := strings.Repeat("░", light) + strings.Repeat("█", total-light)
		u.raw(fmt.Sprintf("%-8s %s%s %4d", b.label, bar, strings.Repeat(" ", width-total), b.gone+b.kept))
	}
}

// progress is a bar for a long step. It is drawn on a terminal only; elsewhere the nil bar does nothing.
type progress struct{ bar *progressbar.ProgressBar }

func (u *ui) progress(what string, total int) progress {
	if u.bar == nil || total <= 0 {
		return progress{}
	}
	return progress{progressbar.NewOptions(total,
		progressbar.OptionSetDescription("   "+what),
		progressbar.OptionSetWriter(u.bar),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// set moves the bar. A bar that cannot be drawn is no reason to stop.
func (p progress) set(n int) {
	if p.bar != nil {
		_ = p.bar.Set(n)
	}
}

func (p progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
