package retention

import (
	"errors"
	"fmt"
	"time"

	"github.com/khtong/privacykit/law"
)

// ErrNotInForce is matched by the errors of the calculators for an event on whose day no version of the rule was in force.
var ErrNotInForce = errors.New("retention: the rule was not in force at the event")

// Earliest returns the first instant at which a record may go that a rule of the catalogue says to keep, given its start event: in the
// version that was in force on the day of the event, whichever version the id names. It is 00:00 in Asia/Shanghai of the day after the
// last day of the period, for ever if the rule is permanent: then the result is the zero time and the error matches [law.ErrPeriod].
//
// The functions below are this one for the rules that are looked up most. Each speaks for its rule alone: another law may ask for more, a
// hold may stand. For all of that together see [Schedule].
//
// An unknown id is an error that matches [ErrSchedule], a zero event one that matches [law.ErrPeriod], and an event outside the dates of
// the rule one that matches [ErrNotInForce].
func Earliest(rule string, event time.Time) (time.Time, error) {
	r := findRule(rule)
	switch {
	case r == nil:
		return time.Time{}, fmt.Errorf("%w: rule: not in the catalogue", ErrSchedule)
	case r.Limit == Within:
		return time.Time{}, fmt.Errorf("%w: rule: not a minimum", ErrSchedule)
	case event.IsZero() || r.Permanent:
		return r.End(event, nil) // the error
	}
	for _, v := range versions(r) {
		from, until := span(v)
		if !event.Before(from) && (until.IsZero() || event.Before(until)) {
			return v.End(event, law.Holidays())
		}
	}
	return time.Time{}, ErrNotInForce
}

// EcommerceThreeYears returns the first instant at which an e-commerce platform operator may delete the information on goods
// or services and on the transaction, which it must keep for at least three years from the day on which the transaction was
// completed: E-commerce Law (电子商务法), Art. 31, in force since 2019-01-01. It is 00:00 in Asia/Shanghai of the day after
// the last of these three years; the time of day of completion has no influence.
//
// The zero Time is an error that matches [law.ErrPeriod]. For a transaction from before 2019 the result is the same three years, though the
// law did not ask for them. Another law or administrative regulation may ask for more: see [Schedule].
func EcommerceThreeYears(completed time.Time) (earliest time.Time, err error) {
	r, _ := LookupRule("ecommerce_platform_transaction")
	return r.End(completed, nil)
}

// NetworkLogSixMonths returns the first instant at which a network operator may delete a log: at least six months, Cybersecurity Law
// (网络安全法), Art. 21(3), since 2017-06-01, and Art. 23(3), since 2026-01-01. The law names no start; this counts from the day on which the
// log was made.
func NetworkLogSixMonths(logged time.Time) (earliest time.Time, err error) {
	return Earliest("csl_network_log_2026", logged)
}

// ImpactAssessmentThreeYears returns the first instant at which the report of an impact assessment (个人信息保护影响评估) and the record of
// the processing may go: at least three years, PIPL, Art. 56(2), since 2021-11-01. The law names no start: give the day on which the
// record was made, or a later one where your counsel counts from the end of the processing.
func ImpactAssessmentThreeYears(from time.Time) (earliest time.Time, err error) {
	return Earliest("pipl_pia_record", from)
}

// ProvisionRecordThreeYears returns the first instant at which the record of providing or entrusting information to others may go: at least
// three years, Network Data Security Management Regulations (网络数据安全管理条例), Art. 12, since 2025-01-01. The regulation names no
// start: give the day on which the record was made, or a later one.
func ProvisionRecordThreeYears(from time.Time) (earliest time.Time, err error) {
	return Earliest("ndsr_provision_record", from)
}

// AntiMoneyLaunderingIdentity returns the first instant at which a financial institution may delete the identity data of a customer: five
// years from the end of the business relationship until 2024-12-31, ten since 2025-01-01, Anti-Money-Laundering Law (反洗钱法), Art. 19 and
// 34.
func AntiMoneyLaunderingIdentity(relationshipEnded time.Time) (earliest time.Time, err error) {
	return Earliest("aml_2025_identity", relationshipEnded)
}

// AntiMoneyLaunderingTransaction is [AntiMoneyLaunderingIdentity] for the information on a transaction, from its end.
func AntiMoneyLaunderingTransaction(completed time.Time) (earliest time.Time, err error) {
	return Earliest("aml_2025_transaction", completed)
}

