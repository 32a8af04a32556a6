package disclosure_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"testing"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// benchSize is how many bytes each benchmark of throughput passes at once.
const benchSize = 64 << 20

// BenchmarkFloor is the standard library alone: AES-256-GCM over segments of 64 KiB, first without and then with the two SHA-256
// that a receipt takes, of the file and of the package.
func BenchmarkFloor(b *testing.B) {
	block, err := aes.NewCipher(make([]byte, 32))
	must(b, err)
	gcm, err := cipher.NewGCM(block)
	must(b, err)
	segment, out := make([]byte, 65536), make([]byte, 0, 65536+16)
	for name, hashed := range map[string]bool{"gcm": false, "gcm-and-hashes": true} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(benchSize)
			b.ReportAllocs()
			var nonce [12]byte
			file, pkg := sha256.New(), sha256.New()
			for b.Loop() {
				for i := range uint32(benchSize / 65536) {
					binary.BigEndian.PutUint32(nonce[:], i)
					out = gcm.Seal(out[:0], nonce[:], segment, nil)
					if hashed {
						file.Write(segment)
						pkg.Write(out)
					}
				}
			}
		})
	}
}

func BenchmarkSeal(b *testing.B) {
	m := manifest(newKey(b))
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		w, err := disclosure.NewWriter(io.Discard, m)
		must(b, err)
		f, err := w.Create("large.bin")
		must(b, err)
		_, err = io.Copy(f, zeros(benchSize))
		must(b, err)
		_, err = w.Close()
		must(b, err)
	}
}

func BenchmarkOpen(b *testing.B) {
	key := newKey(b)
	var pkg bytes.Buffer
	w, err := disclosure.NewWriter(&pkg, manifest(key))
	must(b, err)
	f, err := w.Create("large.bin")
	must(b, err)
	_, err = io.Copy(f, zeros(benchSize))
	must(b, err)
	_, err = w.Close()
	must(b, err)
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		r, err := disclosure.NewReader(bytes.NewReader(pkg.Bytes()), key)
		must(b, err)
		for f, err := range r.Files() {
			must(b, err)
			_, err = io.Copy(io.Discard, f)
			must(b, err)
		}
		_, err = r.Receipt()
		must(b, err)
	}
}

// BenchmarkSealSmall seals a package of one small file: what one costs before its content counts.
func BenchmarkSealSmall(b *testing.B) {
	m := manifest(newKey(b))
	b.ReportAllocs()
	for b.Loop() {
		w, err := disclosure.NewWriter(io.Discard, m)
		must(b, err)
		f, err := w.Create("a.csv")
		must(b, err)
		_, err = io.WriteString(f, "13800138000\n")
		must(b, err)
		_, err = w.Close()
		must(b, err)
	}
}
