package consent_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// A new version of the notice says more about one purpose. Who consented to it
// before is asked again; consent to the other purpose still holds.
func ExampleRegister_Next() {
	before := exampleRegister()
	doc := before.Document()
	doc.Version, doc.Effective, doc.History, doc.Changes = "v4", law.MustDate(2026, 6, 1), nil, nil
	doc.Purposes[1].Label = law.Text{ZH: "提升体验并训练模型", EN: "improve the service and train models"}

	after, diff, err := before.Next(doc)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(diff.Explain(language.English))
	fmt.Println(diff.Explain(language.Chinese))

	agreed := consent.Event{
		ID: "evt-1", Key: "form-831", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3",
		Purposes: []consent.Purpose{"improve", "advertise"}, Kinds: []identifiers.Kind{"survey_response"},
		Form: consent.General, Affirmative: true, Actor: consent.Self, OccurredAt: law.MustDate(2026, 3, 1).Start(),
	}
	for _, p := range []consent.Purpose{"improve", "advertise"} {
		d := after.Decide(consent.Request{
			Subject: "customer-17", Operation: consent.Use, Purpose: p,
			Kinds: []identifiers.Kind{"survey_response"}, Role: "consumer", At: law.MustDate(2026, 6, 2).Start(),
		}, consent.Facts{Events: []consent.Event{agreed}, Subject: consent.Adult, Record: consent.RecordNormal})
		fmt.Println(p, d.Effect, d.Reasons[0].Citation().In(language.English))
	}
	// Output:
	// Notice version v4 against v3: publish, tell in a pop-up and ask for consent again; continued use is no consent
	// - another wording, function or necessity of a purpose; purposes: improve the service and train models; people: consumer (material change 1: mode of service; publish, tell in a pop-up and ask for consent again; continued use is no consent; PIPL, Art. 14(2))
	// 告知版本 v4，对照 v3：公布、弹窗告知并重新取得同意；继续使用不是同意
	// - 处理目的的表述、功能或必要性变更；目的：提升体验并训练模型；涉及：消费者（重大变更 1：服务模式；公布、弹窗告知并重新取得同意；继续使用不是同意；《个人信息保护法》第十四条第二款）
	// improve reconsent PIPL, Art. 14(2)
	// advertise allow PIPL, Art. 13(1)(1)
}
