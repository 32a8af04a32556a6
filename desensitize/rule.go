package desensitize

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/khtong/privacykit/identifiers"
)

// Rule says in one line of text what is shown of a value, such as "keep 3 4" or "address city". The package comment lists
// them. Words are parted by spaces. [NewView] and [ParseViews] refuse a rule that is not of the list, that has wrong
// numbers, or that cannot apply to its kind. The empty Rule is refused too.
type Rule string

// The limits of what a rule may say.
const (
	maxRule     = 8192    // bytes
	maxLabel    = 256     // bytes
	maxKeep     = 1000    // characters or parts
	maxShift    = 3660    // days
	maxMetres   = 1000000 // of a grid, and at least minMetres
	minMetres   = 10
	maxUp       = 100 // levels
	topAge      = 90  // of age bands, if the rule says none
	maxAgeWidth = 45
)

// op is what a rule does.
type op uint8

const (
	opHide op = iota
	opDrop
	opRaw
	opLabel
	opKeep
	opParts
	opPhone
	opName
	opGivenName
	opEmail
	opAddress
	opIP
	opHundredths
	opMagnitude
	opCutLast
	opCardGroups
	opRange
	opCuts
	opRound
	opTopBottom
	opAge
	opYear
	opMonth
	opQuarter
	opDecade
	opShift
	opNetwork
	opGrid
	opUp
	opPseudonym
)

// rule is a [Rule] in the form in which it is carried out. It does not change. The nil rule hides.
type rule struct {
	op          op
	form        identifiers.Kind // the kind whose grammar the value has, if not its own
	first, last int              // characters or parts that are shown; bits of networks; days; metres
	width       int              // stars, 0 for one a character
	line        int              // digits of a landline that are shown
	format      bool             // separators stay
	stars       bool             // Hidden follows
	level       addressLevel
	step        decimal
	cuts        []decimal
	bounded     bool    // low and high are set
	low, high   decimal // the number itself is not shown below low, and from high
	text        string  // label or separator
	up          map[string]string
}

// append appends what the rule shows of s. The view gives what depends on the audience and the person; it can be nil.
func (r *rule) append(dst []byte, k identifiers.Kind, s string, v *view) []byte {
	if r == nil {
		return append(dst, Hidden...)
	}
	switch r.op {
	case opDrop:
		return dst
	case opRaw:
		return append(dst, s...)
	case opLabel:
		return append(dst, r.text...)
	case opHide:
		return append(dst, Hidden...)
	default: // the others need the value
	}
	if (r.op == opPhone || r.op == opKeep) && isPlainMobile(k, s) { // most of the time
		return appendKeepMobile(dst, s, r.first, r.last, r.width)
	}
	if r.form != "" {
		k = r.form
	}
	var buf [96]byte
	b, err := identifiers.AppendNormalize(buf[:0], k, s)
	if err != nil {
		return append(dst, Hidden...)
	}
	if r.op == opPseudonym {
		return v.appendPseudonym(dst, b)
	}
	switch b = display(k, b); r.op {
	case opKeep:
		if r.format {
			return appendKeepFormat(dst, b, r.first, r.last)
		}
		return appendKeep(dst, b, r.first, r.last, r.width)
	case opParts:
		return appendParts(dst, b, r.text, r.first, r.last)
	case opPhone:
		return appendPhone(dst, b, r.first, r.last, r.line)
	case opName:
		return appendName(dst, b)
	case opGivenName:
		return appendGivenName(dst, b)
	case opEmail:
		return appendEmail(dst, b, r.first, r.width)
	case opAddress:
		return appendAddress(dst, b, r.level, r.stars)
	case opIP:
		return appendIP(dst, b)
	case opHundredths:
		return appendLatLong(dst, b)
	case opCutLast:
		return appendCutLast(dst, b, r.last)
	case opCardGroups:
		return appendCardGroups(dst, b)
	case opMagnitude, opRange, opCuts, opRound, opTopBottom, opAge:
		return r.appendNumber(dst, b)
	case opYear, opMonth, opQuarter, opDecade, opShift:
		return r.appendDate(dst, k, b, v)
	case opNetwork:
		return appendNetwork(dst, s, b, r.first, r.last)
	case opGrid:
		return appendGrid(dst, b, r.first)
	case opUp:
		if up, found := r.up[string(b)]; found {
			return append(dst, up...)
		}
	default:
	}
	return append(dst, Hidden...)
}

