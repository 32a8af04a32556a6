package audit

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// signedLog returns a log of n entries with keys.
func signedLog(tb testing.TB, store Store, n int) (*Log, note.Signer, note.Verifier) {
	tb.Helper()
	private, public, err := note.GenerateKey(rand.Reader, defaultOrigin)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		tb.Fatal(err)
	}
	log := New(store, nil)
	grow(tb, log, n)
	return log, signer, verifier
}

func grow(tb testing.TB, log *Log, n int) {
	tb.Helper()
	for i := range n {
		if _, err := log.Append(tb.Context(), Entry{Time: time.Unix(int64(i), 0), Type: TypeAccess, Actor: fmt.Sprint("a", i), Outcome: "masked"}); err != nil {
			tb.Fatal(err)
		}
	}
}

func checkpoint(tb testing.TB, log *Log) Checkpoint {
	tb.Helper()
	c, err := log.Checkpoint(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func sign(tb testing.TB, c Checkpoint, key note.Signer) []byte {
	tb.Helper()
	msg, err := c.Sign(key)
	if err != nil {
		tb.Fatal(err)
	}
	return msg
}

// Each entry of a log of each size is proved under the checkpoint of that size and of a later one, and under no other number.
func TestProve(t *testing.T) {
	log, signer, verifier := signedLog(t, NewMemoryStore(), 0)
	for size := 1; size <= 20; size++ {
		grow(t, log, 1)
		signed := sign(t, checkpoint(t, log), signer)
		var entries []Entry
		for e, err := range log.Entries(t.Context(), 0, int64(size)) {
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, e)
		}
		for seq, e := range entries {
			proof, err := log.Prove(t.Context(), int64(seq), signed, verifier)
			if err != nil {
				t.Fatalf("size %d, entry %d: %v", size, seq, err)
			}
			if c, err := VerifyProof(proof, e, verifier); err != nil || c.Size != int64(size) {
				t.Errorf("size %d, entry %d: %v", size, seq, err)
			}
			for other, e := range entries {
				if _, err := VerifyProof(proof, e, verifier); other != seq && !errors.Is(err, ErrProof) {
					t.Errorf("size %d: the proof of entry %d proves entry %d", size, seq, other)
				}
			}
			e.Outcome = "denied"
			if _, err := VerifyProof(proof, e, verifier); !errors.Is(err, ErrProof) {
				t.Errorf("size %d: a changed entry %d is proved", size, seq)
			}
		}
		for _, seq := range []int64{-1, int64(size)} {
			if _, err := log.Prove(t.Context(), seq, signed, verifier); !errors.Is(err, ErrProof) {
				t.Errorf("size %d, entry %d: %v", size, seq, err)
			}
		}
	}
}

// Every byte of a proof counts.
func TestProofMangled(t *testing.T) {
	log, signer, verifier := signedLog(t, NewMemoryStore(), 11)
	proof, err := log.Prove(t.Context(), 5, sign(t, checkpoint(t, log), signer), verifier)
	if err != nil {
		t.Fatal(err)
	}
	var entry Entry
	for e, err := range log.Entries(t.Context(), 5, 6) {
		if err != nil {
			t.Fatal(err)
		}
		entry = e
	}
	if !strings.HasPrefix(string(proof), "c2sp.org/tlog-proof@v1\nindex 5\n") {
		t.Errorf("%s", proof)
	}
	for i := range proof {
		for _, bit := range []byte{1, 4, 32} {
			mangled := bytes.Clone(proof)
			mangled[i] ^= bit
			if _, err := VerifyProof(mangled, entry, verifier); err == nil {
				t.Fatalf("byte %d: %q", i, mangled)
			}
		}
		if _, err := VerifyProof(proof[:i], entry, verifier); err == nil {
			t.Fatalf("cut at %d", i)
		}
	}
	_, _, stranger := signedLog(t, NewMemoryStore(), 0)
	if _, err := VerifyProof(proof, entry, stranger); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	if _, err := log.Prove(t.Context(), 5, sign(t, Checkpoint{Origin: "other", Size: 11}, signer), verifier); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("another log: %v", err)
	}
	forged := checkpoint(t, log)
	forged.Root[3] ^= 1
	if _, err := log.Prove(t.Context(), 5, sign(t, forged, signer), verifier); !errors.Is(err, ErrProof) {
		t.Errorf("another root: %v", err)
	}
}

