package desensitize_test

import (
	"testing"

	"github.com/khtong/privacykit/desensitize"
)

// four is a struct of four fields with personal information.
type four struct {
	Name   string `pii:"name"`
	Mobile string `pii:"mobile_number"`
	ID     string `pii:"resident_id"`
	Email  string `pii:"email_address"`
}

var fourValue = four{"张三", "13812345678", "440399199003071236", "zhangsan@example.com"}

func TestCopyAllocs(t *testing.T) {
	view := desensitize.Default()
	value := testing.AllocsPerRun(100, func() {
		if _, err := desensitize.Copy(view, fourValue, nil); err != nil {
			t.Fatal(err)
		}
	})
	pointer := testing.AllocsPerRun(100, func() {
		if _, err := desensitize.Copy(view, &fourValue, nil); err != nil {
			t.Fatal(err)
		}
	})
	// The struct and the text of its fields; a value is allocated once more to be looked at.
	if value > 3 || pointer > 2 {
		t.Errorf("%v and %v allocations, want 3 and 2", value, pointer)
	}
}

func BenchmarkCopy(b *testing.B) {
	view := desensitize.Default()
	b.Run("value", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := desensitize.Copy(view, fourValue, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pointer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := desensitize.Copy(view, &fourValue, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	many := make([]four, 1000)
	for i := range many {
		many[i] = fourValue
	}
	b.Run("slice of 1000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := desensitize.Copy(view, many, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

type fourMobiles struct {
	A string `pii:"mobile_number"`
	B string `pii:"mobile_number"`
	C string `pii:"mobile_number"`
	D string `pii:"mobile_number"`
}

// BenchmarkCopyMobiles shows what a field costs beside its mask.
func BenchmarkCopyMobiles(b *testing.B) {
	view := desensitize.Default()
	value := fourMobiles{"13812345678", "13812345678", "13812345678", "13812345678"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := desensitize.Copy(view, &value, nil); err != nil {
			b.Fatal(err)
		}
	}
}
