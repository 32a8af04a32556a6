package retention

import (
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// WriteHistogram writes a picture of the outlook as SVG: how many records become due in each month, or in each quarter or year where that
// would be too many bars, and how many are due, held, kept for ever or open. It has the properties of [Plan.WriteTimeline].
func (o *Outlook) WriteHistogram(w io.Writer, tag language.Tag) error {
	const top, base, left, right = 64.0, 300.0, 64.0, 936.0
	pic := newPicture(tag, timelineWidth)
	pic.height = 340
	bins := o.bins()
	highest := 0
	for _, b := range bins {
		highest = max(highest, b.n)
	}
	scale := nice(highest)
	summary := o.summary(pic)
	pic.text("", "start", 24, 26, pic.say("记录到期时间", "When records become due"))
	pic.text("quiet", "start", 24, 46, summary)
	for i := range 5 {
		n := scale * i / 4
		y := base - (base-top)*float64(i)/4
		pic.rule("line", left, y, right, y)
		pic.text("quiet", "end", left-8, y+4, count(n))
	}
	width := (right - left) / float64(max(len(bins), 1))
	for i, b := range bins {
		x := left + width*float64(i)
		if b.n > 0 {
			h := (base - top) * float64(b.n) / float64(scale)
			pic.rect("ceiling", x+width*0.1, base-h, width*0.8, h)
			if len(bins) <= 24 {
				pic.text("quiet", "middle", x+width/2, base-h-4, count(b.n))
			}
		}
		if every := (len(bins) + 11) / 12; i%every == 0 {
			pic.text("quiet", "middle", x+width/2, base+18, b.label)
		}
	}
	lines := []string{summary}
	for _, b := range bins {
		if b.n > 0 {
			lines = append(lines, b.label+pic.say("：", ": ")+count(b.n))
		}
	}
	return pic.writeTo(w, pic.say("记录到期时间", "When records become due"), strings.Join(lines, pic.say("；", "; ")))
}

func (o *Outlook) summary(w *picture) string {
	later := 0
	for _, n := range o.Later {
		later += n
	}
	var parts []string
	for _, c := range []struct {
		n      int
		zh, en string
	}{
		{o.Due, "已到期 %", "due %"},
		{later, "将到期 %", "later %"},
		{o.Held, "保全 %", "held %"},
		{o.Permanent, "永久 %", "kept for ever %"},
		{o.Open, "尚无须删除 %", "open %"},
		{o.Disposed, "已处置 %", "disposed %"},
		{o.Unknown, "未知 %", "unknown %"},
	} {
		if c.n > 0 {
			parts = append(parts, strings.Replace(w.say(c.zh, c.en), "%", count(c.n), 1))
		}
	}
	if len(parts) == 0 {
		return w.say("没有记录", "no records")
	}
	return strings.Join(parts, w.say("，", ", "))
}

type bin struct {
	label string
	n     int
}

// bins are the months from the first to the last day, or quarters or years, at most 60 of them.
func (o *Outlook) bins() []bin {
	if len(o.Later) == 0 {
		return nil
	}
	days := slices.SortedFunc(maps.Keys(o.Later), law.Date.Compare)
	month := func(d law.Date) int { return d.Year()*12 + int(d.Month()) - 1 }
	first, last := month(days[0]), month(days[len(days)-1])
	step := 1
	for _, s := range []int{1, 3, 12, 60, 120, 1200, 12000} {
		if step = s; (last/s-first/s)+1 <= 60 {
			break
		}
	}
	out := make([]bin, last/step-first/step+1)
	for i := range out {
		n := (first/step + i) * step
		label := time.Date(n/12, time.Month(n%12+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		if step >= 12 {
			label = label[:4]
		}
		out[i].label = label
	}
	for d, n := range o.Later {
		out[month(d)/step-first/step].n += n
	}
	return out
}

// nice returns a number that is at least n, at least 4, and looks well on an axis of four parts.
func nice(n int) int {
	for scale := 4; ; scale *= 10 {
		for _, m := range []int{1, 2, 3, 5} {
			if scale*m >= n {
				return scale * m
			}
		}
	}
}
