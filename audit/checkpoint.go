package audit

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const defaultOrigin = "privacykit-audit"

var (
	// ErrCheckpoint is returned for a text that is not a checkpoint, and for a
	// checkpoint with an origin or a size that no log can have.
	ErrCheckpoint = errors.New("audit: not a valid checkpoint")

	// ErrSignature is returned by [OpenCheckpoint] for a note that is malformed
	// or that the given key has not signed.
	ErrSignature = errors.New("audit: checkpoint is not signed with the key")
)

// A Checkpoint commits to the first Size entries of a log: their root changes
// if any of them does. The zero Checkpoint is invalid. Checkpoints can be
// compared with ==.
type Checkpoint struct {
	Origin string // the log's [Options].Origin
	Size   int64  // number of entries
	Root   Hash   // root of their Merkle tree (RFC 6962, section 2.1)
}

// Checkpoint returns the checkpoint of the log as it is now, from the stored
// hashes: it reads a number of records that grows with the logarithm of the
// size. To sign only what has been verified, take the checkpoint of the
// [Report] of [Log.Verify].
func (l *Log) Checkpoint(ctx context.Context) (Checkpoint, error) {
	f, err := l.edge(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{Origin: l.origin, Size: f.size, Root: f.root()}
	if !c.valid() {
		return Checkpoint{}, ErrCheckpoint
	}
	return c, nil
}

func (c Checkpoint) valid() bool {
	return validOrigin(c.Origin) && c.Size >= 0 && (c.Size > 0 || c.Root == emptyRoot())
}

// validOrigin holds an origin to the rules of a note's key name, so that it
// may be one, as C2SP asks.
func validOrigin(s string) bool {
	return s != "" && textRule(s) == "" && !strings.Contains(s, "+") && !strings.ContainsFunc(s, unicode.IsSpace)
}

// MarshalText returns the text of C2SP's tlog-checkpoint, unsigned: origin,
// size in decimal and root in base64, each on a line.
func (c Checkpoint) MarshalText() ([]byte, error) {
	if !c.valid() {
		return nil, ErrCheckpoint
	}
	return fmt.Appendf(nil, "%s\n%d\n%s\n", c.Origin, c.Size, c.Root), nil
}

// UnmarshalText sets c to the checkpoint of an unsigned text, and leaves it as
// it was if text is not what MarshalText returns. C2SP's extension lines are
// refused.
func (c *Checkpoint) UnmarshalText(text []byte) error {
	lines := strings.Split(string(text), "\n")
	if len(lines) != 4 || lines[3] != "" {
		return ErrCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return ErrCheckpoint
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return ErrCheckpoint
	}
	got := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if !got.valid() {
		return ErrCheckpoint
	}
	*c = got
	return nil
}

// Sign returns the checkpoint as a C2SP signed note. C2SP asks that the
// signer's name be the origin; Sign does not.
func (c Checkpoint) Sign(key note.Signer) ([]byte, error) {
	text, err := c.MarshalText()
	if err != nil {
		return nil, err
	}
	msg, err := note.Sign(&note.Note{Text: string(text)}, key)
	if err != nil {
		return nil, errors.New("audit: the signer failed or has an invalid name")
	}
	return msg, nil
}

// OpenCheckpoint returns the checkpoint in a signed note if key signed it.
// It returns [ErrSignature] if not, and [ErrCheckpoint] if what key signed is
// not a checkpoint.
func OpenCheckpoint(msg []byte, key note.Verifier) (Checkpoint, error) {
	n, err := note.Open(msg, note.VerifierList(key))
	if err != nil {
		return Checkpoint{}, ErrSignature
	}
	for _, sig := range n.Sigs { // one signature has one text: the unused bits of its base64 are zero
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return Checkpoint{}, ErrSignature
		}
	}
	var c Checkpoint
	if err := c.UnmarshalText([]byte(n.Text)); err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}

// OpenWitness returns the checkpoints of a witness file: the signed checkpoints of one log, appended one after the other to a file that the
// log's writers cannot change. They are what [VerifyOptions].Trusted wants.
//
// It returns [ErrSignature] if a part of the file is malformed or not signed with the key, and [ErrCheckpoint] if the checkpoints are of
// several logs or one covers less than the one before; with the error, the checkpoints before that part. A last note that was cut off, as a
// crash leaves it, is such a part.
func OpenWitness(file []byte, key note.Verifier) ([]Checkpoint, error) {
	var out []Checkpoint
	for len(file) > 0 {
		n := noteLen(file)
		c, err := OpenCheckpoint(file[:n], key)
		if err != nil {
			return out, err
		}
		if i := len(out) - 1; i >= 0 && (c.Origin != out[i].Origin || c.Size < out[i].Size || c.Size == out[i].Size && c != out[i]) {
			return out, ErrCheckpoint
		}
		out = append(out, c)
		file = file[n:]
	}
	return out, nil
}

// noteLen returns the length of the signed note at the beginning of a text: to the end of its last signature line.
func noteLen(text []byte) int {
	signed := false
	for n := 0; n < len(text); {
		line := text[n:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		if is := bytes.HasPrefix(line, []byte("— ")); signed && !is {
			return n
		} else if is {
			signed = true
		}
		n += len(line)
	}
	return len(text)
}
