package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/khtong/privacykit/crypto"
)

var photo = crypto.Field{Table: "customers", Column: "photo"}

// The first segment of a stream ends at its byte 6+65536 and holds 65,480 bytes of the plaintext; each other takes 65,536 for
// 65,520.
const (
	firstEnd = 6 + 1<<16
	firstLen = 65480
	otherEnd = 1 << 16
	otherLen = 65520
)

// content returns n bytes of which no two segments are alike.
func content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i % 251)
	}
	return b
}

func sealStream(tb testing.TB, ring *crypto.Keyring, f crypto.Field, subject string, plaintext []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	w, err := ring.SealWriter(tb.Context(), f, subject, &out)
	must(tb, err)
	_, err = w.Write(plaintext)
	must(tb, err)
	must(tb, w.Close())
	return out.Bytes()
}

// openStream returns all that can be read of a stream, and the error that ended it.
func openStream(tb testing.TB, ring *crypto.Keyring, f crypto.Field, subject string, src io.Reader) ([]byte, error) {
	tb.Helper()
	r, err := ring.OpenReader(tb.Context(), f, subject, src)
	if err != nil {
		if r != nil {
			tb.Errorf("OpenReader returned a reader and %v", err)
		}
		return nil, err
	}
	got, err := io.ReadAll(r)
	for range 2 { // what ended it stays
		n, again := r.Read(make([]byte, 16))
		if want := err; n != 0 || !errors.Is(again, want) && (want != nil || again != io.EOF) {
			tb.Errorf("read on after %v: %d bytes, %v", err, n, again)
		}
	}
	return got, err
}

func TestStream(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	for _, n := range []int{
		0, 1, 15, 16, 17, 1000, firstLen - 1, firstLen, firstLen + 1, otherEnd, firstLen + otherLen - 1, firstLen + otherLen,
		firstLen + otherLen + 1, firstLen + 2*otherLen, 1 << 20,
	} {
		plaintext := content(n)
		sealed := sealStream(t, ring, photo, "s", plaintext)
		if int64(len(sealed)) != crypto.SealedStreamSize(int64(n)) {
			t.Errorf("sealed %d bytes to %d; want %d", n, len(sealed), crypto.SealedStreamSize(int64(n)))
		}
		for name, src := range map[string]io.Reader{
			"whole": bytes.NewReader(sealed), "half": iotest.HalfReader(bytes.NewReader(sealed)),
			"one by one": iotest.OneByteReader(bytes.NewReader(sealed)), "EOF at once": iotest.DataErrReader(bytes.NewReader(sealed)),
		} {
			got, err := openStream(t, ring, photo, "s", src)
			if err != nil || !bytes.Equal(got, plaintext) {
				t.Errorf("%d bytes, %s: read %d, %v", n, name, len(got), err)
			}
		}
		var out bytes.Buffer // in pieces of all sizes
		w, err := ring.SealWriter(t.Context(), photo, "s", &out)
		must(t, err)
		for rest, size := plaintext, 0; len(rest) > 0; size = (size*7 + 1) % 100_003 {
			size := min(size, len(rest))
			written, err := w.Write(rest[:size])
			if err != nil || written != size {
				t.Fatalf("Write = %d, %v; want %d", written, err, size)
			}
			rest = rest[size:]
		}
		must(t, w.Close())
		if got, err := openStream(t, ring, photo, "s", &out); err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("%d bytes in pieces: read %d, %v", n, len(got), err)
		}
	}
	sealed := sealStream(t, ring, photo, "s", content(200_000))
	r, err := ring.OpenReader(t.Context(), photo, "s", bytes.NewReader(sealed))
	must(t, err)
	if err := iotest.TestReader(r, content(200_000)); err != nil {
		t.Error(err)
	}
	if bytes.Equal(sealed, sealStream(t, ring, photo, "s", content(200_000))) {
		t.Error("two streams are equal")
	}
}