// AccountingVoucherThirtyYears returns the first instant at which a voucher may be destroyed: thirty years from the first day after its
// fiscal year, Measures for Accounting Archives (会计档案管理办法), Art. 14, since 2016 (not verified against their text). A voucher of 2020 may go on
// 2051-01-01.
func AccountingVoucherThirtyYears(dated time.Time) (earliest time.Time, err error) {
	return Earliest("accounting_voucher", dated)
}

// ElectronicSignatureFiveYears returns the first instant at which an electronic certification service may delete the information on a
// certificate: five years from its end, Electronic Signature Law (电子签名法), Art. 24.
func ElectronicSignatureFiveYears(expired time.Time) (earliest time.Time, err error) {
	return Earliest("esign_ca", expired)
}

// PublicVideoThirtyDays returns the first instant at which images of a public-safety video system may be deleted: thirty days,
// Regulation on Public-Safety Video Systems (公共安全视频图像信息系统管理条例), Art. 17, since 2025-04-01.
func PublicVideoThirtyDays(recorded time.Time) (earliest time.Time, err error) {
	return Earliest("public_video", recorded)
}

// LabourContractTwoYears returns the first instant at which an employer may destroy a labour contract that has ended: two years, Labour
// Contract Law (劳动合同法), Art. 50.
func LabourContractTwoYears(ended time.Time) (earliest time.Time, err error) {
	return Earliest("labour_contract", ended)
}

// AdvertisingThreeYears returns the first instant at which advertising agents and publishers may delete the files of an advertisement: three
// years from the end of its publication, Internet Advertising Measures (互联网广告管理办法), Art. 14, since 2023-05-01.
func AdvertisingThreeYears(publicationEnded time.Time) (earliest time.Time, err error) {
	return Earliest("ads_agency", publicationEnded)
}

// LivestreamThreeYears returns the first instant at which the video of a live stream that sells may go: three years from its end, Online
// Trading Measures (网络交易监督管理办法), Art. 20, since 2021-05-01 (not verified against their text).
func LivestreamThreeYears(ended time.Time) (earliest time.Time, err error) {
	return Earliest("nta_live_video", ended)
}

// WithinFifteenDays returns the instant strictly before which something must be done that a policy promises within 15 days: deleting what is
// not essential after information was deleted, answering a request. The day of the event is not counted; a request of 2021-10-25 is
// answered before 2021-11-10 00:00.
func WithinFifteenDays(event time.Time) (before time.Time, err error) {
	return law.Period{Days: 15}.End(event, nil)
}

// AccountClosedAtOnce is the ceiling of an e-commerce operator's user information: deleted at once when the account is closed, unless a law
// or an agreement keeps it, E-commerce Law, Art. 24(2).
func AccountClosedAtOnce() Bound {
	return Bound{
		Basis: ByLaw, Event: AccountClosed, Limit: AtOnce,
		Reason:   law.Text{ZH: "用户注销", EN: "the user closed the account"},
		Citation: law.Citation{Statute: law.EcommerceLaw, Article: 24, Paragraph: 2},
	}
}

// ContractDecides is a ceiling that a contract sets, as for the records of merchants: gone when the period after the end of the contract is
// over. As a floor the same Bound has the Limit AtLeast.
func ContractDecides(p law.Period) Bound {
	return Bound{
		Basis: ByContract, Event: ContractEnded, Limit: AtMost, Period: p,
		Reason: law.Text{ZH: "合同约定", EN: "agreed in the contract"},
	}
}

// ConsentToLonger is the ceiling of records that somebody agreed to have kept longer than the purpose needs: for the period from the event.
// It takes the place of the ceiling that the class had; beside it the shorter one would decide. Give the class [ConsentEnds] too.
func ConsentToLonger(p law.Period, from Event) Bound {
	return Bound{
		Basis: ByConsent, Event: from, Limit: AtMost, Period: p,
		Reason: law.Text{ZH: "同意延长保存期限", EN: "consent to a longer period"},
	}
}

// ConsentEnds is the ceiling of records that are kept by consent alone: gone at once when it is withdrawn, PIPL, Art. 47(1)(3).
func ConsentEnds() Bound {
	return Bound{
		Basis: ByLaw, Event: ConsentWithdrawn, Limit: AtOnce,
		Reason:   law.Text{ZH: "撤回同意", EN: "consent was withdrawn"},
		Citation: law.Citation{Statute: law.PIPL, Article: 47, Paragraph: 1, Item: 3},
	}
}
