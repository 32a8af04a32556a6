package desensitize_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"testing"
	"testing/slogtest"
	"time"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestLogHandlerConforms(t *testing.T) {
	var buf bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		buf.Reset()
		return desensitize.NewLogHandler(slog.NewJSONHandler(&buf, nil), desensitize.Default(), nil)
	}, func(t *testing.T) map[string]any {
		m := map[string]any{}
		if err := json.Unmarshal(buf.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		return m
	})
}

func TestLogNoAllocs(t *testing.T) {
	plain := slog.NewJSONHandler(io.Discard, nil)
	h := desensitize.NewLogHandler(plain, desensitize.Default(), &desensitize.LogOptions{Keys: map[string]identifiers.Kind{"mobile": identifiers.Mobile, "user.name": identifiers.Name}})
	r := slog.NewRecord(time.Unix(0, 0), slog.LevelInfo, "order paid", 0)
	r.AddAttrs(slog.String("order", "A-1"), slog.Int("qty", 3), slog.Group("g", slog.String("a", "b"), slog.Duration("d", 5)), slog.String("a", "b"), slog.Bool("c", true), slog.String("d", "e"), slog.String("f", "g"))
	want := testing.AllocsPerRun(100, func() { _ = plain.Handle(context.Background(), r) })
	if got := testing.AllocsPerRun(100, func() { _ = h.Handle(context.Background(), r) }); got > want {
		t.Errorf("%v allocations, %v without", got, want)
	}
}

func BenchmarkLogHandler(b *testing.B) {
	plain := slog.NewJSONHandler(io.Discard, nil)
	keys := map[string]identifiers.Kind{"mobile": identifiers.Mobile}
	for _, c := range []struct {
		name string
		h    slog.Handler
	}{
		{"plain", plain},
		{"keys", desensitize.NewLogHandler(plain, desensitize.Default(), &desensitize.LogOptions{Keys: keys, KeepText: true})},
		{"text", desensitize.NewLogHandler(plain, desensitize.Default(), &desensitize.LogOptions{Keys: keys})},
		{"replaceattr", slog.NewJSONHandler(io.Discard, &slog.HandlerOptions{ReplaceAttr: desensitize.ReplaceAttr(desensitize.Default(), &desensitize.LogOptions{Keys: keys, KeepText: true})})},
	} {
		b.Run(c.name, func(b *testing.B) {
			l := slog.New(c.h)
			b.ReportAllocs()
			for b.Loop() {
				l.LogAttrs(context.Background(), slog.LevelInfo, "user logged in", slog.String("mobile", "13812345678"), slog.String("channel", "APP"), slog.Int("cost", 12))
			}
		})
	}
}