// A log extends each of its earlier checkpoints, and none of a log that was forked.
func TestExtends(t *testing.T) {
	log, _, _ := signedLog(t, NewMemoryStore(), 0)
	fork, _, _ := signedLog(t, NewMemoryStore(), 0)
	var own, others []Checkpoint
	for i := range 17 {
		own, others = append(own, checkpoint(t, log)), append(others, checkpoint(t, fork))
		grow(t, log, 1)
		if i == 2 { // here they part
			if _, err := fork.Append(t.Context(), Entry{Time: time.Unix(0, 0), Type: TypeAccess, Actor: "x"}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		grow(t, fork, 1)
	}
	for i, earlier := range own {
		for j, later := range own {
			proof, err := log.ProveExtends(t.Context(), earlier, later)
			if (err == nil) != (i <= j) || err == nil && CheckExtends(proof, earlier, later) != nil {
				t.Fatalf("%d to %d: %v", i, j, err)
			}
			if j > i && i > 3 {
				if err := CheckExtends(proof, others[i], later); !errors.Is(err, ErrProof) {
					t.Fatalf("the fork at %d is extended to %d: %v", i, j, err)
				}
			}
		}
	}
	if _, err := log.ProveExtends(t.Context(), others[10], own[16]); !errors.Is(err, ErrProof) {
		t.Errorf("a fork: %v", err)
	}
	if err := CheckExtends([]Hash{{}}, own[0], own[5]); !errors.Is(err, ErrProof) {
		t.Errorf("a proof for nothing: %v", err)
	}
}

// counting counts what is read.
type counting struct {
	Store
	records int
}

func (c *counting) Read(ctx context.Context, q Query) ([]Record, error) {
	out, err := c.Store.Read(ctx, q)
	c.records += len(out)
	return out, err
}

// A proof reads as many records as the tree is high, and no more than a few besides.
func TestProofReadsLittle(t *testing.T) {
	store := &counting{Store: NewMemoryStore()}
	log, signer, verifier := signedLog(t, store, 0)
	entries := make([]Entry, 5000)
	for i := range entries {
		entries[i] = Entry{Time: time.Unix(int64(i), 0), Type: TypeAccess, Actor: "a"}
	}
	if _, err := log.Append(t.Context(), entries...); err != nil {
		t.Fatal(err)
	}
	signed := sign(t, checkpoint(t, log), signer)
	store.records = 0
	if _, err := log.Prove(t.Context(), 1234, signed, verifier); err != nil {
		t.Fatal(err)
	}
	if store.records > 20 {
		t.Errorf("%d records were read", store.records)
	}
}

func FuzzProof(f *testing.F) {
	log, signer, verifier := signedLog(f, NewMemoryStore(), 3)
	c, err := log.Checkpoint(context.Background())
	if err != nil {
		f.Fatal(err)
	}
	signed, err := c.Sign(signer)
	if err != nil {
		f.Fatal(err)
	}
	proof, err := log.Prove(context.Background(), 1, signed, verifier)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(proof)
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		seq, hashes, rest, err := parseProof(text)
		if err != nil {
			return
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, "%s\nindex %d\n", proofHeader, seq)
		for _, h := range hashes {
			fmt.Fprintf(&b, "%s\n", h)
		}
		fmt.Fprintf(&b, "\n%s", rest)
		if !bytes.Equal(b.Bytes(), text) {
			t.Fatalf("%q was read and is written %q", text, b.Bytes())
		}
	})
}

// BenchmarkProve proves entries of logs of a thousand and a hundred thousand entries, and of as many as the environment says; ten million
// take about six gigabytes:
//
//	PRIVACYKIT_BENCH_ENTRIES=10000000 go test ./audit -run '^$' -bench Prove
func BenchmarkProve(b *testing.B) {
	sizes := []int{1e3, 1e5}
	if n, err := strconv.Atoi(os.Getenv("PRIVACYKIT_BENCH_ENTRIES")); err == nil {
		sizes = append(sizes, n)
	}
	for _, size := range sizes {
		b.Run("entries="+strconv.Itoa(size), func(b *testing.B) {
			log, signer, verifier := signedLog(b, NewMemoryStore(), 0)
			for i := 0; i < size; {
				batch := make([]Entry, min(1000, size-i))
				for j := range batch {
					batch[j] = Entry{Time: time.Unix(int64(i), 0), Type: TypeAccess, Actor: "staff-7", Outcome: "masked"}
					i++
				}
				if _, err := log.Append(b.Context(), batch...); err != nil {
					b.Fatal(err)
				}
			}
			signed := sign(b, checkpoint(b, log), signer)
			var proof []byte
			seq := int64(0)
			for b.Loop() {
				var err error
				if proof, err = log.Prove(b.Context(), seq, signed, verifier); err != nil {
					b.Fatal(err)
				}
				seq = (seq + 7919) % int64(size)
			}
			_, hashes, _, err := parseProof(proof)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(hashes)), "hashes")
		})
	}
}
