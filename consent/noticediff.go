package consent

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Material is the item of a usual policy's list of material changes
// (重大变更) that a change falls under. The zero value is a change that the
// list does not name.
type Material uint8

// The material changes, numbered as in the list.
const (
	NotMaterial        Material = iota
	MaterialService             // 1: the mode of service: purposes, kinds, ways of use
	MaterialControl             // 2: control, as in a merger
	MaterialRecipients          // 3: the main recipients
	MaterialRights              // 4: rights of the person and how to use them
	MaterialContact             // 5: responsible department, contact, channel of complaint
	MaterialRisk                // 6: an assessment found a high risk
)

var materialNames = []string{"none", "service", "control", "recipients", "rights", "contact", "risk"}

var materialLabels = [...]law.Text{
	NotMaterial:        {ZH: "非重大变更", EN: "no material change"},
	MaterialService:    {ZH: "重大变更 1：服务模式", EN: "material change 1: mode of service"},
	MaterialControl:    {ZH: "重大变更 2：控制权", EN: "material change 2: control"},
	MaterialRecipients: {ZH: "重大变更 3：共享、转让或公开披露的主要对象", EN: "material change 3: main recipients"},
	MaterialRights:     {ZH: "重大变更 4：个人权利及其行使方式", EN: "material change 4: rights and how to use them"},
	MaterialContact:    {ZH: "重大变更 5：责任部门、联络方式及投诉渠道", EN: "material change 5: department, contact, channel of complaint"},
	MaterialRisk:       {ZH: "重大变更 6：影响评估表明存在高风险", EN: "material change 6: an assessment found a high risk"},
}

// String returns the name of m, as in JSON.
func (m Material) String() string { return enum.String(m, materialNames) }

// MarshalText returns the name of m, and an error if it has none.
func (m Material) MarshalText() ([]byte, error) {
	return enum.Text(m, materialNames, "consent: material change")
}

// UnmarshalText reads the name of a material change.
func (m *Material) UnmarshalText(text []byte) error {
	return enum.Parse(m, text, materialNames, "consent: material change")
}

// Label returns the name of m for readers, in Chinese or English.
func (m Material) Label(tag language.Tag) string {
	if int(m) >= len(materialLabels) {
		m = NotMaterial
	}
	return materialLabels[m].In(tag)
}

// Material returns the item of the list of material changes for a. The time of
// keeping is not in the list, although the law wants its change told as well
// (PIPL 17(2)).
func (a Aspect) Material() Material {
	switch a {
	case AspectPurpose, AspectMethod, AspectKind:
		return MaterialService
	case AspectControl:
		return MaterialControl
	case AspectRecipient:
		return MaterialRecipients
	case AspectRights:
		return MaterialRights
	case AspectContact:
		return MaterialContact
	case AspectRisk:
		return MaterialRisk
	default:
		return NotMaterial
	}
}

// Telling is how a change of the notice must be told. A stronger way has a
// higher number and includes the weaker ones. None of them makes the use that
// follows an acceptance (PIPL 14).
type Telling uint8

// The ways of telling.
const (
	TellNothing Telling = iota // nothing changed
	TellPage                   // publish on the page for changes of the notice (规则中心专门页面)
	TellPopUp                  // also reach each person concerned, by a pop-up (弹窗) or the like (PIPL 17(2))
	TellAndAsk                 // also ask for consent again, by an affirmative act (PIPL 14(2))
)

var tellingNames = []string{"nothing", "page", "pop_up", "ask"}

var tellingLabels = [...]law.Text{
	TellNothing: {ZH: "无须告知", EN: "nothing to tell"},
	TellPage:    {ZH: "在专门页面公布", EN: "publish on the page for changes"},
	TellPopUp:   {ZH: "公布并弹窗告知", EN: "publish and tell in a pop-up"},
	TellAndAsk: {
		ZH: "公布、弹窗告知并重新取得同意；继续使用不是同意",
		EN: "publish, tell in a pop-up and ask for consent again; continued use is no consent",
	},
}

// String returns the name of t, as in JSON.
func (t Telling) String() string { return enum.String(t, tellingNames) }

