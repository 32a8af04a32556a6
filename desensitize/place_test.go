package desensitize_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestNetwork(t *testing.T) {
	for _, test := range []struct {
		kind     identifiers.Kind
		rule     desensitize.Rule
		in, want string
	}{
		{identifiers.IP, "ip 24 48", "192.168.1.100", "192.168.1.0/24"},
		{identifiers.IP, "ip 16 48", "192.168.1.100", "192.168.0.0/16"},
		{identifiers.IP, "ip 0 0", "192.168.1.100", "0.0.0.0/0"},
		{identifiers.IP, "ip 32 128", "192.168.1.100", "192.168.1.100/32"},
		{identifiers.IP, "ip 16 48", "::ffff:10.1.2.3", "10.1.0.0/16"},
		{identifiers.IP, "ip 24 48", "2001:0DB8:1:2::3", "2001:db8:1::/48"},
		{identifiers.IP, "ip 24 48", "::1", "::/48"},
		{identifiers.IP, "ip 24 48", " １９２.168.1.100 ", "192.168.1.0/24"},
		{"login_ip", "ip 24 48", "192.168.1.100", "192.168.1.0/24"},
		{"login_ip", "ip 24 48", "192.168.1", "****"},
		{"login_ip", "ip 24 48", "192.168.1.0/24", "****"},
		{"login_ip", "ip 24 48", "localhost", "****"},
	} {
		if got := only(t, test.kind, test.rule).Mask(test.kind, test.in); got != test.want {
			t.Errorf("%q of %q = %q, want %q", test.rule, test.in, got, test.want)
		}
	}
}

func FuzzNetwork(f *testing.F) {
	f.Add("192.168.1.100")
	f.Add("2001:db8::1")
	f.Add("fe80::1%eth0")
	f.Fuzz(func(t *testing.T, s string) {
		got := only(t, identifiers.IP, "ip 16 48").Mask(identifiers.IP, s)
		if got == desensitize.Hidden {
			return
		}
		network, err := netip.ParsePrefix(got)
		if err != nil || network != network.Masked() || network.Bits() != 16 && network.Bits() != 48 {
			t.Fatalf("%q of %q: %v", got, s, err)
		}
	})
}

func TestGrid(t *testing.T) {
	for _, test := range []struct {
		rule     desensitize.Rule
		in, want string
	}{
		{"grid 1000", "39.9042,116.4074", "39.903,116.407"},
		{"grid 1000", "(39.9044, 116.4076)", "39.903,116.407"}, // the same cell
		{"grid 10", "0,0", "0.00000,0.00000"},
		{"grid 1000000", "89.9,10", "85.50,0.00"},
		{"grid 1000", "91,181", "****"},
		{"grid 1000", "39.9", "****"},
		{"grid 1000", "here", "****"},
	} {
		got := only(t, identifiers.LatLong, test.rule).Mask(identifiers.LatLong, test.in)
		if got != test.want {
			t.Errorf("%q of %q = %q, want %q", test.rule, test.in, got, test.want)
		}
	}
	v := only(t, identifiers.LatLong, "grid 1000")
	if a, b := v.Mask(identifiers.LatLong, "10,180"), v.Mask(identifiers.LatLong, "10,-180"); a != b {
		t.Errorf("180 degrees east %s, west %s", a, b)
	}
}

// TestGridSize holds that a place is within half a diagonal of the centre, and that places in a cell's reach share cells.
func TestGridSize(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, metres := range []float64{10, 100, 250, 1000, 5000, 20000, 100000} {
		v := only(t, identifiers.LatLong, desensitize.Rule(fmt.Sprintf("grid %.0f", metres)))
		farthest := 0.0
		for range 3000 {
			latitude, longitude := random.Float64()*170-85, random.Float64()*360-180
			var a, b float64
			out := v.Mask(identifiers.LatLong, fmt.Sprintf("%.7f,%.7f", latitude, longitude))
			if _, err := fmt.Sscanf(out, "%f,%f", &a, &b); err != nil {
				t.Fatal(out, err)
			}
			farthest = max(farthest, distance(latitude, longitude, a, b))
		}
		// The centre is rounded to at most a hundredth of a degree, and to a tenth of the cell.
		if half := metres * math.Sqrt2 / 2; farthest > half*1.15 || farthest < half*0.8 {
			t.Errorf("grid %.0f: %.0f m from a centre", metres, farthest)
		}
	}
}

