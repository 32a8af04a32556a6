package bench_test

import (
	"regexp"
	"strings"
	"testing"

	mask "github.com/showa-93/go-mask"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

var middle = regexp.MustCompile(`(\d{3})\d{4}(\d{4})`)

// maskers hide the middle of a mobile number. By hand they trust their caller that it is one of eleven digits.
func maskers() []masker {
	filled := mask.NewMasker()
	filled.RegisterMaskStringFunc(mask.MaskTypeFilled, filled.MaskFilledString)
	own := mask.NewMasker()
	own.RegisterMaskStringFunc("mobile", func(_, s string) (string, error) { return maskByHand(s), nil })
	return []masker{
		{"privacykit", "138****5678", func(s string) string { return desensitize.Mask(identifiers.Mobile, s) }},
		{"hand", "138****5678", maskByHand},
		{"regexp", "138****5678", func(s string) string { return middle.ReplaceAllString(s, "$1****$2") }},
		{"go-mask-own", "138****5678", func(s string) string {
			m, err := own.String("mobile", s)
			if err != nil {
				return ""
			}
			return m
		}},
		{"go-mask-filled", "***********", func(s string) string {
			m, err := filled.String(mask.MaskTypeFilled, s)
			if err != nil {
				return ""
			}
			return m
		}},
	}
}

type masker struct {
	name, want string
	mask       func(string) string
}

func maskByHand(s string) string { return s[:3] + "****" + s[7:] }

// BenchmarkMask masks a mobile number of eleven digits.
func BenchmarkMask(b *testing.B) {
	const mobile = "13812345678"
	for _, m := range maskers() {
		b.Run("by="+m.name, func(b *testing.B) {
			b.ReportAllocs()
			got := ""
			for b.Loop() {
				got = m.mask(mobile)
			}
			if got != m.want {
				b.Errorf("%q", got)
			}
		})
	}
}

// BenchmarkAppendMask masks a mobile number into a buffer.
func BenchmarkAppendMask(b *testing.B) {
	const mobile = "13812345678"
	for _, m := range []struct {
		name   string
		append func([]byte, string) []byte
	}{
		{"privacykit", func(dst []byte, s string) []byte { return desensitize.AppendMask(dst, identifiers.Mobile, s) }},
		{"hand", func(dst []byte, s string) []byte {
			return append(append(append(dst, s[:3]...), "****"...), s[7:]...)
		}},
	} {
		b.Run("by="+m.name, func(b *testing.B) {
			b.ReportAllocs()
			buf := make([]byte, 0, 32)
			for b.Loop() {
				buf = m.append(buf[:0], mobile)
			}
			if string(buf) != "138****5678" {
				b.Errorf("%q", buf)
			}
		})
	}
}

// What is no mobile number is hidden by ours; by hand, and with rules by hand, most of it is shown.
func TestMaskersOnOther(t *testing.T) {
	for _, m := range maskers() {
		got := m.mask("13812345678a")
		hides := m.name == "privacykit" || m.name == "go-mask-filled"
		if shows := strings.ContainsAny(got, "0123456789"); shows == hides {
			t.Errorf("%s: %q", m.name, got)
		}
	}
}
