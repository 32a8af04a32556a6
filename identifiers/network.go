package identifiers

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"
)

// appendIP appends an IPv4 or IPv6 address, without zone, prefix length or port.
func appendIP(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 64)
	if broken != "" {
		return dst, broken
	}
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return dst, ruleShape
	}
	if addr.Zone() != "" {
		return dst, ruleCharacters
	}
	return addr.Unmap().AppendTo(dst), ""
}

// appendEmail appends an e-mail address by RFC 5321 and the dot-atom of RFC 5322: at most 64 octets before @ and 254 in
// all, ASCII only, no quoted part; the domain as [DomainName].
func appendEmail(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 254)
	if broken != "" {
		return dst, broken
	}
	local, domain, found := strings.Cut(s, "@")
	if !found {
		return dst, ruleShape
	}
	if len(local) == 0 || len(local) > 64 {
		return dst, ruleLength
	}
	for i := 0; i < len(local); i++ {
		c := local[i]
		switch {
		case c == '.':
			if i == 0 || i == len(local)-1 || local[i-1] == '.' {
				return dst, ruleSeparator
			}
		case !isAlnum(c) && !has("!#$%&'*+-/=?^_`{|}~", c):
			return dst, ruleCharacters
		}
	}
	dst = append(dst, local...)
	return appendDomain(append(dst, '@'), domain)
}

// isNormalEmail reports whether s is an address as most are: letters, digits and _ before @, lower case behind it, joined by single
// points and hyphens, with at most 63 characters on each side.
func isNormalEmail(s string) bool {
	at, point, i := 0, 0, 0
	for joined := true; i < len(s); i++ {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', isDigit(c), at == 0 && (isUpper(c) || c == '_'):
			joined = false
			continue
		case joined:
			return false
		case c == '.':
			point = i
		case c == '@' && at == 0 && i <= 63:
			at, point = i, 0
		case c != '-':
			return false
		}
		joined = true
	}
	return at > 0 && point > 0 && i-at <= 64 && isLetter(s[i-1])
}

// appendDomainName appends a host name of at least two labels, without a final dot. Internationalised names are accepted
// in their xn-- form only.
func appendDomainName(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 253)
	if broken != "" {
		return dst, broken
	}
	return appendDomain(dst, s)
}

// appendDomain appends a domain name in lower case: labels of 1 to 63 letters, digits and inner hyphens, the last not all
// digits.
func appendDomain(dst []byte, s string) ([]byte, string) {
	if len(s) > 253 {
		return dst, ruleLength
	}
	start, label, labels := len(dst), 0, 1
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == '.':
			if label == 0 || label > 63 {
				return dst, ruleShape
			}
			if s[i-1] == '-' || s[i-label] == '-' {
				return dst, ruleSeparator
			}
			if i == len(s) && (labels < 2 || allDigits(s[i-label:])) {
				return dst, ruleShape
			}
			label, labels = 0, labels+1
		case isAlnum(s[i]) || s[i] == '-':
			label++
		default:
			return dst, ruleCharacters
		}
	}
	dst = append(dst, s...)
	lower(dst[start:])
	return dst, ""
}

func isAlnum(c byte) bool { return isDigit(c) || isUpper(c&^0x20) }

// appendURL appends an absolute URL of scheme http, https or ftp with a host, at most 8 KiB, free of spaces and controls.
func appendURL(dst []byte, s string) ([]byte, string) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return dst, ruleEmpty
	case len(s) > 8<<10:
		return dst, ruleLength
	case !utf8.ValidString(s):
		return dst, ruleEncoding
	}
	if strings.ContainsFunc(s, func(r rune) bool { return isSpace(r) || isControl(r) }) {
		return dst, ruleCharacters
	}
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		return dst, ruleShape
	}
	start := len(dst)
	dst = append(dst, scheme...)
	lower(dst[start:])
	switch string(dst[start:]) {
	case "http", "https", "ftp":
	default:
		return dst, rulePrefix
	}
	if u, err := url.Parse(s); err != nil || u.Hostname() == "" {
		return dst, ruleShape
	}
	dst = append(dst, "://"...)
	host := strings.IndexAny(rest, "/?#")
	if host < 0 {
		host = len(rest)
	}
	begin := len(dst) + strings.LastIndexByte(rest[:host], '@') + 1
	dst = append(dst, rest...)
	lower(dst[begin : len(dst)-len(rest)+host])
	return dst, ""
}

// appendQQ appends a QQ number: 5 to 12 digits, the first not 0.
func appendQQ(dst []byte, s string) ([]byte, string) {
	b, broken := appendDigits(dst, s, 5, 12)
	if broken == "" && b[len(dst)] == '0' {
		broken = rulePrefix
	}
	return b, broken
}

// appendWeChat appends a WeChat ID: a letter and 5 to 19 letters, digits, hyphens and underscores.
func appendWeChat(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 64)
	if broken != "" {
		return dst, broken
	}
	if len(s) < 6 || len(s) > 20 {
		return dst, ruleLength
	}
	if !isUpper(s[0] &^ 0x20) {
		return dst, rulePrefix
	}
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) && s[i] != '-' && s[i] != '_' {
			return dst, ruleCharacters
		}
	}
	return append(dst, s...), ""
}
