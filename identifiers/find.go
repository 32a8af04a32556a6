package identifiers

import (
	"errors"
	"iter"
	"slices"
)

// Find yields the personal information that it recognises in a text, from left to right and without overlaps, at
// [ConfidenceMedium] or above. A [Finder] has options, and reads from an io.Reader.
//
// It knows written forms as [Normalize] does, in running Chinese text, logs, JSON, CSV, SQL and URLs; where a number alone
// says too little (a QQ number is any number) a word beside it must name the kind (QQ：, "qq":, 身份证号). A match can be given
// to [Normalize], which accepts it.
//
// Names and addresses are found by surname, title, administrative division and the words around them, and not by a model of
// the language. A name in the middle of a sentence with nothing beside it (昨天王芳来过), a nickname, a surname with a title
// alone (王先生) and an address without division, road or number are missed; so is whatever is written in words (一三八…) or
// in pictures. The absence of matches is no proof that a text is free of personal information.
//
// It takes time linear in the text and does not allocate, but for a match in rare characters.
func Find(text string) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		find(text, &defaultFinder, yield)
	}
}

// FindOptions says what a [Finder] looks for. The zero value of each field is its default.
type FindOptions struct {
	// Kinds are the kinds to look for; nil for all that Find knows but [URL] and [DomainName], which are found only if they
	// are named here. A kind that Find cannot recognise is an error of [NewFinder]; see [Findable].
	Kinds []Kind

	// MinConfidence is the least confidence of a match; zero for [ConfidenceMedium].
	MinConfidence Confidence

	// Context has, for a kind, words of the host that speak for it when they stand in the 48 bytes before a value, on the
	// same line: the column names or labels of the host's own forms. Case counts.
	Context map[Kind][]string

	// Recognizers find kinds of the host's own; where several find something, the first of them. Where one finds something,
	// Find's own kinds are not looked for, unless a match of theirs begins before that and reaches into it.
	Recognizers []Recognizer

	// Progress, if not nil, is called by [Finder.FindReader] with the number of bytes whose matches have all been yielded,
	// after each piece of the text.
	Progress func(done int64)
}

// Recognizer finds a kind of the host's own, such as a room number.
//
// Recognize reports whether a value begins at the beginning of rest: its length in bytes, up to 256, and the confidence, or
// 0 for none. It is asked at every letter or digit that does not follow another letter or digit of ASCII, and at every other
// character beyond ASCII. It sees up to 64 bytes before the place and up to 1,024 from it on. It must be pure: the same answer for
// the same arguments, whatever goroutine asks.
type Recognizer struct {
	Kind      Kind
	Recognize func(before, rest string) (length int, confidence Confidence)
}

// Finder is [Find] with options. It is immutable and safe for concurrent use. The zero Finder has the default options.
type Finder struct {
	kinds    kindSet
	least    Confidence
	words    *hostWords // nil if there are none
	hosts    []Recognizer
	progress func(int64)
}

var defaultFinder = Finder{kinds: defaultKinds, least: ConfidenceMedium}

// ErrOptions matches, through errors.Is, the errors of [NewFinder].
var ErrOptions = errors.New("identifiers: bad options")

// optionsError says what is wrong with options.
type optionsError string

func (e optionsError) Error() string { return ErrOptions.Error() + ": " + string(e) }

func (e optionsError) Unwrap() error { return ErrOptions }

