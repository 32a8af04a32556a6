package audit_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/khtong/privacykit/audit"
)

// zeros is a source of throw-away keys.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// keyPair returns a key pair; a host makes one with note.GenerateKey and
// crypto/rand.Reader, and keeps the signer's text secret.
func keyPair(name string) (note.Signer, note.Verifier) {
	skey, vkey, err := note.GenerateKey(zeros{}, name)
	if err != nil {
		panic(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		panic(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		panic(err)
	}
	return signer, verifier
}

func TestCheckpointText(t *testing.T) {
	c := checkpointOf(t, audit.NewMemoryStore())
	text, err := c.MarshalText()
	// The root of no entries is SHA-256 of nothing (RFC 6962, section 2.1).
	want := "privacykit-audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	if err != nil || string(text) != want {
		t.Errorf("MarshalText = %q, %v; want %q", text, err, want)
	}
	var back audit.Checkpoint
	if err := back.UnmarshalText(text); err != nil || back != c {
		t.Errorf("UnmarshalText = %v, %v; want %v", back, err, c)
	}
}

func TestCheckpointTextMangled(t *testing.T) {
	text, err := checkpointOf(t, filled(t, 12)).MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	good := string(text)
	mangled := []string{
		"", "\n", "\n\n\n", good + "\n", good + "extension\n", strings.ReplaceAll(good, "\n", "\r\n"), " " + good,
		strings.Replace(good, "\n12\n", "\n012\n", 1),
		strings.Replace(good, "\n12\n", "\n-12\n", 1),
		strings.Replace(good, "\n12\n", "\n+12\n", 1),
		strings.Replace(good, "\n12\n", "\n0\n", 1),
		strings.Replace(good, "\n12\n", "\n9223372036854775808\n", 1),
		strings.Replace(good, "privacykit-audit", "", 1),
		strings.Replace(good, "privacykit-audit", "a b", 1),
		strings.Replace(good, "privacykit-audit", "a+b", 1),
		strings.Replace(good, "privacykit-audit", "a\xff", 1),
	}
	for i := range good {
		mangled = append(mangled, good[:i])
	}
	for _, m := range mangled {
		c := audit.Checkpoint{Origin: "kept"}
		if err := c.UnmarshalText([]byte(m)); !errors.Is(err, audit.ErrCheckpoint) {
			t.Errorf("UnmarshalText(%q) error %v, want ErrCheckpoint", m, err)
		}
		if c != (audit.Checkpoint{Origin: "kept"}) {
			t.Errorf("UnmarshalText(%q) changed the checkpoint", m)
		}
	}
	if _, err := (audit.Checkpoint{}).MarshalText(); !errors.Is(err, audit.ErrCheckpoint) {
		t.Errorf("MarshalText of the zero Checkpoint: error %v", err)
	}
	if _, err := audit.New(filled(t, 1), &audit.Options{Origin: "a b"}).Checkpoint(t.Context()); !errors.Is(err, audit.ErrCheckpoint) {
		t.Errorf("Checkpoint of a log with an invalid origin: error %v", err)
	}
}

func TestSignedCheckpoint(t *testing.T) {
	signer, verifier := keyPair("crm.example.com/audit")
	_, other := keyPair("other.example.com/audit")
	c := checkpointOf(t, filled(t, 12))
	msg, err := c.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := audit.OpenCheckpoint(msg, verifier); err != nil || got != c {
		t.Errorf("OpenCheckpoint = %v, %v; want %v", got, err, c)
	}
	if _, err := audit.OpenCheckpoint(msg, other); !errors.Is(err, audit.ErrSignature) {
		t.Errorf("OpenCheckpoint with another key: error %v", err)
	}
	for i := range msg {
		m := bytes.Clone(msg)
		m[i] ^= 1
		// The last letter of the base64 has bits that stand for nothing.
		if _, err := audit.OpenCheckpoint(m, verifier); err == nil && i != len(msg)-len("x=\n") {
			t.Errorf("OpenCheckpoint accepts a note with byte %d changed", i)
		}
		if _, err := audit.OpenCheckpoint(msg[:i], verifier); err == nil {
			t.Errorf("OpenCheckpoint accepts a note cut to %d bytes", i)
		}
	}
	// What is signed must be a checkpoint.
	msg, err = note.Sign(&note.Note{Text: "some other note\n"}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audit.OpenCheckpoint(msg, verifier); !errors.Is(err, audit.ErrCheckpoint) {
		t.Errorf("OpenCheckpoint of another note: error %v", err)
	}
	if _, err := (audit.Checkpoint{}).Sign(signer); !errors.Is(err, audit.ErrCheckpoint) {
		t.Errorf("Sign of the zero Checkpoint: error %v", err)
	}
}

func FuzzCheckpoint(f *testing.F) {
	text, err := audit.Checkpoint{Origin: "o", Size: 3}.MarshalText()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("privacykit-audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c audit.Checkpoint
		if c.UnmarshalText(text) != nil {
			return
		}
		again, err := c.MarshalText()
		if err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%q parses to what prints as %q, %v", text, again, err)
		}
	})
}

// A witness file is read to the end or to the first part that is not as it was written.
func TestOpenWitness(t *testing.T) {
	signer, verifier := keyPair("privacykit-audit")
	_, other := keyPair("another")
	log := audit.New(audit.NewMemoryStore(), nil)
	var file []byte
	var want []audit.Checkpoint
	for i := range 4 {
		if i != 2 { // the third is that of a day on which nothing happened
			if _, err := log.Append(t.Context(), act(i)); err != nil {
				t.Fatal(err)
			}
		}
		c, err := log.Checkpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, c)
		file = append(file, mustSign(t, log, signer)...)
	}
	got, err := audit.OpenWitness(file, verifier)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := log.Verify(t.Context(), &audit.VerifyOptions{Trusted: got}); err != nil {
		t.Error(err)
	}
	if got, err := audit.OpenWitness(nil, verifier); err != nil || got != nil {
		t.Errorf("an empty file: %v, %v", got, err)
	}
	if _, err := audit.OpenWitness(file, other); !errors.Is(err, audit.ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	for i := range file {
		if got, err := audit.OpenWitness(file[:i], verifier); i%(len(file)/4) != 0 && err == nil || len(got) > i*4/len(file) {
			t.Fatalf("cut at %d: %d checkpoints, %v", i, len(got), err)
		}
		mangled := bytes.Clone(file)
		mangled[i] ^= 1
		if got, err := audit.OpenWitness(mangled, verifier); err == nil || len(got) > i*4/len(file) {
			t.Fatalf("byte %d: %d checkpoints, %v", i, len(got), err)
		}
	}
	quarter := len(file) / 4
	for name, file := range map[string][]byte{
		"backwards": append(bytes.Clone(file[quarter:2*quarter]), file[:quarter]...),
		"a fork": func() []byte {
			fork := audit.New(audit.NewMemoryStore(), nil)
			if _, err := fork.Append(t.Context(), act(9)); err != nil {
				t.Fatal(err)
			}
			return append(bytes.Clone(file[:quarter]), mustSign(t, fork, signer)...)
		}(),
	} {
		if got, err := audit.OpenWitness(file, verifier); !errors.Is(err, audit.ErrCheckpoint) || len(got) != 1 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
