package crypto

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle/noncebased"
)

// A stream: a file or blob, sealed in segments by Tink's AES-GCM-HKDF; the package comment specifies it. A stream holds two
// segments in memory and makes one Write for each, and waits for a whole one before it returns its first byte: at 64 KiB
// thousands of streams fit in memory, a Write is worth its system call, and the tags are 1/4096 of the file.
const (
	streamID      = 3 // stands in the header where a field has its suite
	streamSegment = 1 << 16
	tinkHeaderLen = 1 + secretLen + subtle.AESGCMHKDFNoncePrefixSizeInBytes
)

// SealedStreamSize returns the length of what SealWriter writes for a plaintext of so many bytes: what a storage service asks
// for before an upload.
func SealedStreamSize(plaintextLen int64) int64 {
	const room = streamSegment - tagLen // in a segment; the first shares its own with Tink's header
	segments := max((plaintextLen+tinkHeaderLen+room-1)/room, 1)
	return headerLen + tinkHeaderLen + plaintextLen + segments*tagLen
}

// SealWriter returns a writer that encrypts a file or blob of any length, such as an identity photograph or a recording, under
// the subject's own key and writes it to dst. Field means the same as for Seal, and Erase ends files too. Without Field.Row, say
// the ID or the path of the file, one file of the subject can be put in the place of another of the same column. The subject's
// key is made on first use.
//
// Close writes the last segment and leaves dst open. What was not closed does not open, so a caller that fails midway just
// returns. Errors of dst are wrapped; after an error, no more is written and each call returns that error, Close too. A file is
// stored when Close and dst say so. The writer is for one goroutine at a time and takes 128 KiB of memory. ctx is for SealWriter
// alone.
//
// It returns ErrUnknownSuite unless AES256 is the first of Config.Suites: streams are AES-256-GCM alone, which a host that seals
// with another suite is not to find out later. One that wants both opens a second Keyring with AES256 first. The other errors
// are those of Seal; dst was not written to then. ErrTooLong of Write is a file of more than 256 TiB. The writer returns
// ErrClosed once the Keyring is closed, but does not notice that the key is erased, or retired by RetireKeys, after SealWriter
// returned: then the file does not open.
func (k *Keyring) SealWriter(ctx context.Context, f Field, subject string, dst io.Writer) (io.WriteCloser, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	if err := checkNames(&f, subject); err != nil {
		return nil, err
	}
	switch {
	case dst == nil:
		return nil, fmt.Errorf("%w: io.Writer is nil", ErrArgument)
	case r.suites[0].ID() != AES256{}.ID():
		return nil, fmt.Errorf("%w: AES256, of which streams are, is not the first of Config.Suites", ErrUnknownSuite)
	}
	h := header{suite: streamID}
	var key []byte
	err = retry(func() error {
		rec, secrets, err := r.sealingSecrets(ctx, subject)
		if err != nil {
			return err
		}
		defer clear(secrets)
		h.keyVersion = rec.KeyVersion
		key, err = r.streamKey(&rec, secrets, rec.KeyVersion)
		return err
	})
	if err != nil {
		return nil, err
	}
	defer clear(key)
	aead, err := newStream(key)
	if err != nil {
		return nil, err
	}
	w, err := aead.NewEncryptingWriter(&streamDst{dst, h.append(nil)}, r.streamAAD(h, &f, subject))
	if err != nil {
		return nil, streamError(err)
	}
	return streamWriter{&sealing{ring: r, tink: w}}, nil
}

