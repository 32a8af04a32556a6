package identifiers

// Identifiability says how a kind helps to tell whose a record is, in the terms of GB/T 37964-2019 (3.7, 3.8) and GB/T
// 42460-2023, which grades a data set by the identifiers left in it. It speaks of the kind, not of a value: a rare family name
// or a job that one person in a town has may identify alone.
//
// That of the direct identifier was read in part, as quoted by others; that of the quasi-identifier and the examples of
// GB/T 42460-2023 (annex A, direct identifiers; annex B, quasi-identifiers) could not be read. So no kind is classified by
// quotation: each is this package's reading. A release of data should be judged by whoever knows the data and who will get it.
type Identifiability uint8

// The identifiabilities. The zero value counts as a direct identifier.
const (
	IdentifiabilityUnknown Identifiability = iota // not known, as of a host's own kinds

	// IdentifiabilityDirect is a direct identifier (直接标识符), which can identify a person alone in some setting: a name, a
	// number, address, account, picture or body feature of one person, household or device. So count the kinds that may hold
	// such ones (documents, recordings, messages, lists of persons, free text), and secrets, which stand for the person.
	IdentifiabilityDirect

	// IdentifiabilityQuasi is a quasi-identifier (准标识符), which can identify a person together with others: what people
	// around a person see or know, or a machine can observe. Births, places, dates of events, work, origin, habits, the
	// properties of a device.
	IdentifiabilityQuasi

	// IdentifiabilityOther is neither: it tells something about a person, which may be sensitive, but hardly who it is.
	IdentifiabilityOther
)

// Short names for the table.
const (
	direct    = IdentifiabilityDirect
	quasi     = IdentifiabilityQuasi
	attribute = IdentifiabilityOther
)

// IsDirect reports whether the kind is to be treated as a direct identifier, which de-identification (去标识化) removes or
// replaces: true but for [IdentifiabilityQuasi] and [IdentifiabilityOther].
func (i Identifiability) IsDirect() bool {
	return i != IdentifiabilityQuasi && i != IdentifiabilityOther
}

// String returns "unknown", "direct identifier", "quasi-identifier" or "other".
func (i Identifiability) String() string {
	switch i {
	case IdentifiabilityDirect:
		return "direct identifier"
	case IdentifiabilityQuasi:
		return "quasi-identifier"
	case IdentifiabilityOther:
		return "other"
	default:
		return "unknown"
	}
}