// display returns the form of b, a normal form of kind k, that is shown: phone numbers as they are written in China,
// 13812345678 and 010-12345678. It changes b.
func display(k identifiers.Kind, b []byte) []byte {
	switch k {
	case identifiers.Mobile, identifiers.Landline, identifiers.Phone, identifiers.EnterprisePhone:
		return national(b)
	default:
		return b
	}
}

// national turns an E.164 number of China into its national form, in place: mobile numbers begin with 1 and are longer than
// the landlines of area 10.
func national(b []byte) []byte {
	const prefix = "+86"
	if len(b) < len("+861012345678") || string(b[:3]) != prefix {
		return b
	}
	if i := bytes.IndexByte(b, ';'); i >= 0 { // the extension
		b = b[:i]
	}
	n := b[len(prefix):]
	if n[0] == '1' && len(n) > 10 {
		return n
	}
	area := 3
	if n[0] == '1' || n[0] == '2' {
		area = 2
	}
	start := 1
	if s := string(n[:3]); s == "400" || s == "800" {
		start = 2
	}
	copy(b[2:], n[:area])
	b[1], b[2+area] = '0', '-'
	return b[start:]
}

// compile reads the rule text for kind k. The second result says what is wrong; it is empty if nothing is.
func compile(k identifiers.Kind, text Rule, up map[string]map[string]string) (*rule, string) {
	if len(text) > maxRule || !utf8.ValidString(string(text)) {
		return nil, "rule too long or not valid UTF-8"
	}
	args := strings.Fields(string(text))
	if len(args) == 0 {
		return nil, "empty rule"
	}
	if args[0] == "mask" {
		return compileMask(k, args[1:])
	}
	r := &rule{}
	broken := r.parse(k, string(text), args, up)
	if broken == "" {
		broken = r.fit(k)
	}
	if broken != "" {
		return nil, broken
	}
	return r, ""
}

// compileMask returns the rule that a preset has for the kind.
func compileMask(k identifiers.Kind, args []string) (*rule, string) {
	name := "default"
	if len(args) == 1 {
		name = args[0]
	}
	preset, found := presetRules(name)
	if !found || len(args) > 1 {
		return nil, "unknown preset"
	}
	if _, known := identifiers.Describe(k); !known {
		return nil, "no preset knows the kind"
	}
	return preset(k), ""
}

// parse reads a rule that is not a preset's.
func (r *rule) parse(k identifiers.Kind, text string, args []string, up map[string]map[string]string) string {
	word, args := args[0], args[1:]
	switch word {
	case "label":
		return r.parseLabel(k, strings.TrimSpace(strings.TrimSpace(text)[len(word):]))
	case "keep":
		return r.parseKeep(args)
	case "parts":
		if len(args) != 3 {
			return "want parts SEPARATOR FIRST LAST"
		}
		r.op, r.text = opParts, args[0]
		return parseInts(args[1:], 0, maxKeep, &r.first, &r.last)
	case "range", "cuts", "round", "topbottom", "age":
		return r.parseNumber(word, args)
	case "address":
		return r.parseAddress(args)
	case "ip":
		r.op = opNetwork
		if broken := parseInts(args, 0, 128, &r.first, &r.last); broken != "" || r.first > 32 {
			return "want ip BITS4 BITS6, at most 32 and 128"
		}
		return ""
	case "grid":
		r.op = opGrid
		return parseInts(args, minMetres, maxMetres, &r.first)
	case "shift":
		r.op = opShift
		return parseInts(args, 1, maxShift, &r.first)
	case "up":
		return r.parseUp(args, up)
	}
	plain := map[string]op{
		"hide": opHide, "drop": opDrop, "raw": opRaw, "magnitude": opMagnitude, "pseudonym": opPseudonym,
		"year": opYear, "month": opMonth, "quarter": opQuarter, "decade": opDecade,
	}
	found, ok := plain[word]
	if !ok {
		return "unknown rule"
	}
	r.op = found
	if len(args) > 0 {
		return "the rule takes no more words"
	}
	return ""
}

