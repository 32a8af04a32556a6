package incident

import (
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// Text returns the record of the handling (处置记录) as plain text, without a final newline: what is known, what was done and when, which
// duties were met and which are open at an instant, and what the persons were told. It names nobody.
func (c *Case) Text(tag language.Tag, now time.Time) (string, error) {
	parts, err := c.parts(tag, now)
	if err != nil {
		return "", err
	}
	lines := []string{c.title(tag)}
	for _, p := range parts {
		lines = append(lines, "", p.Heading)
		for _, l := range p.Lines {
			lines = append(lines, "- "+l)
		}
	}
	return strings.Join(lines, "\n"), nil
}

// WriteHTML writes the record of the handling as a page; see [Case.Text].
func (c *Case) WriteHTML(w io.Writer, tag language.Tag, now time.Time) error {
	parts, err := c.parts(tag, now)
	if err != nil {
		return err
	}
	return noticePage.Execute(w, map[string]any{
		"Lang": law.Text{ZH: "zh-Hans", EN: "en"}.In(tag), "Title": c.title(tag), "Parts": parts,
	})
}

func (c *Case) title(tag language.Tag) string {
	return law.Text{ZH: "个人信息安全事件处置记录：", EN: "Record of a personal information security incident: "}.In(tag) + c.ID
}

func (c *Case) parts(tag language.Tag, now time.Time) ([]part, error) {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	if c.Version == 0 {
		return nil, fmt.Errorf("%w: there is no such incident", ErrEvent)
	}
	duties, err := c.Duties()
	if err != nil {
		return nil, err
	}
	return []part{
		{t("情况", "Facts"), c.facts(tag)},
		{t("法定义务", "Duties"), dutyLines(duties, tag, now)},
		{t("告知个人", "Telling the persons"), c.telling(tag)},
		{t("经过", "Timeline"), c.timeline(tag)},
	}, nil
}

func (c *Case) facts(tag language.Tag) []string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	number := func(n Number) string {
		if _, known := n.Known(); !known {
			return t("未知", "unknown")
		}
		return n.String()
	}
	f := &c.Facts
	kinds := (&Notice{Kinds: f.Kinds}).kinds(tag)
	if kinds == "" {
		kinds = t("未知", "unknown")
	}
	level := f.Grade()
	grade := level.Level.Label(tag)
	if !level.Certain && level.Level != LevelUnknown {
		grade += t("（未定）", " (not certain)")
	}
	lines := []string{
		t("类型：", "Kinds: ") + kinds,
		t("发现时间：", "Discovered: ") + moment(f.Discovered),
		t("涉及人数：", "Persons: ") + number(f.Persons) + t("，其中敏感个人信息：", ", of sensitive information: ") + number(f.Sensitive),
		t("直接经济损失（元）：", "Direct loss (yuan): ") + number(f.Yuan),
		t("等级：", "Grade: ") + grade,
	}
	if !f.Handled.IsZero() {
		lines = append(lines, t("处置结束：", "Handled: ")+moment(f.Handled))
	}
	if !c.Closed.IsZero() {
		lines = append(lines, t("结案：", "Closed: ")+moment(c.Closed))
	}
	return lines
}

func dutyLines(duties []DutyState, tag language.Tag, now time.Time) []string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	lines := make([]string, len(duties))
	for i, d := range duties {
		var state string
		switch {
		case !d.Done.IsZero() && d.Late(now):
			state = t("逾期完成，", "done late, ") + moment(d.Done)
		case !d.Done.IsZero():
			state = t("完成，", "done, ") + moment(d.Done)
		case d.Waived:
			state = t("依法不告知", "waived")
		case d.What == ExpectAudit:
			state = t("知悉", "for information")
		case d.Late(now):
			state = t("逾期未完成", "late")
		default:
			state = t("未完成", "open")
		}
		if d.Ref != "" {
			state += t("，", ", ") + d.Ref
		}
		lines[i] = d.In(tag) + t("——", " — ") + state
	}
	return lines
}

func (c *Case) telling(tag language.Tag) []string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	var lines []string
	if w := c.Waiver; w != nil {
		lines = append(lines, t("不告知的理由：", "Not told, on the grounds of: ")+w.Measures+t("；决定人：", "; decided by ")+w.By+t("，", ", ")+moment(w.At)+
			t("（", " (")+w.Citation().In(tag)+t("）", ")"))
	}
	if r := c.Round; r.Number > 0 {
		done := t("进行中", "not finished")
		if r.Complete {
			done = t("已完成", "finished")
		}
		lines = append(lines, fmt.Sprintf(t("第%d轮（%s）：已告知%d人，无法联系%d人，失败%d人", "Round %d (%s): %d told, %d unreachable, %d failed"),
			r.Number, done, r.Sent, r.Unreachable, r.Failed))
	}
	if !c.Announced.IsZero() {
		lines = append(lines, t("公告：", "Announced: ")+moment(c.Announced))
	}
	if len(lines) == 0 {
		lines = append(lines, t("尚未告知", "not told yet"))
	}
	return lines
}

func (c *Case) timeline(tag language.Tag) []string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	lines := make([]string, len(c.Timeline))
	for i := range c.Timeline {
		e := &c.Timeline[i]
		type_ := e.Type
		if int(type_) >= len(eventTypeTexts) {
			type_ = EventUnknown
		}
		s := moment(e.At) + " " + eventTypeTexts[type_].In(tag)
		if late := e.Entered.Sub(e.At); late >= time.Minute {
			s += t("（补录于", " (entered ") + moment(e.Entered) + t("）", ")")
		}
		for _, detail := range []string{e.detail(tag), e.Note.In(tag), e.Ref} {
			if detail != "" {
				s += t("；", "; ") + detail
			}
		}
		if e.By != "" {
			s += t("；经办：", "; by ") + e.By
		}
		lines[i] = s
	}
	return lines
}

// detail is what the type of an event says in particular.
func (e *Event) detail(tag language.Tag) string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	switch {
	case e.Type == Met:
		return e.What.Label(tag) + t("：", ": ") + e.Whom.Label(tag)
	case e.Round != nil:
		return fmt.Sprintf(t("第%d轮，累计%d人", "round %d, %d persons so far"), e.Round.Number, e.Round.Sent+e.Round.Unreachable+e.Round.Failed)
	case e.Facts != nil:
		if n, known := e.Facts.Persons.Known(); known {
			return fmt.Sprintf(t("涉及%d人", "%d persons"), n)
		}
		return t("人数未知", "number of persons unknown")
	}
	return ""
}
