package crypto_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/khtong/privacykit/crypto"
)

var errIO = errors.New("test: I/O")

// brokenWriter takes n bytes and then fails, or takes less than it is given without an error.
type brokenWriter struct {
	bytes.Buffer
	n     int
	short bool
}

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.Len()+len(p) <= w.n {
		return w.Buffer.Write(p)
	}
	n, _ := w.Buffer.Write(p[:max(w.n-w.Len(), 0)])
	if w.short {
		return n, nil
	}
	return n, errIO
}

// TestStreamWriterErrors breaks the writer below at each place; what was written then does not open.
func TestStreamWriterErrors(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	plaintext := content(firstLen + otherLen + 10)
	whole := len(sealStream(t, ring, photo, "s", plaintext))
	for _, n := range []int{0, 1, 6, 45, 46, 100, firstEnd - 1, firstEnd, firstEnd + 1, firstEnd + otherEnd, whole - 1, whole} {
		for _, short := range []bool{false, true} {
			dst, want := &brokenWriter{n: n, short: short}, errIO
			if short {
				want = io.ErrShortWrite
			}
			w, err := ring.SealWriter(t.Context(), photo, "s", dst)
			if n < 46 {
				if !errors.Is(err, want) || w != nil {
					t.Errorf("%d bytes: SealWriter: %v; want %v", n, err, want)
				}
				continue
			}
			must(t, err)
			if _, err = w.Write(plaintext); err == nil {
				err = w.Close()
			}
			if n == whole {
				must(t, err)
				must(t, w.Close()) // once more
				written := dst.Len()
				if _, err := w.Write([]byte("more")); err == nil || dst.Len() != written {
					t.Errorf("Write after Close: %v", err)
				}
				must(t, w.Close())
				continue
			}
			wantErr(t, "write", err, want)
			dst.n = 2 * whole // it works again
			written := dst.Len()
			_, err = w.Write([]byte("more"))
			wantErr(t, "Write after an error", err, want)
			wantErr(t, "Close after an error", w.Close(), want)
			if dst.Len() != written {
				t.Errorf("%d bytes: written to after an error", n)
			}
			if _, err := openStream(t, ring, photo, "s", dst); !errors.Is(err, crypto.ErrWrongContext) {
				t.Errorf("%d bytes: %v; want ErrWrongContext", n, err)
			}
		}
	}
	var dst bytes.Buffer // never closed
	w, err := ring.SealWriter(t.Context(), photo, "s", &dst)
	must(t, err)
	_, err = w.Write(plaintext)
	must(t, err)
	_, err = openStream(t, ring, photo, "s", &dst)
	wantErr(t, "not closed", err, crypto.ErrWrongContext)
}

// brokenReader fails once when it has returned n bytes of its data, or together with the last of them, and then goes on.
type brokenReader struct {
	data     []byte
	n        int
	err      error
	together bool
}

func (r *brokenReader) Read(p []byte) (n int, err error) {
	if r.err == nil {
		if len(r.data) == 0 {
			return 0, io.EOF
		}
		n = copy(p, r.data)
	} else {
		n = copy(p, r.data[:r.n])
		r.n -= n
		if r.n == 0 && (n == 0 || r.together) {
			r.err, err = nil, r.err
		}
	}
	r.data = r.data[n:]
	return n, err
}

// TestStreamReaderErrors breaks the reader below at each place; that is never taken for the end.
func TestStreamReaderErrors(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	plaintext := content(firstLen + otherLen + 10)
	sealed := sealStream(t, ring, photo, "s", plaintext)
	for _, n := range []int{0, 1, 6, 45, 46, 100, firstEnd, firstEnd + 1, firstEnd + 2, firstEnd + otherEnd, firstEnd + otherEnd + 1, len(sealed)} {
		for _, want := range []error{errIO, io.ErrUnexpectedEOF} {
			for _, together := range []bool{false, true} {
				src := &brokenReader{data: sealed, n: n, err: want, together: together}
				got, err := openStream(t, ring, photo, "s", src)
				if !errors.Is(err, want) || errors.Is(err, crypto.ErrWrongContext) || !bytes.Equal(got, plaintext[:len(got)]) {
					t.Errorf("%d bytes: read %d, %v; want %v", n, len(got), err, want)
				}
				if intact := max((n-7)/otherEnd, 0); len(got) != intact*otherLen-min(intact, 1)*(otherLen-firstLen) {
					t.Errorf("%d bytes: read %d of %d whole segments", n, len(got), intact)
				}
			}
		}
	}
}