// NewFinder returns a Finder with the options, nil for the defaults. The error is an [ErrOptions]: a kind that cannot be
// found, a confidence that there is not, a context word that is empty, or a recogniser without kind or function.
func NewFinder(o *FindOptions) (*Finder, error) {
	f := defaultFinder
	if o == nil {
		return &f, nil
	}
	if o.Kinds != nil {
		f.kinds = 0
		for _, k := range o.Kinds {
			id, ok := findable(k)
			if !ok {
				return nil, optionsError("Kinds: a kind that Find does not recognise")
			}
			f.kinds |= 1 << id
		}
	}
	if o.MinConfidence > ConfidenceHigh {
		return nil, optionsError("MinConfidence: no such confidence")
	}
	if o.MinConfidence != ConfidenceUnknown {
		f.least = o.MinConfidence
	}
	for k, words := range o.Context {
		id, ok := findable(k)
		if !ok {
			return nil, optionsError("Context: a kind that Find does not recognise")
		}
		if slices.Contains(words, "") {
			return nil, optionsError("Context: an empty word")
		}
		if f.words == nil {
			f.words = new(hostWords)
		}
		f.words[id] = slices.Clone(words)
	}
	for _, r := range o.Recognizers {
		if r.Kind == "" || r.Recognize == nil {
			return nil, optionsError("Recognizers: kind or function is missing")
		}
	}
	f.hosts = slices.Clone(o.Recognizers)
	f.progress = o.Progress
	return &f, nil
}

// Find yields what [Find] does, by the Finder's options.
func (f *Finder) Find(text string) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		find(text, f.orDefault(), yield)
	}
}

// orDefault returns the Finder, or that of the default options for the zero one, which must not find nothing.
func (f *Finder) orDefault() *Finder {
	if f == nil || f.least == ConfidenceUnknown {
		return &defaultFinder
	}
	return f
}

// find scans a whole text.
func find(text string, f *Finder, yield func(Match) bool) {
	sc := scanner{s: text, stop: len(text), f: f, table: scanTable()}
	for sc.advance() {
		if !yield(sc.out) {
			return
		}
	}
}

// Findable yields the kinds that [Find] can recognise.
func Findable() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for _, k := range kindNames[1:] {
			if !yield(k) {
				return
			}
		}
	}
}

// kindID is a small number for each kind that can be found.
type kindID uint8

// kindSet is a set of kindIDs.
type kindSet uint64

const (
	noKind kindID = iota
	kMobile
	kLandline
	kResidentID
	kForeign
	kHKID
	kTaiwanID
	kHKMacau
	kTaiwanPermit
	kPassport
	kOfficer
	kLicenseFile
	kUSCC
	kBankCard
	kPlate
	kVIN
	kIMEI
	kIMEISV
	kMEID
	kIMSI
	kICCID
	kIDFA
	kIDFV
	kOAID
	kGUID
	kAndroidID
	kOpenUDID
	kMAC
	kIP
	kEmail
	kQQ
	kWeChat
	kBirthday
	kLatLong
	kName
	kAddress
	kURL
	kDomain
	kindCount
)

var kindNames = [kindCount]Kind{
	kMobile: Mobile, kLandline: Landline, kResidentID: ResidentID, kForeign: ForeignPermanentResident, kHKID: HKID, kTaiwanID: TaiwanID,
	kHKMacau: HKMacauPermit, kTaiwanPermit: TaiwanPermit, kPassport: Passport, kOfficer: OfficerID, kLicenseFile: DriverLicenseFile,
	kUSCC: USCC, kBankCard: BankCard, kPlate: Plate, kVIN: VIN, kIMEI: IMEI, kIMEISV: IMEISV, kMEID: MEID, kIMSI: IMSI, kICCID: ICCID,
	kIDFA: IDFA, kIDFV: IDFV, kOAID: OAID, kGUID: GUID, kAndroidID: AndroidID, kOpenUDID: OpenUDID, kMAC: MAC, kIP: IP, kEmail: Email,
	kQQ: QQ, kWeChat: WeChat, kBirthday: Birthday, kLatLong: LatLong, kName: Name, kAddress: HomeAddress, kURL: URL, kDomain: DomainName,
}

const defaultKinds kindSet = 1<<kindCount - 1 - 1<<noKind - 1<<kURL - 1<<kDomain

func findable(k Kind) (kindID, bool) {
	for id := noKind + 1; id < kindCount; id++ {
		if kindNames[id] == k {
			return id, true
		}
	}
	return noKind, false
}

// hostWords are the host's context words by kind.
type hostWords [kindCount][]string
