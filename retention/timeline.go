package retention

import (
	"io"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

const (
	timelineWidth  = 960
	timelineMargin = 24.0
	rowHeight      = 44.0
	barHeight      = 12.0
)

// WriteTimeline writes a picture of the plan as SVG: a bar for each bound that binds, with its source, from its event to its end; below
// them the states of the record, as they were and as they will be if nothing else happens; and a line at the instant of the plan. A bound
// whose event has not happened has a dashed bar from there on. Texts are in Chinese for Chinese tags and in English for all others.
//
// The picture needs no other file, shows well on light and on dark, and has a description for those who do not see it. It holds no
// personal data, like the plan. A plan of StateUnknown gives a picture that says so.
func (p *Plan) WriteTimeline(w io.Writer, tag language.Tag) error {
	pic := newPicture(tag, timelineWidth)
	a := p.axis()
	y := 40.0
	pic.text("", "start", timelineMargin, y-14, pic.state(p))
	top := y
	var bars picture
	bars.explainer = pic.explainer
	for c := range p.Candidates() {
		if !c.Binds && !c.Start.IsZero() {
			continue // no version was in force
		}
		p.bar(&bars, a, c, y)
		y += rowHeight
	}
	bottom := y + 34
	pic.axis(a, top-4, bottom)
	p.band(pic, a, y+8)
	if p.State != StateUnknown {
		x := a.x(p.At)
		pic.rule("now", x, top-4, x, bottom)
		anchor := "middle"
		switch {
		case x < timelineMargin+40:
			anchor = "start"
		case x > timelineWidth-timelineMargin-40:
			anchor = "end"
		}
		pic.text("today", anchor, x, bottom+32, pic.say("截至 ", "as of ")+p.At.In(law.Shanghai()).Format(time.DateOnly))
	}
	pic.printf("%s", bars.String())
	pic.height = int(bottom) + 44
	return pic.writeTo(w, pic.say("保存时间线", "Retention timeline"), p.Explain(tag))
}

// axis spans all that the plan knows, and some time to both sides.
func (p *Plan) axis() axis {
	times := []time.Time{p.At}
	for c := range p.Candidates() {
		times = append(times, c.Start, c.End)
	}
	times = slices.DeleteFunc(append(times, p.Required, p.Latest, p.Earliest), time.Time.IsZero)
	a := axis{left: timelineMargin, right: timelineWidth - timelineMargin}
	if len(times) == 0 {
		return a
	}
	a.from, a.to = slices.MinFunc(times, time.Time.Compare), slices.MaxFunc(times, time.Time.Compare)
	margin := max(a.to.Sub(a.from)/16, 10*24*time.Hour)
	a.from, a.to = a.from.Add(-margin/2), a.to.Add(margin)
	return a
}

func (p *Plan) bar(pic *picture, a axis, c Candidate, y float64) {
	class, kind := "floor", pic.say("须保存", "keep")
	if !c.Floor {
		class, kind = "ceiling", pic.say("须删除", "delete")
	}
	pic.text("", "start", timelineMargin, y+14, kind+pic.say("：", ": ")+pic.source(c))
	from, to := a.x(c.Start), a.x(c.End)
	if c.End.IsZero() {
		to = a.right
	}
	switch {
	case !c.Binds && !c.Permanent: // waits for its event
		from = a.x(p.At)
		pic.rect("hatch", from, y+20, a.right-from, barHeight)
	case c.Limit == AtOnce:
		pic.rect(class, from, y+20, 3, barHeight)
	case c.Start.IsZero():
		pic.rect(class, a.left, y+20, a.right-a.left, barHeight)
	default:
		pic.rect(class, from, y+20, to-from, barHeight)
	}
	if end := c.End; !end.IsZero() {
		day := end.In(law.Shanghai()).Format(time.DateOnly)
		if to > timelineWidth-timelineMargin-84 {
			pic.text("quiet", "end", to-6, y+14, day)
		} else {
			pic.text("quiet", "start", to+6, y+31, day)
		}
	}
}

// source names a bound in one line.
func (w explainer) source(c Candidate) string {
	s := w.basis(c.Basis)
	if !c.Citation.IsZero() {
		s = c.Citation.In(w.tag)
	}
	if !c.Verified {
		s += w.say("（未经核实）", " (not verified)")
	}
	switch {
	case c.Permanent:
		return s + w.say("，永久", ", permanently")
	case !c.Binds:
		return s + w.say("，", ", ") + w.period(c) + w.say("，尚未发生", ", not happened yet")
	}
	return s + w.say("，", ", ") + w.period(c)
}

// band draws the states one after the other.
func (p *Plan) band(pic *picture, a axis, y float64) {
	cuts := []time.Time{a.from, p.Required, p.Earliest, a.to}
	if p.State == Held || p.State == Disposed {
		cuts = append(cuts, p.At)
	}
	cuts = slices.DeleteFunc(cuts, func(t time.Time) bool { return t.Before(a.from) || t.After(a.to) })
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	for i := 1; i < len(cuts); i++ {
		state, from := p.at(cuts[i-1]), cuts[i-1]
		for i+1 < len(cuts) && p.at(cuts[i]) == state {
			i++
		}
		x, w := a.x(from), a.x(cuts[i])-a.x(from)
		pic.rect(stateClasses[state], x, y, w, 20)
		if label := stateLabels[state].In(pic.tag); w > float64(14*len([]rune(label))) || pic.english && w > float64(8*len(label)) {
			pic.text("label", "middle", x+w/2, y+15, label)
		}
	}
}

// at returns the state at another instant, if what has happened by the instant of the plan is all that happens.
func (p *Plan) at(t time.Time) State {
	switch q := (&Plan{At: t, Earliest: p.Earliest, Permanent: p.Permanent, Open: p.Open}); {
	case p.State == StateUnknown:
		return StateUnknown
	case !t.Before(p.At) && (p.State == Held || p.State == Disposed):
		return p.State
	case p.Required.IsZero() || t.Before(p.Required):
		return Active
	case q.kept():
		return Restricted
	case p.State == Isolated:
		return Isolated
	default:
		return Due
	}
}

var stateLabels = [...]law.Text{
	StateUnknown: {ZH: "未知", EN: "unknown"}, Active: {ZH: "正常", EN: "active"}, Restricted: {ZH: "限制处理", EN: "restricted"},
	Due: {ZH: "到期", EN: "due"}, Held: {ZH: "保全", EN: "held"}, Isolated: {ZH: "隔离", EN: "isolated"}, Disposed: {ZH: "已处置", EN: "disposed"},
}

var stateClasses = [...]string{
	StateUnknown: "gone", Active: "active", Restricted: "restricted", Due: "due", Held: "held", Isolated: "due", Disposed: "gone",
}
