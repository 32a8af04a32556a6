package division

import (
	"slices"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for _, c := range []struct {
		code, province, city, county string
		known                        bool
	}{
		{"440305", "广东省", "深圳市", "南山区", true},
		{"110101", "北京市", "", "东城区", true},
		{"650102", "新疆维吾尔自治区", "乌鲁木齐市", "天山区", true},
		{"469001", "海南省", "", "五指山市", true},
		{"441900", "广东省", "东莞市", "", true},
		{"540602", "西藏自治区", "那曲市", "色尼区", true},
		// Abolished.
		{"110104", "北京市", "", "宣武区", true},
		{"110221", "北京市", "", "昌平县", true},
		{"440321", "广东省", "深圳市", "宝安县", true},
		{"510221", "四川省", "重庆市", "长寿县", true},
		{"132930", "河北省", "沧州地区", "黄骅县", true},
		{"654124", "新疆维吾尔自治区", "伊犁地区", "巩留县", true},
		{"460026", "海南省", "", "屯昌县", true},
		// Of a city, of a province, and of districts that are no place of their own.
		{"440300", "广东省", "深圳市", "", true},
		{"440000", "广东省", "", "", true},
		{"440301", "广东省", "深圳市", "", true},
		{"512301", "四川省", "涪陵地区", "", true},
		// Residence permits.
		{"810000", "香港特别行政区", "", "", true},
		{"820000", "澳门特别行政区", "", "", true},
		{"830000", "台湾省", "", "", true},
		{"710000", "台湾省", "", "", true},
		// Not known.
		{"440399", "广东省", "深圳市", "", false},
		{"449901", "广东省", "", "", false},
		{"990101", "", "", "", false},
		{"000000", "", "", "", false},
		{"44030", "", "", "", false},
		{"4403055", "", "", "", false},
		{"44030x", "", "", "", false},
		{"", "", "", "", false},
	} {
		province, city, county, known := Name(c.code)
		if province != c.province || city != c.city || county != c.county || known != c.known {
			t.Errorf("Name(%q) = %q %q %q %v", c.code, province, city, county, known)
		}
	}
}

func TestCodes(t *testing.T) {
	codes := slices.Collect(Codes())
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Error("not in order, or twice the same")
	}
	if len(codes) < 2840 || len(codes) > 2860 {
		t.Errorf("%d codes", len(codes))
	}
	for _, code := range codes {
		province, city, county, known := Name(code)
		if !known || province == "" || city == "" && county == "" {
			t.Errorf("%s is %q %q %q %v", code, province, city, county, known)
		}
	}
	if slices.Contains(codes, "110104") || slices.Contains(codes, "440321") {
		t.Error("an abolished code")
	}
	for code := range Codes() {
		if code != codes[0] {
			t.Error("not the first")
		}
		break
	}
}

// The tables hold what the look-ups take for granted.
func TestTables(t *testing.T) {
	if !slices.IsSorted(cities[:]) || len(cityNames) != len(cities) || len(firstCounty) != len(cities)+1 || len(countyNames) != len(counties) {
		t.Error("the tables do not fit together")
	}
	for i := range cities {
		list := slices.Clone(counties[firstCounty[i]:firstCounty[i+1]])
		for j := range list {
			list[j] &= 0x7f
		}
		if !slices.IsSorted(list) || len(list) > 0 && list[len(list)-1] > 99 {
			t.Errorf("the counties of %d", cities[i])
		}
	}
	for _, tables := range [][]uint16{provinces[:], cityNames[:], countyNames[:]} {
		for _, at := range tables {
			if s := name(at); at > 0 && names[at-1] != ' ' || strings.Contains(s, "直辖") || s == "市辖区" || s == "县" {
				t.Errorf("%q is no name", s)
			}
		}
	}
}

func BenchmarkName(b *testing.B) {
	for b.Loop() {
		Name("440305")
	}
}