// MarshalText returns the name of t, and an error if it has none.
func (t Telling) MarshalText() ([]byte, error) { return enum.Text(t, tellingNames, "consent: telling") }

// UnmarshalText reads the name of a way of telling.
func (t *Telling) UnmarshalText(text []byte) error {
	return enum.Parse(t, text, tellingNames, "consent: telling")
}

// Label returns the name of t for readers, in Chinese or English.
func (t Telling) Label(tag language.Tag) string {
	if int(t) >= len(tellingLabels) {
		t = TellAndAsk
	}
	return tellingLabels[t].In(tag)
}

// NoticeDiff is what one version of the notice changes against an earlier one.
// [Diff] and [Register.Next] make it.
type NoticeDiff struct {
	// Before and After name the two registers.
	Before Snapshot `json:"before"`
	After  Snapshot `json:"after"`
	// Differences are the changes found. They are empty exactly if the two
	// announce the same.
	Differences []Difference `json:"differences,omitempty"`

	declared []Change
	labels   *labels // of both, those of after first
}

// Difference is one change between two versions of the notice.
type Difference struct {
	// Code says what changed.
	Code DifferenceCode `json:"code"`
	// ID is the id of the recipient, scenario, permission or automation that the
	// change is about, if it is about one.
	ID string `json:"id,omitempty"`
	// Purposes and Kinds are those touched; empty means all, as in [Change].
	Purposes []Purpose          `json:"purposes,omitempty"`
	Kinds    []identifiers.Kind `json:"kinds,omitempty"`
	// Roles are those of the people concerned, who must be told.
	Roles []Role `json:"roles,omitempty"`

	label law.Text // of ID
}

// Aspect returns what the change is about, and AspectUnknown for one of wording
// alone.
func (d Difference) Aspect() Aspect { return d.Code.row().aspect }

// Material returns the item of the list of material changes.
func (d Difference) Material() Material {
	if d.Code.row().recipient {
		return MaterialRecipients
	}
	return d.Aspect().Material()
}

// NeedsConsent reports whether consent given under the earlier version is
// insufficient for what the change touches (PIPL 14(2)). What a version merely
// gives up needs none.
func (d Difference) NeedsConsent() bool { return d.Aspect().NeedsConsent() && !d.Code.row().narrower }

// Telling returns how the change must be told to the people in d.Roles.
func (d Difference) Telling() Telling {
	switch {
	case d.NeedsConsent():
		return TellAndAsk
	case d.Aspect() != AspectUnknown:
		return TellPopUp
	default:
		return TellPage
	}
}

// Citation returns the article that asks for the telling, and the zero Citation
// where only a policy promises it.
func (d Difference) Citation() law.Citation {
	switch {
	case d.NeedsConsent():
		return pipl(14, 2, 0)
	case d.Aspect() == AspectRecipient:
		return pipl(23, 0, 0)
	case d.Aspect() == AspectControl:
		return pipl(22, 0, 0)
	case d.Aspect() != AspectUnknown:
		return pipl(17, 2, 0)
	default:
		return law.Citation{}
	}
}

// Telling returns the strongest way of telling that a difference asks for.
func (d NoticeDiff) Telling() Telling {
	t := TellNothing
	for _, x := range d.Differences {
		t = max(t, x.Telling())
	}
	return t
}

// NeedsConsent reports whether consent to the purpose and the kind, given under
// the earlier version, must be asked for again.
func (d NoticeDiff) NeedsConsent(p Purpose, k identifiers.Kind) bool {
	return slices.ContainsFunc(d.Differences, func(x Difference) bool {
		touches := func(have identifiers.Kind) bool { return covers(have, k) || covers(k, have) }
		return x.NeedsConsent() && (len(x.Purposes) == 0 || slices.Contains(x.Purposes, p)) &&
			(len(x.Kinds) == 0 || slices.ContainsFunc(x.Kinds, touches))
	})
}

