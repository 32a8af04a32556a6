package disclosure_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/khtong/privacykit/crypto/disclosure"
)

const (
	refSecret = "a secret of 32 bytes for tests.."
	refSalt   = "salt of 16 bytes"
)

// made is what a test needs to make packages for the key of Alice without the package.
type made struct {
	key      disclosure.PrivateKey
	manifest disclosure.Manifest
	encoded  []byte
	header   []byte
}

func makeForAlice(tb testing.TB) made {
	tb.Helper()
	key, public := rfcKey(tb, alicePrivate), unhex(tb, alicePublic)
	m := manifest(key)
	return made{key, m, refManifest(m, refSalt, public), refHeader(tb, refSecret, public)}
}

func (m made) open(tb testing.TB, content []byte) ([]content, error) {
	tb.Helper()
	_, files, _, err := open(bytes.NewReader(refSeal(tb, refSecret, m.header, content)), m.key)
	return files, err
}

// TestReference opens with each of the two implementations what the other sealed.
func TestReference(t *testing.T) {
	m := makeForAlice(t)
	long := strings.Repeat("0123456789abcdef", 16_384)
	for _, files := range [][]content{nil, {{"空", ""}}, {{"a.csv", "a"}, {"b.jpg", long}, {"c", long[:65536]}, {"d", "d"}}} {
		pkg := refSeal(t, refSecret, m.header, refContent(m.encoded, files...))
		got, gotFiles, receipt, err := open(bytes.NewReader(pkg), m.key)
		if err != nil || !reflect.DeepEqual(got, m.manifest) || !slices.Equal(gotFiles, files) || receipt.Manifest != fmt.Sprintf("%x", refTable(m.encoded, files...)) {
			t.Fatalf("the package opens a package of the reference as %v: %v", receipt, err)
		}
		pkg, receipt = seal(t, m.manifest, files...)
		header, _, content := refOpen(t, pkg, unhex(t, alicePrivate))
		salt := string(content[8:][:16])
		if want := refContent(refManifest(m.manifest, salt, unhex(t, alicePublic)), files...); !bytes.Equal(content, want) || len(header) != 25+32+4+112 ||
			receipt.Manifest != fmt.Sprintf("%x", content[len(content)-32:]) {
			t.Fatal("the reference opens a package as something else")
		}
	}
}

// TestMadeBadly opens authentic packages whose maker broke a rule.
func TestMadeBadly(t *testing.T) {
	m := makeForAlice(t)
	bob := unhex(t, bobPublic)
	a, b := content{"a", "1"}, content{"b", "2"}
	good := refContent(m.encoded, a, b)
	head, fileA, fileB, end := refLP(string(m.encoded)), refFile(a), refFile(b), append([]byte{0}, refTable(m.encoded, a, b)...)
	if _, err := m.open(t, good); err != nil {
		t.Fatal(err)
	}
	longPurpose := m.manifest
	longPurpose.Purpose = strings.Repeat("a", 65_500)
	tooLong := content{"a", strings.Repeat("x", 65537)}
	number := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	for name, content := range map[string][]byte{
		"nothing":                          {},
		"no manifest":                      number(0),
		"a long manifest":                  refContent(refManifest(longPurpose, refSalt, unhex(t, alicePublic)), a),
		"a manifest without end":           append(number(65536), "x"...),
		"only a manifest":                  head,
		"no end":                           slices.Concat(head, fileA, fileB),
		"half an end":                      good[:len(good)-1],
		"more after the end":               append(slices.Clone(good), 0),
		"a segment after the end":          append(slices.Clone(good), make([]byte, 70_000)...),
		"a file after the end":             slices.Concat(good, fileB),
		"two ends":                         slices.Concat(good, end),
		"files in another order":           slices.Concat(head, fileB, fileA, end),
		"a file missing":                   slices.Concat(head, fileA, end),
		"a file added":                     slices.Concat(head, fileA, fileB, refFile(content{"c", "3"}), end),
		"another content":                  slices.Concat(head, fileA, refFile(content{"b", "3"}), end),
		"another name":                     slices.Concat(head, fileA, refFile(content{"c", "2"}), end),
		"table of another manifest":        slices.Concat(head, fileA, fileB, []byte{0}, refTable(m.encoded[1:], a, b)),
		"a name twice":                     refContent(m.encoded, a, a),
		"a name twice, in capitals":        refContent(m.encoded, a, content{"A", "2"}),
		"an unknown record":                slices.Concat(head, []byte{2}, fileA[1:], fileB, end),
		"a chunk too long":                 slices.Concat(head, []byte{1}, refLP("a", tooLong.data, ""), []byte{0}, refTable(m.encoded, tooLong)),
		"a file that ends in a chunk":      slices.Concat(head, []byte{1}, refLP("a"), number(1000), make([]byte, 999)),
		"a file that ends behind a chunk":  slices.Concat(head, []byte{1}, refLP("a"), number(65536), make([]byte, 65536)),
		"a file without chunk":             slices.Concat(head, []byte{1}, refLP("a")),
		"salt too short":                   refContent(refManifest(m.manifest, refSalt[1:], unhex(t, alicePublic)), a),
		"salt too long":                    refContent(refManifest(m.manifest, refSalt+"x", unhex(t, alicePublic)), a),
		"manifest cut":                     refContent(m.encoded[:len(m.encoded)-1], a),
		"manifest with more":               refContent(append(slices.Clone(m.encoded), 0), a),
		"other recipients than the header": refContent(refManifest(m.manifest, refSalt, bob), a),
	} {
		_, err := m.open(t, content)
		wantErr(t, name, err, disclosure.ErrFormat)
	}
	for _, name := range refusedNames {
		files, err := m.open(t, refContent(m.encoded, content{name, "x"}))
		wantErr(t, fmt.Sprintf("name %q", name), err, disclosure.ErrFormat)
		if len(files) != 0 || len(name) > 3 && err != nil && strings.Contains(err.Error(), name) {
			t.Errorf("name %q was given out or shown: %v", name, err)
		}
	}
	for name, change := range map[string]func(*disclosure.Manifest){
		"no ID":         func(m *disclosure.Manifest) { m.ID = "" },
		"not UTF-8":     func(m *disclosure.Manifest) { m.Controller = "\xff" },
		"escape":        func(m *disclosure.Manifest) { m.Purpose = "\x1b[2J" },
		"no basis":      func(m *disclosure.Manifest) { m.LegalBasis = "" },
		"no kinds":      func(m *disclosure.Manifest) { m.Kinds = nil },
		"negative":      func(m *disclosure.Manifest) { m.Persons = -1 },
		"year 10000":    func(m *disclosure.Manifest) { m.Time = m.Time.AddDate(9000, 0, 0) },
		"zero time":     func(m *disclosure.Manifest) { m.Time = time.Time{} },
		"no recipients": func(m *disclosure.Manifest) { m.Recipients = nil },
		"bad name":      func(m *disclosure.Manifest) { m.Recipients[0].Name = "" },
	} {
		bad := manifest(m.key)
		change(&bad)
		_, err := m.open(t, refContent(refManifest(bad, refSalt, unhex(t, alicePublic)), a))
		wantErr(t, name, err, disclosure.ErrFormat)
	}
}

