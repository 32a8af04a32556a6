// Package identifiers names the kinds of personal information (个人信息), knows the written form of those that have one, as
// they are written in China, and finds them in text: resident ID, mobile number, bank card, licence plate and some forty
// more.
//
// Most callers want one of two functions. [Normalize] checks a value and returns the one spelling of it that can be
// stored, compared or indexed:
//
//	mobile, err := identifiers.Normalize(identifiers.Mobile, "＋８６ 138-1234-5678") // "+8613812345678"
//
// [Find] yields the personal information in a text:
//
//	for m := range identifiers.Find(ticket) {
//		fmt.Println(m.Kind, ticket[m.Start:m.End])
//	}
//
// [Validate] only checks. [AppendNormalize] is Normalize into the caller's buffer. The three agree on every input: what
// one accepts, the others accept. [Describe] gives a kind's category and labels, why the law calls it sensitive, and whether
// it identifies a person; [NewCatalogue] adds a host's own kinds. [Fake] makes up values for tests and demos.
//
// # Written forms
//
// People write numbers in groups, on Chinese keyboards, and paste them with invisible marks around. Where a kind is made
// of digits and letters, these are all the same value:
//
//   - full-width forms (１３８, Ａ, ＋) and their ASCII twins;
//   - lower and upper case letters;
//   - spaces of any width at the ends and between characters; single hyphens, dashes or dots between two characters, where
//     the kind is commonly grouped so (phones, cards, identity documents);
//   - zero-width and bidirectional control characters, which are dropped.
//
// Letters are never read as digits (O is not 0), and a grammar is never repaired.
//
// # Normal forms
//
//	mobile, landline   E.164: +8613812345678, +861012345678; extension as ;ext=8001; service numbers as dialled: 95588
//	resident ID        18 characters, upper-case X; the 15-digit form is upgraded to 18
//	other documents    upper case without separators; HKID with its brackets: A123456(3); officer card 军字第1234567号
//	bank card          digits; expiry 05/29; amount 1234.5, without grouping, currency sign or trailing zeros
//	plate, VIN, USCC   upper case without separators
//	MAC                lower case with colons; UUID-like ids lower case with hyphens; other device ids without separators
//	IP                 RFC 5952 text, IPv4-mapped addresses as IPv4
//	e-mail             domain in lower case; the part before @ as written
//	URL                scheme and host in lower case, the rest as written
//	date of birth      1990-03-07
//	coordinates        39.9042,116.4074: latitude first, however written; a first number beyond 90 is the longitude
//	name, address      NFKC, one space between words, none beside a Chinese character, middle dot ·
//	secrets            passwords, codes and answers: exactly as given
//	everything else    NFC without outer spaces
//
// # Values that do not print
//
// [ParseResidentID], [ParseMobile], [ParseBankCard] and their like return a value that can be asked for what is coded in
// it. Such values are comparable, so they can be map keys; their zero value is invalid. Every verb of fmt, slog, JSON and
// other text encoders give the mask, or an address where they cannot call methods; only Reveal, and methods whose names
// begin with it, give the value. Decoding reads any written form and refuses a mask: what is to be stored or sent is the
// result of Reveal. As keys of a JSON object two values may have one mask. A value stays in memory as long as an equal
// one is in use.
//
// # Finding
//
// Find goes through a text once. It stops at digits, @, colons and some Chinese characters, looks at what stands around
// them, and takes what the grammar of a kind accepts. A [Match] says how sure that is, and why. Where the grammar proves
// little, a word beside the value must name the kind: QQ：, "imei":, 护照号码. Where a word says that a number is something
// else, as 订单号 and version do, it is left alone. A [Finder] has options, reads from an io.Reader in constant memory,
// and takes a host's own recognisers.
//
//	found alone     mobile, landline with separators, 18-digit resident ID, foreign permanent resident ID of 2023, HKID with
//	                brackets, officer card, USCC, bank card of a known brand, plate, VIN of China or North America, ICCID,
//	                IMEI from 35 or 86, Chinese IMSI, MAC, IP address, e-mail address, coordinates with four decimals
//	beside a word   landline without separators, 15-digit resident ID, passport, permits, Taiwan ID, HKID without brackets,
//	                licence file number, other cards and VINs, IMEISV, MEID, UUID-like ids, Android ID, OpenUDID, QQ,
//	                WeChat, date of birth, IP address that can be a version, coordinates with fewer decimals
//	by many signs   name; address, always as HomeAddress, whoever it belongs to
//	if asked        URL, DomainName
//
// What wants a word and has none is found at [ConfidenceLow], if anything is left to tell it by.
//
// How well it does, kind by kind, is in QUALITY.md, which a test keeps: identifiers with a check character, a number
// segment or a word beside them are found, and told from order numbers, times, versions and hashes, with few errors;
// names and addresses are told by surnames, divisions and the words around them, and about one name in ten is missed.
//
// # Limits
//
// A checksum or a shape says that a value can exist, not that it was issued, nor to whom. The administrative division in
// a resident ID does not decide, because published tables miss codes that real cards bear; [ResidentIDNumber.Warnings]
// tells of an unknown one. The prefix of a mobile number has not told its operator since numbers became portable
// (携号转网, 2019). Passports and permits are those of mainland China, Hong Kong and Macao. A longitude below 90 written
// first (Xinjiang, Tibet) cannot be told from a latitude. Internationalised e-mail addresses (RFC 6531), quoted local
// parts and military or armed police plates are refused.
//
// All functions are safe for concurrent use, take time linear in their input, and never panic.
package identifiers