// distance returns the metres between two places on a sphere.
func distance(lat1, long1, lat2, long2 float64) float64 {
	const radius, rad = 6371008.8, math.Pi / 180
	sin := func(d float64) float64 { s := math.Sin(d * rad / 2); return s * s }
	return 2 * radius * math.Asin(math.Sqrt(sin(lat2-lat1)+math.Cos(lat1*rad)*math.Cos(lat2*rad)*sin(long2-long1)))
}

func TestAddressLevels(t *testing.T) {
	for in, want := range map[string][4]string{ // province, city, county, street
		"浙江省杭州市西湖区文三路1号":  {"浙江省", "浙江省杭州市", "浙江省杭州市西湖区", "浙江省杭州市西湖区文三路"},
		"浙江省杭州市西湖区翠苑街道1号": {"浙江省", "浙江省杭州市", "浙江省杭州市西湖区", "浙江省杭州市西湖区翠苑街道"},
		"北京市朝阳区建国路88号":    {"北京市", "北京市", "北京市朝阳区", "北京市朝阳区建国路"},
		"广东省东莞市南城街道鸿福路1号": {"广东省", "广东省东莞市", "广东省东莞市", "广东省东莞市南城街道"},
		"河南省南阳市内乡县城关镇1号":  {"河南省", "河南省南阳市", "河南省南阳市内乡县", "河南省南阳市内乡县城关镇"},
		"北京市东城区南锣鼓巷胡同1号":  {"北京市", "北京市", "北京市东城区", "北京市东城区南锣鼓巷"},
		"北京市西城区西长安街174号":  {"北京市", "北京市", "北京市西城区", "北京市西城区西长安街"},
		"上海市浦东新区世纪大道1号":   {"上海市", "上海市", "上海市浦东新区", "上海市浦东新区世纪大道"},
		"朝阳区建国路88号":       {"****", "****", "朝阳区", "朝阳区建国路"},
		"浙江省杭州市西湖区3幢":     {"浙江省", "浙江省杭州市", "浙江省杭州市西湖区", "浙江省杭州市西湖区"},
		"文三路1号院":          {"****", "****", "****", "****"},
		"1 Infinite Loop": {"****", "****", "****", "****"},
	} {
		for i, level := range []desensitize.Rule{"address province", "address city", "address county", "address street"} {
			if got := only(t, identifiers.HomeAddress, level).Mask(identifiers.HomeAddress, in); got != want[i] {
				t.Errorf("%q of %q = %q, want %q", level, in, got, want[i])
			}
		}
	}
}

// FuzzAddress holds that a lower level shows what a higher one does, and more or the same, and that it is the start of the address.
func FuzzAddress(f *testing.F) {
	f.Add("浙江省杭州市西湖区文三路1号")
	f.Add("内蒙古自治区锡林郭勒盟东乌珠穆沁旗1号")
	f.Fuzz(func(t *testing.T, s string) {
		normal, err := identifiers.Normalize(identifiers.HomeAddress, s)
		before := ""
		for _, level := range []desensitize.Rule{"address province", "address city", "address county", "address street"} {
			got := only(t, identifiers.HomeAddress, level).Mask(identifiers.HomeAddress, s)
			if got == desensitize.Hidden {
				got = ""
			}
			if err != nil && got != "" || len(got) > len(normal) || normal[:len(got)] != got || len(got) < len(before) {
				t.Fatalf("%q of %q = %q, after %q", level, s, got, before)
			}
			before = got
		}
	})
}