// TestLengthsCostNothing opens contents that speak of more bytes than there are: none of them is made room for.
func TestLengthsCostNothing(t *testing.T) {
	m := makeForAlice(t)
	head, most := refLP(string(m.encoded)), []byte{255, 255, 255, 255}
	for name, content := range map[string][]byte{
		"manifest":   most,
		"kinds":      refContent(slices.Concat(m.encoded[:len(m.encoded)-100], most, make([]byte, 96))),
		"recipients": refContent(slices.Concat(m.encoded[:len(m.encoded)-4-10-32-4], most, make([]byte, 46))),
		"name":       slices.Concat(head, []byte{1}, most),
		"chunk":      slices.Concat(head, []byte{1}, refLP("a"), most),
	} {
		pkg := refSeal(t, refSecret, m.header, content)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, _, err := open(bytes.NewReader(pkg), m.key)
		runtime.ReadMemStats(&after)
		wantErr(t, name, err, disclosure.ErrFormat)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%s: %d bytes allocated", name, n)
		}
	}
}

// TestHeaders opens what begins badly.
func TestHeaders(t *testing.T) {
	m := makeForAlice(t)
	alice, bob := unhex(t, alicePublic), unhex(t, bobPublic)
	sealed := func(header []byte) []byte {
		return refSeal(t, refSecret, header, refContent(m.encoded, content{"a", "1"}))
	}
	var many [][]byte
	for range disclosure.MaxRecipients + 1 {
		many = append(many, alice)
	}
	otherSecret := strings.ToUpper(refSecret)
	other := refHeader(t, otherSecret, alice)
	uncommitted := slices.Concat(m.header[:25+32], other[25+32:])
	for name, c := range map[string]struct {
		pkg  []byte
		want error
	}{
		"empty":               {nil, disclosure.ErrFormat},
		"only the first line": {m.header[:25], disclosure.ErrFormat},
		"another version":     {bytes.Replace(sealed(m.header), []byte("v1\n"), []byte("v2\n"), 1), disclosure.ErrFormat},
		"a ZIP file":          {append([]byte("PK\x03\x04"), make([]byte, 1000)...), disclosure.ErrFormat},
		"no recipients":       {sealed(refHeader(t, refSecret)), disclosure.ErrFormat},
		"65 recipients":       {sealed(refHeader(t, refSecret, many...)), disclosure.ErrFormat},
		"only a header":       {m.header, disclosure.ErrChanged},
		"a recipient twice":   {sealed(refHeader(t, refSecret, alice, alice)), disclosure.ErrFormat},
		"one more recipient":  {sealed(refHeader(t, refSecret, alice, bob)), disclosure.ErrFormat},
		"for Bob":             {sealed(refHeader(t, refSecret, bob)), disclosure.ErrNotRecipient},
		// A maker who wants to show each recipient another content seals other secrets; the header commits to one of them.
		"two secrets":          {sealed(slices.Concat(m.header[:25+32+4], other[25+32+4:])), disclosure.ErrChanged},
		"a secret uncommitted": {refSeal(t, otherSecret, uncommitted, refContent(m.encoded)), disclosure.ErrChanged},
	} {
		_, _, _, err := open(bytes.NewReader(c.pkg), m.key)
		wantErr(t, name, err, c.want)
	}
}

