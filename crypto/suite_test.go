package crypto_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha512"
	"errors"
	"hash"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// otherSuite is AES-128-GCM and SHA-512, in the place of a suite with other algorithms.
type otherSuite struct{ id byte }

func (s otherSuite) ID() byte         { return s.id }
func (otherSuite) NewHash() hash.Hash { return sha512.New() }
func (otherSuite) NewAEAD(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret[:16])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// brokenSuite is AES256 but for what is set.
type brokenSuite struct {
	crypto.AES256
	aead func() (cipher.AEAD, error)
	hash func() hash.Hash
}

func (brokenSuite) ID() byte { return 200 }

func (s brokenSuite) NewAEAD(secret []byte) (cipher.AEAD, error) {
	if s.aead != nil {
		return s.aead()
	}
	return s.AES256.NewAEAD(secret)
}

func (s brokenSuite) NewHash() hash.Hash {
	if s.hash != nil {
		return s.hash()
	}
	return s.AES256.NewHash()
}

func TestBadSuites(t *testing.T) {
	plainGCM := func() (cipher.AEAD, error) {
		block, err := aes.NewCipher(make([]byte, 16))
		must(t, err)
		return cipher.NewGCM(block)
	}
	many := make([]crypto.Suite, 9)
	for i := range many {
		many[i] = otherSuite{byte(100 + i)}
	}
	for name, suites := range map[string][]crypto.Suite{
		"nil":        {crypto.AES256{}, nil},
		"ID 0":       {otherSuite{0}},
		"of streams": {otherSuite{3}},
		"twice":      {crypto.AES256{}, otherSuite{1}},
		"nine":       many,
		"nonce size": {brokenSuite{aead: plainGCM}},
		"no AEAD":    {brokenSuite{aead: func() (cipher.AEAD, error) { return nil, errCrash }}},
		"short hash": {brokenSuite{hash: sha512.New512_224}},
	} {
		cfg := config(newKEKs(1), crypto.NewMemoryStore())
		cfg.Suites = suites
		_, err := crypto.CreateKeyring(t.Context(), cfg)
		wantErr(t, name, err, crypto.ErrArgument)
	}
}

// TestSuiteRotation publishes, promotes and retires a suite, as the package comment says, there and back.
func TestSuiteRotation(t *testing.T) {
	keks, store := newKEKs(4), crypto.NewMemoryStore()
	with := func(suites ...crypto.Suite) crypto.Config {
		cfg := config(keks, store)
		cfg.Suites = suites
		return cfg
	}
	a, b := crypto.Suite(crypto.AES256{}), crypto.Suite(otherSuite{200})
	create(t, with(a))
	for epoch := uint32(2); epoch <= 3; epoch++ {
		value := seal(t, open(t, with(a)), "s", "value")
		if value[1] != a.ID() {
			t.Fatalf("sealed in suite %d; want %d", value[1], a.ID())
		}
		published, promoted := open(t, with(a, b)), open(t, with(b, a))
		wantOpen(t, published, "s", value, "value")
		wantOpen(t, promoted, "s", value, "value")
		fresh, changed, err := promoted.Reseal(t.Context(), mobile, "s", value)
		if must(t, err); !changed || fresh[1] != b.ID() {
			t.Fatalf("Reseal: changed %v, suite %d; want suite %d", changed, fresh[1], b.ID())
		}
		wantOpen(t, published, "s", fresh, "value")
		_, err = open(t, with(a)).Open(t.Context(), mobile, "s", fresh)
		wantErr(t, "a process that does not know the suite", err, crypto.ErrUnknownSuite)

		_, err = crypto.OpenKeyring(t.Context(), with(b))
		wantErr(t, "retired before the key records", err, crypto.ErrUnknownSuite)
		advance(t, promoted, epoch)
		rewrapAll(t, promoted, 1)
		retired := open(t, with(b))
		wantOpen(t, retired, "s", fresh, "value")
		_, err = retired.Open(t.Context(), mobile, "s", value)
		wantErr(t, "a value that was not sealed again", err, crypto.ErrUnknownSuite)
		must(t, promoted.DestroyEpoch(t.Context(), epoch-1))
		a, b = b, a
	}
}

