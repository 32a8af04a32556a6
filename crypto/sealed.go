package crypto

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
)

// Sealed is a ciphertext as a column holds it, with the type of its value: a field of a model that an ORM or database/sql
// reads and writes as it is. It never holds what was opened, so no plaintext can be assigned to it: SealValue makes one and
// Open opens it, both where there is a context to do so. The zero Sealed is NULL.
//
// Value writes the bytes of the ciphertext, for columns of bytes; SealedText is for columns of text. What an ORM writes past
// the model, such as a map of columns, its types do not see: sqlstore.SealedColumn makes a column that refuses plaintext.
//
// For fmt and slog it is "crypto.Sealed(45 bytes)". Text and JSON are the ciphertext in base64url. Copies share the
// ciphertext, which nothing changes.
type Sealed[T any] struct {
	_ [0]func(T) // incomparable, and not converted to a Sealed of another type
	p *string    // the ciphertext, or what a Migration reads, behind what fmt does not follow
}

// SealValue seals a value, as Keyring.Seal does, in the encoding of its type that the package comment specifies. The error is
// that of Seal, or ErrEncoding if the encoding would not give the value back, as that of a type that prints masked (seal what
// its Reveal returns) or of a struct with something in fields that JSON leaves out. A nil slice comes back empty.
//
// A ciphertext is opened as the type that it was sealed as. If that type gets another encoding, such as a MarshalBinary that
// it did not have, what was sealed before is ErrEncoding, at best.
func SealValue[T any](ctx context.Context, k *Keyring, f Field, subject string, v T) (Sealed[T], error) {
	r, err := k.ring()
	if err != nil {
		return Sealed[T]{}, err
	}
	plaintext, err := encodeValue(v)
	if err != nil {
		return Sealed[T]{}, err
	}
	buf := r.scratch.Get().(*[]byte)
	defer r.putScratch(buf)
	ciphertext, err := k.AppendSeal(ctx, (*buf)[:0], f, subject, plaintext)
	if err != nil {
		return Sealed[T]{}, err
	}
	*buf = ciphertext
	s := string(ciphertext)
	return Sealed[T]{p: &s}, nil
}

// Open returns the value. The errors are those of Keyring.Open, among them ErrFormat for NULL, which is no value (see IsZero),
// and for what is no ciphertext, unless a Migration reads it; and ErrEncoding if what was sealed is not a T.
func (s Sealed[T]) Open(ctx context.Context, k *Keyring, f Field, subject string) (T, error) {
	var zero T
	r, err := k.ring()
	if err != nil {
		return zero, err
	}
	if s.p == nil {
		return zero, fmt.Errorf("%w: NULL", ErrFormat)
	}
	buf := r.scratch.Get().(*[]byte)
	defer r.putScratch(buf)
	*buf = append((*buf)[:0], *s.p...)
	plaintext, err := r.openValue(ctx, nil, nil, &f, subject, *buf)
	if err != nil {
		return zero, err
	}
	return decodeValue[T](plaintext)
}

// IsZero reports whether s is NULL; encoding/json leaves such a field out with the option omitzero.
func (s Sealed[T]) IsZero() bool { return s.p == nil }

// Bytes returns a copy of the ciphertext, or nil for NULL: what the methods of Keyring and Query take. After a Scan it is what
// was in the column, ciphertext or not.
func (s Sealed[T]) Bytes() []byte {
	if s.p == nil {
		return nil
	}
	return []byte(*s.p)
}

// Text returns s for a column of text.
func (s Sealed[T]) Text() SealedText[T] { return SealedText[T]{s} }

// ciphertext returns the ciphertext, nil for NULL, and ErrFormat for what is none.
func (s Sealed[T]) ciphertext() ([]byte, error) {
	b := s.Bytes()
	if b == nil {
		return nil, nil
	}
	if _, err := parseHeader(b); err != nil {
		return nil, err
	}
	return b, nil
}

// Value implements driver.Valuer: the ciphertext as a []byte, or nil for NULL. What Scan took and is no ciphertext it does not
// write, but returns ErrFormat; Keyring.Reseal makes a ciphertext of it.
func (s Sealed[T]) Value() (driver.Value, error) {
	b, err := s.ciphertext()
	if b == nil {
		return nil, err
	}
	return b, nil
}