// TestStreamContext opens a stream as what it is not.
func TestStreamContext(t *testing.T) {
	store, keks := crypto.NewMemoryStore(), newKEKs(1)
	ring := create(t, config(keks, store))
	cfg := config(keks, store)
	cfg.Tenant = "other"
	other := create(t, cfg)
	for _, s := range []string{"a", "b", "gone"} {
		seal(t, ring, s, "x")
		seal(t, other, s, "x")
	}
	field := photo
	field.Row, field.With = "7", crypto.BindColumns(map[string]string{"status": "paid"})
	sealed, gone := sealStream(t, ring, field, "a", []byte("JPEG")), sealStream(t, ring, field, "gone", []byte("JPEG"))
	_, err := ring.Erase(t.Context(), "gone", nil)
	must(t, err)
	with := func(change func(*crypto.Field)) crypto.Field {
		f := field
		change(&f)
		return f
	}
	for _, test := range []struct {
		name    string
		ring    *crypto.Keyring
		f       crypto.Field
		subject string
		src     []byte
		want    error
	}{
		{"subject", ring, field, "b", sealed, crypto.ErrWrongContext},
		{"tenant", other, field, "a", sealed, crypto.ErrWrongContext},
		{"table", ring, with(func(f *crypto.Field) { f.Table = "orders" }), "a", sealed, crypto.ErrWrongContext},
		{"column", ring, with(func(f *crypto.Field) { f.Column = "voice" }), "a", sealed, crypto.ErrWrongContext},
		{"row", ring, with(func(f *crypto.Field) { f.Row = "8" }), "a", sealed, crypto.ErrWrongContext},
		{"no row", ring, with(func(f *crypto.Field) { f.Row = "" }), "a", sealed, crypto.ErrWrongContext},
		{"bound columns", ring, with(func(f *crypto.Field) { f.With = crypto.BindColumns(map[string]string{"status": "open"}) }), "a", sealed, crypto.ErrWrongContext},
		{"nobody", ring, field, "nobody", sealed, crypto.ErrUnknownKey},
		{"erased", ring, field, "gone", gone, crypto.ErrErased},
		{"a field", ring, field, "a", seal(t, ring, "a", strings.Repeat("value", 20)), crypto.ErrFormat},
		{"a short field", ring, field, "a", seal(t, ring, "a", ""), crypto.ErrFormat},
		{"plaintext", ring, field, "a", content(1000), crypto.ErrFormat},
		{"nothing", ring, field, "a", nil, crypto.ErrFormat},
		{"no table", ring, with(func(f *crypto.Field) { f.Table = "" }), "a", sealed, crypto.ErrArgument},
		{"no subject", ring, field, "", sealed, crypto.ErrArgument},
		{"long row", ring, with(func(f *crypto.Field) { f.Row = strings.Repeat("x", crypto.MaxNameLen+1) }), "a", sealed, crypto.ErrTooLong},
	} {
		_, err := test.ring.OpenReader(t.Context(), test.f, test.subject, bytes.NewReader(test.src)) // not only at the first Read
		wantErr(t, test.name, err, test.want)
		if errors.Is(test.want, crypto.ErrArgument) || errors.Is(test.want, crypto.ErrTooLong) {
			_, err := test.ring.SealWriter(t.Context(), test.f, test.subject, io.Discard)
			wantErr(t, test.name+", SealWriter", err, test.want)
		}
	}
	if got, err := openStream(t, ring, field, "a", bytes.NewReader(sealed)); err != nil || string(got) != "JPEG" {
		t.Errorf("%q, %v", got, err)
	}
	for _, n := range []int{4, crypto.MaxPlaintext + 1} {
		_, err = ring.Open(t.Context(), field, "a", sealStream(t, ring, field, "a", content(n)))
		wantErr(t, "Open of a stream", err, crypto.ErrFormat)
	}
	cfg = config(keks, store) // not for plaintext even where that is read
	cfg.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{field}, Until: time.Now().Add(time.Hour)}
	_, err = open(t, cfg).Open(t.Context(), field, "a", sealed)
	wantErr(t, "Open of a stream in a migration", err, crypto.ErrFormat)
	_, err = ring.SealWriter(t.Context(), field, "gone", io.Discard)
	wantErr(t, "SealWriter of the erased", err, crypto.ErrErased)
	_, err = ring.SealWriter(t.Context(), field, "a", nil)
	wantErr(t, "no writer", err, crypto.ErrArgument)
	_, err = ring.OpenReader(t.Context(), field, "a", nil)
	wantErr(t, "no reader", err, crypto.ErrArgument)
	_, err = ring.StreamIsCurrent(t.Context(), "", sealed)
	wantErr(t, "current of no subject", err, crypto.ErrArgument)
	_, err = ring.StreamIsCurrent(t.Context(), "a", sealed[:5])
	wantErr(t, "current of five bytes", err, crypto.ErrFormat)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = ring.SealWriter(ctx, field, "a", io.Discard)
	wantErr(t, "cancelled context", err, context.Canceled)
}

