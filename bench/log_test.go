package bench_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"

	mask "github.com/showa-93/go-mask"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// byHand is the least that a handler before another has to do: it makes a new record and masks the attribute mobile.
type byHand struct{ slog.Handler }

func (h byHand) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "mobile" {
			a.Value = slog.StringValue(maskByHand(a.Value.String()))
		}
		out.AddAttrs(a)
		return true
	})
	return h.Handler.Handle(ctx, out)
}

// maskedMobile is a mobile number that masks itself when it is logged.
type maskedMobile string

func (m maskedMobile) LogValue() slog.Value { return slog.StringValue(maskByHand(string(m))) }

// loggers write JSON, all but plain with the mobile number masked.
func loggers(w io.Writer) []logger {
	keys := map[string]identifiers.Kind{"mobile": identifiers.Mobile, "name": identifiers.Name, "id_card": identifiers.ResidentID}
	masker := mask.NewMasker()
	masker.RegisterMaskStringFunc("mobile", func(_, s string) (string, error) { return maskByHand(s), nil })
	masker.RegisterMaskField("mobile", "mobile")
	replace := func(f func([]string, slog.Attr) slog.Attr) slog.Handler {
		return slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: f})
	}
	plain := slog.NewJSONHandler(w, nil)
	asString := func(s string) slog.Value { return slog.StringValue(s) }
	return []logger{
		{"plain", plain, asString},
		{"privacykit", desensitize.NewLogHandler(plain, desensitize.Default(), &desensitize.LogOptions{Keys: keys}), asString},
		{"privacykit-keys", desensitize.NewLogHandler(plain, desensitize.Default(), &desensitize.LogOptions{Keys: keys, KeepText: true}), asString},
		{"privacykit-ReplaceAttr", replace(desensitize.ReplaceAttr(desensitize.Default(), &desensitize.LogOptions{Keys: keys})), asString},
		{"hand", byHand{plain}, asString},
		{"hand-ReplaceAttr", replace(func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == "mobile" {
				a.Value = slog.StringValue(maskByHand(a.Value.String()))
			}
			return a
		}), asString},
		{"hand-LogValuer", plain, func(s string) slog.Value { return slog.AnyValue(maskedMobile(s)) }},
		{"go-mask-ReplaceAttr", replace(func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == "mobile" {
				if m, err := masker.String("mobile", a.Value.String()); err == nil {
					a.Value = slog.StringValue(m)
				}
			}
			return a
		}), asString},
	}
}

type logger struct {
	name    string
	handler slog.Handler
	mobile  func(string) slog.Value
}

func (l logger) log(to *slog.Logger, key string) {
	to.LogAttrs(context.Background(), slog.LevelInfo, "user logged in",
		slog.Attr{Key: key, Value: l.mobile("13812345678")}, slog.String("channel", "APP"), slog.Int("cost", 12))
}

// BenchmarkLog logs a message with three attributes: one of them a mobile number, or none.
func BenchmarkLog(b *testing.B) {
	for _, l := range loggers(io.Discard) {
		to := slog.New(l.handler)
		b.Run("record=mobile/by="+l.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.log(to, "mobile")
			}
		})
		if l.name == "hand-LogValuer" {
			continue
		}
		b.Run("record=plain/by="+l.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				to.LogAttrs(context.Background(), slog.LevelInfo, "order paid",
					slog.String("order", "A-1"), slog.String("channel", "APP"), slog.Int("cost", 12))
			}
		})
	}
}

// All but the plain one mask the mobile number; under another key only ours does, which looks at texts.
func TestLoggersMask(t *testing.T) {
	var buf bytes.Buffer
	for _, l := range loggers(&buf) {
		buf.Reset()
		l.log(slog.New(l.handler), "mobile")
		if got := strings.Contains(buf.String(), `"mobile":"138****5678"`); got != (l.name != "plain") {
			t.Errorf("%s: %s", l.name, &buf)
		}
		if strings.HasPrefix(l.name, "privacykit") && l.name != "privacykit-keys" {
			buf.Reset()
			l.log(slog.New(l.handler), "remark")
			if !strings.Contains(buf.String(), `"remark":"138****5678"`) {
				t.Errorf("%s: %s", l.name, &buf)
			}
		}
	}
}
