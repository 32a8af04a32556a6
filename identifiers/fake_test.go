package identifiers_test

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	id "github.com/khtong/privacykit/identifiers"
)

// draws returns n values of Fake from a seed.
func draws(t *testing.T, k id.Kind, n int, seed uint64) []string {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, seed))
	values := make([]string, n)
	for i := range values {
		s, err := id.Fake(k, rng)
		if err != nil {
			t.Fatalf("Fake(%s): %v", k, err)
		}
		values[i] = s
	}
	return values
}

// few are the kinds with few values: how many of 1,000 draws differ at least. All others differ in 950.
var few = map[id.Kind]int{
	id.MAC: 240, id.Age: 73, id.Gender: 2, id.BankCardExpiry: 220, id.IP: 700,
}

func TestFake(t *testing.T) {
	kinds := 0
	for k := range id.Kinds() {
		kinds++
		values := draws(t, k, 1000, 1)
		for _, s := range values {
			if err := id.Validate(k, s); err != nil {
				t.Fatalf("%s: %q: %v", k, s, err)
			}
			if again, err := id.Normalize(k, s); err != nil || again != s {
				t.Fatalf("%s: %q is not a normal form but %q, %v", k, s, again, err)
			}
		}
		if !slices.Equal(values, draws(t, k, 1000, 1)) {
			t.Errorf("%s: the same seed gives other values", k)
		}
		if k != id.Gender && slices.Equal(values[:20], draws(t, k, 20, 2)) {
			t.Errorf("%s: another seed gives the same values", k)
		}
		slices.Sort(values)
		least, listed := few[k]
		if !listed {
			least = 950
		}
		if n := len(slices.Compact(values)); n < least {
			t.Errorf("%s: only %d different values of 1,000", k, n)
		}
	}
	if kinds < 166 {
		t.Errorf("only %d kinds", kinds)
	}
}

// setAside are the values that are set aside for tests, or that no published list of codes knows.
var setAside = map[id.Kind]string{
	id.ResidentID:               `[1-8][0-9]{3}99(19[5-9][0-9]|200[0-5])[0-9]{7}[0-9X]`,
	id.DriverLicense:            `[1-8][0-9]{3}99(19[5-9][0-9]|200[0-5])[0-9]{7}[0-9X]`,
	id.ForeignPermanentResident: `9[1-5][0-9]9[0-9]{2}(19[5-9][0-9]|200[0-5])[0-9]{7}[0-9X]`,
	id.USCC:                     `9[12][0-9]{4}99[0-9A-HJ-NPQRTUWXY]{10}`,
	id.HKID:                     `Q[0-9]{6}\([0-9A]\)`,
	id.TaiwanID:                 `Y[12][0-9]{8}`,
	id.HKMacauPermit:            `[HM]99[0-9]{6}`,
	id.TaiwanPermit:             `99[0-9]{6}`,
	id.Passport:                 `EZ[0-9]{7}`,
	id.OfficerID:                `样字第[0-9]{7}号`,
	id.DriverLicenseFile:        `99[0-9]{10}`,
	id.Mobile:                   `\+86174[3-8][0-9]{7}`,
	id.Phone:                    `\+86174[3-8][0-9]{7}`,
	id.Landline:                 `\+86(10|20|21|755)90[0-9]{6}`,
	id.EnterprisePhone:          `\+86(10|20|21|755)90[0-9]{6}`,
	id.PostalCode:               `9[0-8][0-9]{4}`,
	id.BankCard:                 `629999[0-9]{13}`,
	id.BankCardExpiry:           `(0[1-9]|1[0-2])/[34][0-9]`,
	id.TransactionAmount:        `[0-9]{1,4}(\.[0-9]{1,2})?`,
	id.WalletBalance:            `[0-9]{1,4}(\.[0-9]{1,2})?`,
	id.Plate:                    `[宁青琼藏][WXYZ][DF]?[0-9]{5}`,
	id.VIN:                      `L00[A-HJ-NPR-Z1-9]{5}[0-9X][A-HJ-NPR-TV-Y1-9][A-HJ-NPR-Z1-9][0-9]{6}`,
	id.IMEI:                     `0086[0-9]{11}`,
	id.IMEISV:                   `0086[0-9]{12}`,
	id.MEID:                     `FF[0-9A-F]{12}`,
	id.IMSI:                     `46099[0-9]{10}`,
	id.ICCID:                    `898699[0-9]{14}`,
	id.IDFA:                     `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
	id.IDFV:                     `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
	id.GUID:                     `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
	id.OAID:                     `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
	id.AndroidID:                `[0-9a-f]{16}`,
	id.OpenUDID:                 `[0-9a-f]{40}`,
	id.MAC:                      `00:00:5e:00:53:[0-9a-f]{2}`,
	id.IP:                       `[0-9.]+|2001:db8:[0-9a-f:]+`,
	id.Email:                    `user[0-9]{6}@example\.(com|net|org)`,
	id.DomainName:               `site[0-9]{6}\.example\.(com|net|org)`,
	id.URL:                      `https://www\.example\.(com|net|org)/user/[0-9]{6}`,
	id.QQ:                       `9[0-9]{11}`,
	id.WeChat:                   `example-[0-9a-z]{10}`,
	id.Name:                     `\p{Han}{3,4}`,
	id.Gender:                   `[男女]`,
	id.Birthday:                 `(19[5-9][0-9]|200[0-5])-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`,
	id.Age:                      `1[89]|[2-8][0-9]|90`,
	id.HomeAddress:              `\p{Han}{2,3}[省市]\p{Han}*示例区\p{Han}+[0-9]+号[0-9]+栋[0-9]+室`,
	id.ShippingAddress:          `\p{Han}{2,3}[省市]\p{Han}*示例区\p{Han}+[0-9]+号[0-9]+栋[0-9]+室`,
	id.EnterpriseAddress:        `\p{Han}{2,3}[省市]\p{Han}*示例区\p{Han}+[0-9]+号[0-9]+栋[0-9]+室`,
	id.LatLong:                  `3[45](\.[0-9]{1,6})?,8[67](\.[0-9]{1,6})?`,
	id.Password:                 `Fake-[0-9A-Za-z]{12}`,
	id.PaymentPassword:          `[0-9]{6}`,
	id.DynamicCode:              `[0-9]{6}`,
}