// Scan implements sql.Scanner. It takes a ciphertext in bytes or in base64url, each as []byte or string, and nil. Other bytes and
// text it takes as they are, because a column has them during a Migration, which a type does not know of: Open then decides,
// and neither Value nor MarshalText gives them out. Numbers, times and so on are ErrFormat.
func (s *Sealed[T]) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*s = Sealed[T]{}
	case []byte:
		s.set(src)
	case string:
		s.set([]byte(src))
	default:
		return fmt.Errorf("%w: a column of %T", ErrFormat, src)
	}
	return nil
}

// set keeps a copy of b, of the ciphertext if b is one in base64url.
func (s *Sealed[T]) set(b []byte) {
	c, err := parseText(b)
	if err != nil {
		c = string(b)
	}
	s.p = &c
}

// textV1 begins every ciphertext in base64url, because formatV1 begins it in bytes.
const textV1 = 'g'

// parseText returns the ciphertext that text is in base64url.
func parseText(text []byte) (string, error) {
	if len(text) < SealedTextSize(0) || text[0] != textV1 || bytes.ContainsAny(text, "\r\n") { // which Decode would skip
		return "", fmt.Errorf("%w: not its text", ErrFormat)
	}
	b, err := base64.RawURLEncoding.Strict().AppendDecode(nil, text)
	if err != nil {
		return "", fmt.Errorf("%w: not base64url", ErrFormat)
	}
	if _, err := parseHeader(b); err != nil {
		return "", err
	}
	return string(b), nil
}

// MarshalText returns the ciphertext in base64url (RFC 4648, 5) without padding, SealedTextSize long, or no text for NULL. It
// returns ErrFormat for what is no ciphertext.
func (s Sealed[T]) MarshalText() ([]byte, error) {
	b, err := s.ciphertext()
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.AppendEncode([]byte{}, b), nil
}

// UnmarshalText reads what MarshalText writes; other text is ErrFormat and leaves s as it was.
func (s *Sealed[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = Sealed[T]{}
		return nil
	}
	c, err := parseText(text)
	if err != nil {
		return err
	}
	s.p = &c
	return nil
}

// MarshalJSON returns the text as a JSON string, or null for NULL.
func (s Sealed[T]) MarshalJSON() ([]byte, error) {
	if s.p == nil {
		return []byte("null"), nil
	}
	text, err := s.MarshalText()
	if err != nil {
		return nil, err
	}
	return json.Marshal(string(text))
}

// UnmarshalJSON reads what MarshalJSON writes; other JSON is ErrFormat and leaves s as it was.
func (s *Sealed[T]) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil || text != nil && *text == "" {
		return fmt.Errorf("%w: neither its text nor null", ErrFormat)
	}
	if text == nil {
		*s = Sealed[T]{}
		return nil
	}
	return s.UnmarshalText([]byte(*text))
}

// String returns "crypto.Sealed(45 bytes)", or "crypto.Sealed(NULL)".
func (s Sealed[T]) String() string {
	if s.p == nil {
		return "crypto.Sealed(NULL)"
	}
	return fmt.Sprintf("crypto.Sealed(%d bytes)", len(*s.p))
}

// Format prints String for every verb.
func (s Sealed[T]) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue is String.
func (s Sealed[T]) LogValue() slog.Value { return slog.StringValue(s.String()) }

// GormDataType tells GORM, whose AutoMigrate looks for this method, that the column is of bytes. A tag with a size makes it a
// VARBINARY on MySQL and MariaDB.
func (s Sealed[T]) GormDataType() string { return "bytes" }

// SealedText is a Sealed for a column of text: its Value is the text of MarshalText. All else is that of Sealed.
type SealedText[T any] struct{ Sealed[T] }

// Value implements driver.Valuer: the ciphertext in base64url as a string, or nil for NULL. What is no ciphertext is ErrFormat.
func (s SealedText[T]) Value() (driver.Value, error) {
	if s.p == nil {
		return nil, nil
	}
	text, err := s.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// GormDataType tells GORM that the column is of text, a VARCHAR with a tag of its size.
func (s SealedText[T]) GormDataType() string { return "string" }

var (
	_ driver.Valuer            = Sealed[string]{}
	_ encoding.TextUnmarshaler = (*Sealed[string])(nil)
	_ json.Marshaler           = SealedText[string]{}
)
