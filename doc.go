// Package privacykit is the map of a library of privacy controls: with it a Go service in China keeps, by code, what its
// privacy policy promises. This package holds documentation only.
//
// It is a library. It starts no server, opens no database, has no global state, and every package works alone.
//
// # The packages
//
// Each answers one question:
//
//   - [github.com/khtong/privacykit/identifiers]: what is this piece of personal information (个人信息)?
//   - [github.com/khtong/privacykit/desensitize]: how much of it may be shown?
//   - [github.com/khtong/privacykit/consent]: may we collect, use or share it, on which legal basis, and if not, why?
//   - [github.com/khtong/privacykit/crypto]: how is it stored so that only we can read it, and so that it can be erased?
//   - [github.com/khtong/privacykit/retention]: how long must it be kept, and when must it be gone?
//   - [github.com/khtong/privacykit/law]: how is Chinese law cited, and how does it count time?
//   - [github.com/khtong/privacykit/audit]: how is all this proved later?
//   - [github.com/khtong/privacykit/sqlstore]: where do the records of crypto, consent and audit live?
//
// A package imports only packages on lower floors: law, identifiers, crypto and audit stand on the ground; desensitize, consent
// and retention above them; sqlstore on top. Weight that a host did not ask for, such as a database driver, is in nested modules.
//
// To see all of them at work in one host, run the example program, a property-management CRM:
//
//	go run ./examples/crm
//
// # The promises
//
//   - Unknown is no. The zero value of a decision denies. An unknown kind is hidden, an unknown purpose denied, and a record
//     whose floor is unknown is never due.
//   - Nothing leaks by a side door. No error, log line, String or JSON form of this module holds personal data or a key; errors name
//     the field and the rule.
//   - Fail closed on write, loud on read. What cannot be sealed is not stored; what cannot be opened is a typed error.
//   - Facts in, value out. Masks, decisions, periods and plans are pure: no I/O, no clock, no randomness. They can be asked about
//     any day, past ones too.
//   - Law is data with dates: statutes, periods and holidays carry a citation, the days they were in force, and whether they were verified
//     against the text of the law.
//
// # Their limits
//
// The process that holds the keys is trusted. De-identified information is still personal information (Personal
// Information Protection Law, 个人信息保护法, Art. 73(3) and (4)): a mask does not anonymise. Erasure of a person's key is
// immediate through the library; copies of the key store made before can be opened until the key epoch ends. The
// library decides on the facts that it is given, and reads the law as its documentation says; it is no legal advice.
// SECURITY.md tells what is protected against what.
package privacykit