// MaxLen is the length in bytes of the longest value that any kind accepts, 1 MiB. Kinds with a grammar have much lower
// limits of their own.
const MaxLen = 1 << 20

// Validate reports whether s is a value of kind k in any accepted written form: nil if it is, an [*Error] that names the
// broken rule if not. It does not allocate for a valid resident ID, mobile number, bank card and the like in ASCII.
//
// A kind of the catalogue that has no grammar (a survey response, a fingerprint template) accepts any text that is valid
// UTF-8, at most [MaxLen] bytes, not blank, and free of control characters other than tab and line breaks.
func Validate(k Kind, s string) error {
	if k == Mobile && isMobile(s) || isNormal(k, s) {
		return nil
	}
	var buf [64]byte
	if _, broken := normalize(buf[:0], k, s); broken != "" {
		return &Error{Kind: k, Rule: broken}
	}
	return nil
}

// Normalize checks s as [Validate] does and returns its normal form, given for each kind in the package comment. Normal
// forms are fixed points: normalising one returns it unchanged, without allocating if it is short. The error is an
// [*Error], and the string is empty with it.
func Normalize(k Kind, s string) (string, error) {
	if isNormal(k, s) {
		return s, nil
	}
	var buf [64]byte
	b, broken := normalize(buf[:0], k, s)
	if broken != "" {
		return "", &Error{Kind: k, Rule: broken}
	}
	if string(b) == s {
		return s, nil
	}
	return string(b), nil
}

// AppendNormalize appends the normal form of s to dst and returns the extended slice, or dst and an [*Error]; then the
// spare capacity of dst may hold parts of s. It allocates as [Validate] does, if the capacity of dst suffices.
func AppendNormalize(dst []byte, k Kind, s string) ([]byte, error) {
	if isNormal(k, s) {
		return append(dst, s...), nil
	}
	b, broken := normalize(dst, k, s)
	if broken != "" {
		return dst, &Error{Kind: k, Rule: broken}
	}
	return b, nil
}

// isNormal reports, for the kinds that are met most, whether s is the normal form of a value. For all others it reports
// false, which says nothing.
func isNormal(k Kind, s string) bool {
	switch k {
	case Mobile:
		return len(s) == len("+8613812345678") && s[:3] == "+86" && isMobile(s[3:])
	case ResidentID:
		return len(s) == 18 && checkResident(s, '1', '8') == ""
	case BankCard:
		return 13 <= len(s) && len(s) <= 19 && s[0] != '0' && allDigits(s) && luhn(s)
	case Email:
		return isNormalEmail(s)
	default:
		return false
	}
}

// normalize appends the normal form of s to dst, or names the rule that s breaks; then the slice means nothing.
// Every case is a direct call, so that the compiler sees that dst does not escape.
func normalize(dst []byte, k Kind, s string) ([]byte, string) {
	if len(s) > MaxLen {
		if !known(k) {
			return dst, ruleKind
		}
		return dst, ruleLength
	}
	switch k {
	case ResidentID, DriverLicense:
		return appendResidentID(dst, s)
	case ForeignPermanentResident:
		return appendForeignResident(dst, s)
	case HKID:
		return appendHKID(dst, s)
	case TaiwanID:
		return appendTaiwanID(dst, s)
	case HKMacauPermit:
		return appendHKMacauPermit(dst, s)
	case TaiwanPermit:
		return appendTaiwanPermit(dst, s)
	case Passport:
		return appendPassport(dst, s)
	case OfficerID:
		return appendOfficerID(dst, s)
	case DriverLicenseFile:
		return appendDigits(dst, s, 12, 12)
	case USCC:
		return appendUSCC(dst, s)

	case Mobile:
		return appendMobile(dst, s)
	case Landline:
		return appendLandline(dst, s)
	case Phone, EnterprisePhone:
		return appendPhone(dst, s)
	case PostalCode:
		return appendPostalCode(dst, s)

	case BankCard:
		return appendBankCard(dst, s)
	case BankCardExpiry:
		return appendExpiry(dst, s)
	case TransactionAmount, WalletBalance:
		return appendAmount(dst, s)

	case Plate:
		return appendPlate(dst, s)
	case VIN:
		return appendVIN(dst, s)

	case IMEI:
		return appendIMEI(dst, s)
	case IMEISV:
		return appendNonZero(dst, s, 16)
	case MEID:
		return appendMEID(dst, s)
	case IMSI:
		return appendIMSI(dst, s)
	case ICCID:
		return appendICCID(dst, s)
	case IDFA, IDFV, GUID:
		return appendUUID(dst, s)
	case OAID:
		return appendOAID(dst, s)
	case AndroidID:
		return appendHex(dst, s, 16)
	case OpenUDID:
		return appendHex(dst, s, 40)
	case MAC:
		return appendMAC(dst, s)

	case IP:
		return appendIP(dst, s)
	case Email:
		return appendEmail(dst, s)
	case DomainName:
		return appendDomainName(dst, s)
	case URL:
		return appendURL(dst, s)
	case QQ:
		return appendQQ(dst, s)
	case WeChat:
		return appendWeChat(dst, s)

	case Birthday:
		return appendBirthday(dst, s)
	case Age:
		return appendAge(dst, s)
	case LatLong:
		return appendLatLong(dst, s)
	case Name:
		return appendName(dst, s)
	case HomeAddress, ShippingAddress, EnterpriseAddress:
		return appendAddress(dst, s)
	case Password, PaymentPassword, DynamicCode, SecurityAnswer:
		return appendSecret(dst, s)

	default:
		if !known(k) {
			return dst, ruleKind
		}
		return appendText(dst, s)
	}
}
