package rights

import (
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
)

// TaskKind is what is to be done for a granted request.
type TaskKind uint8

// The kinds of tasks, each for the host's [Worker] to do.
const (
	TaskUnknown      TaskKind = iota
	StopProcessing            // use the information for nothing any more but storing and securing it
	RecordWithdrawal          // enter the withdrawal into the consent ledger
	CloseLogin                // end the account and its sessions
	CorrectRecords            // write what is right, or missing
	EraseRecords              // delete or anonymise the records of the class Target
	RestrictRecords           // store and secure the records of the class Target, and nothing else
	EraseKey                  // destroy the key of the person: nothing is kept that needs it
	IsolateBackups            // keep backups apart, and replay the deletion when one is restored
	TellRecipient             // tell the recipient Target to correct or delete
	Show                      // show the information
	HandCopy                  // hand out the copy
	HandOver                  // hand the information to the handler whom the person named
	Explain                   // explain in writing
	ReviewByHuman             // have a human being make the decision anew
)

var taskNames = []string{
	"", "stop_processing", "record_withdrawal", "close_login", "correct_records", "erase_records", "restrict_records", "erase_key",
	"isolate_backups", "tell_recipient", "show", "hand_copy", "hand_over", "explain", "review_by_human",
}

var taskTable = [...]struct {
	text law.Text
	cite law.Citation
}{
	TaskUnknown:      {law.Text{ZH: "未知事项", EN: "unknown task"}, law.Citation{}},
	StopProcessing:   {law.Text{ZH: "停止存储和安全保护以外的处理", EN: "stop all processing but storing and securing"}, pipl(47, 2, 0)},
	RecordWithdrawal: {law.Text{ZH: "登记撤回同意", EN: "enter the withdrawal of consent"}, pipl(15, 1, 0)},
	CloseLogin:       {law.Text{ZH: "注销账号并结束会话", EN: "end the account and its sessions"}, law.Citation{Statute: law.NetworkDataRegulation, Article: 23}},
	CorrectRecords:   {law.Text{ZH: "更正、补充信息", EN: "correct or complete the information"}, pipl(46, 2, 0)},
	EraseRecords:     {law.Text{ZH: "删除或者匿名化记录", EN: "delete or anonymise the records"}, pipl(47, 1, 0)},
	RestrictRecords:  {law.Text{ZH: "限制处理记录", EN: "restrict the records"}, pipl(47, 2, 0)},
	EraseKey:         {law.Text{ZH: "销毁主体密钥", EN: "destroy the key of the person"}, pipl(47, 1, 0)},
	IsolateBackups:   {law.Text{ZH: "隔离备份", EN: "isolate the backups"}, pipl(47, 2, 0)},
	TellRecipient:    {law.Text{ZH: "通知接收方", EN: "tell the recipient"}, law.Citation{Statute: law.PrivacyPolicy}},
	Show:             {law.Text{ZH: "提供查阅", EN: "show the information"}, pipl(45, 2, 0)},
	HandCopy:         {law.Text{ZH: "提供副本", EN: "hand out the copy"}, pipl(45, 2, 0)},
	HandOver:         {law.Text{ZH: "转移至指定的个人信息处理者", EN: "hand the information to the handler named"}, pipl(45, 3, 0)},
	Explain:          {law.Text{ZH: "书面说明", EN: "explain in writing"}, pipl(48, 0, 0)},
	ReviewByHuman:    {law.Text{ZH: "人工复核", EN: "have a human being decide"}, pipl(24, 3, 0)},
}

// String returns the name of k, as in JSON.
func (k TaskKind) String() string { return enum.String(k, taskNames) }

// MarshalText returns the name of k, and an error if it has none.
func (k TaskKind) MarshalText() ([]byte, error) { return enum.Text(k, taskNames, "rights: task kind") }

// UnmarshalText reads the name of a kind.
func (k *TaskKind) UnmarshalText(text []byte) error {
	return enum.Parse(k, text, taskNames, "rights: task kind")
}

// Label returns the task for readers, in Chinese or English.
func (k TaskKind) Label(tag language.Tag) string {
	if int(k) >= len(taskTable) {
		k = TaskUnknown
	}
	return taskTable[k].text.In(tag)
}