// TestFakeBelongsToNobody holds that every value is of those set aside, and that a kind without any is a text that says so.
func TestFakeBelongsToNobody(t *testing.T) {
	texts := 0
	for k := range id.Kinds() {
		pattern, listed := setAside[k]
		if !listed {
			info, _ := id.Describe(k)
			pattern = "示例" + regexp.QuoteMeta(info.Label(language.Chinese)) + " [0-9]{6}"
			texts++
		}
		re := regexp.MustCompile("^(" + pattern + ")$")
		for _, s := range draws(t, k, 1000, 3) {
			if !re.MatchString(s) {
				t.Fatalf("%s: %q is not of %s", k, s, pattern)
			}
		}
	}
	if len(setAside)+texts != len(slices.Collect(id.Kinds())) {
		t.Error("a kind is listed that the package does not know")
	}
	t.Logf("%d kinds have a form, %d a text", len(setAside), texts)
}

// TestFakeAddresses holds IP addresses to the ranges of RFC 5737 and RFC 3849, and that each range is used.
func TestFakeAddresses(t *testing.T) {
	seen := map[netip.Prefix]bool{
		netip.MustParsePrefix("192.0.2.0/24"): false, netip.MustParsePrefix("198.51.100.0/24"): false,
		netip.MustParsePrefix("203.0.113.0/24"): false, netip.MustParsePrefix("2001:db8::/32"): false,
	}
	for _, s := range draws(t, id.IP, 1000, 4) {
		addr, inside := netip.MustParseAddr(s), false
		for p := range seen {
			if p.Contains(addr) {
				seen[p], inside = true, true
			}
		}
		if !inside {
			t.Errorf("%s is no address for documentation", s)
		}
	}
	for p, used := range seen {
		if !used {
			t.Errorf("nothing of %v", p)
		}
	}
}

func TestFakeResidentID(t *testing.T) {
	men, at := 0, time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	for _, s := range draws(t, id.ResidentID, 1000, 5) {
		n, err := id.ParseResidentID(s)
		if err != nil {
			t.Fatal(err)
		}
		if age := n.Age(at); age < 14 || age > 70 || !strings.HasSuffix(n.Division(), "99") {
			t.Errorf("%d years old, of %s", age, n.Division())
		}
		if n.Male() {
			men++
		}
	}
	if men < 400 || men > 600 {
		t.Errorf("%d men of 1,000", men)
	}
}

// organisation reports whether a USCC has the check character of GB 11714 in the code of its organisation.
func organisation(code string) bool {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[8+i])
	}
	switch c9 := 11 - sum%11; c9 {
	case 10:
		return code[16] == 'X'
	case 11:
		return code[16] == '0'
	default:
		return int(code[16]-'0') == c9
	}
}

func TestFakeUSCC(t *testing.T) {
	if !organisation("91440399D2143569X0") || organisation("91440399D214356910") { // the example of the standard
		t.Fatal("the reference is wrong")
	}
	for _, s := range draws(t, id.USCC, 1000, 6) {
		if !organisation(s) {
			t.Errorf("%s: the code of the organisation has another check character", s)
		}
	}
}

func TestFakeErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, k := range []id.Kind{"", "room_number", "13812345678", "resident_id "} {
		s, err := id.Fake(k, rng)
		if s != "" || !errors.Is(err, id.ErrKind) {
			t.Errorf("Fake(%q) = %q, %v", k, s, err)
		}
		if _, err := id.Fake(k, nil); !errors.Is(err, id.ErrKind) {
			t.Errorf("Fake(%q, nil): %v", k, err)
		}
	}
	for k := range id.Kinds() {
		if s, err := id.Fake(k, nil); s != "" || err == nil || errors.Is(err, id.ErrKind) {
			t.Errorf("Fake(%s, nil) = %q, %v", k, s, err)
		}
	}
}

func BenchmarkFake(b *testing.B) {
	for _, k := range []id.Kind{id.ResidentID, id.Mobile, id.BankCard, id.USCC, id.VIN, id.Email, id.Name, id.HomeAddress, id.Occupation} {
		b.Run(string(k), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := id.Fake(k, rng); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
