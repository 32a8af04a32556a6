package crypto

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
	"unicode"
	"unicode/utf8"
)

// KeyStore keeps the key records of any number of tenants.
//
// Records are changed and never removed: a tombstone must outlive the key that it replaces. Every method is safe for
// concurrent use, also from several processes, and a Get or List that starts after a Put returned sees what it wrote: a
// lagging read replica is not a KeyStore. A store keeps no reference to the slices it is given and none to those it
// returns. It may return an error of its own for any failure (a cancelled context, a database that is away), without the
// contents of a record in its text. Package keystoretest holds the tests that an implementation must pass.
type KeyStore interface {
	// Get returns the record with this id, or ErrNotFound.
	Get(ctx context.Context, id RecordID) (Record, error)

	// Put writes rec if its Version is the stored Version plus one, where a record that does not exist has Version 0;
	// otherwise it changes nothing and returns ErrConflict. The comparison and the write are one atomic step, durable
	// when Put returns nil. A record that fails Validate is refused with that error.
	Put(ctx context.Context, rec Record) error

	// List returns the records that match q in ascending bytewise order of their ID. Fewer than q.Limit mean that there
	// are no more.
	List(ctx context.Context, q ListQuery) ([]Record, error)
}

// ListQuery selects records of one tenant and one kind. A batch resumes by setting After to the last ID it has seen.
type ListQuery struct {
	Tenant string
	Kind   RecordKind
	Epoch  uint32 // only records under this epoch; 0 means any
	State  State  // only records in this state; 0 means any
	After  string // only records whose ID is bytewise greater; empty starts at the first
	Limit  int    // at most this many records; below 1 is ErrArgument
}

// MaxNameLen is the longest tenant, table, column, subject, audience or index name, in bytes.
const MaxNameLen = 1024

// RecordKind says what a key record holds.
type RecordKind uint8

// The kinds of key record. The zero RecordKind is invalid.
const (
	KindTenantKeyset RecordKind = 1 // the tenant's Tink keyset, sealed by the KEK of Epoch; one record a tenant
	KindEpoch        RecordKind = 2 // the wrap key of one epoch, sealed by the KEK of that epoch
	KindSubject      RecordKind = 3 // the secret of one subject, sealed by the wrap key of Epoch; or its tombstone
)

// String returns "keyset", "epoch", "subject" or "unknown".
func (k RecordKind) String() string {
	switch k {
	case KindTenantKeyset:
		return "keyset"
	case KindEpoch:
		return "epoch"
	case KindSubject:
		return "subject"
	}
	return "unknown"
}

// State is the state of a key record.
type State uint8

// The states of a key record. The zero State is invalid.
const (
	StateLive      State = 1 // the key can be used
	StateErased    State = 2 // tombstone of a subject's key: no key is left in the record
	StateDestroyed State = 3 // the epoch is gone: no key is left in the record
	StateRetired   State = 4 // the epoch is no longer the current one: its wrap key only unwraps
)

// String returns "live", "erased", "destroyed", "retired" or "unknown".
func (s State) String() string {
	switch s {
	case StateLive:
		return "live"
	case StateErased:
		return "erased"
	case StateDestroyed:
		return "destroyed"
	case StateRetired:
		return "retired"
	}
	return "unknown"
}

// RecordID names a key record. It is comparable; two different RecordIDs are two different records.
type RecordID struct {
	Tenant string // 1 to MaxNameLen bytes of UTF-8 without control characters
	Kind   RecordKind
	ID     string // 1 to 64 characters of ASCII letters and digits; of a subject, a keyed pseudonym and never its name
}

// maxIDLen is the longest RecordID.ID, in bytes.
const maxIDLen = 64

// Record is one key record. Its key is sealed: who holds a Record and not the KEK holds nothing. Still a copy of it in a
// log would outlive its erasure. So fmt and slog print its name and state only, except where they call no method (%p, and
// inside unexported fields), and encoding/json refuses it; a store writes it field by field.
type Record struct {
	RecordID
	Version    uint64    // counts the changes of the record, from 1, for compare-and-swap; at most MaxInt64
	State      State     // a subject is live or erased, an epoch live, retired or destroyed, a keyset live
	Epoch      uint32    // the epoch whose KEK or wrap key sealed Wrapped, from 1; a tombstone keeps that of its key
	KeyVersion uint32    // generation of the key, from 1; Renew makes the next one
	Wrapped    []byte    // the sealed key, at most 64 KiB; empty in an erased or destroyed record
	Commitment []byte    // 32 bytes that fit one key only; empty where Wrapped is
	CreatedAt  time.Time // UTC, whole microseconds
	ChangedAt  time.Time // UTC, whole microseconds
}

// maxWrappedLen is the longest Record.Wrapped, in bytes; a KMS adds its own envelope to a key.
const maxWrappedLen = 64 << 10

// Validate reports, as an ErrKeyRecord that names the field, a record that no Keyring writes and no KeyStore keeps.
func (r Record) Validate() error {
	bad := func(field string) error { return fmt.Errorf("%w: %s: %s", ErrKeyRecord, r.Kind, field) }
	hasKey := r.State == StateLive || r.State == StateRetired
	switch {
	case !validTenant(r.Tenant):
		return bad("tenant")
	case r.Kind < KindTenantKeyset || r.Kind > KindSubject:
		return bad("kind")
	case !validID(r.ID):
		return bad("id")
	case r.Version == 0 || r.Version > 1<<63-1:
		return bad("version")
	case !stateOf(r.Kind, r.State):
		return bad("state")
	case r.Epoch == 0:
		return bad("epoch")
	case r.KeyVersion == 0:
		return bad("key version")
	case hasKey && (len(r.Wrapped) == 0 || len(r.Wrapped) > maxWrappedLen), !hasKey && len(r.Wrapped) != 0:
		return bad("wrapped key")
	case hasKey && len(r.Commitment) != commitmentLen, !hasKey && len(r.Commitment) != 0:
		return bad("commitment")
	case !storable(r.CreatedAt):
		return bad("creation time")
	case !storable(r.ChangedAt):
		return bad("change time")
	}
	return nil
}

// stateOf reports whether a record of kind k can be in state s.
func stateOf(k RecordKind, s State) bool {
	switch s {
	case StateLive:
		return true
	case StateErased:
		return k == KindSubject
	case StateRetired, StateDestroyed:
		return k == KindEpoch
	}
	return false
}

// storable reports whether t survives a store that keeps microseconds in UTC.
func storable(t time.Time) bool {
	return !t.IsZero() && t.Location() == time.UTC && t.Nanosecond()%1000 == 0 && t.Year() > 0 && t.Year() < 10000
}

func validTenant(s string) bool {
	if s == "" || len(s) > MaxNameLen || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}

func validID(s string) bool {
	if s == "" || len(s) > maxIDLen {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// String names the record without its key: "subject abc… version 2 live epoch 1 key 1".
func (r Record) String() string {
	return fmt.Sprintf("%s %s version %d %s epoch %d key %d", r.Kind, r.ID, r.Version, r.State, r.Epoch, r.KeyVersion)
}

// Format prints String for every verb.
func (r Record) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.String())) }

// LogValue is String.
func (r Record) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalJSON always fails: a key record belongs into its store and nowhere else.
func (r Record) MarshalJSON() ([]byte, error) {
	return nil, errors.New("crypto: a key record has no JSON form")
}
