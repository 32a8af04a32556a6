package desensitize_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// roomFinder finds kinds of a host's own, too.
func roomFinder(t testing.TB) *identifiers.Finder {
	t.Helper()
	f, err := identifiers.NewFinder(&identifiers.FindOptions{Recognizers: []identifiers.Recognizer{{
		Kind: room, Recognize: func(_, rest string) (int, identifiers.Confidence) {
			if strings.HasPrefix(rest, "R-") && len(rest) >= 6 {
				return 6, identifiers.ConfidenceHigh
			}
			return 0, 0
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// textView returns a view with some rule of each sort.
func textView(t testing.TB) desensitize.View {
	t.Helper()
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		identifiers.Mobile:      "label",
		identifiers.Birthday:    "shift 30",
		identifiers.Email:       "drop",
		identifiers.IP:          "ip 24 48",
		identifiers.HomeAddress: "address city",
		identifiers.Plate:       "raw",
		identifiers.BankCard:    "pseudonym",
		room:                    "keep 2 1",
	}, &desensitize.ViewOptions{Audience: "test", Pseudonymizer: fixedKey{}, Finder: roomFinder(t)})
	if err != nil {
		t.Fatal(err)
	}
	return v.For("u-1")
}

func TestText(t *testing.T) {
	views := map[string]desensitize.View{
		"default": desensitize.Default(), "strict": desensitize.Strict(), "alipay": desensitize.Alipay(), "own": textView(t),
	}
	for _, test := range []struct{ view, in, want string }{
		{"default", "", ""},
		{"default", "订单已发货，运单号 SF1234567890123。", "订单已发货，运单号 SF1234567890123。"},
		{"default", "回电 138-1234-5678，谢谢", "回电 138****5678，谢谢"},
		{"default", "mobile=+8613812345678&x=1", "mobile=138****5678&x=1"},
		{"default", `{"mobile":"１３８１２３４５６７８"}`, `{"mobile":"138****5678"}`},
		{"default", "身份证号440399199003070022", "身份证号4****************2"},
		{"default", "姓名：张三，地址：北京市朝阳区建国路88号\n", "姓名：张*，地址：北京市朝阳区****\n"},
		{"default", "姓名：欧阳娜娜", "姓名：欧阳**"},
		{"default", "**姓名：欧阳娜娜**", "**姓名：欧阳****"},
		{"default", "from 192.168.1.100 to zhangsan@example.com", "from 192.*.*.* to z*******@example.com"},
		{"default", "QQ：12345678", "QQ：****"},
		{"default", "位置 39.9042,116.4074", "位置 39.90,116.40"},
		{"default", "\xff手机 13812345678\xfe\x00", "\xff手机 138****5678\xfe\x00"},
		{"default", "13812345678\n13912345678\r\n\n手机13712345678", "138****5678\n139****5678\r\n\n手机137****5678"},
		{"strict", "张三的手机号 13812345678", "****的手机号 ****"},
		{"alipay", "姓名：欧阳娜娜 手机 13812345678", "姓名：**娜娜 手机 138******78"},
		{"own", "手机 13812345678 邮箱 a@example.com 车牌 京A12345", "手机 [mobile_number] 邮箱  车牌 京A12345"},
		{"own", "生日：1990-03-07", "生日：****"},
		{"own", "IP 192.168.1.100 及 192.168.1.0/24", "IP 192.168.1.0/24 及 192.168.1.0/24"},
		{"own", "地址：浙江省杭州市西湖区文三路1号", "地址：浙江省杭州市"},
		{"own", "房间 R-1203", "房间 R-***3"},
	} {
		v := views[test.view]
		if got := v.Text(test.in); got != test.want {
			t.Errorf("%s: Text(%q) = %q, want %q", test.view, test.in, got, test.want)
		}
		if got := v.AppendText([]byte("x"), test.in); string(got) != "x"+test.want {
			t.Errorf("%s: AppendText(x, %q) = %q", test.view, test.in, got)
		}
		if got := v.Text(test.want); got != test.want {
			t.Errorf("%s: Text(%q) = %q", test.view, test.want, got)
		}
	}
	if got := desensitize.Text("13812345678"); got != "138****5678" {
		t.Error(got)
	}
	if got := desensitize.AppendText(nil, "13812345678"); string(got) != "138****5678" {
		t.Errorf("%s", got)
	}
}

// The finder of a view is that of its base if it has none.
func TestTextFinderOfBase(t *testing.T) {
	base, err := desensitize.NewView(nil, &desensitize.ViewOptions{Base: desensitize.Default(), Finder: roomFinder(t)})
	if err != nil {
		t.Fatal(err)
	}
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{room: "label"}, &desensitize.ViewOptions{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Text("R-1203 13812345678"); got != "[room] 138****5678" {
		t.Error(got)
	}
}

// A label that is found as something else, whose label is found as the first again, never comes to rest.
func TestTextHidesRestlessLines(t *testing.T) {
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		identifiers.Mobile: "label 身份证 440399199003070022", identifiers.ResidentID: "label 手机 13812345678",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const in, want = "a 1\n回电 13912345678 谢谢\nb 2\n", "a 1\n****\nb 2\n"
	if got := v.Text(in); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := v.Text(want); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// slowText masks until nothing changes, the whole text each time. The second result is false if it does not come to rest.
func slowText(v desensitize.View, find func(string) []identifiers.Match, s string) (string, bool) {
	for range 7 {
		var b strings.Builder
		last := 0
		for _, m := range find(s) {
			shown := v.Mask(m.Kind, s[m.Start:m.End])
			if len(shown) >= m.End-m.Start && strings.HasPrefix(s[m.Start:], shown) {
				continue
			}
			// 欧阳** stays, where names are shown so.
			if m.Kind == identifiers.Name && v.Mask(m.Kind, s[m.Start:m.End]+"一") == s[m.Start:m.End]+"*" &&
				strings.HasPrefix(s[m.End:], "*") && !strings.HasSuffix(s[:m.Start], "*") {
				continue
			}
			b.WriteString(s[last:m.Start] + shown)
			last = m.End
		}
		if last == 0 {
			return s, true
		}
		s = b.String() + s[last:]
	}
	return s, false
}

// sentences returns the labelled sentences of identifiers, without the marks.
func sentences(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("../identifiers/testdata/quality/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			_, text, found := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !found {
				continue
			}
			var b strings.Builder
			for {
				before, after, marked := strings.Cut(text, "«")
				b.WriteString(before)
				if !marked {
					break
				}
				mark, rest, _ := strings.Cut(after, "»")
				_, value, _ := strings.Cut(mark, ":")
				b.WriteString(value)
				text = rest
			}
			all = append(all, b.String())
		}
	}
	if len(all) < 100 {
		t.Fatalf("%d sentences", len(all))
	}
	return all
}

// checkText compares Text of s with the slow twin, and applies it again.
func checkText(t *testing.T, v desensitize.View, find func(string) []identifiers.Match, s string) {
	t.Helper()
	got := v.Text(s)
	if want, rests := slowText(v, find, s); rests && got != want {
		t.Errorf("Text(%q)\n%q, want\n%q", s, got, want)
	}
	if again := v.Text(got); again != got {
		t.Errorf("Text(%q) =\n%q, and of that\n%q", s, got, again)
	}
	if appended := v.AppendText(nil, s); string(appended) != got {
		t.Errorf("AppendText(%q) =\n%q, not\n%q", s, appended, got)
	}
}

func find(s string) []identifiers.Match { return slices.Collect(identifiers.Find(s)) }

func TestTextOfSentences(t *testing.T) {
	changed := 0
	all := sentences(t)
	for _, s := range append(all, strings.Join(all, "\n")) {
		for _, v := range []desensitize.View{desensitize.Default(), desensitize.Hutool(), desensitize.Alipay(), desensitize.Strict()} {
			checkText(t, v, find, s)
			if got := v.Text(s); got != s {
				changed++
				if got == desensitize.Hidden && find(s)[0].End < len(s) {
					t.Errorf("the whole line is hidden: %q", s)
				}
			}
		}
	}
	if changed < 100 {
		t.Errorf("%d texts were masked", changed)
	}
}

// FuzzText holds that Text is the same for a text and its lines, that it gives its own results again, that it leaves alone what
// is not found, and that a TextWriter does the same in whatever pieces.
func FuzzText(f *testing.F) {
	for i, s := range sentences(f) {
		if i%10 == 0 {
			f.Add(s, uint8(i))
		}
	}
	f.Add("QQ 12345678 87654321 12345 223344 4444555\n手机 13812345678", uint8(9))
	f.Add("000::", uint8(0))
	f.Add("**姓名：欧阳** 地址：北京市朝阳区****", uint8(0))
	own := textView(f)
	finder := roomFinder(f)
	f.Fuzz(func(t *testing.T, s string, size uint8) {
		checkText(t, desensitize.Default(), find, s)
		checkText(t, desensitize.Strict(), find, s)
		if ascii := strings.Map(plainASCII, s); len(find(ascii)) > 0 {
			t.Errorf("Find finds something in %q", ascii)
		}
		for _, v := range []desensitize.View{desensitize.Default(), own} {
			got := v.Text(s)
			var lines, pieces bytes.Buffer
			for line := range strings.Lines(s) {
				lines.WriteString(v.Text(line))
			}
			if lines.String() != got {
				t.Errorf("Text(%q) =\n%q, its lines\n%q", s, got, &lines)
			}
			w := desensitize.NewTextWriter(&pieces, v)
			for piece := range slices.Chunk([]byte(s), int(size)+1) {
				if n, err := w.Write(piece); n != len(piece) || err != nil {
					t.Fatal(n, err)
				}
			}
			if err := w.Close(); err != nil || pieces.String() != got {
				t.Errorf("Text(%q) =\n%q, in pieces\n%q, %v", s, got, &pieces, err)
			}
			if again := v.Text(got); again != got {
				t.Errorf("Text(%q) =\n%q, and of that\n%q", s, got, again)
			}
		}
		for m := range finder.Find(own.Text(s)) {
			if m.Kind == identifiers.Mobile || m.Kind == identifiers.Email {
				t.Errorf("%s is left in %q", m.Kind, own.Text(s))
			}
		}
	})
}

// plainASCII leaves the characters without which Find finds nothing.
func plainASCII(r rune) rune {
	if r >= 0x80 || strings.ContainsRune("0123456789:=@", r) {
		return -1
	}
	return r
}

// What is too short, or has no character that is in every match, is not even looked at.
func TestTextTooPlain(t *testing.T) {
	for _, s := range sentences(t) {
		for _, plain := range []string{strings.Map(plainASCII, s), s[:min(len(s), 4)]} {
			if found := find(plain); len(found) > 0 {
				t.Errorf("Find finds something in %q", plain)
			}
			if got := desensitize.Strict().Text(plain); got != plain {
				t.Errorf("Text(%q) = %q", plain, got)
			}
		}
	}
}

func TestTextNoAllocs(t *testing.T) {
	const plain = "节点审批通过 process=refund_apply node=finance_review cost_ms=12\n资料齐全，同意退款\n"
	buf := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() {
		if desensitize.Text(plain) != plain {
			t.Error("changed")
		}
		buf = desensitize.AppendText(buf[:0], plain)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkText(b *testing.B) {
	text := strings.Join(sentences(b), "\n")
	b.Run("Find", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			for range identifiers.Find(text) {
			}
		}
	})
	b.Run("AppendText", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf = desensitize.AppendText(buf[:0], text)
		}
	})
}
