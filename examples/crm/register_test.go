package main

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/examples/internal/host"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// policyTable is the collection table of the policy, typed in from its text: row, purposes, scenarios and legal bases in the
// policy's own words.
var policyTable = []struct {
	row       string
	kinds     int // items of personal information that the row lists
	purposes  []string
	scenarios []string
	bases     []string
}{
	{
		"帐号注册信息及联系方式", 4,
		[]string{"提供新用户注册", "提供老用户登录", "与你取得联系", "建立业务合作管理", "发送信息"},
		[]string{"App：注册/登录", "客户通官网：在线咨询", "客户通官网：预约演示", "客户通官网：领取开通上线资料包"},
		[]string{"履行合同"},
	},
	{
		"企业联系信息", 3,
		[]string{"与你取得联系", "建立业务合作管理", "建立与关联用户之间的沟通渠道"},
		[]string{"网页及 App"},
		[]string{"履行合同", "履行法定职责或法定义务"},
	},
	{
		"支付信息", 4,
		[]string{"确认支付指令并完成支付"},
		[]string{"缴费付款"},
		[]string{"履行合同", "履行法定职责或法定义务"},
	},
	{
		"金融信息", 2,
		[]string{"提供借贷、分期等金融产品/服务"},
		[]string{"借贷、分期服务开通"},
		[]string{"履行合同", "履行法定职责或法定义务"},
	},
	{
		"交易信息", 5,
		[]string{"提供客户通、物业通应用顺畅运行和关联用户使用"},
		[]string{"客户通、物业通关联用户下单"},
		[]string{"履行合同"},
	},
	{
		"反馈信息", 2,
		[]string{"提升用户体验", "辅助你解决纠纷"},
		[]string{"联系客户通客服"},
		[]string{"取得个人的同意"},
	},
	{
		"音视频信息", 3,
		[]string{"提升用户体验", "辅助你解决纠纷"},
		[]string{"联系客户通客服", "到访办公区"},
		[]string{"取得个人的同意"},
	},
	{
		"设备信息和标识符", 15,
		[]string{"提升用户体验", "保障帐号安全性", "优化产品页面展示"},
		[]string{"网页及 App"},
		[]string{"取得个人的同意", "履行合同", "履行法定职责或法定义务"},
	},
	{
		"连接和使用信息", 3,
		[]string{"提升用户体验", "保障帐号安全性", "提供多业务和多设备的无缝体验"},
		[]string{"网页及 App"},
		[]string{"取得个人的同意"},
	},
}

func policyRegister(t *testing.T) *consent.Register {
	t.Helper()
	reg, err := consent.ParseRegister(host.RegisterJSON)
	require.NoError(t, err)
	return reg
}

// The register says what the policy's table says: all nine rows, in its order and its words.
func TestRegisterIsThePolicysTable(t *testing.T) {
	reg := policyRegister(t)
	purposes := map[consent.Purpose]string{}
	for p := range reg.Purposes() {
		purposes[p.ID] = p.Label.ZH
	}
	scenarios := map[string]string{}
	for s := range reg.Scenarios() {
		scenarios[s.ID] = s.Label.ZH
	}
	i := 0
	for act := range reg.Activities() {
		require.Less(t, i, len(policyTable))
		want := policyTable[i]
		require.Equal(t, want.row, act.Label.ZH)
		require.Len(t, act.Kinds, want.kinds, want.row)
		for _, k := range act.Kinds {
			_, known := identifiers.Describe(k)
			require.True(t, known, "%s: %s", want.row, k)
		}
		var got, where, bases []string
		for _, p := range act.Purposes {
			got = append(got, purposes[p])
		}
		for _, s := range act.Scenarios {
			where = append(where, scenarios[s])
		}
		for _, b := range act.Bases {
			bases = append(bases, b.PolicyLabel)
		}
		require.Equal(t, want.purposes, got, want.row)
		require.Equal(t, want.scenarios, where, want.row)
		require.Equal(t, want.bases, bases, want.row)
		require.NotEmpty(t, act.Label.EN)
		require.NotEmpty(t, act.Retention)
		i++
	}
	require.Equal(t, len(policyTable), i)
	require.Equal(t, "2021-10-25", reg.Version())
}

