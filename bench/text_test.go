package bench_test

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/khtong/privacykit/bench/internal/corpus"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// textMaskers mask a text into the buffer, or only look, and return the length of what they made.
func textMaskers() []textMasker {
	four := regexp.MustCompile(residentExp + "|" + mobileExp + "|" + emailExp + "|" + ipExp)
	return []textMasker{
		{"Find", func(_ []byte, text string) []byte {
			for range identifiers.Find(text) {
			}
			return nil
		}},
		{"AppendText", desensitize.AppendText},
		{"Text", func(_ []byte, text string) []byte { return []byte(desensitize.Text(text)) }},
		{"CopyText", func(dst []byte, text string) []byte {
			w := sliceWriter{dst}
			if err := desensitize.Default().CopyText(&w, strings.NewReader(text)); err != nil {
				return nil
			}
			return w.b
		}},
		{"alternation", func(_ []byte, text string) []byte {
			return []byte(four.ReplaceAllStringFunc(text, func(s string) string { return s[:1] + strings.Repeat("*", len(s)-2) + s[len(s)-1:] }))
		}},
	}
}

type textMasker struct {
	name string
	mask func(dst []byte, text string) []byte
}

type sliceWriter struct{ b []byte }

func (w *sliceWriter) Write(p []byte) (int, error) {
	w.b = append(w.b, p...)
	return len(p), nil
}

var _ io.Writer = (*sliceWriter)(nil)

// BenchmarkText masks 1 MiB of mixed text, beside finding alone.
func BenchmarkText(b *testing.B) {
	text := corpus.Mixed(mib).Text
	for _, m := range textMaskers() {
		b.Run("by="+m.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			buf := make([]byte, 0, 2*mib)
			for b.Loop() {
				m.mask(buf, text)
			}
		})
	}
}

// All that mask leave no mobile number in its plain form; ours leaves no planted value that it finds.
func TestTextMaskers(t *testing.T) {
	text := corpus.Mixed(128 << 10)
	for _, m := range textMaskers()[1:] {
		got := string(m.mask(nil, text.Text))
		for _, p := range text.Planted {
			if value := text.Text[p.Start:p.End]; p.Kind == identifiers.Mobile && p.Plain && strings.Contains(got, value) {
				t.Errorf("%s leaves a mobile number", m.name)
			}
		}
		if m.name != "alternation" && got != desensitize.Text(text.Text) {
			t.Errorf("%s gives another text", m.name)
		}
	}
}
