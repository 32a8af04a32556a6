package incident

import (
	"errors"
	"strconv"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Kind is what happened to personal information.
type Kind uint8

// The kinds of PIPL 57(1). One incident may be of several.
const (
	KindUnknown Kind = iota
	Leak             // 泄露
	Tampering        // 篡改
	Loss             // 丢失, destruction (毁损) included
)

var kindNames = []string{"", "leak", "tampering", "loss"}

var kindTexts = [...]law.Text{
	KindUnknown: {ZH: "安全事件", EN: "security incident"}, Leak: {ZH: "泄露", EN: "leak"}, Tampering: {ZH: "篡改", EN: "tampering"},
	Loss: {ZH: "丢失", EN: "loss"},
}

// String returns the name of k, as in JSON.
func (k Kind) String() string { return enum.String(k, kindNames) }

// MarshalText returns the name of k, and an error if it has none.
func (k Kind) MarshalText() ([]byte, error) { return enum.Text(k, kindNames, "incident: kind") }

// UnmarshalText reads the name of a kind.
func (k *Kind) UnmarshalText(text []byte) error {
	return enum.Parse(k, text, kindNames, "incident: kind")
}

// Label returns the kind for readers, in Chinese or English.
func (k Kind) Label(tag language.Tag) string {
	if int(k) >= len(kindTexts) {
		k = KindUnknown
	}
	return kindTexts[k].In(tag)
}

// Level is how grave an incident is by the Cybersecurity Incident Grading Guidelines (网络安全事件分级指南).
type Level uint8

// The levels, in ascending order.
const (
	LevelUnknown  Level = iota // not known, or no thresholds were in force: treat it as Larger at least
	General                    // 一般
	Larger                     // 较大
	Major                      // 重大
	Extraordinary              // 特别重大
)

var levelNames = []string{"", "general", "larger", "major", "extraordinary"}

var levelTexts = [...]law.Text{
	LevelUnknown: {ZH: "等级未定", EN: "not graded"}, General: {ZH: "一般", EN: "general"}, Larger: {ZH: "较大", EN: "relatively major"},
	Major: {ZH: "重大", EN: "major"}, Extraordinary: {ZH: "特别重大", EN: "particularly major"},
}

// String returns the name of l, as in JSON.
func (l Level) String() string { return enum.String(l, levelNames) }

// MarshalText returns the name of l, and an error if it has none.
func (l Level) MarshalText() ([]byte, error) { return enum.Text(l, levelNames, "incident: level") }

// UnmarshalText reads the name of a level.
func (l *Level) UnmarshalText(text []byte) error {
	return enum.Parse(l, text, levelNames, "incident: level")
}

// Label returns the level for readers, in Chinese or English.
func (l Level) Label(tag language.Tag) string {
	if int(l) >= len(levelTexts) {
		l = LevelUnknown
	}
	return levelTexts[l].In(tag)
}

// Operator is what the handler is to the Incident Reporting Measures (国家网络安全事件报告管理办法, Art. 4).
type Operator uint8

// The operators. The zero value is taken for the one with the shortest time.
const (
	OperatorUnknown Operator = iota
	Critical                 // 关键信息基础设施运营者
	StateOrgan               // 中央和国家机关各部门及其直属单位
	Other                    // 其他网络运营者
)

var operatorNames = []string{"", "critical", "state_organ", "other"}

// String returns the name of o, as in JSON.
func (o Operator) String() string { return enum.String(o, operatorNames) }

// MarshalText returns the name of o, and an error if it has none.
func (o Operator) MarshalText() ([]byte, error) {
	return enum.Text(o, operatorNames, "incident: operator")
}

// UnmarshalText reads the name of an operator.
func (o *Operator) UnmarshalText(text []byte) error {
	return enum.Parse(o, text, operatorNames, "incident: operator")
}

// Answer is a fact that may not be known. What is unknown is taken for what asks for more.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	Yes
	No
)

var answerNames = []string{"", "yes", "no"}

// String returns the name of a, as in JSON.
func (a Answer) String() string { return enum.String(a, answerNames) }

// MarshalText returns the name of a, and an error if it is unknown.
func (a Answer) MarshalText() ([]byte, error) { return enum.Text(a, answerNames, "incident: answer") }

// UnmarshalText reads the name of an answer.
func (a *Answer) UnmarshalText(text []byte) error {
	return enum.Parse(a, text, answerNames, "incident: answer")
}

// Number is a number that may not be known. The zero Number is unknown.
type Number struct {
	n     int64
	known bool
}

// AtMost returns the number n, the largest that it can be; a negative one is unknown.
func AtMost(n int64) Number { return Number{max(n, 0), n >= 0} }

// Known returns the number, and false if it is unknown.
func (n Number) Known() (int64, bool) { return n.n, n.known }

// String returns the number in decimal, or "unknown".
func (n Number) String() string {
	if !n.known {
		return "unknown"
	}
	return strconv.FormatInt(n.n, 10)
}

// MarshalText returns the number in decimal, and an error if it is unknown.
func (n Number) MarshalText() ([]byte, error) {
	if !n.known {
		return nil, errors.New("incident: number: unknown value")
	}
	return strconv.AppendInt(nil, n.n, 10), nil
}

// UnmarshalText reads what MarshalText writes.
func (n *Number) UnmarshalText(text []byte) error {
	v, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || v < 0 || strconv.FormatInt(v, 10) != string(text) {
		return errors.New("incident: number: not a decimal number from 0")
	}
	*n = AtMost(v)
	return nil
}

func pipl57(paragraph int) law.Citation {
	return law.Citation{Statute: law.PIPL, Article: 57, Paragraph: paragraph}
}
