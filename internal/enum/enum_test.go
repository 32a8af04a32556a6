package enum_test

import (
	"strings"
	"testing"

	"github.com/khtong/privacykit/internal/enum"
)

type colour uint8

var names = []string{"", "red", "green"}

func TestNames(t *testing.T) {
	for i, name := range names[1:] {
		v := colour(i + 1)
		if got := enum.String(v, names); got != name {
			t.Errorf("String(%d) = %q, want %q", v, got, name)
		}
		text, err := enum.Text(v, names, "test: colour")
		if err != nil || string(text) != name {
			t.Errorf("Text(%d) = %q, %v", v, text, err)
		}
		var back colour
		if err := enum.Parse(&back, text, names, "test: colour"); err != nil || back != v {
			t.Errorf("Parse(%q) = %d, %v", text, back, err)
		}
	}
}

func TestUnknown(t *testing.T) {
	for _, v := range []colour{0, 3, 255} {
		if got := enum.String(v, names); got != "unknown" {
			t.Errorf("String(%d) = %q", v, got)
		}
		if _, err := enum.Text(v, names, "test: colour"); err == nil {
			t.Errorf("Text(%d): no error", v)
		}
	}
	for _, text := range []string{"", "Red", "unknown", "secret"} {
		v := colour(2)
		err := enum.Parse(&v, []byte(text), names, "test: colour")
		if err == nil || v != 2 || (text != "" && strings.Contains(err.Error(), text) && text != "unknown") {
			t.Errorf("Parse(%q) = %d, %v", text, v, err)
		}
	}
}