// TestSuiteMutation takes one suite's ciphertext for the other's.
func TestSuiteMutation(t *testing.T) {
	cfg := config(newKEKs(1), crypto.NewMemoryStore())
	cfg.Suites = []crypto.Suite{crypto.AES256{}, otherSuite{200}}
	ring := create(t, cfg)
	bad := bytes.Clone(seal(t, ring, "s", "value"))
	bad[1] = 200
	_, err := ring.Open(t.Context(), mobile, "s", bad)
	wantErr(t, "another suite", err, crypto.ErrWrongContext)
}

func TestIndexSuite(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	opts := crypto.IndexOptions{Unique: true}
	var entries [][]byte
	for _, s := range []crypto.Suite{nil, crypto.AES256{}, otherSuite{200}} {
		opts.Suite = s
		index, err := ring.NewIndex(opts, crypto.Part{Field: mobile})
		must(t, err)
		entry, err := index.Of("s", "13800138000")
		must(t, err)
		entries = append(entries, entry)
	}
	if !bytes.Equal(entries[0], entries[1]) || bytes.Equal(entries[0], entries[2]) || len(entries[2]) != len(entries[0]) {
		t.Errorf("entries %x; want the first two equal and the third another of the same length", entries)
	}
}

func TestBadIndexSuite(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	opts := byMobile
	opts.Suite = brokenSuite{hash: sha512.New512_224}
	_, err := ring.NewIndex(opts, crypto.Part{Field: mobile})
	wantErr(t, "short hash", err, crypto.ErrArgument)
	opts.Suite = brokenSuite{aead: func() (cipher.AEAD, error) { return nil, errCrash }}
	_, err = ring.NewIndex(opts, crypto.Part{Field: mobile})
	wantErr(t, "no AEAD", err, crypto.ErrArgument)
	wantErr(t, "its cause", err, errCrash)
}

func TestBoundRows(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	bound := func(row string, columns map[string]string) crypto.Field {
		return crypto.Field{Table: "orders", Column: "receiver", Row: row, With: crypto.BindColumns(columns)}
	}
	fields := []crypto.Field{
		bound("", nil),
		bound("1", nil),
		bound("2", nil),
		bound("", map[string]string{"status": "paid"}),
		bound("", map[string]string{"status": "open"}),
		bound("", map[string]string{"statusp": "aid"}),
		bound("", map[string]string{"status": "paid", "price": "1"}),
		bound("", map[string]string{"status": "paid", "price": ""}),
		bound("1", map[string]string{"status": "paid"}),
	}
	for i, f := range fields {
		sealed, err := ring.SealString(t.Context(), f, "s", "value")
		must(t, err)
		for j, g := range fields {
			got, err := ring.OpenString(t.Context(), g, "s", sealed)
			if i == j && (err != nil || got != "value") || i != j && !errors.Is(err, crypto.ErrWrongContext) {
				t.Errorf("sealed for field %d, opened for %d: %q, %v", i, j, got, err)
			}
		}
	}
	again := bound("", map[string]string{"price": "1", "status": "paid"})
	sealed, err := ring.SealString(t.Context(), fields[6], "s", "value")
	must(t, err)
	got, err := ring.OpenString(t.Context(), again, "s", sealed)
	if must(t, err); got != "value" {
		t.Errorf("opened %q", got)
	}
	for name, f := range map[string]crypto.Field{
		"column without a name": bound("", map[string]string{"": "x"}),
		"long name":             bound("", map[string]string{string(make([]byte, crypto.MaxNameLen+1)): "x"}),
		"long values":           bound("", map[string]string{"a": string(make([]byte, crypto.MaxPlaintext)), "b": string(make([]byte, crypto.MaxPlaintext+1))}),
		"long row":              bound(string(make([]byte, crypto.MaxNameLen+1)), nil),
	} {
		_, err := ring.SealString(t.Context(), f, "s", "value")
		if !errors.Is(err, crypto.ErrArgument) && !errors.Is(err, crypto.ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = ring.NewIndex(byMobile, crypto.Part{Field: fields[1]})
	wantErr(t, "index of a row", err, crypto.ErrArgument)
	_, err = ring.NewIndex(byMobile, crypto.Part{Field: fields[3]})
	wantErr(t, "index of bound columns", err, crypto.ErrArgument)
}
