package identifiers_test

import (
	"fmt"
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// A match holds offsets; the text is cut by them.
func ExampleFind() {
	ticket := "业主王丽华报修：3栋电梯坏了，请回电138-1234-5678，或发邮件到 wang@example.com。"
	for m := range identifiers.Find(ticket) {
		fmt.Println(m.Kind, ticket[m.Start:m.End])
	}
	// Output:
	// name 王丽华
	// mobile_number 138-1234-5678
	// email_address wang@example.com
}

// In logs and JSON the keys tell what a number is. A match itself holds no value and can be logged.
func ExampleFind_json() {
	line := `{"level":"info","order_no":"13900000000","mobile":"13812345678","ip":"192.0.2.155"}`
	for m := range identifiers.Find(line) {
		fmt.Println(m.Kind, m.Start, m.End, m.Confidence, m.Evidence)
	}
	// Output:
	// mobile_number 51 62 high shape|table|context
	// ip_address 70 81 high shape|context
}

// Different spellings of a value have one normal form, by which they are compared or indexed.
func ExampleFind_normalize() {
	text := "旧号 138 1234 5678，新号 +86-13812345678"
	for m := range identifiers.Find(text) {
		fmt.Println(identifiers.Normalize(m.Kind, text[m.Start:m.End]))
	}
	// Output:
	// +8613812345678 <nil>
	// +8613812345678 <nil>
}

// A host names the kinds that it cares about, and the labels of its own forms.
func ExampleNewFinder() {
	finder, err := identifiers.NewFinder(&identifiers.FindOptions{
		Kinds:   []identifiers.Kind{identifiers.Mobile, identifiers.QQ},
		Context: map[identifiers.Kind][]string{identifiers.QQ: {"群主"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := "群主 276584913，电话13812345678，邮箱a@example.com"
	for m := range finder.Find(text) {
		fmt.Println(m.Kind, text[m.Start:m.End])
	}
	// Output:
	// qq 276584913
	// mobile_number 13812345678
}

// A recognizer finds a kind of the host's own: here room numbers, written 3-2-1201 or 3栋2单元1201室.
func ExampleRecognizer() {
	digits := func(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }
	room := identifiers.Recognizer{
		Kind: "room_number",
		Recognize: func(_, rest string) (int, identifiers.Confidence) {
			for _, marks := range [][]string{{"-", "-", ""}, {"栋", "单元", "室"}} {
				n := 0
				for _, mark := range marks {
					d := digits(rest[n:])
					if d == "" || !strings.HasPrefix(rest[n+len(d):], mark) {
						n = 0
						break
					}
					n += len(d) + len(mark)
				}
				if n > 0 {
					return n, identifiers.ConfidenceMedium
				}
			}
			return 0, identifiers.ConfidenceUnknown
		},
	}
	finder, err := identifiers.NewFinder(&identifiers.FindOptions{Recognizers: []identifiers.Recognizer{room}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := "3-2-1201漏水，楼下3栋2单元1101室电话13812345678"
	for m := range finder.Find(text) {
		fmt.Println(m.Kind, text[m.Start:m.End])
	}
	// Output:
	// room_number 3-2-1201
	// room_number 3栋2单元1101室
	// mobile_number 13812345678
}

// A stream of any length takes constant memory; offsets count from its beginning.
func ExampleFinder_FindReader() {
	finder, err := identifiers.NewFinder(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	stream := strings.NewReader(strings.Repeat("一切正常。\n", 100_000) + "张三13812345678\n")
	for m, err := range finder.FindReader(stream) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(m.Kind, m.Start, m.End)
	}
	// Output:
	// name 1600000 1600006
	// mobile_number 1600006 1600017
}