// OpenReader returns a reader of the plaintext of a file that SealWriter made for this field and this subject. It never returns
// plaintext that is not authenticated, a segment of 64 KiB at a time. That the file is whole, only io.EOF says: what a caller
// does with its beginning must bear that the rest is ErrWrongContext.
//
// OpenReader reads the first segment, so the file of another subject or field is refused here. It returns ErrFormat if src is
// no stream, ErrUnknownSuite if AES256 is not among Config.Suites, and otherwise what Open does; a Migration does not cover
// files. Read returns ErrWrongContext if a segment was changed, moved, cut off or added, and ErrClosed once the Keyring is
// closed; a file whose subject is erased meanwhile is read to its end. Errors of src are wrapped; after any error nothing more
// is returned but that error. The reader is for one goroutine at a time, takes 128 KiB of memory, and reads only on, since Tink
// does: for a part in the middle, skip what is before it. ctx is for OpenReader alone.
func (k *Keyring) OpenReader(ctx context.Context, f Field, subject string, src io.Reader) (io.Reader, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	if err := checkNames(&f, subject); err != nil {
		return nil, err
	}
	if src == nil {
		return nil, fmt.Errorf("%w: io.Reader is nil", ErrArgument)
	}
	in, head := &streamSrc{src: src}, make([]byte, headerLen+tinkHeaderLen)
	n, short := io.ReadFull(in, head)
	if in.err != nil {
		return nil, in.err
	}
	h, err := parseStreamHeader(head[:n])
	switch {
	case err != nil:
		return nil, err
	case short != nil:
		return nil, fmt.Errorf("%w: too short", ErrFormat)
	case head[headerLen] != tinkHeaderLen:
		return nil, fmt.Errorf("%w: length of the stream's header", ErrFormat)
	}
	key, _, err := r.openingStreamKey(ctx, subject, h.keyVersion)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	aead, err := newStream(key)
	if err != nil {
		return nil, err
	}
	tink, err := aead.NewDecryptingReader(io.MultiReader(bytes.NewReader(head[headerLen:]), in), r.streamAAD(h, &f, subject))
	if err != nil {
		return nil, streamError(err)
	}
	reader := streamReader{&opening{ring: r, tink: tink, src: in}}
	if _, err := reader.Read(nil); err != nil { // Tink then authenticates a segment and keeps it
		return nil, err
	}
	return reader, nil
}

// StreamIsCurrent reports whether a file is of the subject's newest key, by how it begins: head is its first 6 bytes or more.
// One that is not is sealed again by copying from OpenReader to SealWriter, before RetireKeys. The errors are those of
// OpenReader.
func (k *Keyring) StreamIsCurrent(ctx context.Context, subject string, head []byte) (bool, error) {
	r, err := k.ring()
	if err != nil {
		return false, err
	}
	if err := checkName("subject", subject); err != nil {
		return false, err
	}
	h, err := parseStreamHeader(head)
	if err != nil {
		return false, err
	}
	key, newest, err := r.openingStreamKey(ctx, subject, h.keyVersion)
	clear(key)
	return newest, err
}

// parseStreamHeader returns the header that a stream begins with.
func parseStreamHeader(head []byte) (header, error) {
	switch {
	case len(head) < headerLen:
		return header{}, fmt.Errorf("%w: too short", ErrFormat)
	case head[0] != formatV1:
		return header{}, fmt.Errorf("%w: unknown version", ErrFormat)
	case head[1] != streamID:
		return header{}, fmt.Errorf("%w: not a stream", ErrFormat)
	}
	h := header{head[1], binary.BigEndian.Uint32(head[2:])}
	if h.keyVersion == 0 {
		return header{}, fmt.Errorf("%w: key version 0", ErrFormat)
	}
	return h, nil
}

func (r *ring) streamAAD(h header, f *Field, subject string) []byte {
	return appendFieldAAD(nil, streamDomain, h, r.tenant, f, subject)
}

// openingStreamKey returns the key of the subject's streams of one key version, and whether that is the newest. The record is
// always read: a stream is rare and long.
func (r *ring) openingStreamKey(ctx context.Context, subject string, version uint32) (key []byte, newest bool, err error) {
	if !slices.ContainsFunc(r.suites, func(s Suite) bool { return s.ID() == AES256{}.ID() }) {
		return nil, false, fmt.Errorf("%w: AES256, of which streams are, is not in Config.Suites", ErrUnknownSuite)
	}
	err = retry(func() error {
		rec, err := r.getSubject(ctx, r.subjectID(subject))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		secrets, err := r.openingSecrets(ctx, &rec, version)
		if err != nil {
			return err
		}
		defer clear(secrets)
		key, err = r.streamKey(&rec, secrets, version)
		newest = err == nil && version == rec.KeyVersion
		return err
	})
	return key, newest, err
}

