package disclosure_test

import (
	"io"
	"runtime"
	"testing"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// zeros is a stream of so many bytes.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// pass seals a file of so many bytes and opens it at the same time, and returns how many bytes were allocated in all.
func pass(t *testing.T, key disclosure.PrivateKey, size int64) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	src, dst := io.Pipe()
	done := make(chan error)
	var sent disclosure.Receipt
	go func() {
		err := func() error {
			w, err := disclosure.NewWriter(dst, manifest(key))
			if err != nil {
				return err
			}
			f, err := w.Create("large.bin")
			if err != nil {
				return err
			}
			if _, err := io.Copy(f, zeros(size)); err != nil {
				return err
			}
			sent, err = w.Close()
			return err
		}()
		dst.CloseWithError(err)
		done <- err
	}()
	r, err := disclosure.NewReader(src, key)
	must(t, err)
	for f, err := range r.Files() {
		must(t, err)
		n, err := io.Copy(io.Discard, f)
		must(t, err)
		if n != size || f.Size() != size {
			t.Fatalf("%d bytes of %d", n, size)
		}
	}
	must(t, <-done)
	received, err := r.Receipt()
	must(t, err)
	if received.Package != sent.Package || received.Bytes != size {
		t.Fatalf("%+v; %+v", received, sent)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestConstantMemory counts all that is ever allocated, freed or not: what is in use at once is less.
func TestConstantMemory(t *testing.T) {
	size := int64(256 << 20)
	if testing.Short() {
		size = 32 << 20
	}
	key := newKey(t)
	pass(t, key, 0) // what is made once
	small, large := pass(t, key, 1<<20), pass(t, key, size)
	// Each segment makes two nonces in Tink, of 16 bytes each.
	if limit := small + uint64(size/65536*64) + 64<<10; large > limit || small > 2<<20 {
		t.Errorf("1 MiB allocates %d bytes, %d MiB %d; want at most %d", small, size>>20, large, limit)
	}
	t.Logf("1 MiB allocates %d bytes, %d MiB %d", small, size>>20, large)
}
