package disclosure

import (
	"crypto/rand"
	"fmt"
	"io"
)

// Writer seals one package. It is not safe for concurrent use.
type Writer struct {
	_ [0]func() // incomparable
	w hidden[writer]
}

// writer is what a Writer hides.
type writer struct {
	manifest Manifest
	sink     *sink
	stream   io.WriteCloser // plaintext in, sealed bytes to sink
	table    table
	name     string  // of the open file
	file     counter // of the open file
	chunk    []byte  // its bytes that are not yet written
	open     *fileWriter
	err      error // of the first failure, or ErrClosed
}

// NewWriter begins a package for the recipients that the manifest names, and writes its beginning to dst. Whoever must be able
// to show the content again later, the sender included, has to be among the recipients. It returns ErrArgument if a field of
// the manifest is not as Manifest says, and the error of dst.
func NewWriter(dst io.Writer, manifest Manifest) (*Writer, error) {
	if dst == nil {
		return nil, fmt.Errorf("%w: dst is nil", ErrArgument)
	}
	if rule := manifest.check(); rule != "" {
		return nil, fmt.Errorf("%w: Manifest.%s", ErrArgument, rule)
	}
	var random [secretLen + saltLen]byte
	_, _ = rand.Read(random[:]) // never fails: it ends the program instead
	defer clear(random[:])
	encoded := manifest.encode(string(random[secretLen:]))
	if len(encoded) > MaxManifest {
		return nil, fmt.Errorf("%w: Manifest is longer than %d bytes", ErrArgument, MaxManifest)
	}
	w := &writer{sink: &sink{newCounter(), dst}, table: newTable(encoded), chunk: make([]byte, 0, chunkLen)}
	if err := w.manifest.decode(encoded); err != nil { // as recipients will read it
		return nil, err
	}
	if err := w.begin(random[:secretLen], manifest.Recipients); err != nil {
		return nil, err
	}
	if err := w.write(appendPart(nil, string(encoded))); err != nil {
		return nil, err
	}
	return &Writer{w: hide(w)}, nil
}

// begin writes the header and opens the stream.
func (w *writer) begin(secret []byte, recipients []Recipient) error {
	stream, commitment, err := expand(secret)
	if err != nil {
		return fmt.Errorf("disclosure: make key: %w", err)
	}
	header := appendLen(append([]byte(magic), commitment...), len(recipients))
	for i, r := range recipients {
		sealed, err := r.Key.seal(secret)
		if err != nil {
			return fmt.Errorf("disclosure: seal for Recipients[%d]: %w", i, err)
		}
		header = append(append(header, r.Key.b[:]...), sealed...)
	}
	if _, err := w.sink.Write(header); err != nil {
		return fmt.Errorf("disclosure: write: %w", err)
	}
	if w.stream, err = stream.NewEncryptingWriter(w.sink, header); err != nil {
		return fmt.Errorf("disclosure: write: %w", err)
	}
	return nil
}

// Create begins a file and returns what takes its content, until the next Create or Close. The name is one element of a path:
// 1 to MaxNameLen bytes of plain text (see Manifest) without / \ : * ? " < > |, with no full stop or space at either end. It is
// not that of an earlier file, where A to Z are as a to z, and no device of Windows: what stands before its first full stop,
// without spaces behind, is not con, prn, aux, nul, conin$ or conout$, nor com or lpt with one of 0 to 9, ¹, ² and ³ behind. It
// returns ErrArgument if the name is not so, or there would be more than MaxFiles files; the file before stays open then.
func (w *Writer) Create(name string) (io.Writer, error) {
	s := w.w.get()
	if err := s.ready(); err != nil {
		return nil, err
	}
	if rule := s.table.begin(name); rule != "" {
		return nil, fmt.Errorf("%w: name%s", ErrArgument, rule)
	}
	if err := s.endFile(); err != nil {
		return nil, err
	}
	if err := s.write(appendPart([]byte{recordFile}, name)); err != nil {
		return nil, err
	}
	s.name, s.file, s.open = name, newCounter(), &fileWriter{w.w}
	return s.open, nil
}

// Close ends the package and returns the receipt, which belongs into the audit log. It does not close dst, and a package that
// is to last must be synced there. Without Close, as after any error, there is no package: what was written is refused by
// every Reader. So that is how to abandon one, when the source of the data failed for example.
func (w *Writer) Close() (Receipt, error) {
	s := w.w.get()
	if err := s.ready(); err != nil {
		return Receipt{}, err
	}
	if err := s.endFile(); err != nil {
		return Receipt{}, err
	}
	if err := s.write(s.table.hash.Sum([]byte{recordEnd})); err != nil {
		return Receipt{}, err
	}
	if err := s.stream.Close(); err != nil {
		s.err = fmt.Errorf("disclosure: write: %w", err)
		return Receipt{}, s.err
	}
	s.err = ErrClosed
	return s.table.receipt(&s.manifest, &s.sink.counter), nil
}

// ready returns why nothing can be written any more, nil if it can.
func (w *writer) ready() error {
	if w == nil {
		return ErrClosed
	}
	return w.err
}

// write seals p. After an error nothing more is written.
func (w *writer) write(p []byte) error {
	if _, err := w.stream.Write(p); err != nil {
		w.err = fmt.Errorf("disclosure: write: %w", err)
	}
	return w.err
}

// endFile ends the open file, if there is one, with a chunk that is not full.
func (w *writer) endFile() error {
	if w.open == nil {
		return nil
	}
	if err := w.endChunk(); err != nil {
		return err
	}
	w.table.add(w.name, &w.file)
	w.open = nil
	return nil
}

func (w *writer) endChunk() error {
	var length [4]byte
	if err := w.write(appendLen(length[:0], len(w.chunk))); err != nil {
		return err
	}
	err := w.write(w.chunk)
	w.chunk = w.chunk[:0]
	return err
}

// fileWriter takes the content of one file.
type fileWriter struct{ w hidden[writer] }

func (f *fileWriter) Write(p []byte) (n int, err error) {
	w := f.w.get()
	if err := w.ready(); err != nil {
		return 0, err
	}
	if w.open != f {
		return 0, fmt.Errorf("%w: file", ErrClosed)
	}
	for n < len(p) {
		m := min(len(p)-n, chunkLen-len(w.chunk))
		w.chunk = append(w.chunk, p[n:n+m]...)
		w.file.add(p[n : n+m])
		n += m
		if len(w.chunk) == chunkLen {
			if err := w.endChunk(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}
