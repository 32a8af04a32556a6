package identifiers

import "strings"

// domainEndings are the last labels of domain names that little else ends in: the generic ones, and those of countries that
// are no endings of files.
const domainEndings = "com cn net org edu gov mil info biz int name mobi asia tel top xyz vip club shop site online store tech fun link cloud live work wang ren ink " +
	"ltd group icu cc tv io ai app dev me hk mo tw jp kr sg my th vn id in au nz uk de fr nl eu ch se no es it ru us ca br"

// domain tries a domain name at i, where a word begins, if it is part of nothing longer: a path, a URL, an e-mail address. It is
// one of medium confidence with a usual ending.
func (sc *scanner) domain(i int) (Match, bool) {
	s := sc.s
	if i > 0 && has("/\\.-_@%$#&+~", s[i-1]) || i > 1 && has(":=", s[i-1]) && s[i-2] == '/' {
		return Match{}, false
	}
	end, label, labels := i, i, 1
	for limit := sc.ahead(i, maxBehind); end < limit; end++ {
		if c := s[end]; c == '.' {
			if !isAlnum(sc.at(end + 1)) {
				break
			}
			label = end + 1
			labels++
		} else if !isAlnum(c) && c != '-' {
			break
		}
	}
	if labels < 2 || !isTopDomain(s[label:end]) {
		return Match{}, false
	}
	switch c := sc.at(end); c {
	case '@', '_', '(', '%', '\\', '=':
		return Match{}, false
	case '/', ':':
		if sc.at(end+1) == '/' {
			return Match{}, false
		}
	}
	c := ConfidenceLow
	if isDomainEnding(s[label:end]) {
		c = ConfidenceMedium
	}
	if _, broken := appendDomainName(sc.buf[:0], s[i:end]); broken != "" || c < sc.f.least {
		return Match{}, false
	}
	return Match{Kind: DomainName, Start: i, End: end, Confidence: c, Evidence: EvidenceShape}, true
}

// isDomainEnding reports whether a last label, in either case, is one of domainEndings or internationalised.
func isDomainEnding(label string) bool {
	var buf [24]byte
	b := append(buf[:0], label...)
	lower(b)
	if len(b) > 4 && string(b[:4]) == "xn--" {
		return true
	}
	for w := range strings.FieldsSeq(domainEndings) {
		if string(b) == w {
			return true
		}
	}
	return false
}