// TestStreamMutation changes every bit of a small stream, and cuts it at every byte.
func TestStreamMutation(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	for _, n := range []int{0, 10} {
		sealed := sealStream(t, ring, photo, "s", content(n))
		for i := range sealed {
			for bit := range 8 {
				bad := bytes.Clone(sealed)
				bad[i] ^= 1 << bit
				want := crypto.ErrWrongContext
				switch {
				case i < 2, i == 5 && bit == 0, i == 6: // version, kind, key version 0, length of Tink's header
					want = crypto.ErrFormat
				case i < 6:
					want = crypto.ErrUnknownKey
				}
				got, err := openStream(t, ring, photo, "s", bytes.NewReader(bad))
				if !errors.Is(err, want) || len(got) > 0 {
					t.Errorf("byte %d bit %d: %d bytes, %v; want %v", i, bit, len(got), err, want)
				}
			}
			want := crypto.ErrWrongContext
			if i < 46 {
				want = crypto.ErrFormat
			}
			got, err := openStream(t, ring, photo, "s", bytes.NewReader(sealed[:i]))
			if !errors.Is(err, want) || len(got) > 0 {
				t.Errorf("cut to %d bytes: %d bytes, %v; want %v", i, len(got), err, want)
			}
		}
		_, err := openStream(t, ring, photo, "s", bytes.NewReader(append(bytes.Clone(sealed), 0)))
		wantErr(t, "extended", err, crypto.ErrWrongContext)
	}
}