// Each cell of the table is decided: with its contract or consent it is allowed, without it is not.
func TestEveryCellIsDecided(t *testing.T) {
	reg := policyRegister(t)
	at := law.MustDate(2026, time.November, 23).Start()
	allowed, refused := 0, 0
	for act := range reg.Activities() {
		for _, p := range act.Purposes {
			for _, k := range act.Kinds {
				req := consent.Request{Subject: "C1", Operation: consent.Collect, Purpose: p, Kinds: []identifiers.Kind{k}, Role: "consumer", At: at}
				none := consent.Facts{Subject: consent.Adult, NoticeGiven: reg.Version(), Assessment: "PIA-1"}
				require.False(t, reg.Decide(req, none).Allowed(), "%s %s %s", act.ID, p, k)
				refused++

				facts := none
				for _, b := range act.Bases {
					switch b.Basis {
					case consent.Contract:
						facts.ContractID = "K1"
					case consent.Consent:
						facts.Events = append(facts.Events, consent.Event{
							Seq: 1, ID: "e1", Key: "e1", Type: consent.Given, Subject: "C1", NoticeVersion: reg.Version(), NoticeHash: reg.Hash(),
							Purposes: []consent.Purpose{p}, Kinds: []identifiers.Kind{k}, Form: consent.Separate, Affirmative: true, Actor: consent.Self,
							OccurredAt: at.Add(-time.Hour), RecordedAt: at.Add(-time.Hour),
						})
					}
				}
				d := reg.Decide(req, facts)
				require.True(t, d.Allowed(), "%s %s %s: %v", act.ID, p, k, d.Reasons)
				allowed++

				req.Purpose = "undeclared"
				require.False(t, reg.Decide(req, facts).Allowed())
			}
		}
	}
	require.Equal(t, refused, allowed)
	require.Greater(t, allowed, 50)
}

// sharingRules are the rules of the policy's section on sharing, typed in from its text, in its order. Rules without a
// recipient are those that no legal basis carries.
var sharingRules = []struct {
	rule       string
	recipients []string
	typ        consent.RecipientType
	purposes   []string
	label      string // the policy's words for the basis; empty for entrusted parties
}{
	{"1. 在你主动选择情况下共享", []string{"merchants"}, consent.Merchant, []string{"实现你向商家购买商品或服务及售后"}, "在你主动选择情况下共享"},
	{"2. 在获取明确同意情况下共享", []string{"delivery_partners"}, consent.Partner, []string{"委托第三方向你提供产品或服务"}, "在获取明确同意情况下共享"},
	{"3. 在法定情形下共享", []string{"authorities"}, consent.Authority, []string{"法律法规规定、诉讼争议解决或者行政、司法机关依法要求"}, "在法定情形下共享"},
	{
		"4. 与关联公司共享",
		[]string{"affiliates"},
		consent.Affiliate,
		[]string{"关联公司基于客户通帐号提供服务", "推荐你可能感兴趣的信息", "保护人身财产安全免遭侵害"},
		"与关联公司共享（在你同意的情况下）",
	},
	{
		"5. 与授权合作伙伴共享 1)",
		[]string{"advertising_analytics"},
		consent.AdvertisingAnalytics,
		[]string{"广告服务", "分析服务的使用方式"},
		"与授权合作伙伴共享（得到你的许可）",
	},
	{
		"5. 与授权合作伙伴共享 2)",
		[]string{"suppliers"},
		consent.Supplier,
		[]string{"提供技术基础设施服务", "分析服务的使用方式", "衡量服务的有效性", "提供客户服务", "确认支付指令并完成支付"},
		"",
	},
	{"其他 (1) 基于合理商业习惯", nil, consent.RecipientUnknown, nil, ""},
	{"其他 (2) 第三方帐号登录类", []string{"sdk_login"}, consent.SDK, []string{"第三方帐号登录"}, "取得个人的同意"},
	{"其他 (2) 分享类", []string{"sdk_sharing"}, consent.SDK, []string{"分享"}, "取得个人的同意"},
	{"其他 (2) 第三方支付类", []string{"sdk_payment"}, consent.SDK, []string{"确认支付指令并完成支付"}, "取得个人的同意"},
	{"其他 (2) 厂商推送类", []string{"sdk_push"}, consent.SDK, []string{"厂商推送"}, "取得个人的同意"},
	{"其他 (2) 统计类", []string{"sdk_statistics"}, consent.SDK, []string{"统计"}, "取得个人的同意"},
}