// TestStreamClosedKeyring closes the keyring under a reader and a writer.
func TestStreamClosedKeyring(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed := sealStream(t, ring, photo, "s", content(1000))
	var dst bytes.Buffer
	w, err := ring.SealWriter(t.Context(), photo, "s", &dst)
	must(t, err)
	r, err := ring.OpenReader(t.Context(), photo, "s", bytes.NewReader(sealed))
	must(t, err)
	done, err := ring.SealWriter(t.Context(), photo, "s", io.Discard)
	must(t, err)
	must(t, done.Close())
	must(t, ring.Close())
	n, err := r.Read(make([]byte, 10))
	if wantErr(t, "Read", err, crypto.ErrClosed); n != 0 {
		t.Errorf("read %d bytes", n)
	}
	_, err = w.Write([]byte("JPEG"))
	wantErr(t, "Write", err, crypto.ErrClosed)
	wantErr(t, "Close", w.Close(), crypto.ErrClosed)
	must(t, done.Close())
	_, err = ring.SealWriter(t.Context(), photo, "s", &dst)
	wantErr(t, "SealWriter", err, crypto.ErrClosed)
	_, err = ring.OpenReader(t.Context(), photo, "s", bytes.NewReader(sealed))
	wantErr(t, "OpenReader", err, crypto.ErrClosed)
	_, err = ring.StreamIsCurrent(t.Context(), "s", sealed)
	wantErr(t, "StreamIsCurrent", err, crypto.ErrClosed)
}

// TestStreamErrorsHoldNoValue looks for the inputs of failing calls in the texts of their errors.
func TestStreamErrorsHoldNoValue(t *testing.T) {
	const secret = "13800138000"
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	f := crypto.Field{Table: secret, Column: secret, Row: secret, With: crypto.BindColumns(map[string]string{secret: secret})}
	sealed := sealStream(t, ring, f, secret, []byte(secret))
	seal(t, ring, secret+"x", secret)
	var errs []error
	note := func(_ any, err error) { errs = append(errs, err) }
	note(ring.OpenReader(t.Context(), f, secret+"x", bytes.NewReader(sealed)))
	note(ring.OpenReader(t.Context(), f, secret+"y", bytes.NewReader(sealed)))
	note(ring.OpenReader(t.Context(), f, secret, strings.NewReader(secret)))
	note(ring.OpenReader(t.Context(), f, secret, bytes.NewReader(sealed[:50])))
	note(ring.OpenReader(t.Context(), f, secret, iotest.ErrReader(errIO)))
	note(ring.SealWriter(t.Context(), f, strings.Repeat(secret, 200), io.Discard))
	note(ring.SealWriter(t.Context(), f, secret, &brokenWriter{}))
	note(ring.StreamIsCurrent(t.Context(), secret, []byte(secret)))
	w, err := ring.SealWriter(t.Context(), f, secret, io.Discard)
	must(t, err)
	must(t, w.Close())
	note(w.Write([]byte(secret)))
	_, err = ring.Erase(t.Context(), secret, nil)
	must(t, err)
	note(ring.OpenReader(t.Context(), f, secret, bytes.NewReader(sealed)))
	note(ring.SealWriter(t.Context(), f, secret, io.Discard))
	for i, err := range errs {
		if err == nil || strings.Contains(err.Error(), secret) || !strings.HasPrefix(err.Error(), "crypto: ") {
			t.Errorf("error %d: %v", i, err)
		}
	}
}