// TestStreamSegments changes a stream of four segments; what is read before the error is the segments in front of the change.
func TestStreamSegments(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	const lastLen = 100
	plaintext := content(firstLen + 2*otherLen + lastLen)
	sealed, twin := sealStream(t, ring, photo, "s", plaintext), sealStream(t, ring, photo, "s", plaintext)
	ends := []int{0, firstEnd, firstEnd + otherEnd, firstEnd + 2*otherEnd, len(sealed)}
	segment := func(i int) []byte { return sealed[ends[i]:ends[i+1]] }
	changes := map[string]struct {
		stream []byte
		intact int // segments
	}{
		"swapped":                       {slices.Concat(segment(0), segment(2), segment(1), segment(3)), 1},
		"one left out":                  {slices.Concat(segment(0), segment(2), segment(3)), 1},
		"one twice":                     {slices.Concat(segment(0), segment(1), segment(1), segment(2), segment(3)), 2},
		"the last twice":                {slices.Concat(sealed, segment(3)), 3},
		"the last in front":             {slices.Concat(segment(0), segment(3)), 1},
		"one of its twin":               {slices.Concat(segment(0), twin[ends[1]:ends[2]], segment(2), segment(3)), 1},
		"the beginning of its twin":     {slices.Concat(twin[:ends[1]], segment(1), segment(2), segment(3)), 1},
		"the header of its twin":        {slices.Concat(twin[:46], sealed[46:]), 0},
		"a byte more":                   {append(bytes.Clone(sealed), 0), 3},
		"a segment more":                {append(bytes.Clone(sealed), make([]byte, otherEnd)...), 3},
		"the first alone":               {segment(0), 0},
		"cut at the second border":      {sealed[:ends[2]], 1},
		"cut at the third border":       {sealed[:ends[3]], 2},
		"cut a byte behind the border":  {sealed[:ends[2]+1], 2},
		"cut a byte before the border":  {sealed[:ends[2]-1], 1},
		"cut a tag behind the border":   {sealed[:ends[3]+16], 3},
		"cut a byte before the end":     {sealed[:len(sealed)-1], 3},
		"cut behind the first":          {sealed[:firstEnd+1], 1},
		"the first segment of the last": {slices.Concat(sealed[:46], segment(3)), 0},
	}
	for i := range 4 {
		bad := bytes.Clone(sealed)
		bad[ends[i+1]-1] ^= 1
		changes["bit of segment "+string(rune('0'+i))] = struct {
			stream []byte
			intact int
		}{bad, i}
	}
	for name, c := range changes {
		want := 0
		if c.intact > 0 {
			want = firstLen + (c.intact-1)*otherLen
		}
		got, err := openStream(t, ring, photo, "s", bytes.NewReader(c.stream))
		if !errors.Is(err, crypto.ErrWrongContext) || !bytes.Equal(got, plaintext[:want]) {
			t.Errorf("%s: %d bytes, %v; want %d and ErrWrongContext", name, len(got), err, want)
		}
	}
	for n := firstEnd - 40; n < firstEnd+40; n++ {
		if _, err := openStream(t, ring, photo, "s", bytes.NewReader(sealed[:n])); !errors.Is(err, crypto.ErrWrongContext) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
}

// TestStreamRotate takes a file from one generation of a key to the next.
func TestStreamRotate(t *testing.T) {
	cfg, clock := config(newKEKs(1), crypto.NewMemoryStore()), time.Now()
	cfg.Now = func() time.Time { return clock }
	ring := create(t, cfg)
	current := func(stream []byte) bool {
		t.Helper()
		is, err := ring.StreamIsCurrent(t.Context(), "s", stream[:6])
		must(t, err)
		return is
	}
	plaintext := content(70_000)
	old := sealStream(t, ring, photo, "s", plaintext)
	if !current(old) {
		t.Error("a new stream is not current")
	}
	must(t, ring.Rotate(t.Context(), "s"))
	if current(old) {
		t.Error("a stream is current after Rotate")
	}
	r, err := ring.OpenReader(t.Context(), photo, "s", bytes.NewReader(old))
	must(t, err)
	var fresh bytes.Buffer
	w, err := ring.SealWriter(t.Context(), photo, "s", &fresh)
	must(t, err)
	_, err = io.Copy(w, r)
	must(t, err)
	must(t, w.Close())
	if !current(fresh.Bytes()) {
		t.Error("what was sealed again is not current")
	}
	clock = clock.Add(time.Hour)
	n, err := ring.RetireKeys(t.Context(), clock)
	if n != 1 || err != nil {
		t.Fatalf("RetireKeys = %d, %v", n, err)
	}
	_, err = openStream(t, ring, photo, "s", bytes.NewReader(old))
	wantErr(t, "of a retired key", err, crypto.ErrErased)
	_, err = ring.StreamIsCurrent(t.Context(), "s", old)
	wantErr(t, "current of a retired key", err, crypto.ErrErased)
	if got, err := openStream(t, ring, photo, "s", &fresh); err != nil || !bytes.Equal(got, plaintext) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// TestStreamSuites: files are of AES256, whatever else there is, and are sealed only where that is what seals.
func TestStreamSuites(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	with := func(open func(testing.TB, crypto.Config) *crypto.Keyring, suites ...crypto.Suite) *crypto.Keyring {
		cfg := config(keks, store)
		cfg.Suites = suites
		return open(t, cfg)
	}
	without := with(create, otherSuite{200})
	first, second := with(open, crypto.AES256{}, otherSuite{200}), with(open, otherSuite{200}, crypto.AES256{})
	seal(t, second, "s", "value") // the record of the key is of the other suite
	sealed := sealStream(t, first, photo, "s", []byte("JPEG"))
	for _, ring := range []*crypto.Keyring{first, second} {
		if got, err := openStream(t, ring, photo, "s", bytes.NewReader(sealed)); err != nil || string(got) != "JPEG" {
			t.Errorf("%q, %v", got, err)
		}
	}
	for _, ring := range []*crypto.Keyring{second, without} {
		_, err := ring.SealWriter(t.Context(), photo, "s", io.Discard)
		wantErr(t, "SealWriter where AES256 is not first", err, crypto.ErrUnknownSuite)
	}
	_, err := without.OpenReader(t.Context(), photo, "s", bytes.NewReader(sealed))
	wantErr(t, "OpenReader without AES256", err, crypto.ErrUnknownSuite)
	_, err = without.StreamIsCurrent(t.Context(), "s", sealed)
	wantErr(t, "StreamIsCurrent without AES256", err, crypto.ErrUnknownSuite)
}

// TestStreamDestroyBetween puts a whole change of epoch between any two steps of SealWriter, for a key that is made and for one
// that is there.
func TestStreamDestroyBetween(t *testing.T) {
	for _, known := range []bool{false, true} {
		for step, done := 0, true; done; step++ {
			keks, store := newKEKs(2), crypto.NewMemoryStore()
			admin := create(t, config(keks, store))
			if known {
				seal(t, admin, "s", "value")
			}
			hook := &hookStore{KeyStore: store}
			ring := open(t, config(keks, hook))
			count := 0
			done = false
			hook.before = func(string, crypto.RecordID) {
				if count++; count == step+1 {
					done = true
					advance(t, admin, 2)
					_, err := admin.Rewrap(t.Context(), nil)
					must(t, err)
					must(t, admin.DestroyEpoch(t.Context(), 1))
				}
			}
			sealed := sealStream(t, ring, photo, "s", []byte("JPEG"))
			got, err := openStream(t, open(t, config(keks, store)), photo, "s", bytes.NewReader(sealed))
			if err != nil || string(got) != "JPEG" {
				t.Errorf("known %v, step %d: %q, %v", known, step, got, err)
			}
		}
	}
}
