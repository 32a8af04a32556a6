package desensitize_test

import (
	"encoding/json"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"log"
	"log/slog"
	"os"
	"strings"
	"text/template"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func ExampleText() {
	fmt.Println(desensitize.Text("业主王芳，手机号 138-1234-5678，住址：北京市朝阳区建国路88号"))
	// Output: 业主王*，手机号 138****5678，住址：北京市朝阳区****
}

func ExampleAppendText() {
	line := []byte("note=")
	line = desensitize.AppendText(line, "回电 13812345678")
	fmt.Println(string(line))
	// Output: note=回电 138****5678
}

// A Finder that knows a kind of the host's own, and a view that says what is shown of it.
func ExampleView_Text() {
	finder, err := identifiers.NewFinder(&identifiers.FindOptions{
		Recognizers: []identifiers.Recognizer{{
			Kind: "member_number",
			Recognize: func(_, rest string) (int, identifiers.Confidence) {
				if len(rest) >= 8 && rest[0] == 'M' && strings.Trim(rest[1:8], "0123456789") == "" {
					return 8, identifiers.ConfidenceHigh
				}
				return 0, 0
			},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	partner, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		"member_number":    "keep 2 2",
		identifiers.Mobile: "label",
	}, &desensitize.ViewOptions{Finder: finder})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(partner.Text("会员 M1203377 来电，手机 13812345678，邮箱 wang@example.com"))
	// Output: 会员 M1****77 来电，手机 [mobile_number]，邮箱 ****
}

// A logger whose output is masked.
func ExampleTextWriter() {
	w := desensitize.NewTextWriter(os.Stdout, desensitize.Default())
	defer w.Close()
	log.New(w, "app: ", 0).Print("login from 192.168.1.100, mobile=13812345678")
	// Output: app: login from 192.*.*.*, mobile=138****5678
}

func ExampleView_CopyText() {
	chat := strings.NewReader("用户：我的手机号是13812345678\n客服：好的，已登记\n")
	if err := desensitize.Default().CopyText(os.Stdout, chat); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 用户：我的手机号是138****5678
	// 客服：好的，已登记
}

// withoutTime drops the time, so that the examples print the same each day.
func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// Attributes are masked by their keys; messages, errors and other texts by what is found in them.
func ExampleNewLogHandler() {
	out := slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTime})
	logger := slog.New(desensitize.NewLogHandler(out, desensitize.Default(), &desensitize.LogOptions{
		Keys: map[string]identifiers.Kind{
			"mobile":    identifiers.Mobile,
			"user.name": identifiers.Name,
			"password":  identifiers.Password,
		},
	}))
	logger.With("mobile", 13812345678).Info("短信已发送至 13812345678",
		slog.Group("user", "id", 7, "name", "欧阳娜娜"),
		"password", "hunter2",
		"err", errors.New("bounced: zhangsan@example.com"),
		"record", struct{ Card string }{"4111111111111111"}) // nobody masks inside: see LogOptions.Any
	// Output: {"level":"INFO","msg":"短信已发送至 138****5678","mobile":"138****5678","user":{"id":7,"name":"欧阳**"},"password":"****","err":"bounced: z*******@example.com","record":"****"}
}

// A host that has a ReplaceAttr already calls the function from it.
func ExampleReplaceAttr() {
	mask := desensitize.ReplaceAttr(desensitize.Default(), &desensitize.LogOptions{
		Keys: map[string]identifiers.Kind{"mobile": identifiers.Mobile},
	})
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr { return withoutTime(groups, mask(groups, a)) },
	}))
	logger.Info("login", "mobile", "13812345678", "from", "192.168.1.100")
	// Output: level=INFO msg=login mobile=138****5678 from=192.*.*.*
}

func ExampleView_FuncMap() {
	page := htmltemplate.Must(htmltemplate.New("page").Funcs(desensitize.Default().FuncMap()).Parse(
		`<td>{{.Name | mask "name"}}</td><td>{{.Mobile | mask "mobile_number"}}</td><td>{{.Note | maskText}}</td>`))
	err := page.Execute(os.Stdout, map[string]string{"Name": "张三", "Mobile": "13812345678", "Note": "改投 <北门> 13912345678"})
	if err != nil {
		fmt.Println(err)
	}
	// Output: <td>张*</td><td>138****5678</td><td>改投 &lt;北门&gt; 139****5678</td>
}

// A kind that the view does not name is hidden.
func ExampleView_FuncMap_text() {
	letter := template.Must(template.New("letter").Funcs(desensitize.Default().FuncMap()).Parse(
		"尊敬的{{.Name | mask \"name\"}}：您的房号是 {{.Room | mask \"room_number\"}}。\n"))
	if err := letter.Execute(os.Stdout, map[string]string{"Name": "张三", "Room": "1203"}); err != nil {
		fmt.Println(err)
	}
	// Output: 尊敬的张*：您的房号是 ****。
}

// A request is decoded into a Redacted, and logged without harm.
func ExampleRedacted_UnmarshalJSON() {
	var login struct {
		User     string
		Password desensitize.Redacted[string]
	}
	if err := json.Unmarshal([]byte(`{"User":"u-1","Password":"hunter2"}`), &login); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+v, %d characters\n", login, len(login.Password.Reveal()))
	// Output: {User:u-1 Password:****}, 7 characters
}
