package identifiers_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khtong/privacykit/identifiers"
)

// planted are sentences of each kind that Find knows, in the format of testdata/quality, each with the one value that is found.
var planted = []string{
	"回电«mobile_number:13812345678»谢谢",
	"回电«mobile_number:+86 138-1234-5678»谢谢",
	"号码１３８，回电«mobile_number:１３８１２３４５６７８»",
	"号码«mobile_number:138\u200d1234\u200b5678»",
	"号码«mobile_number:138\u00ad12345678»",
	"号码 \u202d«mobile_number:13812345678»\u202c",
	"座机«landline:010-62581234»，上班时间打",
	"单位«landline:(0755) 26001234转801»",
	"身份证号«resident_id:11010519491231002X»，请核对",
	"证件 «resident_id:110105 19491231 002x» 已收",
	"永居证«foreign_permanent_resident_id:911840199003074269»",
	"香港身份证«hk_id:A123456(3)»可以办",
	"台湾身份证字号 «taiwan_id:J119165648»",
	"回乡证号：«hk_macau_permit:H12345678»",
	"台胞证«taiwan_permit:12345678»可以注册",
	"护照号«passport:E12345678»，下周出境",
	"证件：«officer_id:武字第12345678号»",
	"档案编号：«driver_license_file_number:440300123456»",
	"税号：«uscc:92110199MA5T5MPDW8»",
	"卡号«bank_card_number:6299990000123456786»",
	"«plate:粤B·6K7M8»，晚上到",
	"车子是«plate:苏E0M87挂»，晚上到",
	"车架号：«vin:LSVAB4181E2116648»",
	"IMEI是«imei:860000003673398»，手机丢了",
	"设备 IMEISV «imeisv:8600000085245701»",
	"手机MEID：«meid:A10000009296F2»",
	"imsi=«imsi:460006549730269» ok",
	"卡片«iccid:89860061064964577665»",
	"IDFA: «idfa:FB1894AA-77C1-4F89-8314-CF8FC478FF03»",
	"IDFV: «idfv:FB1894AA-77C1-4F89-8314-CF8FC478FF03»",
	"oaid=«oaid:1f2e3d4c-5b6a-4789-8abc-0123456789ab»",
	`{"deviceId":"«guid:123e4567-e89b-12d3-a456-426614174000»"}`,
	"android_id=«android_id:9774d56d682e549c»",
	"OpenUDID：«openudid:2b6f0cc904d137be2e1730235f5664094b831186»",
	"地址«mac_address:3c:5a:b4:10:ef:29»在线",
	"来自«ip_address:192.0.2.155»的请求",
	"来自«ip_address:2001:db8:12ab::34cd»的请求",
	"发到«email_address:li.na_2024@mail.example.cn»。",
	"我QQ是«qq:276584913»，你加一下",
	"微信号«wechat:lina_2024»，备注",
	"宝宝出生日期«birthday:2023/05/21»",
	"«birthday:1990年3月7日»出生",
	"gps=«lat_long:39.9042,116.4074» 到了",
	"联系人：«name:王丽华»，已来电",
	"姓名：«name:买买提·艾合买提»，已来电",
	"receiver: «name:Zhang Wei», ok",
	"寄到«home_address:浙江省杭州市西湖区文三路138号东软大厦6楼»，谢谢",
	"住«home_address:阳光花园3栋2单元501室»，谢谢",
}