// TestEndOfSegment makes a content that fills a segment, and a segment after it.
func TestEndOfSegment(t *testing.T) {
	m := makeForAlice(t)
	file := content{"f", ""}
	file.data = strings.Repeat("x", 65536-40-16-len(refContent(m.encoded, file)))
	full := refContent(m.encoded, file)
	if _, err := m.open(t, full); err != nil {
		t.Fatal(err)
	}
	_, err := m.open(t, append(slices.Clone(full), 'x'))
	wantErr(t, "one byte more", err, disclosure.ErrFormat)
	pkg := refSeal(t, refSecret, m.header, append(slices.Clone(full), 'x'))
	_, _, _, err = open(io.MultiReader(bytes.NewReader(pkg[:len(pkg)-1]), iotest.ErrReader(errTest)), m.key)
	wantErr(t, "a failure behind the end", err, errTest)
	pkg[len(pkg)-1] ^= 1
	_, _, _, err = open(bytes.NewReader(pkg), m.key)
	wantErr(t, "a changed segment behind the end", err, disclosure.ErrChanged)

	// A last segment that holds nothing, as Tink never writes, but opens.
	header, stream := m.header, len(m.header)+40
	key, _ := refExpand(refSecret)
	gcm, nonce := refGCM(t, key, pkg[len(header)+1:][:32], pkg[len(header)+33:][:7], header)
	pkg = gcm.Seal(gcm.Seal(pkg[:stream], nonce(0, false), full, nil), nonce(1, true), nil, nil)
	_, files, _, err := open(bytes.NewReader(pkg), m.key)
	if err != nil || len(files) != 1 || files[0] != file {
		t.Errorf("an empty last segment: %v", err)
	}
}

// FuzzReader opens any bytes. What opens is what the reference opens.
func FuzzReader(f *testing.F) {
	m := makeForAlice(f)
	pkg := refSeal(f, refSecret, m.header, refContent(m.encoded, content{"a", "1"}))
	f.Add(pkg)
	f.Add(pkg[:len(pkg)-1])
	f.Add(m.header)
	f.Fuzz(func(t *testing.T, b []byte) {
		_, files, receipt, err := open(bytes.NewReader(b), m.key)
		if err != nil {
			if !errors.Is(err, disclosure.ErrFormat) && !errors.Is(err, disclosure.ErrChanged) && !errors.Is(err, disclosure.ErrNotRecipient) {
				t.Fatal(err)
			}
			return
		}
		if _, _, made := refOpen(t, b, unhex(t, alicePrivate)); !bytes.Equal(made, refContent(m.encoded, files...)) || receipt.Size != int64(len(b)) {
			t.Fatal("another package opens")
		}
	})
}

// FuzzContent opens authentic packages of any content. What opens is what the reference makes of the result.
func FuzzContent(f *testing.F) {
	m := makeForAlice(f)
	f.Add(refContent(m.encoded))
	f.Add(refContent(m.encoded, content{"a", "1"}, content{"b", ""}))
	f.Add(refContent(m.encoded, content{"../a", "1"}))
	f.Add(refContent(m.encoded, content{"a", strings.Repeat("0123456789", 7000)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, files, receipt, err := open(bytes.NewReader(refSeal(t, refSecret, m.header, b)), m.key)
		for _, file := range files {
			if !filepath.IsLocal(file.name) || filepath.Base(file.name) != file.name {
				t.Fatalf("name %q", file.name)
			}
		}
		if err != nil {
			if !errors.Is(err, disclosure.ErrFormat) || strings.Contains(err.Error(), "\n") {
				t.Fatal(err)
			}
			return
		}
		salt := string(b[8:][:16])
		if want := refContent(refManifest(got, salt, unhex(t, alicePublic)), files...); !bytes.Equal(b, want) || receipt.Files != len(files) {
			t.Fatal("two contents are one package")
		}
	})
}
