// Package desensitize shows less of personal information: it masks single values (内容替换) and coarsens some (泛化) for
// screens, logs and people who need not see the whole.
//
// Most callers want [Mask]:
//
//	desensitize.Mask(identifiers.Mobile, "+86 138-1234-5678") // "138****5678"
//
// A host with several audiences (the person, an agent, an analyst) describes each by a [View], in Go or in JSON:
//
//	analyst, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
//		identifiers.Birthday:    "year",
//		identifiers.HomeAddress: "address city",
//		"order_number":          "keep 2 4",
//	}, nil)
//	analyst.Mask(identifiers.HomeAddress, "浙江省杭州市西湖区文三路1号") // "浙江省杭州市"
//	analyst.Mask(identifiers.Mobile, "13812345678")         // "****": the view does not name it
//
// Whole values and documents are shown by a view with [Copy], which follows the tags of structs, [JSON] and [CSV]. [Text]
// masks what it finds in free text, [NewLogHandler] log records, [View.FuncMap] what templates show. [Redacted] holds a
// value that must not print. AppendMask, the function and the method, write into the caller's buffer without allocating.
//
// # What Mask shows
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
// This is the preset [Default]. [Hutool] and [Alipay] follow the conventions of two well-known houses, and [Strict] shows
// nothing of anything; the example of each prints its whole table. No law or standard fixes these numbers of characters;
// they follow common use in China. GB/T 35273-2020, 7.2 (not verified against its text) asks for de-identified display,
// and leaves the how open.
//
// The value is brought to its normal form first, so that every spelling of it gives the same mask: prefix +86, spaces and
// full-width digits are gone, a 15-digit resident ID shows as 18 characters. An extension is not shown.
//
// # Rules
//
// A [Rule] is one line of text, the same in Go, in JSON and in a struct tag. It says what is shown of a value:
//
//	hide                     nothing: ****, which is also what every other rule gives for a value that it cannot judge
//	drop                     nothing at all: the empty string, and no column, key or attribute where there is one
//	raw                      the value as it is
//	label [TEXT]             TEXT instead of the value; without TEXT the kind, as [mobile_number]
//	mask [PRESET]            what default, hutool, alipay or strict shows of the kind
//
//	keep F L                 the first F and the last L characters, a star for each between
//	keep F L width W         the same with W stars, whatever the length
//	keep F L format          the same, but spaces and -./:_,@+·() stay and do not count
//	parts SEP F L            the first F and the last L of the parts between separators, one star for each other part
//
//	range W                  the range of a number: [20,30) for range 10
//	cuts A B C …             the range of a number between given points: <A, [A,B), …, >=C; see [Quantiles]
//	round S                  the nearest multiple of S, halves away from zero
//	topbottom A B            the number itself within A and B, <A and >=B outside; can also end range and round
//	age W [TOP]              the age band: 20-29 for age 10; 90+ from TOP, at least 90 if not given
//	magnitude                the power of ten: ~1000
//	year, month, quarter, decade  of a date: 1990, 1990-03, 1990-Q1, 1990s
//	shift D                  a date moved by 1 to D days back or forth, the same for all dates of a person; see [View.For]
//	address LEVEL            down to the province, city, county or street
//	ip P4 P6                 the network with that many bits: 192.168.1.0/24 for ip 24 48
//	grid M                   the centre of the cell in a grid of about M metres that has the place
//	up NAME N                the value N levels up in the hierarchy NAME of [ViewOptions]
//	pseudonym                a keyed pseudonym, another one for each audience; see [Pseudonymizer]
//
// For a postal code keep 2 0 leaves the province and keep 4 0 the county. Numbers have at most 14
// digits before the point, and four behind it that count; the step of round has at most three. A date is a date of birth or, in kinds of the host, one with a time (2026-11-23 10:00:00, RFC 3339), whose time is not shown.
//
// An address is cut by the last characters of its parts, without a list of divisions. Where no county is recognised only
// the city or the province is shown, or nothing; an estate or a street that is named like a district, right after the
// city, can be taken for one. What is shown keeps its spelling: 浙江杭州 and 浙江省杭州市 stay two places.
//
// # Struct tags
//
// [Copy] makes a deep copy of a value in which less is shown, by the tags of its structs:
//
//	type Customer struct {
//		ID      string           `pii:",raw"`                   // no personal information
//		Name    string           `pii:"name"`                   // as the view shows the kind
//		Mobiles []string         `pii:"mobile_number,keep 3 2"` // by the rule, if the view shows the kind
//		Born    time.Time        `pii:"birthday,year"`          // 1 January of the year
//		Orders  map[string]Order `piikey:"order_number"`        // a kind of the host; Order has its own tags
//		Remark  string                                          // nobody said what it is: hidden
//		Session any              `pii:",drop"`                  // never in a copy
//	}
//
// A tag pii is a kind; a kind, a comma and a [Rule]; or a comma and raw, hide, drop or label TEXT. A rule beside a kind
// stands for that of the view, but it cannot show what the view takes away: a kind that the view names to hide, drop or
// label, or, in a view without base, does not name. Rules raw and up do not stand beside a kind. The tag holds for all that
// is in the field, through pointers, slices, arrays, values of maps, interfaces and structs, and has no tag of its own. A
// tag piikey is the same for the keys of maps, not through structs. [Fields] lists what becomes of each field, for a test.
//
// Text without a tag is hidden, because nobody said what it is: strings, []byte and keys of maps, [N]byte, and what encodes
// itself as text, such as netip.Addr, big.Int and UUIDs. [CopyOptions] can let it pass. Numbers, booleans and times without
// a tag are copied, because a zero in their place would be a false statement and no hiding; one that is personal
// information needs a tag. The value types of package identifiers, such as MobileNumber, know their kind and need none.
//
// Strings, []byte and keys of maps take the mask; keys that become the same have #2, #3 and so on behind them, in the order
// of the originals. What cannot hold a mask takes the result if that is a value of its own, such as the rounded number, or
// the first day of a month, and is zero otherwise; a pointer or an interface with such a zero is nil, an sql.NullInt64 not
// Valid, a map with such keys nil. This holds for the value types of identifiers too: they print masked, but have the whole
// value in them. A json.RawMessage becomes "****".
//
// Never in a copy are unexported fields, channels, functions and unsafe pointers, nor structs that have unexported fields
// alone, unless they are raw; then they are assigned, with what they point to.
//
// # JSON and CSV
//
// [JSON] rewrites documents without decoding them: patterns such as mobile and $.customer.*.idNo say what is of which kind.
// [JSON.Append] takes a document at once, [JSON.Copy] and [JSON.NewWriter] a stream of any length in constant memory. [CSV]
// does the same for tables by the names or numbers of columns, and shows each row by the view of its person. In both, what
// has no kind is hidden, is raw where the host says so, or goes through the host's [Other].
//
// # What is never shown
//
// A value that is not valid for its kind, that is too short for the rule to hide any of it, or that is empty gives
// [Hidden], whose width says nothing of the value; so does a kind that the view does not name. What cannot be judged is
// hidden, never passed through: only raw passes. Kinds that identifiers does not know are text without grammar. Passwords,
// codes, security answers and card tracks take no rule but hide, drop and label.
//
// Characters are counted as readers see them, never as bytes: a letter with its combining marks, variation selectors and
// skin tones, an emoji sequence, a flag, a syllable of jamo are one. Indic conjuncts count by their consonants.
//
// # Free text
//
// [Text] and [View.Text] replace what identifiers.Find finds, or the Finder of [ViewOptions]; a [TextWriter] and
// [View.CopyText] do so with a stream, line by line. They are a net under what is written without care, such as remarks, chats
// and messages of libraries: what is not found stays, and a name in the middle of a sentence often is not. Fields whose kind
// is known are better masked by their kind.
//
// # Logs
//
// A [LogHandler] stands before any slog.Handler. It masks attributes by key or path of groups, and gives messages, errors and
// all other texts to [View.Text]. Structs, maps and lists that are logged as such are [Hidden], because slog passes them on
// whole, without resolving a LogValuer inside them; [LogOptions] can name a function that masks them. [ReplaceAttr] does the
// same within the options of slog's own handlers.
//
// # Templates
//
// [View.FuncMap] gives html/template and text/template the functions mask and maskText. A page shows what the view of its
// reader allows, and [Hidden] for a kind that is misspelled.
//
// # De-identified is not anonymised
//
// By PIPL art. 73(3) information is de-identified (去标识化) when it does not identify a person without additional
// information; it is still personal information. It is anonymised (匿名化), art. 73(4), when it cannot identify and cannot
// be restored. No function of this package claims that of its result. What each technique achieves, in the families of
// GB/T 37964-2019, annex A (not verified against its text):
//
//   - Suppression (抑制): hide, drop, label. Nothing of the value is left; what else stands in the row may still identify,
//     and label and drop say that there was something.
//   - Masking (屏蔽): mask, keep, parts. De-identification for display. Who has another list, or knows part of the value,
//     often finds the person again: of a resident ID whose division and date of birth are known elsewhere, stars protect
//     little. No basis for sharing or analysis.
//   - Generalisation (泛化): range, cuts, round, topbottom, age, magnitude, year and the like, address, ip, grid, up. The
//     value fits many people; a combination of several (city, year of birth, sex) may fit one. Only a measure over the whole
//     data set, such as k-anonymity, says more.
//   - Pseudonymisation (假名化): pseudonym. De-identification as long as the key is kept apart; the rows of a person stay
//     linked, and with the key the person is found by trying. Personal information for whoever holds the key.
//   - Randomisation (随机化): shift. Hides the day, keeps the distance of a person's dates: one known date gives all others.
//
// # Concurrency
//
// Everything but a [TextWriter] is safe for concurrent use. All takes time linear in its input, and nothing panics.
package desensitize