// streamKey returns the key of streams of one key version, of the secrets in a subject's record.
func (r *ring) streamKey(rec *Record, secrets []byte, version uint32) ([]byte, error) {
	if err := r.checkSecrets(rec, secrets); err != nil {
		return nil, err
	}
	first := oldest(rec, secrets)
	if version < first {
		return nil, fmt.Errorf("%w: earlier version", ErrErased)
	}
	secret := secrets[int(version-first)*secretLen:]
	stream, _, err := stretch(sha256.New(), secret[:secretLen], streamLabel)
	return stream, err
}

func newStream(key []byte) (*subtle.AESGCMHKDF, error) {
	return subtle.NewAESGCMHKDF(key, "SHA256", secretLen, streamSegment, 0)
}

// streamWriter is behind a pointer, so that printing it prints neither key nor plaintext.
type streamWriter struct{ s *sealing }

type sealing struct {
	ring *ring
	tink io.WriteCloser // nil once err is set
	err  error          // what every call returns from now on
}

var errStreamClosed = errors.New("crypto: stream: write after Close")

func (w streamWriter) Write(p []byte) (int, error) {
	if w.s.end(nil); w.s.err != nil {
		return 0, w.s.err
	}
	n, err := w.s.tink.Write(p)
	if err != nil {
		w.s.end(streamError(err))
	}
	return n, w.s.err
}

func (w streamWriter) Close() error {
	switch w.s.end(nil); {
	case errors.Is(w.s.err, errStreamClosed):
		return nil
	case w.s.err != nil:
		return w.s.err
	}
	if err := w.s.tink.Close(); err != nil {
		w.s.end(streamError(err))
		return w.s.err
	}
	w.s.end(errStreamClosed)
	return nil
}

// end ends the writer if err is an error or the Keyring is closed.
func (s *sealing) end(err error) {
	if err == nil && s.err == nil && s.ring.closed.Load() {
		err = ErrClosed
	}
	if err != nil {
		s.tink, s.err = nil, err
	}
}

// streamError is an error of Tink, or of what it writes to.
func streamError(err error) error {
	if errors.Is(err, noncebased.ErrTooManySegments) {
		return fmt.Errorf("%w: stream", ErrTooLong)
	}
	return fmt.Errorf("crypto: stream: %w", err)
}

// streamDst writes head before all else, and takes a short write for an error, which Tink does not.
type streamDst struct {
	dst  io.Writer
	head []byte
}

func (d *streamDst) Write(p []byte) (int, error) {
	b := p
	if d.head != nil {
		b, d.head = append(d.head, p...), nil
	}
	n, err := d.dst.Write(b)
	switch {
	case err != nil:
		return 0, err
	case n != len(b):
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// streamReader is behind a pointer like streamWriter.
type streamReader struct{ s *opening }

type opening struct {
	ring *ring
	tink io.Reader // nil once err is set
	src  *streamSrc
	err  error // what every call returns from now on
}

// Read does not leave it to Tink what comes after an error: that would be io.EOF where the last segment was refused.
func (r streamReader) Read(p []byte) (int, error) {
	s := r.s
	if s.err == nil && s.ring.closed.Load() {
		s.tink, s.err = nil, ErrClosed
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.tink.Read(p)
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF, errors.Is(err, s.src.err):
		s.err = err
	default:
		s.err = ErrWrongContext
	}
	s.tink = nil
	return 0, s.err
}

// streamSrc keeps the error of its reader, so that none but io.EOF is taken for the end.
type streamSrc struct {
	src io.Reader
	err error
}

func (s *streamSrc) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.src.Read(p)
	if err != nil && err != io.EOF {
		s.err = fmt.Errorf("crypto: stream: %w", err)
		err = s.err
	}
	return n, err
}
