package identifiers_test

import (
	"strings"
	"testing"

	id "github.com/khtong/privacykit/identifiers"
)

func TestMobileNumber(t *testing.T) {
	for _, test := range []struct {
		s, segment              string
		carrier                 id.Carrier
		virtual, iot, satellite bool
	}{
		{"13812345678", "138", id.ChinaMobile, false, false, false},
		{"13412345678", "134", id.ChinaMobile, false, false, false},
		{"13491234567", "1349", id.ChinaTelecom, false, false, true},
		{"17401234567", "1740", id.CarrierUnknown, false, false, true},
		{"17451234567", "1745", id.CarrierUnknown, false, false, true},
		{"17461234567", "1746", id.CarrierUnknown, false, false, false},
		{"13012345678", "130", id.ChinaUnicom, false, false, false},
		{"19912345678", "199", id.ChinaTelecom, false, false, false},
		{"19212345678", "192", id.ChinaBroadnet, false, false, false},
		{"16212345678", "162", id.ChinaTelecom, true, false, false},
		{"16512345678", "165", id.ChinaMobile, true, false, false},
		{"16612345678", "166", id.ChinaUnicom, false, false, false},
		{"16712345678", "167", id.ChinaUnicom, true, false, false},
		{"17001234567", "1700", id.ChinaTelecom, true, false, false},
		{"17031234567", "1703", id.ChinaMobile, true, false, false},
		{"17041234567", "1704", id.ChinaUnicom, true, false, false},
		{"17112345678", "171", id.ChinaUnicom, true, false, false},
		{"17212345678", "172", id.ChinaMobile, false, false, false},
		{"1400123456789", "1400", id.ChinaUnicom, false, true, false},
		{"1410123456789", "1410", id.ChinaTelecom, false, true, false},
		{"1440123456789", "1440", id.ChinaMobile, false, true, false},
		{"1441123456789", "1441", id.CarrierUnknown, false, true, false},
	} {
		n := mustParse(t, id.ParseMobile, test.s)
		if n.Segment() != test.segment || n.OriginalCarrier() != test.carrier || n.Virtual() != test.virtual || n.IoT() != test.iot || n.Satellite() != test.satellite {
			t.Errorf("%s: segment %s, %v, virtual %t, IoT %t, satellite %t", test.s, n.Segment(), n.OriginalCarrier(), n.Virtual(), n.IoT(), n.Satellite())
		}
		if n.Reveal() != "+86"+test.s || n.RevealNational() != test.s {
			t.Errorf("%s reveals %s, %s", test.s, n.Reveal(), n.RevealNational())
		}
	}
	var zero id.MobileNumber
	if zero.Segment() != "" || zero.OriginalCarrier() != id.CarrierUnknown || zero.Virtual() || zero.IoT() || zero.Satellite() || zero.RevealNational() != "" {
		t.Error("the zero value has a content")
	}
}

// Every segment but those of satellites has a carrier.
func TestCarriersAreComplete(t *testing.T) {
	for i := range 10_000 {
		s := string([]byte{'1', byte('0' + i/1000), byte('0' + i/100%10), byte('0' + i/10%10), byte('0' + i%10)}) + "234567"
		n, err := id.ParseMobile(s)
		if err != nil {
			continue
		}
		if unknown := n.OriginalCarrier() == id.CarrierUnknown; unknown != strings.HasPrefix(s, "174") {
			t.Errorf("segment %s: %v", n.Segment(), n.OriginalCarrier())
		}
	}
}

func TestLandlineNumber(t *testing.T) {
	for _, test := range []struct {
		s, area, city, line, extension string
		service                        bool
	}{
		{"010-12345678", "010", "北京市", "12345678", "", false},
		{"0571-87654321转分机801", "0571", "杭州市", "87654321", "801", false},
		{"0471-1234567", "0471", "呼和浩特市", "1234567", "", false},
		{"400-810-1234", "", "", "4008101234", "", true},
		{"800-810-1234转2", "", "", "8008101234", "2", true},
		{"95588", "", "", "95588", "", true},
	} {
		n := mustParse(t, id.ParseLandline, test.s)
		city, known := n.City()
		if n.AreaCode() != test.area || city != test.city || known != (city != "") || n.RevealSubscriber() != test.line || n.Extension() != test.extension || n.Service() != test.service {
			t.Errorf("%s: area %q, city %q %t, line %q, extension %q, service %t", test.s, n.AreaCode(), city, known, n.RevealSubscriber(), n.Extension(), n.Service())
		}
	}
	var zero id.LandlineNumber
	if city, known := zero.City(); zero.AreaCode()+zero.RevealSubscriber()+zero.Extension()+city != "" || known || zero.Service() {
		t.Error("the zero value has a content")
	}
}