// parsePlanted returns the sentences without marks, and where the value of each lies.
func parsePlanted(tb testing.TB) []sentence {
	tb.Helper()
	var all []sentence
	for _, line := range planted {
		s, err := parseSentence("planted", "x\t"+line)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func newFinder(tb testing.TB, o *identifiers.FindOptions) *identifiers.Finder {
	tb.Helper()
	f, err := identifiers.NewFinder(o)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// insideRune reports whether i lies within a character of text that is valid UTF-8.
func insideRune(text string, i int) bool {
	for k := 1; k < utf8.UTFMax && k <= i; k++ {
		if _, size := utf8.DecodeRuneInString(text[i-k:]); size > k {
			return true
		}
	}
	return false
}

// checkMatches reports matches that are out of order, out of range, within a character, too unsure or invalid.
func checkMatches(tb testing.TB, text string, matches []identifiers.Match, least identifiers.Confidence) {
	tb.Helper()
	last := 0
	for _, m := range matches {
		if m.Start < last || m.End <= m.Start || m.End > len(text) {
			tb.Fatalf("%s at %d:%d after %d in a text of %d: %q", m.Kind, m.Start, m.End, last, len(text), text)
		}
		last = m.End
		value := text[m.Start:m.End]
		if insideRune(text, m.Start) || insideRune(text, m.End) {
			tb.Errorf("%s at %d:%d cuts a character of %q", m.Kind, m.Start, m.End, text)
		}
		if m.Confidence < least || m.Confidence > identifiers.ConfidenceHigh {
			tb.Errorf("%s %q: confidence %v", m.Kind, value, m.Confidence)
		}
		if m.Evidence&identifiers.EvidenceHost != 0 {
			continue
		}
		if m.Evidence&identifiers.EvidenceShape == 0 {
			tb.Errorf("%s %q: evidence %v", m.Kind, value, m.Evidence)
		}
		err := identifiers.Validate(m.Kind, value)
		if failed := m.Evidence&identifiers.EvidenceCheckFailed != 0; failed != (err != nil) {
			tb.Errorf("%s %q in %q: evidence %v, Validate: %v", m.Kind, value, text, m.Evidence, err)
		}
	}
}

// Each kind is found where it is planted, with nothing else, and no kind is without a sentence.
func TestFindPlanted(t *testing.T) {
	f := newFinder(t, nil)
	seen := map[identifiers.Kind]bool{}
	for _, s := range parsePlanted(t) {
		want := s.spans[0]
		found := slices.Collect(f.Find(s.text))
		checkMatches(t, s.text, found, identifiers.ConfidenceMedium)
		if len(found) != 1 || found[0].Kind != want.kinds[0] || found[0].Start != want.start || found[0].End != want.end {
			t.Errorf("%s: found %s", s.text, tell(s.text, found))
		}
		seen[want.kinds[0]] = true
	}
	for k := range identifiers.Findable() {
		if !seen[k] && k != identifiers.URL && k != identifiers.DomainName {
			t.Errorf("%s: no sentence", k)
		}
	}
}

// Whatever stands around a value, it is found.
func TestFindBesideAnything(t *testing.T) {
	values := []struct {
		kind  identifiers.Kind
		value string
	}{
		{identifiers.Mobile, "13812345678"},
		{identifiers.Email, "a.b@example.com"},
		{identifiers.ResidentID, "11010519491231002X"},
		{identifiers.ResidentID, "110105194912310021"},
		{identifiers.Plate, "粤B6K7M8"},
		{identifiers.IP, "192.0.2.155"},
		{identifiers.MAC, "3c:5a:b4:10:ef:29"},
	}
	for _, sep := range []string{",", ";", "|", "\t", "\n", "\r\n", "，", "；", "、", "。", "！", "（", "）", "“", "”", "和", " ", "  ", "\u3000", "\x00", "\xff", "\"", "'", "<br>", "&", "[]", "{}", "\u200b,"} {
		var b strings.Builder
		var want []identifiers.Match
		for _, v := range values {
			if identifiers.Validate(v.kind, v.value) != nil {
				continue
			}
			want = append(want, identifiers.Match{Kind: v.kind, Start: b.Len(), End: b.Len() + len(v.value)})
			b.WriteString(v.value)
			b.WriteString(sep)
		}
		for _, text := range []string{b.String(), strings.TrimSuffix(b.String(), sep)} {
			found := slices.Collect(identifiers.Find(text))
			checkMatches(t, text, found, identifiers.ConfidenceMedium)
			same := slices.EqualFunc(found, want, func(a, b identifiers.Match) bool {
				return a.Kind == b.Kind && a.Start == b.Start && a.End == b.End
			})
			if !same {
				t.Errorf("parted by %q: found %s", sep, tell(text, found))
			}
		}
	}
}

// hostile are pieces that a finder may take long over when they are repeated, or stumble at.
var hostile = []string{
	"1", "12", "@", "a@", "a@a.", ":", "::", "a:", "=", "京", "京A", "张", "张三", "1 ", "12345 ", "1.", "1-", "a1", "a1a1-", "1.1.1.1.", "１", "１ ",
	"\u200d", "1\u200d", "1\u200b\u200b\u200b\u200b", "e\u0301", "\u200f", "\u202e1", "区", "省市区", "路1", "弄1号", "1栋", "王先生", "姓名", "微信", "字第", "·", "提·",
	"\xff", "\xe4", "\xe4\xb8", "\xef\xbc", "\xef", "\x00", "(010)", "0", "00861", "+86", "%E5", "://", "http://a", "aa:", "aa-", "f", "-", ".", " ", "\n", "13812345678",
	"110105194912310", "X", "（", "Ａ", "６２２", "联系人", "qq", "qq:1", "a.", "a.a-", "3-2-1201", "?a", "！", "%京", "，", "𠮷", "1𠮷",
}

// A run of digits that is too long for anything holds nothing, wherever it is taken apart.
func TestFindLongRuns(t *testing.T) {
	f := newFinder(t, &identifiers.FindOptions{Kinds: slices.Collect(identifiers.Findable()), MinConfidence: identifiers.ConfidenceLow})
	for n := 14; n < 100; n++ { // an ASCII tail that has the length of a card
		text := strings.Repeat("１", n) + "6299990000123456786"
		if matches := slices.Collect(f.Find(text)); len(matches) > 0 {
			t.Errorf("a card behind %d digits: %s", n, tell(text, matches))
		}
	}
	for n := 33; n < 200; n++ {
		for _, unit := range []string{"13812345678", "6299990000123456786", "１３８１２３４５６７８", "６２９９９９００００１２３４５６７８６", "1３8１2３4５6７8", "１３８12345678"} {
			runes := []rune(strings.Repeat(unit, 20))
			for _, text := range []string{string(runes[:n]), string(runes[len(runes)-n:]), "卡号：" + string(runes[len(runes)-n:]) + "，"} {
				if matches := slices.Collect(f.Find(text)); len(matches) > 0 {
					t.Errorf("%d digits of %s: %s", n, unit, tell(text, matches))
				}
			}
		}
	}
}

// Find takes any text. How long it takes is a matter of the benchmarks.
func TestFindHostile(t *testing.T) {
	n := 1 << 16
	if testing.Short() {
		n = 1 << 13
	}
	finders := readerFinders(t)
	for _, h := range hostile {
		text := strings.Repeat(h, n/len(h))
		for _, f := range finders {
			found := slices.Collect(f.Find(text))
			if len(found) > 1000 {
				found = found[len(found)-1000:]
			}
			for i, m := range found {
				if i > 0 && m.Start < found[i-1].End || m.End > len(text) || insideRune(text, m.Start) || insideRune(text, m.End) {
					t.Errorf("%s: %q: %s at %d:%d", f.name, h, m.Kind, m.Start, m.End)
				}
			}
		}
	}
}

// randomText joins pieces of the planted sentences, their values and hostile ones.
func randomText(rng *rand.Rand, sentences []sentence, size int) string {
	var b strings.Builder
	for b.Len() < size {
		s := sentences[rng.IntN(len(sentences))]
		switch sp := s.spans[0]; rng.IntN(8) {
		case 0, 1:
			b.WriteString(s.text)
		case 2:
			b.WriteString(s.text[sp.start:sp.end])
		case 3:
			i := sp.start + rng.IntN(sp.end-sp.start)
			b.WriteString(s.text[sp.start:i])
			b.WriteString(hostile[rng.IntN(len(hostile))])
			b.WriteString(s.text[i:sp.end])
		case 4:
			b.WriteString(s.text[:rng.IntN(len(s.text))])
		case 5:
			b.WriteString(s.text[rng.IntN(len(s.text)):])
		case 6:
			b.WriteString(hostile[rng.IntN(len(hostile))])
		default:
			b.WriteString([]string{",", ";", "|", "\t", "\n", "，", "。", "和", " ", "：", "\"", "(", ")", "-", "/", ".", "_"}[rng.IntN(17)])
		}
	}
	return b.String()
}

// What is promised of matches holds in texts that are put together at random, short and long, and FindReader yields the same.
func TestFindRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	sentences := parsePlanted(t)
	finders := readerFinders(t)
	n := 3000
	if testing.Short() {
		n = 500
	}
	for i := range n {
		text := randomText(rng, sentences, 1+rng.IntN(150))
		for _, f := range finders {
			checkMatches(t, text, slices.Collect(f.Find(text)), identifiers.ConfidenceLow)
		}
		if i%250 != 0 {
			continue
		}
		long := randomText(rng, sentences, 4*held)
		for _, f := range finders {
			checkReader(t, f.Finder, long, &randomReader{strings.NewReader(long), rng, held}, f.name)
		}
	}
}

// A line is found in as if it stood alone: what a label says holds to its end.
func TestFindLineByLine(t *testing.T) {
	for _, text := range []string{"QQ：12345678\n87654321", "护照号码E12345678\nE87654321", "业主：张三\n高峰", "QQ：12345678\r\n87654321"} {
		first, _, _ := strings.Cut(text, "\n")
		for m := range identifiers.Find(text) {
			if m.Start > len(first) {
				t.Errorf("%s at %d:%d has its label on another line", m.Kind, m.Start, m.End)
			}
		}
	}
}
