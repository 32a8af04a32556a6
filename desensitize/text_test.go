package desensitize_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestQ(t *testing.T) {
	names, _ := filepath.Glob("../identifiers/testdata/quality/*.tsv")
	for _, n := range names {
		f, err := os.Open(n)
		if err != nil {
			t.Fatal(err)
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			_, line, _ := strings.Cut(sc.Text(), "\t")
			for _, v := range []desensitize.View{desensitize.Default(), desensitize.Hutool(), desensitize.Alipay(), desensitize.Strict()} {
				once := v.Text(line)
				if twice := v.Text(once); twice != once {
					t.Errorf("%s\n%s\n%s", line, once, twice)
				}
				if strings.Contains(once, "****") && once == "****" && len(line) > 60 {
					t.Errorf("hidden %s", line)
				}
			}
		}
	}
	for _, s := range []string{"手机 13812345678，姓名：欧阳娜娜，地址：北京市朝阳区建国路88号", "QQ 12345678 87654321 12345 223344 4444555", "姓名：张三 邮箱 zhangsan@example.com", "护照 E12345678", "IP 192.168.1.100 位置 39.9042,116.4074"} {
		t.Log(desensitize.Text(s), desensitize.Strict().Text(s))
	}
	_ = identifiers.Find
}

func FuzzText(f *testing.F) {
	names, _ := filepath.Glob("../identifiers/testdata/quality/*.tsv")
	for _, n := range names {
		b, _ := os.ReadFile(n)
		for i, l := range strings.Split(string(b), "\n") {
			if i%20 == 0 {
				_, l, _ = strings.Cut(l, "\t")
				f.Add(l)
			}
		}
	}
	f.Add("QQ 12345678 87654321 12345 223344 4444555")
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range []desensitize.View{desensitize.Default(), desensitize.Strict()} {
			once := v.Text(s)
			if twice := v.Text(once); twice != once {
				t.Fatalf("%q\n%q\n%q", s, once, twice)
			}
			var b strings.Builder
			for l := range strings.Lines(s) {
				b.WriteString(v.Text(l))
			}
			if b.String() != once {
				t.Fatalf("lines %q\n%q\n%q", s, once, b.String())
			}
		}
	})
}
