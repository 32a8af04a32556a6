package privacykit_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
)

func Example_find() {
	ticket := "业主王丽华报修：3栋电梯坏了，请回电138-1234-5678"
	for m := range identifiers.Find(ticket) {
		fmt.Println(m.Kind, ticket[m.Start:m.End], m.Confidence)
	}
	// Output:
	// name 王丽华 medium
	// mobile_number 138-1234-5678 high
}

func Example_show() {
	fmt.Println(desensitize.Mask(identifiers.Mobile, "+86 138-1234-5678"))
	fmt.Println(desensitize.Mask(identifiers.Name, "欧阳娜娜"))
	fmt.Println(desensitize.Mask(identifiers.Mobile, "not a number")) // what does not parse is hidden whole
	fmt.Println(desensitize.Text("请回电 13812345678"))
	// Output:
	// 138****5678
	// 欧阳**
	// ****
	// 请回电 138****5678
}

func Example_copy() {
	type customer struct {
		ID     string `pii:",raw"`
		Name   string `pii:"name"`
		Mobile string `pii:"mobile_number"`
		Remark string // nothing says what it is: hidden
	}
	shown, err := desensitize.Copy(desensitize.Default(), customer{"C00001", "张三", "13812345678", "…"}, nil)
	fmt.Println(shown, err)
	// Output: {C00001 张* 138****5678 ****} <nil>
}

// keep is the README's code about storing and erasing.
func keep(ctx context.Context, ring *crypto.Keyring) error {
	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	sealed, err := ring.SealString(ctx, mobile, "C00001", "13812345678") // under a key of C00001's own
	if err != nil {
		return err
	}
	receipt, err := ring.Erase(ctx, "C00001", nil) // every value of C00001, wherever it was copied
	if err != nil {
		return err
	}
	_, err = ring.OpenString(ctx, mobile, "C00001", sealed)
	fmt.Println(errors.Is(err, crypto.ErrErased), receipt.Bound)
	return nil
}

func Example_keep() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "readme-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	keks, err := localkek.OpenForDevelopment(dir)
	if err != nil {
		panic(err)
	}
	if err := keks.Create(1); err != nil {
		panic(err)
	}
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "khtong", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now})
	if err != nil {
		panic(err)
	}
	if err := keep(ctx, ring); err != nil {
		panic(err)
	}
	// Output: true immediate
}

func Example_ask() {
	register, err := consent.ParseRegister([]byte(readmeRegister))
	if err != nil {
		panic(err)
	}
	decision := register.Decide(consent.Request{
		Subject: "C00001", Operation: consent.Use, Purpose: "improve_experience", Role: "consumer",
		Kinds: []identifiers.Kind{identifiers.CustomerServiceContent}, At: law.MustDate(2026, 11, 23).Start(),
	}, consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal})
	if !decision.Allowed() {
		fmt.Println(decision.Explain(language.English))
	}
	// Output:
	// Denied: use (purpose: improve the user experience)
	// - consent of the individual: there is no consent: customer service and feedback content (PIPL, Art. 13(1)(1))
}

const readmeRegister = `{
	"schema": 1, "version": "2021-10-25", "effective": "2021-10-25",
	"handler": {"name": {"zh": "客户通", "en": "Khtong"}, "email": "service@khtong.cn"},
	"roles": [{"id": "consumer", "label": {"zh": "消费者", "en": "consumer"}}],
	"purposes": [{"id": "improve_experience", "label": {"zh": "提升用户体验", "en": "improve the user experience"}, "function": "service", "necessity": "optional"}],
	"scenarios": [{"id": "customer_service", "label": {"zh": "联系客服", "en": "customer service"}}],
	"activities": [{
		"id": "feedback", "label": {"zh": "反馈信息", "en": "feedback"}, "roles": ["consumer"], "kinds": ["customer_service_content"],
		"purposes": ["improve_experience"], "scenarios": ["customer_service"], "bases": [{"basis": "consent"}]
	}]
}`

func Example_age() {
	completed := time.Date(2024, time.February, 29, 23, 30, 0, 0, law.Shanghai())
	earliest, err := retention.EcommerceThreeYears(completed) // E-commerce Law (电子商务法), Art. 31
	fmt.Println(earliest.Format(time.DateTime), err)
	// Output: 2027-03-01 00:00:00 <nil>
}

// The code of both READMEs is code of this file, which is compiled and run.
func TestReadmeCode(t *testing.T) {
	src, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	code := unindent(string(src))
	block := regexp.MustCompile("(?s)```go\n(.*?)```")
	var blocks [][]string
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.LessOrEqual(t, strings.Count(string(text), "\n"), 150, name)
		var found []string
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			require.Contains(t, code, unindent(m[1]), name)
			found = append(found, m[1])
		}
		blocks = append(blocks, found)
	}
	require.Len(t, blocks[0], 6)
	require.Equal(t, blocks[0], blocks[1], "both languages show the same code")
}

// unindent takes the white space at the beginning of every line away.
func unindent(s string) string {
	return regexp.MustCompile(`(?m)^[\t ]+`).ReplaceAllString(s, "")
}

// Both READMEs have the same commands, links and sections.
func TestReadmesAgree(t *testing.T) {
	shape := func(name string) []string {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var s []string
		for line := range strings.Lines(string(text)) {
			switch {
			case strings.HasPrefix(line, "#"):
				s = append(s, strings.Repeat("#", strings.IndexByte(line, ' ')))
			case strings.HasPrefix(line, "| ["), strings.HasPrefix(line, "    go "):
				s = append(s, strings.Fields(line)[1])
			}
		}
		return s
	}
	en := shape("README.md")
	require.Greater(t, len(en), 10)
	require.Equal(t, en, shape("README.zh-CN.md"))
}
