package retention

import (
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// picture builds an SVG. Its colours follow the reader's preference for light or dark, and no colour says anything that no text does.
type picture struct {
	strings.Builder
	explainer
	width, height int
}

const pictureStyle = `
svg { font: 13px system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
text { fill: #1f2328; stroke: #ffffff; stroke-width: 3px; paint-order: stroke; } .label { stroke: none; } .quiet { fill: #57606a; } .line { stroke: #d0d7de; } .now { stroke: #cf222e; stroke-width: 2; } .today { fill: #cf222e; }
.page { fill: #ffffff; } .floor { fill: #0969da; } .ceiling { fill: #bc4c00; }
.active { fill: #aceebb; } .restricted { fill: #fae17d; } .due { fill: #ffaba8; } .held { fill: #d8b9ff; } .gone { fill: #d0d7de; }
.hatch { stroke: #57606a; stroke-dasharray: 3 3; fill: none; }
@media (prefers-color-scheme: dark) {
	text { fill: #e6edf3; stroke: #0d1117; } .label { stroke: none; } .quiet { fill: #9198a1; } .line { stroke: #3d444d; } .now { stroke: #ff7b72; } .today { fill: #ff7b72; }
	.page { fill: #0d1117; } .floor { fill: #4493f8; } .ceiling { fill: #f0883e; }
	.active { fill: #196c2e; } .restricted { fill: #845306; } .due { fill: #8e1519; } .held { fill: #6639a6; } .gone { fill: #3d444d; }
	.hatch { stroke: #9198a1; }
}
`

func newPicture(tag language.Tag, width int) *picture {
	p := &picture{width: width}
	p.tag, p.english = tag, true
	if base, _ := tag.Base(); base.String() == "zh" {
		p.english = false
	}
	return p
}

func (p *picture) printf(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

func (p *picture) rect(class string, x, y, w, h float64) {
	p.printf("<rect class=%q x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>\n", class, x, y, max(w, 1), h)
}

func (p *picture) rule(class string, x1, y1, x2, y2 float64) {
	p.printf("<line class=%q x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class, x1, y1, x2, y2)
}

// text writes text at x, which is its start, middle or end.
func (p *picture) text(class, anchor string, x, y float64, s string) {
	p.printf("<text class=%q text-anchor=%q x=\"%.1f\" y=\"%.1f\">%s</text>\n", class, anchor, x, y, html.EscapeString(s))
}

// writeTo writes the picture with a title and a description for those who do not see it.
func (p *picture) writeTo(w io.Writer, title, description string) error {
	lang := "zh-Hans"
	if p.english {
		lang = "en"
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" lang=%q viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d">
<title id="t">%s</title>
<desc id="d">%s</desc>
<style>%s</style>
<rect class="page" width="100%%" height="100%%"/>
%s</svg>
`, lang, p.width, p.height, p.width, p.height, html.EscapeString(title), html.EscapeString(description), pictureStyle, p.String())
	return err
}

// axis maps instants to places from left to right.
type axis struct {
	from, to    time.Time
	left, right float64
}

func (a axis) x(t time.Time) float64 {
	whole := a.to.Unix() - a.from.Unix()
	if whole <= 0 {
		return a.left
	}
	share := float64(t.Unix()-a.from.Unix()) / float64(whole)
	return a.left + (a.right-a.left)*min(max(share, 0), 1)
}

// ticks are the days at which the axis is marked, at most about ten, with their labels.
func (a axis) ticks() (days []law.Date, labels []string) {
	from, to := law.DateOf(a.from), law.DateOf(a.to)
	months := float64(a.to.Sub(a.from)) / float64(730*time.Hour)
	step, layout := 1200, "2006"
	for _, c := range []struct {
		months int
		layout string
	}{{1, "2006-01"}, {3, "2006-01"}, {6, "2006-01"}, {12, "2006"}, {24, "2006"}, {60, "2006"}, {120, "2006"}, {240, "2006"}} {
		if months/float64(c.months) <= 10 {
			step, layout = c.months, c.layout
			break
		}
	}
	for n := (from.Year()*12 + int(from.Month()) - 1) / step * step; ; n += step {
		d, err := law.NewDate(n/12, time.Month(n%12+1), 1)
		if err != nil {
			if n/12 > to.Year() {
				return days, labels
			}
			continue
		}
		if d.After(to) {
			return days, labels
		}
		if !d.Before(from) {
			days, labels = append(days, d), append(labels, d.Start().Format(layout))
		}
	}
}

func (p *picture) axis(a axis, top, bottom float64) {
	days, labels := a.ticks()
	for i, d := range days {
		x := a.x(d.Start())
		p.rule("line", x, top, x, bottom)
		p.text("quiet", "middle", x, bottom+16, labels[i])
	}
}

func count(n int) string { return strconv.Itoa(n) }