// Changes returns what the Changes of the later [Document] must say at least.
// They leave out wording, and what a version gives up of purposes, methods and
// kinds: a decision has no need of it. A first version has no changes.
func (d NoticeDiff) Changes() []Change {
	if d.Before == (Snapshot{}) {
		return nil
	}
	var out []Change
	for _, x := range d.Differences {
		if x.Aspect() == AspectUnknown || x.Code.row().narrower {
			continue
		}
		for _, purposes := range chunks(x.Purposes) {
			for _, kinds := range chunks(x.Kinds) {
				c := Change{x.Aspect(), purposes, kinds}
				if !covered(c, out) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// Undeclared returns those of [NoticeDiff.Changes] that the later document does
// not declare, nor any version between the two. The author may have declared
// more, and should where the register cannot show a change: another method, or
// another way to use a right.
func (d NoticeDiff) Undeclared() []Change {
	return slices.DeleteFunc(d.Changes(), func(c Change) bool { return covered(c, d.declared) })
}

// chunks cuts a list into pieces that a Change may hold. An empty list, which
// means all, is one piece.
func chunks[T any](list []T) [][]T {
	if len(list) == 0 {
		return [][]T{nil}
	}
	return slices.Collect(slices.Chunk(list, maxList))
}

// covered reports whether the changes say all that c says.
func covered(c Change, changes []Change) bool {
	one := func(touchesPurpose func(Change) bool, touchesKind func(Change) bool) bool {
		return slices.ContainsFunc(changes, func(have Change) bool {
			return have.Aspect == c.Aspect && touchesPurpose(have) && touchesKind(have)
		})
	}
	purposes, kinds := c.Purposes, c.Kinds
	if len(purposes) == 0 {
		purposes = []Purpose{""} // only a change of all purposes covers it
	}
	if len(kinds) == 0 {
		kinds = []identifiers.Kind{""}
	}
	for _, p := range purposes {
		for _, k := range kinds {
			if !one(func(have Change) bool { return len(have.Purposes) == 0 || slices.Contains(have.Purposes, p) },
				func(have Change) bool {
					return len(have.Kinds) == 0 ||
						slices.ContainsFunc(have.Kinds, func(x identifiers.Kind) bool { return covers(x, k) })
				}) {
				return false
			}
		}
	}
	return true
}

// Explain returns the differences for readers, in Chinese for any Chinese tag
// and in English for all others: a line with the versions and one line, led by
// "- ", for each difference: what changed, for whom, how it must be told, and
// the article.
func (d NoticeDiff) Explain(tag language.Tag) string {
	pick := func(z, e string) string { return law.Text{ZH: z, EN: e}.In(tag) }
	var b strings.Builder
	b.WriteString(pick("告知版本 ", "Notice version ") + d.After.Version)
	if d.Before.Version != "" {
		b.WriteString(pick("，对照 ", " against ") + d.Before.Version)
	}
	b.WriteString(pick("：", ": ") + d.Telling().Label(tag))
	for _, x := range d.Differences {
		b.WriteString("\n- " + x.Code.In(tag))
		list := func(head string, items []string) {
			if len(items) > 0 {
				b.WriteString(head + strings.Join(items, pick("、", ", ")))
			}
		}
		if x.ID != "" {
			list(pick("：", ": "), []string{x.label.In(tag)})
		}
		list(pick("；目的：", "; purposes: "), namesOf(x.Purposes, tag, d.labels.purpose))
		list(pick("；信息：", "; information: "), namesOf(x.Kinds, tag, d.labels.kind))
		list(pick("；涉及：", "; people: "), namesOf(x.Roles, tag, d.labels.role))
		b.WriteString(pick("（", " ("))
		if m := x.Material(); m != NotMaterial {
			b.WriteString(m.Label(tag) + pick("；", "; "))
		}
		b.WriteString(x.Telling().Label(tag))
		if c := x.Citation(); !c.IsZero() {
			b.WriteString(pick("；", "; ") + c.In(tag))
		}
		b.WriteString(pick("）", ")"))
	}
	return b.String()
}

// namesOf returns the labels of ids.
func namesOf[S ~string](ids []S, tag language.Tag, label func(S) law.Text) []string {
	var out []string
	for _, id := range ids {
		out = append(out, label(id).In(tag))
	}
	return out
}
