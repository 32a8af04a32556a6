package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrProof is returned for a proof that is malformed or proves something else, and by a [Log] whose stored hashes do not lead to the
// checkpoint that is to be proved for.
var ErrProof = errors.New("audit: not a valid proof")

const (
	proofHeader = "c2sp.org/tlog-proof@v1"
	maxProof    = 1 << 20
)

// Prove returns the proof that the entry with the number seq is among those of a signed checkpoint, as a text that can be checked by anyone
// who has the entry and the key, without the log: see [VerifyProof]. The text is that of C2SP's tlog-proof, with the checkpoint in it; its
// files are named .tlog-proof. It reads a number of records that grows with the logarithm of the log's size.
//
// It returns [ErrSignature] or [ErrCheckpoint] if signed is not a checkpoint of this log signed with the key, and [ErrProof] for an entry
// that the checkpoint does not cover or a log that no longer agrees with it.
func (l *Log) Prove(ctx context.Context, seq int64, signed []byte, key note.Verifier) ([]byte, error) {
	c, err := OpenCheckpoint(signed, key)
	if err != nil {
		return nil, err
	}
	if c.Origin != l.origin {
		return nil, ErrCheckpoint
	}
	if seq < 0 || seq >= c.Size {
		return nil, ErrProof
	}
	hashes, err := tlog.ProveRecord(c.Size, seq, l.hashes(ctx))
	if err != nil {
		return nil, l.proofError(ctx, err)
	}
	records, err := l.store.Read(ctx, Query{Seqs: []int64{seq}})
	if err != nil {
		return nil, err
	}
	if len(records) != 1 || tlog.CheckRecord(hashes, c.Size, c.Root, seq, tlog.RecordHash(records[0].Body)) != nil {
		return nil, ErrProof
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nindex %d\n", proofHeader, seq)
	for _, h := range hashes {
		fmt.Fprintf(&b, "%s\n", h)
	}
	b.WriteByte('\n')
	b.Write(signed)
	return b.Bytes(), nil
}

// VerifyProof checks that the entry, with its Seq, is in the log that the key signs for, and returns the checkpoint that says so. It needs
// nothing but its arguments. It returns [ErrSignature] or [ErrCheckpoint] for the checkpoint in the proof, [ErrProof] for a proof that is
// malformed or of another entry, and an *[EntryError] for an entry that no log can have.
func VerifyProof(proof []byte, e Entry, key note.Verifier) (Checkpoint, error) {
	body, err := e.MarshalBinary()
	if err != nil {
		return Checkpoint{}, err
	}
	seq, hashes, signed, err := parseProof(proof)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := OpenCheckpoint(signed, key)
	if err != nil {
		return Checkpoint{}, err
	}
	if seq != e.Seq || seq >= c.Size || tlog.CheckRecord(hashes, c.Size, c.Root, seq, tlog.RecordHash(body)) != nil {
		return Checkpoint{}, ErrProof
	}
	return c, nil
}

// parseProof reads the text that Prove writes. C2SP's extra data are refused: nothing here has any.
func parseProof(text []byte) (seq int64, hashes []Hash, signed []byte, err error) {
	head, signed, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(text) > maxProof || len(lines) < 2 || lines[0] != proofHeader {
		return 0, nil, nil, ErrProof
	}
	number, found := strings.CutPrefix(lines[1], "index ")
	seq, err = strconv.ParseInt(number, 10, 64)
	if !found || err != nil || seq < 0 || strconv.FormatInt(seq, 10) != number {
		return 0, nil, nil, ErrProof
	}
	for _, line := range lines[2:] {
		h, err := tlog.ParseHash(line)
		if err != nil || h.String() != line {
			return 0, nil, nil, ErrProof
		}
		hashes = append(hashes, h)
	}
	return seq, hashes, signed, nil
}

// ProveExtends returns the proof that the log of a checkpoint begins with that of an earlier one: that nothing was changed between them. It
// reads a number of records that grows with the logarithm of the log's size. [ErrCheckpoint] is returned for checkpoints of another log or in
// the wrong order, and [ErrProof] if the log does not agree with both.
func (l *Log) ProveExtends(ctx context.Context, earlier, later Checkpoint) ([]Hash, error) {
	if !earlier.valid() || !later.valid() || earlier.Origin != l.origin || later.Origin != l.origin || earlier.Size > later.Size {
		return nil, ErrCheckpoint
	}
	if earlier.Size == 0 {
		return nil, nil
	}
	proof, err := tlog.ProveTree(later.Size, earlier.Size, l.hashes(ctx))
	if err != nil {
		return nil, l.proofError(ctx, err)
	}
	if err := CheckExtends(proof, earlier, later); err != nil {
		return nil, err
	}
	return proof, nil
}

// CheckExtends checks a proof of [Log.ProveExtends]. A witness signs a later checkpoint only after this: a log that was forked or rewritten
// has no such proof. It returns [ErrCheckpoint] and [ErrProof] as ProveExtends does.
func CheckExtends(proof []Hash, earlier, later Checkpoint) error {
	switch {
	case !earlier.valid() || !later.valid() || earlier.Origin != later.Origin || earlier.Size > later.Size:
		return ErrCheckpoint
	case earlier.Size == 0: // every log begins with nothing
		if len(proof) > 0 {
			return ErrProof
		}
		return nil
	}
	if tlog.CheckTree(proof, later.Size, later.Root, earlier.Size, earlier.Root) != nil {
		return ErrProof
	}
	return nil
}

// hashes reads the stored hashes for package tlog.
func (l *Log) hashes(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		places := make([]peak, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			places[i] = peak{seq: (n+1)<<level - 1, level: level} // with the entry that completes the subtree
		}
		out, _, err := l.hashesAt(ctx, places, nil)
		return out, err
	})
}

// proofError returns what a store said, and ErrProof for all else.
func (l *Log) proofError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var bad *VerifyError
	if errors.As(err, &bad) {
		return ErrProof
	}
	return err
}