// The register says what the policy's rules of sharing say, in their order, and nothing else may be shared with.
func TestRegisterIsThePolicysSharing(t *testing.T) {
	reg := policyRegister(t)
	purposes := map[consent.Purpose]string{}
	for p := range reg.Purposes() {
		purposes[p.ID] = p.Label.ZH
	}
	all := slices.Collect(reg.Recipients())
	n := 0
	for _, want := range sharingRules {
		for _, id := range want.recipients {
			require.Less(t, n, len(all), want.rule)
			r := all[n]
			require.Equal(t, id, r.ID, want.rule)
			require.Equal(t, want.typ, r.Type, want.rule)
			var got []string
			for _, p := range r.Purposes {
				got = append(got, purposes[p])
			}
			require.Equal(t, want.purposes, got, want.rule)
			if want.label == "" {
				require.Equal(t, consent.Entrusted, r.Relationship, want.rule)
			} else {
				require.Equal(t, want.label, r.Bases[0].PolicyLabel, want.rule)
			}
			n++
		}
	}
	require.Len(t, all, n)
}

// Each rule is decided once the host has named the recipient, with a contract and an assessment: with separate consent to
// it, or for an authority with a statute, it is allowed. Without, for another recipient's purpose, or with the class unnamed
// (PIPL 23), it is not; nor with an entrusted party, which receives by other rules (PIPL 21).
func TestEverySharingRuleIsDecided(t *testing.T) {
	policy := policyRegister(t)
	doc := policy.Document()
	for i := range doc.Recipients {
		r := &doc.Recipients[i]
		r.Name, r.Contact, r.Location, r.Agreement = "示例公司", "dpo@example.com", "CN", "A1"
	}
	named, err := consent.NewRegister(doc)
	require.NoError(t, err)
	at := law.MustDate(2026, time.November, 23).Start()
	allowed := 0
	for r := range policy.Recipients() {
		for _, p := range r.Purposes {
			req := consent.Request{
				Subject: "C1", Operation: consent.Share, Purpose: p, Kinds: r.Kinds[:1], Role: "consumer", Recipient: r.ID, At: at,
			}
			none := consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal, NoticeGiven: policy.Version(), ContractID: "K1", Agreement: "A1", Assessment: "PIA-1"}
			require.False(t, named.Decide(req, none).Allowed(), "%s %s", r.ID, p)
			facts := none
			facts.StatuteCitation = law.Citation{Statute: law.DataSecurityLaw, Article: 35}
			if r.Type != consent.Authority {
				facts.StatuteCitation = law.Citation{}
				facts.Events = []consent.Event{{
					Seq: 1, ID: "e1", Key: "e1", Type: consent.Given, Subject: "C1", NoticeVersion: policy.Version(), Purposes: []consent.Purpose{p},
					Kinds: r.Kinds[:1], Recipients: []string{r.ID}, Form: consent.Separate, Affirmative: true, Actor: consent.Self,
					OccurredAt: at.Add(-time.Hour), RecordedAt: at.Add(-time.Hour),
				}}
			}
			d := named.Decide(req, facts)
			require.Equal(t, r.Relationship == consent.Independent, d.Allowed(), "%s %s: %v", r.ID, p, d.Reasons)
			if d.Allowed() {
				allowed++
			}
			require.Equal(t, d.Allowed() && r.Type == consent.Authority, policy.Decide(req, facts).Allowed(), "%s unnamed", r.ID)

			req.Purpose = "log_in"
			require.False(t, named.Decide(req, facts).Allowed(), "%s for another purpose", r.ID)
		}
	}
	require.Equal(t, 13, allowed)
}

// The committed page says what the register says.
func TestPolicyPageIsFresh(t *testing.T) {
	reg := policyRegister(t)
	for lang, tag := range map[string]language.Tag{"zh": language.SimplifiedChinese, "en": language.English} {
		var b bytes.Buffer
		require.NoError(t, reg.WriteMarkdown(&b, tag))
		name := "POLICY." + lang + ".md"
		if *update {
			require.NoError(t, os.WriteFile(name, b.Bytes(), 0o644))
		}
		want, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(want), b.String(), "if this is meant: go test ./examples/crm -run TestPolicyPage -update")
		for _, row := range policyTable {
			if lang == "zh" {
				require.Contains(t, b.String(), row.row)
			}
		}
	}
}
