package audit_test

import (
	"bytes"
	"errors"
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
