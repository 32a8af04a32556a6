package bench_test

import (
	"testing"

	"github.com/khtong/privacykit/bench/internal/corpus"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// BenchmarkText masks 1 MiB of mixed text into a buffer, beside finding alone.
func BenchmarkText(b *testing.B) {
	text := corpus.Mixed(mib).Text
	b.Run("by=Find", func(b *testing.B) {
		b.SetBytes(mib)
		b.ReportAllocs()
		hits := 0
		for b.Loop() {
			for range identifiers.Find(text) {
				hits++
			}
		}
	})
	b.Run("by=AppendText", func(b *testing.B) {
		b.SetBytes(mib)
		b.ReportAllocs()
		buf := make([]byte, 0, 2*mib)
		for b.Loop() {
			buf = desensitize.AppendText(buf[:0], text)
		}
	})
}