// Citation returns the provision behind the task.
func (k TaskKind) Citation() law.Citation {
	if int(k) >= len(taskTable) {
		k = TaskUnknown
	}
	return taskTable[k].cite
}

// Task is one thing to do for a granted request. Kind and Target name it within
// the request.
type Task struct {
	Kind TaskKind `json:"kind"`
	// Target is the id of a class of records or of a recipient; empty for the
	// kinds that have none.
	Target string `json:"target,omitzero"`
	// Before is the instant strictly before which it must be done. The zero time
	// means promptly (及时), without a number.
	Before time.Time `json:"before,omitzero"`
	// AtOnce says that it must be done at once (立即): Before is the instant of the
	// decision, and whatever comes later is late.
	AtOnce bool `json:"at_once,omitzero"`
}

// by says by when the task is to be done, for readers.
func (t Task) by(tag language.Tag) string {
	switch {
	case t.AtOnce:
		return law.Text{ZH: "，立即", EN: ", at once"}.In(tag)
	case t.Before.IsZero():
		return ""
	}
	return law.Text{ZH: "，" + moment(t.Before) + "之前", EN: ", before " + moment(t.Before)}.In(tag)
}

// tasks lists what the request calls for. What is kept is restricted first, so that
// a task that fails leaves nothing in use that must not be.
func (a *assessor) tasks() []Task {
	var out []Task
	add := func(before time.Time, kinds ...TaskKind) {
		for _, k := range kinds {
			out = append(out, Task{Kind: k, Before: before, AtOnce: before.Equal(a.facts.At)})
		}
	}
	at := a.facts.At
	soon, err := a.terms.end(a.terms.Dispose, at)
	if err != nil {
		soon = at // a calendar gap: at once is never too late
	}
	switch a.req.Right {
	case Query:
		add(time.Time{}, Show)
	case Copy:
		add(time.Time{}, HandCopy)
	case Transfer:
		add(time.Time{}, HandOver)
	case Correct, Supplement:
		add(time.Time{}, CorrectRecords)
		out = a.tell(out)
	case Restrict:
		add(at, StopProcessing)
	case ExplainRules, ExplainDecision:
		add(time.Time{}, Explain)
	case RefuseDecision:
		add(time.Time{}, ReviewByHuman)
	case Withdraw:
		add(at, RecordWithdrawal, StopProcessing)
		out = a.erase(out, soon)
	case Delete:
		out = a.erase(out, soon)
	case CloseAccount:
		if a.terms.Ecommerce {
			soon = at
		}
		add(at, CloseLogin, RecordWithdrawal, StopProcessing)
		out = a.erase(out, soon)
	default:
	}
	return out
}

// erase adds the tasks of a deletion: restrict what is kept, delete the rest, tell
// the recipients.
func (a *assessor) erase(out []Task, soon time.Time) []Task {
	kept := false
	for i := range a.facts.Records {
		rc := &a.facts.Records[i]
		if rc.Plan.State != retention.Disposed && a.record(rc).Code != ReasonUnknown {
			kept = true
			out = append(out, Task{Kind: RestrictRecords, Target: rc.Class, Before: a.facts.At, AtOnce: true})
		}
	}
	gone := false
	for i := range a.facts.Records {
		rc := &a.facts.Records[i]
		if rc.Plan.State != retention.Disposed && a.record(rc).Code == ReasonUnknown {
			gone = true
			out = append(out, Task{Kind: EraseRecords, Target: rc.Class, Before: soon, AtOnce: soon.Equal(a.facts.At)})
		}
	}
	if !gone {
		return out
	}
	if !kept && a.req.Right == CloseAccount {
		out = append(out, Task{Kind: EraseKey, Before: soon, AtOnce: soon.Equal(a.facts.At)})
	}
	out = append(out, Task{Kind: IsolateBackups, Before: soon, AtOnce: soon.Equal(a.facts.At)})
	return a.tell(out)
}

func (a *assessor) tell(out []Task) []Task {
	for _, r := range a.facts.Recipients {
		out = append(out, Task{Kind: TellRecipient, Target: r})
	}
	return out
}