// TestStreamMemory sends a long file through a writer and a reader.
func TestStreamMemory(t *testing.T) {
	size := int64(300 << 20)
	if testing.Short() || raceEnabled {
		size = 20 << 20
	}
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	pr, pw := io.Pipe()
	go func() {
		w, err := ring.SealWriter(t.Context(), photo, "s", pw)
		if err == nil {
			if _, err = io.CopyN(w, zeros{}, size); err == nil {
				err = w.Close()
			}
		}
		_ = pw.CloseWithError(err)
	}()
	r, err := ring.OpenReader(t.Context(), photo, "s", pr)
	must(t, err)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	total, buf := int64(0), make([]byte, 1<<16)
	for next := int64(0); ; {
		n, err := r.Read(buf)
		if total += int64(n); err == io.EOF {
			break
		}
		must(t, err)
		if total >= next {
			next += size / 16
			runtime.GC()
			if runtime.ReadMemStats(&now); now.HeapAlloc > before.HeapAlloc+1<<20 {
				t.Fatalf("%d bytes more in use after %d", now.HeapAlloc-before.HeapAlloc, total)
			}
		}
	}
	if total != size {
		t.Errorf("read %d bytes; want %d", total, size)
	}
}

// zeros is endless.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestStreamRace erases people whose files are being written and read, each by several goroutines. Every file that opens is
// whole, and none does after the erasure.
func TestStreamRace(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	plaintext := content(firstLen + 10)
	for _, s := range subjects(8) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		var files [][]byte
		started := make(chan struct{}, 16)
		for range 4 {
			wg.Go(func() {
				for range 20 {
					var out bytes.Buffer
					w, err := ring.SealWriter(t.Context(), photo, s, &out)
					started <- struct{}{}
					if err != nil {
						wantErr(t, "SealWriter", err, crypto.ErrErased)
						return
					}
					if _, err = w.Write(plaintext); err == nil {
						err = w.Close()
					}
					if err != nil {
						t.Errorf("write: %v", err)
						return
					}
					got, err := openStream(t, ring, photo, s, bytes.NewReader(out.Bytes()))
					if err != nil {
						wantErr(t, "read", err, crypto.ErrErased)
					} else if !bytes.Equal(got, plaintext) {
						t.Errorf("read %d bytes", len(got))
					}
					mu.Lock()
					files = append(files, out.Bytes())
					mu.Unlock()
				}
			})
		}
		for range 6 {
			<-started
		}
		_, err := ring.Erase(t.Context(), s, nil)
		must(t, err)
		go func() {
			wg.Wait()
			close(started)
		}()
		for range started {
		}
		for _, file := range files {
			_, err := openStream(t, ring, photo, s, bytes.NewReader(file))
			wantErr(t, "read after Erase", err, crypto.ErrErased)
		}
	}
}

func FuzzOpenReader(f *testing.F) {
	ring := create(f, config(newKEKs(1), crypto.NewMemoryStore()))
	plaintext := content(50)
	sealed := sealStream(f, ring, photo, "s", plaintext)
	long := sealStream(f, ring, photo, "s", content(firstLen+5))
	f.Add(sealed)
	f.Add(long)
	f.Add([]byte(nil))
	f.Add(sealed[:46])
	f.Add(sealed[:len(sealed)-1])
	f.Add(append(bytes.Clone(sealed), 0))
	f.Add(long[:firstEnd])
	f.Add(seal(f, ring, "s", "value"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		got, err := openStream(t, ring, photo, "s", bytes.NewReader(stream))
		switch {
		case err == nil:
			if !bytes.Equal(stream, sealed) && !bytes.Equal(stream, long) {
				t.Fatal("opened what was not sealed")
			}
		case !errors.Is(err, crypto.ErrFormat) && !errors.Is(err, crypto.ErrUnknownKey) && !errors.Is(err, crypto.ErrWrongContext):
			t.Fatalf("undocumented error: %v", err)
		case len(got) > 0 && !bytes.HasPrefix(stream, long[:firstEnd]):
			t.Fatalf("%d bytes that do not authenticate", len(got))
		}
	})
}
