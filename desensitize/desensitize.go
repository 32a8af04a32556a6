// Package desensitize shows less of personal information: it masks single values (内容替换) and coarsens some (泛化) for
// screens, logs and people who need not see the whole.
//
// Most callers want [Mask]:
//
//	desensitize.Mask(identifiers.Mobile, "+86 138-1234-5678") // "138****5678"
//
// [AppendMask] is Mask into the caller's buffer, without allocating. [Redacted] holds a value that must not print.
//
// # What is shown
//
//	mobile                       first 3, last 4       138****5678
//	landline                     area code, last 2     010-******78
//	resident ID, driving licence first 1, last 1       1****************X
//	other identity cards, permits first 1, last 1      A******(3), H*******8
//	passport                     first 2, last 2       E1*****78
//	bank card                    last 4                ************1111
//	name                         surname               张*, 欧阳**; otherwise the first character: J*********
//	e-mail                       first 1, domain       z*******@example.com
//	address                      down to the county    北京市朝阳区****
//	date of birth                year                  1990-**-**
//	IPv4, IPv6                   first octet or group  192.*.*.*, 2001:*:*:*:*:*:*:*
//	MAC                          vendor half           00:1a:2b:**:**:**
//	IMEI, IMEISV, MEID           first 4, last 4       4901*******7518
//	plate                        province, letter, last 2  京A***45
//	coordinates                  cut to 0.01 degree    39.90,116.40 (about 1 km)
//	amount                       power of ten          ~1000
//	everything else              nothing               ****
//
// The value is brought to its normal form first, so that every spelling of it gives the same mask: prefix +86, spaces and
// full-width digits are gone, a 15-digit resident ID shows as 18 characters. An extension is not shown.
//
// An address is cut by the last characters of its parts, without a list of divisions. Where no county is recognised only
// the city or the province is shown, or nothing; an estate or a street that is named like a district, right after the
// city, can be taken for one.
//
// No law or standard fixes these numbers of characters; they follow common use in China. GB/T 35273-2020, 7.2 (not verified
// against its text) asks for de-identified display, and leaves the how open.
//
// # What is never shown
//
// A value that is not valid for its kind, a kind without a rule and a kind that nobody knows give [Hidden], whose width
// says nothing of the value; so does the empty string. What cannot be judged is hidden, never passed through. Characters
// are counted as readers see them, never as bytes.
//
// # De-identified is not anonymised
//
// A mask is de-identification (去标识化, PIPL art. 73(3)): with other information, such as a second list of names, the
// person can often be found again, and the result is still personal information. Anonymised information (匿名化, art.
// 73(4)) can neither identify nor be restored; no function of this package claims that. A resident ID of which the
// division and the date of birth are known elsewhere is not protected by stars.
package desensitize

import "github.com/khtong/privacykit/identifiers"

// Hidden stands for a value of which nothing is shown.
const Hidden = "****"

// Mask returns s, a value of kind k, with only as much of it as the table in the package comment shows, or [Hidden]. The
// result is valid UTF-8 and never empty. It allocates only the result, if s is short and ASCII.
func Mask(k identifiers.Kind, s string) string {
	var buf [96]byte
	return string(AppendMask(buf[:0], k, s))
}

// AppendMask appends what [Mask] returns to dst and returns the extended slice. It does not allocate if the capacity of
// dst suffices and s is a valid number in ASCII.
func AppendMask(dst []byte, k identifiers.Kind, s string) []byte {
	if k == identifiers.Mobile && len(s) == 11 && identifiers.Validate(k, s) == nil { // then s is eleven digits
		return append(append(append(dst, s[:3]...), "****"...), s[7:]...)
	}
	var buf [96]byte
	switch k {
	case identifiers.Mobile, identifiers.Landline, identifiers.Phone, identifiers.EnterprisePhone:
		return appendPhone(dst, normal(buf[:0], k, s))
	case identifiers.ResidentID, identifiers.DriverLicense, identifiers.ForeignPermanentResident,
		identifiers.TaiwanID, identifiers.HKMacauPermit, identifiers.TaiwanPermit:
		return appendKeep(dst, normal(buf[:0], k, s), 1, 1)
	case identifiers.HKID:
		return appendHKID(dst, normal(buf[:0], k, s))
	case identifiers.Passport:
		return appendKeep(dst, normal(buf[:0], k, s), 2, 2)
	case identifiers.BankCard:
		return appendKeep(dst, normal(buf[:0], k, s), 0, 4)
	case identifiers.Name:
		return appendName(dst, normal(buf[:0], k, s))
	case identifiers.Email:
		return appendEmail(dst, normal(buf[:0], k, s))
	case identifiers.HomeAddress, identifiers.ShippingAddress, identifiers.EnterpriseAddress:
		return appendAddress(dst, normal(buf[:0], k, s))
	case identifiers.Birthday:
		return appendBirthday(dst, normal(buf[:0], k, s))
	case identifiers.IP:
		return appendIP(dst, normal(buf[:0], k, s))
	case identifiers.MAC:
		return appendMAC(dst, normal(buf[:0], k, s))
	case identifiers.IMEI, identifiers.IMEISV, identifiers.MEID:
		return appendKeep(dst, normal(buf[:0], k, s), 4, 4)
	case identifiers.Plate:
		return appendPlate(dst, normal(buf[:0], k, s))
	case identifiers.LatLong:
		return appendLatLong(dst, normal(buf[:0], k, s))
	case identifiers.TransactionAmount, identifiers.WalletBalance:
		return appendAmount(dst, normal(buf[:0], k, s))
	default:
		return append(dst, Hidden...)
	}
}

// normal returns the normal form of s in buf or beyond, or nothing if s is not a value of kind k.
func normal(buf []byte, k identifiers.Kind, s string) []byte {
	b, err := identifiers.AppendNormalize(buf, k, s)
	if err != nil {
		return nil
	}
	return b
}
