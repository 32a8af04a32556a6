package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// policyTable is the collection table of the policy, typed in from its text: row, purposes and legal bases in the policy's own words.
var policyTable = []struct {
	row      string
	kinds    int // items of personal information that the row lists
	purposes []string
	bases    []string
}{
	{"帐号注册信息及联系方式", 4, []string{"提供新用户注册", "提供老用户登录", "与你取得联系", "建立业务合作管理", "发送信息"}, []string{"履行合同"}},
	{"企业联系信息", 3, []string{"与你取得联系", "建立业务合作管理", "建立与关联用户之间的沟通渠道"}, []string{"履行合同", "履行法定职责或法定义务"}},
	{"支付信息", 4, []string{"确认支付指令并完成支付"}, []string{"履行合同", "履行法定职责或法定义务"}},
	{"金融信息", 2, []string{"提供借贷、分期等金融产品/服务"}, []string{"履行合同", "履行法定职责或法定义务"}},
	{"交易信息", 5, []string{"提供客户通、物业通应用顺畅运行和关联用户使用"}, []string{"履行合同"}},
	{"反馈信息", 2, []string{"提升用户体验", "辅助你解决纠纷"}, []string{"取得个人的同意"}},
	{"音视频信息", 3, []string{"提升用户体验", "辅助你解决纠纷"}, []string{"取得个人的同意"}},
	{"设备信息和标识符", 15, []string{"提升用户体验", "保障帐号安全性", "优化产品页面展示"}, []string{"取得个人的同意", "履行合同", "履行法定职责或法定义务"}},
	{"连接和使用信息", 3, []string{"提升用户体验", "保障帐号安全性", "提供多业务和多设备的无缝体验"}, []string{"取得个人的同意"}},
}

func policyRegister(t *testing.T) *consent.Register {
	t.Helper()
	reg, err := consent.ParseRegister(registerJSON)
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
		var got, bases []string
		for _, p := range act.Purposes {
			got = append(got, purposes[p])
		}
		for _, b := range act.Bases {
			bases = append(bases, b.PolicyLabel)
		}
		require.Equal(t, want.purposes, got, want.row)
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

// The policy's recipients are classes without a name: nothing can be shared until the host names them (PIPL 23).
func TestNobodyIsNamedNothingIsShared(t *testing.T) {
	reg := policyRegister(t)
	n := 0
	for r := range reg.Recipients() {
		for _, p := range r.Purposes {
			d := reg.Decide(consent.Request{
				Subject: "C1", Operation: consent.Share, Purpose: p, Kinds: r.Kinds[:1], Role: "consumer", Recipient: r.ID,
				At: law.MustDate(2026, time.November, 23).Start(),
			}, consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal, NoticeGiven: reg.Version(), ContractID: "K1", Agreement: "A1", Assessment: "PIA-1"})
			require.False(t, d.Allowed(), "%s %s", r.ID, p)
			n++
		}
	}
	require.Greater(t, n, 10)
}
