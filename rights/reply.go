package rights

import (
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// Reply returns what the person is told about the request as it stands: that it came in and until when it is answered, or the outcome with
// its reasons (说明理由, PIPL 50(1)), what is kept and until when, what is still being done, whether there is a fee, and where to turn if
// the answer does not satisfy. It is Chinese for Chinese tags and English for all others, a line for each sentence, without a final newline.
//
// It depends on the events of the request alone, and not on whether the host knows the person: while the identity is not confirmed it is
// the same for everybody. It names classes of records by their ids.
func (r *Request) Reply(tag language.Tag) string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	var lines []string
	say := func(zh, en string) { lines = append(lines, t(zh, en)) }
	switch r.State {
	case StateUnknown:
		say("没有这项请求。", "There is no such request.")
		return lines[0]
	case Withdrawn:
		say("你已撤回请求 "+r.ID+"。", "You took the request "+r.ID+" back.")
		return lines[0]
	case Identifying, Open:
		say("我们于"+day(r.Received)+"收到你的请求："+r.Right.Label(tag)+"（编号 "+r.ID+"）。",
			"We received your request of "+day(r.Received)+": "+r.Right.Label(tag)+" (number "+r.ID+").")
		if r.State == Identifying {
			if r.Tries > 0 {
				say("根据目前提供的材料，我们未能核实你的身份。你可以换一种方式再试。",
					"With what was given we could not confirm who you are. You may try another way.")
			} else {
				say("处理前我们需要核实你的身份。", "Before we handle it we have to confirm who you are.")
			}
		}
		if r.Extended {
			say("答复期限已延长。", "The time for an answer was extended.")
		}
		say("我们将在"+moment(r.Due)+"之前答复。", "We will answer before "+moment(r.Due)+".")
		return strings.Join(lines, "\n")
	case Working, Answered:
	}
	outcome := map[Outcome]law.Text{
		Granted:       {ZH: "我们同意你的请求：", EN: "We grant your request: "},
		PartlyGranted: {ZH: "我们部分同意你的请求：", EN: "We grant your request in part: "},
		Refused:       {ZH: "我们不能满足你的请求：", EN: "We cannot grant your request: "},
	}[r.Outcome]
	lines = append(lines, outcome.In(tag)+r.Right.Label(tag)+t("（编号 "+r.ID+"）。", " (number "+r.ID+")."))
	for _, reason := range r.Reasons {
		if reason.Outcome() == r.Outcome || reason.Outcome() == PartlyGranted {
			lines = append(lines, "- "+reason.In(tag))
		}
	}
	if r.State == Working {
		say("正在办理：", "We are at work on:")
		for _, task := range r.Tasks {
			if task.Done.IsZero() {
				lines = append(lines, "- "+task.Kind.Label(tag)+task.by(tag))
			}
		}
	}
	if r.Charge {
		say("该请求超出免费的次数，可能收取必要的费用；收费前会告知金额。",
			"The request goes beyond those that are free; if there is a fee you are told the amount first.")
	}
	if r.Outcome == Refused || r.Outcome == PartlyGranted {
		say("如果你不同意，可以向我们投诉，向履行个人信息保护职责的部门投诉、举报，也可以依法向人民法院提起诉讼（"+
			pipl(50, 2, 0).In(tag)+"、"+pipl(65, 1, 0).In(tag)+"）。",
			"If you do not agree you may complain to us or to the authorities for the protection of personal information, and may sue in a people's court ("+
				pipl(50, 2, 0).In(tag)+"; "+pipl(65, 1, 0).In(tag)+").")
	}
	return strings.Join(lines, "\n")
}

func day(t time.Time) string { return t.In(law.Shanghai()).Format(time.DateOnly) }

func moment(t time.Time) string { return t.In(law.Shanghai()).Format("2006-01-02 15:04") }

// Explain returns the assessment with all its reasons and tasks, for those who decide. The person is told by [Request.Reply].
func (a *Assessment) Explain(tag language.Tag) string {
	lines := []string{law.Text{
		ZH: map[Outcome]string{Undecided: "未决", Granted: "同意", PartlyGranted: "部分同意", Refused: "拒绝"}[a.Outcome],
		EN: strings.ReplaceAll(a.Outcome.String(), "_", " "),
	}.In(tag)}
	for _, r := range a.Reasons {
		lines = append(lines, "- "+r.In(tag))
	}
	for _, task := range a.Tasks {
		line := "→ " + task.Kind.Label(tag)
		if task.Target != "" {
			line += law.Text{ZH: "：", EN: ": "}.In(tag) + task.Target
		}
		lines = append(lines, line+task.by(tag))
	}
	return strings.Join(lines, "\n")
}
