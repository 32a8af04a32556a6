package consent

import (
	"time"

	"github.com/khtong/privacykit/law"
)

// rulebook is the law that decisions apply, with the dates from which it does.
//
// Two readings are built in. The duties of separate consent (PIPL 23, 29) are
// taken to belong to processing that rests on consent, as PIPL 13(2), Network
// Data Regulations 22 and the official audit guidelines (items 8 and 13) have
// it. And a kind counts as sensitive where package identifiers does not say
// that it is general, so also where only GB/T 35273-2020, appendix B, names it.
type rulebook struct {
	version   string
	pipl      time.Time // first instant of the Personal Information Protection Law
	agreement time.Time // first instant of Network Data Regulations 12: a contract with each recipient
}

func newRulebook() rulebook {
	return rulebook{
		version:   "1",
		pipl:      law.MustDate(2021, time.November, 1).Start(),
		agreement: law.MustDate(2025, time.January, 1).Start(),
	}
}
