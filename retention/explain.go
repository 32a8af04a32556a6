package retention

import (
	"strings"
	"time"

	"github.com/khtong/privacykit/law"

	"golang.org/x/text/language"
)

// Explain tells people, in Chinese for Chinese tags and in English for all others, what the plan says and which bounds decided,
// in two to four lines without a final newline. Times are those of Asia/Shanghai. A rule that was not verified is marked.
func (p *Plan) Explain(tag language.Tag) string {
	w := explainer{english: true}
	if base, _ := tag.Base(); base.String() == "zh" {
		w.english = false
	}
	w.tag = tag
	lines := []string{w.state(p)}
	if p.State == StateUnknown {
		return lines[0]
	}
	if c, ok := p.Floor(); ok {
		lines = append(lines, w.floor(p, c))
	} else {
		lines = append(lines, w.say("没有约束它的最短保存期限。", "No minimum period of keeping binds it."))
	}
	if c, ok := p.Ceiling(); ok {
		lines = append(lines, w.ceiling(p, c))
	} else {
		lines = append(lines, w.say("没有已经触发的删除义务。", "No duty to delete has been triggered."))
	}
	if c, ok := p.Floor(); ok && p.State == Restricted && !c.IsStatutory() {
		lines = append(lines, w.say(
			"注意：上述最短期限不是法律、行政法规规定的，可能不足以对抗删除义务。",
			"Note: this minimum is not set by a law or an administrative regulation and may not stand against a duty to delete."))
	}
	return strings.Join(lines, "\n")
}

// explainer chooses the language.
type explainer struct {
	tag     language.Tag
	english bool
}

func (w explainer) say(zh, en string) string {
	if w.english {
		return en
	}
	return zh
}

func (w explainer) time(t time.Time) string {
	return t.In(law.Shanghai()).Format("2006-01-02 15:04")
}

func (w explainer) state(p *Plan) string {
	var s string
	switch p.State {
	case Active:
		s = w.say("正常：尚无须删除。", "active: no deletion is required.")
	case Restricted:
		s = w.say("限制处理：应当删除，但最短保存期限未满，只可存储和保护，不得作其他使用（《个人信息保护法》第四十七条第二款）。",
			"restricted: deletion is required but a minimum period has not ended; store and secure it and do nothing else (PIPL, Art. 47(2)).")
	case Due:
		s = w.say("到期：应当删除或者匿名化。", "due: delete or anonymise it.")
	case Held:
		s = w.say("保全：不得删除。", "held: a legal hold forbids disposal.")
	case Isolated:
		s = w.say("隔离：已到期但暂时无法删除，一旦可行立即删除，此前只可存储和保护。",
			"isolated: due; erase it as soon as that is possible, until then store and secure it and do nothing else.")
	case Disposed:
		s = w.say("已处置：已删除或者匿名化。", "disposed: it was deleted or anonymised.")
	default:
		return w.say("未知：没有计划。", "unknown: there is no plan.")
	}
	return w.say("截至", "As of ") + w.time(p.At) + w.say("，", ", ") + s
}

func (w explainer) floor(p *Plan, c Candidate) string {
	var s string
	switch {
	case c.Permanent:
		s = w.say("永久保存。", "To be kept permanently.")
	case !c.Binds:
		s = w.say("最早可删除时间未定："+c.Event.In(w.tag)+"尚未发生。",
			"Earliest disposal not known: "+c.Event.In(w.tag)+" has not happened.")
	default:
		s = w.say("最早可删除："+w.time(p.Earliest)+"。", "Earliest disposal: "+w.time(p.Earliest)+".")
	}
	return s + w.why(c)
}

func (w explainer) ceiling(p *Plan, c Candidate) string {
	if p.Required.Equal(p.Latest) {
		return w.say("应当删除："+w.time(p.Required)+"起。", "Deletion required: from "+w.time(p.Required)+".") + w.why(c)
	}
	return w.say("应当删除："+w.time(p.Required)+"起，须在"+w.time(p.Latest)+"之前完成。",
		"Deletion required: from "+w.time(p.Required)+", to be finished before "+w.time(p.Latest)+".") + w.why(c)
}

// why gives the source and the period of a bound.
func (w explainer) why(c Candidate) string {
	var source []string
	if !c.Citation.IsZero() {
		source = append(source, c.Citation.In(w.tag))
	} else {
		source = append(source, w.basis(c.Basis))
	}
	if !c.Verified {
		source = append(source, w.say("（未经核实）", "(not verified)"))
	}
	s := w.say("依据：", " Source: ") + strings.Join(source, w.say("", " "))
	if !c.Permanent {
		s += w.say("，", ", ") + w.period(c)
	}
	if reason := c.Reason.In(w.tag); reason != "" {
		s += w.say("（", " (") + reason + w.say("）", ")")
	}
	return s + w.say("。", ".")
}

func (w explainer) basis(b Basis) string {
	switch b {
	case ByContract:
		return w.say("合同约定", "contract")
	case ByPolicy:
		return w.say("隐私政策", "privacy policy")
	case ByConsent:
		return w.say("个人同意", "consent")
	default:
		return w.say("法律、法规", "law")
	}
}

func (w explainer) period(c Candidate) string {
	event := c.Event.In(w.tag)
	if c.Limit == AtOnce {
		return w.say(event+"后立即", "at once after "+event)
	}
	var limit string
	switch {
	case c.Limit == Within:
		limit = w.say("%以内", "within %")
	case c.Floor:
		limit = w.say("不少于%", "at least %")
	default:
		limit = w.say("不超过%", "at most %")
	}
	limit = strings.Replace(limit, "%", c.Period.In(w.tag), 1)
	switch c.anchor {
	case AfterItsYear:
		return w.say("自"+event+"后次年首日起"+limit, limit+" from the end of the year of "+event)
	case CountsItsYear:
		return w.say("自"+event+"当年计起"+limit, limit+", the year of "+event+" being the first")
	default:
		return w.say("自"+event+"之日起"+limit, limit+" from "+event)
	}
}