func (r *rule) parseLabel(k identifiers.Kind, label string) string {
	if label == "" {
		label = "[" + string(k) + "]"
	}
	if len(label) > maxLabel || !utf8.ValidString(label) || strings.ContainsFunc(label, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return "label too long, not valid UTF-8 or with control characters"
	}
	r.op, r.text = opLabel, label
	return ""
}

func (r *rule) parseKeep(args []string) string {
	const want = "want keep FIRST LAST, then nothing, format, or width STARS"
	r.op = opKeep
	if len(args) < 2 {
		return want
	}
	broken := parseInts(args[:2], 0, maxKeep, &r.first, &r.last)
	switch args = args[2:]; {
	case broken != "":
	case len(args) == 1 && args[0] == "format":
		r.format = true
	case len(args) == 2 && args[0] == "width":
		broken = parseInts(args[1:], 1, maxKeep, &r.width)
	case len(args) > 0:
		return want
	}
	return broken
}

func (r *rule) parseAddress(args []string) string {
	r.op = opAddress
	if len(args) == 1 {
		for level, name := range [...]string{"province", "city", "county", "street"} {
			if args[0] == name {
				r.level = addressLevel(level)
				return ""
			}
		}
	}
	return "want address province, city, county or street"
}

// parseInts reads whole numbers between least and most, one for each of into.
func parseInts(args []string, least, most int, into ...*int) string {
	if len(args) != len(into) {
		return "wrong number of words"
	}
	for i, p := range into {
		n, err := strconv.Atoi(args[i])
		if err != nil || n < least || n > most || strconv.Itoa(n) != args[i] {
			return "want a number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)
		}
		*p = n
	}
	return ""
}

// fit checks that the rule can apply to values of kind k, and sets the form.
func (r *rule) fit(k identifiers.Kind) string {
	if isSecret(k) && r.op != opHide && r.op != opDrop && r.op != opLabel {
		return "a secret is not shown: want hide, drop or label"
	}
	_, known := identifiers.Describe(k)
	if !known {
		r.form = identifiers.OtherPersonalInformation // free text
	}
	var sample string
	var form identifiers.Kind
	switch r.op {
	case opRange, opCuts, opRound, opTopBottom, opMagnitude, opAge:
		sample = "42"
	case opYear, opMonth, opQuarter, opDecade, opShift:
		sample = "1990-03-07"
	case opAddress:
		sample, form = "浙江省杭州市西湖区文三路1号", identifiers.HomeAddress
	case opNetwork:
		sample, form = "192.0.2.1", identifiers.IP
	case opGrid:
		sample, form = "39.9,116.4", identifiers.LatLong
	default:
		return ""
	}
	// A kind without grammar takes any text; what is written in it has the grammar that the rule is for.
	if known && identifiers.Validate(k, sample) != nil {
		return "the rule does not apply to the kind"
	}
	if form != "" {
		r.form = form
	}
	return ""
}

func isSecret(k identifiers.Kind) bool {
	switch k {
	case identifiers.Password, identifiers.PaymentPassword, identifiers.DynamicCode, identifiers.SecurityAnswer,
		identifiers.BankCardTrack:
		return true
	default:
		return false
	}
}
