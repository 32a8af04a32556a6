package consent

import (
	"slices"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// printer makes the page of a register in one language.
type printer struct {
	*Register
	tag       language.Tag
	chinese   bool
	words     *vocabulary
	scenarios map[string]law.Text
}

func newPage(r *Register, tag language.Tag) *page {
	chinese := law.Text{ZH: "zh", EN: "en"}.In(tag) == "zh"
	p := printer{r, tag, chinese, newVocabulary(r.doc), newScenarios(r.doc, r.doc).after}
	d := r.doc
	out := &page{
		lang:  p.pick("zh-Hans", "en"),
		title: p.pick("个人信息处理活动登记", "Register of processing activities"),
		intro: []string{
			p.pick("个人信息处理者：", "Handler: ") + d.Handler.Name.In(tag) + p.pick("；联系方式：", "; contact: ") +
				p.list(slices.DeleteFunc([]string{d.Handler.Email, d.Handler.Phone, d.Handler.Address}, func(s string) bool { return s == "" })),
			p.pick("版本：", "Version: ") + d.Version + p.pick("；施行日：", "; in effect from ") + d.Effective.String() +
				p.pick("；登记的 SHA-256：", "; SHA-256 of the register: ") + r.hash,
			p.pick("加粗的为敏感个人信息：只为特定的目的、在有充分的必要性并采取严格保护措施时处理（",
				"Bold marks sensitive information: it is processed for a specific purpose, where sufficiently necessary and strictly protected (") +
				pipl(28, 2, 0).In(tag) + p.pick("），处理的必要性和对个人权益的影响另行告知（",
				"); why it is necessary and how it affects you is told besides (") + pipl(30, 0, 0).In(tag) +
				p.pick("）。可选的目的不同意也不影响其他功能（", "). No function but its own depends on consent to an optional purpose (") +
				pipl(16, 0, 0).In(tag) + p.pick("）。", ")."),
		},
	}
	for _, s := range []section{p.activities(), p.permissions(), p.recipients(), p.automations(), p.exceptions(), p.versions()} {
		if len(s.rows) > 0 {
			out.sections = append(out.sections, s)
		}
	}
	return out
}

func (p printer) activities() section {
	s := section{
		title: p.pick("我们处理的个人信息", "What we process"),
		head: p.either(
			[]string{"个人信息", "处理目的", "收集场景", "法律依据", "用户角色", "保存类别"},
			[]string{"information", "purposes", "scenarios", "legal bases", "people", "retention"}),
	}
	for i := range p.doc.Activities {
		a := &p.doc.Activities[i]
		what := cellOf(a.Label.In(p.tag))
		what = append(what, p.kinds(a.Kinds))
		if a.HighRisk {
			what = append(what, cellOf(AspectRisk.Label(p.tag))...)
		}
		if a.Capacity != RelationshipUnknown && a.Capacity != Independent {
			what = append(what, cellOf(p.pick("我们的身份：", "our capacity: ")+a.Capacity.Label(p.tag))...)
		}
		if a.PublicPlace {
			what = append(what, cellOf(p.pick("在公共场所采集，设有显著标识（", "collected in public places, with a conspicuous sign (")+
				pipl(26, 0, 0).In(p.tag)+p.pick("）", ")"))...)
		}
		if a.Alternative != "" {
			what = append(what, cellOf(p.pick("人脸以外的验证方式：", "without the face: ")+a.Alternative)...)
		}
		bases := p.bases(a.Bases)
		switch a.Form {
		case Separate:
			bases = append(bases, cellOf(p.pick("单独同意", "separate consent"))...)
		case Written:
			bases = append(bases, cellOf(p.pick("书面同意", "consent in writing"))...)
		default: // as the law derives it
		}
		s.rows = append(s.rows, []tableCell{
			what, p.purposes(a.Purposes), cellOf(namesOf(a.Scenarios, p.tag, p.scenario)...), bases,
			cellOf(namesOf(a.Roles, p.tag, p.labels.role)...), cellOf(a.Retention...),
		})
	}
	return s
}

func (p printer) permissions() section {
	s := section{
		title: p.pick("设备权限", "Permissions of the device"),
		intro: []string{p.pick("每项权限在使用前弹窗询问。", "Each is asked for in a pop-up just before it is used.")},
		head: p.either(
			[]string{"权限", "使用场景", "处理目的", "个人信息", "弹窗提示"},
			[]string{"permission", "scenario", "purposes", "information", "prompt"}),
	}
	for _, x := range p.doc.Permissions {
		s.rows = append(s.rows, []tableCell{
			cellOf(x.Label.In(p.tag)), cellOf(p.scenario(x.Scenario).In(p.tag)), p.purposes(x.Purposes), {p.kinds(x.Kinds)}, cellOf(x.Prompt.In(p.tag)),
		})
	}
	return s
}

func (p printer) recipients() section {
	s := section{
		title: p.pick("接收方与第三方 SDK", "Recipients and third-party SDKs"),
		intro: []string{
			p.pick("未指明名称、联系方式和所在地的只是类别，指明之前不向其提供（", "One without name, contact and place is a class only: nothing is provided to it until it is named (") +
				pipl(23, 0, 0).In(p.tag) + p.pick("）。", ")."),
		},
		head: p.either(
			[]string{"接收方", "类别与身份", "处理目的", "个人信息", "联系方式", "所在地", "法律依据", "保存类别"},
			[]string{"recipient", "class and capacity", "purposes", "information", "contact", "place", "legal bases", "retention"}),
	}
	for i := range p.doc.Recipients {
		x := &p.doc.Recipients[i]
		place := p.pick("境外：", "abroad: ") + x.Location
		switch x.Location {
		case "":
			place = p.unnamed()
		case mainland:
			place = p.pick("中国境内", "mainland China")
		}
		where := cellOf(place)
		if m := x.Export.mechanism(); m != MechanismUnknown {
			where = append(where, cellOf(m.Label(p.tag)+p.pick("（", " (")+m.Citation().In(p.tag)+p.pick("）", ")"))...)
		}
		capacity := cellOf(x.Type.Label(p.tag), x.Relationship.Label(p.tag))
		if x.Via != "" {
			capacity = append(capacity, cellOf(p.pick("转委托（", "entrusted in turn (")+pipl(21, 3, 0).In(p.tag)+p.pick("）", ")"))...)
		}
		name, contact := x.Name, x.Contact
		if x.Type != Authority {
			name, contact = p.named(name), p.named(contact)
		}
		s.rows = append(s.rows, []tableCell{
			cellOf(x.Label.In(p.tag), name), capacity, p.purposes(x.Purposes),
			{p.kinds(x.Kinds)},
			cellOf(contact), where, p.bases(x.Bases), cellOf(x.Retention...),
		})
	}
	return s
}

func (p printer) automations() section {
	s := section{
		title: p.pick("自动化决策", "Automated decisions"),
		head: p.either(
			[]string{"决策", "处理目的", "个人信息", "依据", "拒绝或者要求说明"},
			[]string{"decision", "purposes", "information", "made from", "to refuse or ask for an explanation"}),
	}
	for i := range p.doc.Automations {
		x := &p.doc.Automations[i]
		what := cellOf(x.Label.In(p.tag))
		if x.Marketing {
			what = append(what, cellOf(p.pick("信息推送、商业营销（", "pushed information or marketing (")+pipl(24, 2, 0).In(p.tag)+p.pick("）", ")"))...)
		}
		if x.MajorEffect {
			what = append(what, cellOf(p.pick("对个人权益有重大影响（", "major effect on your rights (")+pipl(24, 3, 0).In(p.tag)+p.pick("）", ")"))...)
		}
		s.rows = append(s.rows, []tableCell{
			what, p.purposes(x.Purposes), {p.kinds(x.Kinds)}, cellOf(x.Logic.In(p.tag)), cellOf(x.Refusal.In(p.tag)),
		})
	}
	return s
}

func (p printer) exceptions() section {
	s := section{
		title: p.pick("征得同意的例外", "Exceptions to consent"),
		head:  p.either([]string{"情形"}, []string{"case"}),
	}
	for _, b := range p.bases(p.doc.Exceptions) {
		s.rows = append(s.rows, []tableCell{{b}})
	}
	return s
}

func (p printer) versions() section {
	s := section{
		title: p.pick("版本", "Versions"),
		intro: []string{p.pick("继续使用不代表接受变更；目的、方式或者种类变更的，重新取得同意（",
			"Continued use accepts no change; where purpose, method or kinds change, consent is asked for again (") +
			pipl(14, 2, 0).In(p.tag) + p.pick("）。", ").")},
		head: p.either([]string{"版本", "施行日", "变更"}, []string{"version", "in effect from", "changes"}),
	}
	d := p.doc
	for _, rev := range append(slices.Clone(d.History), Revision{d.Version, d.Effective, d.Changes}) {
		var changes []string
		for _, c := range rev.Changes {
			changes = append(changes, p.change(c))
		}
		s.rows = append(s.rows, []tableCell{cellOf(rev.Version), cellOf(rev.Effective.String()), cellOf(changes...)})
	}
	return s
}

func (p printer) change(c Change) string {
	out := c.Aspect.Label(p.tag)
	if len(c.Purposes) > 0 {
		out += p.pick("；目的：", "; purposes: ") + p.list(namesOf(c.Purposes, p.tag, p.labels.purpose))
	}
	if len(c.Kinds) > 0 {
		out += p.pick("；信息：", "; information: ") + p.list(namesOf(c.Kinds, p.tag, p.labels.kind))
	}
	return out
}

// bases returns one line for each basis: in Chinese the policy's own words,
// with the item of PIPL 13(1) and the statute that creates the duty.
func (p printer) bases(refs []BasisRef) tableCell {
	var lines []string
	for _, ref := range refs {
		label := p.pick(ref.PolicyLabel, "")
		if label == "" {
			label = ref.Basis.Label(p.tag)
		}
		label += p.pick("（", " (") + ref.Basis.Citation().In(p.tag)
		switch {
		case ref.Statute != nil:
			label += p.pick("；", "; ") + ref.Statute.In(p.tag)
		case ref.Basis == StatutoryDuty || ref.Basis == OtherLaw:
			label += p.pick("；未指明法律、行政法规", "; no law or regulation is named")
		}
		lines = append(lines, label+p.pick("）", ")"))
	}
	return cellOf(lines...)
}

// purposes returns a line for each purpose, and says which are optional.
func (p printer) purposes(list []Purpose) tableCell {
	names := namesOf(list, p.tag, p.labels.purpose)
	for i, id := range list {
		if p.words.purposes[id].Necessity == Optional {
			names[i] += p.pick("（可选）", " (optional)")
		}
	}
	return cellOf(names...)
}

// kinds returns the kinds in one line, sensitive ones strong.
func (p printer) kinds(list []identifiers.Kind) tableLine {
	var out tableLine
	for i, k := range list {
		if i > 0 {
			out = append(out, tableSpan{text: p.pick("、", ", ")})
		}
		sensitive, _ := p.words.kind(k)
		out = append(out, tableSpan{p.labels.kind(k).In(p.tag), sensitive})
	}
	return out
}

func (p printer) scenario(id string) law.Text { return p.scenarios[id] }

func (p printer) named(s string) string {
	if s == "" {
		return p.unnamed()
	}
	return s
}

func (p printer) unnamed() string { return p.pick("未指明", "not named") }

func (p printer) list(items []string) string {
	out := ""
	for i, s := range items {
		if i > 0 {
			out += p.pick("、", ", ")
		}
		out += s
	}
	return out
}

// pick returns the Chinese or the English text.
func (p printer) pick(zh, en string) string {
	if p.chinese {
		return zh
	}
	return en
}

func (p printer) either(zh, en []string) []string {
	if p.chinese {
		return zh
	}
	return en
}
