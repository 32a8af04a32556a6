package areacode

import (
	"fmt"
	"strings"
	"testing"
)

func TestCity(t *testing.T) {
	for _, c := range []struct{ code, city string }{
		{"010", "北京市"},
		{"020", "广州市"},
		{"024", "沈阳市、抚顺市、本溪市、铁岭市"},
		{"0755", "深圳市"},
		{"0731", "长沙市、湘潭市、株洲市"},
		{"0710", "襄阳市"},
		{"0898", "海口市、三亚市"},
		{"0999", "伊犁哈萨克自治州"},
		{"0977", "海西蒙古族藏族自治州"},
		{"0910", ""},
		{"026", ""},
		{"0010", ""},
		{"0100", ""},
		{"755", ""},
		{"07551", ""},
		{"01", ""},
		{"0", ""},
		{"", ""},
		{"0a55", ""},
		{"１０", ""},
		{"1755", ""},
	} {
		city, ok := City(c.code)
		if city != c.city || ok != (c.city != "") || Valid(c.code) != ok {
			t.Errorf("City(%q) = %q, %v", c.code, city, ok)
		}
	}
}

func TestEveryCode(t *testing.T) {
	known := 0
	for n := range 1000 {
		code := fmt.Sprintf("0%d", n)
		city, ok := City(code)
		if !ok {
			continue
		}
		known++
		if city == "" || strings.Contains(city, " ") || len(code) == 3 && code != "010" && code[1] != '2' || len(code) == 4 && code[1] < '3' {
			t.Errorf("%s is %q", code, city)
		}
		for _, not := range []string{code[1:], code + "0", "0" + code} {
			if Valid(not) && len(not) != 4 {
				t.Errorf("%s is valid", not)
			}
		}
	}
	if known < 320 || known > 340 {
		t.Errorf("%d codes", known)
	}
}

func TestNoAllocs(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { City("0755") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCity(b *testing.B) {
	for b.Loop() {
		City("0755")
	}
}

func BenchmarkValid(b *testing.B) {
	for b.Loop() {
		Valid("0755")
	}
}
