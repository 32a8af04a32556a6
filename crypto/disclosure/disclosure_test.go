package disclosure_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/khtong/privacykit/crypto/disclosure"
)

func TestRoundTrip(t *testing.T) {
	alice, bob, eve := newKey(t), newKey(t), newKey(t)
	long := strings.Repeat("a line of a long file\n", 10_000)
	for name, files := range map[string][]content{
		"no file":          nil,
		"an empty file":    {{"空.csv", ""}},
		"one":              {{"customers.csv", "张三,13800138000\n"}},
		"several":          {{"a.csv", "1"}, {"b", ""}, {"photo 1.jpg", long}, {"c.csv", "3"}},
		"a chunk less one": {{"a", long[:65535]}, {"b", "b"}},
		"a chunk":          {{"a", long[:65536]}, {"b", "b"}},
		"a chunk and one":  {{"a", long[:65537]}, {"b", "b"}},
		"two chunks":       {{"a", long[:131072]}},
	} {
		m := manifest(alice, bob)
		pkg, sent := seal(t, m, files...)
		for who, key := range map[string]disclosure.PrivateKey{"alice": alice, "bob": bob} {
			for how, src := range map[string]io.Reader{"whole": bytes.NewReader(pkg), "bytewise": iotest.OneByteReader(bytes.NewReader(pkg)), "data with EOF": iotest.DataErrReader(bytes.NewReader(pkg))} {
				got, gotFiles, received, err := open(src, eve, key)
				if err != nil || !reflect.DeepEqual(got, m) || !slices.Equal(gotFiles, files) || !reflect.DeepEqual(received, sent) {
					t.Fatalf("%s, %s, %s: %v", name, who, how, err)
				}
			}
		}
		_, _, _, err := open(bytes.NewReader(pkg), eve)
		wantErr(t, name+": not a recipient", err, disclosure.ErrNotRecipient)
		if sent.Size != int64(len(pkg)) || sent.Files != len(files) || sent.Persons != 2 || sent.Records != 3 || !sent.Time.Equal(m.Time) ||
			!slices.Equal(sent.Recipients, []string{alice.Public().Fingerprint(), bob.Public().Fingerprint()}) {
			t.Errorf("%s: receipt %+v", name, sent)
		}
	}
}

// TestSegmentEnds makes contents that end around the end of a segment.
func TestSegmentEnds(t *testing.T) {
	key := newKey(t)
	_, receipt := seal(t, manifest(key), content{"f", ""})
	// Bytes of the content until the first segment is full: what the package has beyond the header and one tag is content.
	room := 65536 - 40 - 16 - (int(receipt.Size) - (25 + 32 + 4 + 112) - 40 - 16)
	for n := room - 40; n < room+3; n++ {
		file := content{"f", strings.Repeat("x", n)}
		pkg, sent := seal(t, manifest(key), file)
		_, files, received, err := open(bytes.NewReader(pkg), key)
		if err != nil || len(files) != 1 || files[0] != file || !reflect.DeepEqual(received, sent) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

// TestSmallWrites writes byte by byte what must be one package with what is written at once, but for what is random.
func TestSmallWrites(t *testing.T) {
	key := newKey(t)
	data := strings.Repeat("0123456789", 7000)
	var dst bytes.Buffer
	w, err := disclosure.NewWriter(&dst, manifest(key))
	must(t, err)
	f, err := w.Create("f")
	must(t, err)
	_, err = io.Copy(f, iotest.OneByteReader(strings.NewReader(data)))
	must(t, err)
	receipt, err := w.Close()
	must(t, err)
	_, other := seal(t, manifest(key), content{"f", data})
	if receipt.Size != other.Size || receipt.Bytes != other.Bytes || receipt.Package == other.Package || receipt.Manifest == other.Manifest {
		t.Errorf("%+v; %+v", receipt, other)
	}
}

// TestMutation flips each bit of a package, and cuts it and lengthens it everywhere.
func TestMutation(t *testing.T) {
	alice, bob := newKey(t), newKey(t)
	pkg, _ := seal(t, manifest(alice, bob), content{"a.csv", "a"}, content{"b.csv", "bb"})
	refuse := func(what string, pkg []byte) {
		_, _, receipt, err := open(bytes.NewReader(pkg), alice)
		if !errors.Is(err, disclosure.ErrChanged) && !errors.Is(err, disclosure.ErrFormat) && !errors.Is(err, disclosure.ErrNotRecipient) || receipt.Package != "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	changed, bits := slices.Clone(pkg), 8
	if testing.Short() {
		bits = 1
	}
	for i := range pkg {
		for bit := range bits {
			changed[i] ^= 1 << bit
			refuse(fmt.Sprintf("bit %d of byte %d", bit, i), changed)
			changed[i] = pkg[i]
		}
		refuse(fmt.Sprintf("cut to %d", i), pkg[:i])
		refuse(fmt.Sprintf("without byte %d", i), append(slices.Clone(pkg[:i]), pkg[i+1:]...))
	}
	refuse("a byte more", append(slices.Clone(pkg), 0))
	refuse("twice", append(slices.Clone(pkg), pkg...))
}

// TestSplice puts packages together from the parts of others: for the same recipients, and of several segments.
func TestSplice(t *testing.T) {
	alice, bob := newKey(t), newKey(t)
	long := strings.Repeat("0123456789abcdef", 16_384)
	one, _ := seal(t, manifest(alice, bob), content{"f", long})
	two, _ := seal(t, manifest(alice, bob), content{"f", long})
	header := 25 + 32 + 4 + 2*112
	segment := func(pkg []byte, i int) []byte { return pkg[header+i*65536:][:65536] }
	for name, pkg := range map[string][]byte{
		"header of another":            slices.Concat(two[:header], one[header:]),
		"recipient of another":         slices.Concat(one[:25+32+4], two[25+32+4:][:112], one[25+32+4+112:]),
		"commitment of another":        slices.Concat(one[:25], two[25:][:32], one[25+32:]),
		"beginning of another":         slices.Concat(one[:header], segment(two, 0), one[header+65536:]),
		"a segment of another":         slices.Concat(one[:header], segment(one, 0), segment(two, 1), one[header+2*65536:]),
		"end of another":               slices.Concat(one[:len(one)-500], two[len(two)-500:]),
		"segments in another order":    slices.Concat(one[:header], segment(one, 0), segment(one, 2), segment(one, 1), one[header+3*65536:]),
		"a segment twice":              slices.Concat(one[:header], segment(one, 0), segment(one, 1), one[header+65536:]),
		"a segment missing":            slices.Concat(one[:header], segment(one, 0), one[header+2*65536:]),
		"ends with a segment":          one[:header+2*65536],
		"recipients in another order":  slices.Concat(one[:header-224], one[header-112:header], one[header-224:header-112], one[header:]),
		"one recipient less":           slices.Concat(one[:25+32], []byte{0, 0, 0, 1}, one[25+32+4:][:112], one[header:]),
		"a recipient twice":            slices.Concat(one[:25+32], []byte{0, 0, 0, 3}, one[25+32+4:header], one[header-112:header], one[header:]),
		"stream without its beginning": slices.Concat(one[:header], one[header+40:]),
	} {
		_, _, _, err := open(bytes.NewReader(pkg), alice)
		wantErr(t, name, err, disclosure.ErrChanged)
	}
}

// TestNotFinished leaves out Close.
func TestNotFinished(t *testing.T) {
	key := newKey(t)
	var dst bytes.Buffer
	w, err := disclosure.NewWriter(&dst, manifest(key))
	must(t, err)
	f, err := w.Create("f")
	must(t, err)
	_, err = f.Write(make([]byte, 500_000))
	must(t, err)
	_, files, _, err := open(&dst, key)
	wantErr(t, "not finished", err, disclosure.ErrChanged)
	if len(files) != 1 || len(files[0].data) == 0 {
		t.Error("segments in front of the end are not given out")
	}
}

func TestWriterOrder(t *testing.T) {
	w, err := disclosure.NewWriter(io.Discard, manifest(newKey(t)))
	must(t, err)
	first, err := w.Create("first")
	must(t, err)
	second, err := w.Create("second")
	must(t, err)
	_, err = first.Write([]byte("x"))
	wantErr(t, "Write to an earlier file", err, disclosure.ErrClosed)
	_, err = w.Create("first")
	wantErr(t, "the same name", err, disclosure.ErrArgument)
	_, err = w.Create("FIRST")
	wantErr(t, "the same name in capitals", err, disclosure.ErrArgument)
	_, err = second.Write([]byte("x"))
	must(t, err)
	_, err = w.Close()
	must(t, err)
	_, err = second.Write([]byte("x"))
	wantErr(t, "Write after Close", err, disclosure.ErrClosed)
	_, err = w.Create("third")
	wantErr(t, "Create after Close", err, disclosure.ErrClosed)
	_, err = w.Close()
	wantErr(t, "Close after Close", err, disclosure.ErrClosed)
	var zero disclosure.Writer
	_, err = zero.Create("f")
	wantErr(t, "zero Writer", err, disclosure.ErrClosed)
}

// TestReaderOrder leaves files unread, half read, and leaves the loop.
func TestReaderOrder(t *testing.T) {
	key := newKey(t)
	long := strings.Repeat("0123456789", 20_000)
	pkg, sent := seal(t, manifest(key), content{"a", long}, content{"b", long}, content{"c", "c"})
	r, err := disclosure.NewReader(bytes.NewReader(pkg), key)
	must(t, err)
	var first *disclosure.File
	for f, err := range r.Files() {
		must(t, err)
		first = f
		_, err := io.ReadFull(f, make([]byte, 70_000))
		must(t, err)
		break
	}
	_, err = r.Receipt()
	wantErr(t, "receipt before the end", err, disclosure.ErrNotVerified)
	if first.Name() != "a" || first.Size() != 70_000 {
		t.Errorf("file %q of %d bytes", first.Name(), first.Size())
	}
	var names string
	for f, err := range r.Files() {
		must(t, err)
		names += f.Name()
		if f.Name() == "b" {
			_, err := first.Read(make([]byte, 1))
			wantErr(t, "the earlier file, which was skipped", err, disclosure.ErrClosed)
		}
	}
	if names != "bc" {
		t.Errorf("the second loop had %q", names)
	}
	received, err := r.Receipt()
	if err != nil || !reflect.DeepEqual(received, sent) {
		t.Errorf("receipt %+v, %v", received, err)
	}
	for f, err := range r.Files() {
		t.Errorf("%v, %v after the end", f, err)
	}
	var zero disclosure.Reader
	_, err = zero.Receipt()
	wantErr(t, "zero Reader", err, disclosure.ErrNotVerified)
	for _, err := range zero.Files() {
		wantErr(t, "zero Reader", err, disclosure.ErrNotVerified)
	}
	var file disclosure.File
	_, err = file.Read(make([]byte, 1))
	wantErr(t, "zero File", err, disclosure.ErrClosed)
	if file.Name() != "" || file.Size() != 0 || file.SHA256() != "" || zero.Manifest().ID != "" {
		t.Error("a zero File or Reader holds something")
	}
}

// TestErrorsStay goes on after an error, in a file that it reads and in one that it skips.
func TestErrorsStay(t *testing.T) {
	key := newKey(t)
	pkg, _ := seal(t, manifest(key), content{"a", strings.Repeat("0123456789", 20_000)}, content{"b", "b"})
	pkg[len(pkg)-1] ^= 1 // in the last segment, after which Tink would say io.EOF
	for _, read := range []bool{true, false} {
		r, err := disclosure.NewReader(bytes.NewReader(pkg), key)
		must(t, err)
		for f, err := range r.Files() {
			if err != nil {
				wantErr(t, "Files", err, disclosure.ErrChanged)
				continue
			}
			for n := 0; read && n < 3; n++ {
				_, err := io.Copy(io.Discard, f)
				wantErr(t, "Read", err, disclosure.ErrChanged)
			}
		}
		for range 3 {
			_, err := r.Receipt()
			wantErr(t, "Receipt", err, disclosure.ErrChanged)
			for f, err := range r.Files() {
				if f != nil {
					t.Error("a file after an error")
				}
				wantErr(t, "Files", err, disclosure.ErrChanged)
			}
		}
	}
}

var errTest = errors.New("test: the disk is full of 13800138000")

// limited fails after n bytes, with an error or a short count.
type limited struct {
	n   int
	err error
}

func (l *limited) Write(p []byte) (int, error) {
	if n := l.n; len(p) > n {
		l.n = 0
		return n, l.err
	}
	l.n -= len(p)
	return len(p), nil
}

func TestWriteFails(t *testing.T) {
	key := newKey(t)
	data := make([]byte, 200_000)
	_, receipt := seal(t, manifest(key), content{"f", string(data)})
	var places []int
	for n := 0; n < int(receipt.Size); n += 1 + n/3 {
		places = append(places, n)
	}
	for _, n := range append(places, int(receipt.Size)-1) {
		for _, fault := range []error{errTest, nil} {
			want := fault
			if fault == nil {
				want = io.ErrShortWrite
			}
			w, err := disclosure.NewWriter(&limited{n, fault}, manifest(key))
			if err == nil {
				var f io.Writer
				if f, err = w.Create("f"); err == nil {
					_, err = f.Write(data)
					for range 2 {
						_, closed := w.Close()
						if err == nil {
							err = closed
						}
						wantErr(t, "Close", closed, want)
					}
					_, again := f.Write(data)
					wantErr(t, "Write after the error", again, want)
				}
			}
			wantErr(t, fmt.Sprintf("after %d bytes", n), err, want)
		}
	}
}

func TestReadFails(t *testing.T) {
	key := newKey(t)
	pkg, _ := seal(t, manifest(key), content{"f", strings.Repeat("0123456789", 20_000)})
	for n := 0; n < len(pkg); n += 1 + n/3 {
		_, _, _, err := open(io.MultiReader(bytes.NewReader(pkg[:n]), iotest.ErrReader(errTest)), key)
		wantErr(t, fmt.Sprintf("after %d bytes", n), err, errTest)
	}
}

func TestManifestRefused(t *testing.T) {
	key, other := newKey(t), newKey(t)
	for want, change := range map[string]func(*disclosure.Manifest){
		"ID is empty":                        func(m *disclosure.Manifest) { m.ID = "" },
		"Controller is not plain text":       func(m *disclosure.Manifest) { m.Controller = "a\x1b[31mb" },
		"Purpose is not plain text":          func(m *disclosure.Manifest) { m.Purpose = "\u202egpj" },
		"LegalBasis is not plain text":       func(m *disclosure.Manifest) { m.LegalBasis = "\xff" },
		"LegalBasis is too long":             func(m *disclosure.Manifest) { m.LegalBasis = strings.Repeat("a", 65537) },
		"Kinds is empty":                     func(m *disclosure.Manifest) { m.Kinds = nil },
		"Kinds[1] is empty":                  func(m *disclosure.Manifest) { m.Kinds = []string{"a", ""} },
		"Recipients are not 1 to 64":         func(m *disclosure.Manifest) { m.Recipients = nil },
		"Recipients[0].Name is empty":        func(m *disclosure.Manifest) { m.Recipients[0].Name = "" },
		"Recipients[1].Key is zero":          func(m *disclosure.Manifest) { m.Recipients[1].Key = disclosure.PublicKey{} },
		"Recipients[1].Key is that of":       func(m *disclosure.Manifest) { m.Recipients[1].Key = key.Public() },
		"Persons is negative":                func(m *disclosure.Manifest) { m.Persons = -1 },
		"Records is negative":                func(m *disclosure.Manifest) { m.Records = -1 },
		"Time is zero":                       func(m *disclosure.Manifest) { m.Time = time.Time{} },
		"between the years 1 and 9999":       func(m *disclosure.Manifest) { m.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"Manifest is longer than 65536 byte": func(m *disclosure.Manifest) { m.Purpose = strings.Repeat("a", 65400) },
	} {
		m := manifest(key, other)
		change(&m)
		_, err := disclosure.NewWriter(io.Discard, m)
		wantErr(t, want, err, disclosure.ErrArgument)
		wantText(t, want, err, want)
	}
	m := manifest(key)
	for len(m.Recipients) <= disclosure.MaxRecipients {
		m.Recipients = append(m.Recipients, disclosure.Recipient{Name: "r", Key: newKey(t).Public()})
	}
	_, err := disclosure.NewWriter(io.Discard, m)
	wantText(t, "65 recipients", err, "Recipients are not 1 to 64")
	m.Recipients = m.Recipients[:64]
	pkg, _ := seal(t, m)
	_, _, _, err = open(bytes.NewReader(pkg), key)
	must(t, err)
	_, err = disclosure.NewWriter(nil, m)
	wantErr(t, "nil", err, disclosure.ErrArgument)
	_, err = disclosure.NewReader(nil, key)
	wantErr(t, "nil", err, disclosure.ErrArgument)
}

// refusedNames would leave a folder, hide, be a device or be shown as another on some system.
var refusedNames = []string{
	"", ".", "..", "...", "/", "a/b", "../a", "/etc/passwd", `a\b`, `..\a`, "C:", "C:a", "a:b", ".profile", "a.", " a", "a ", "a*", "a?", `a"b`, "<a", "a>", "a|b",
	"a\x00", "a\nb", "a\tb", "\x7f", "\u0085", "a\u202egpj.exe", "a\u200bb", "\ufeffa", "a\u2028b", "\xff", "a\xc0\xafb", strings.Repeat("a", 256), strings.Repeat("名", 86),
	"NUL", "nul", "Con.txt", "aux.tar.gz", "PRN", "COM1", "com9.csv", "LPT1", "lpt0", "COM¹", "lpt³.csv", "CONIN$", "conout$.x", "nul .txt",
}

func TestNames(t *testing.T) {
	w, err := disclosure.NewWriter(io.Discard, manifest(newKey(t)))
	must(t, err)
	for _, name := range refusedNames {
		_, err := w.Create(name)
		wantErr(t, fmt.Sprintf("%q", name), err, disclosure.ErrArgument)
		if len(name) > 3 && err != nil && strings.Contains(err.Error(), name) {
			t.Errorf("the error shows the name: %v", err)
		}
	}
	for _, name := range []string{
		"a", "客户名单.csv", "𱁬.jpg", "photo (1).JPG", "a..b", "a.b.c", "-rf", "~", "$HOME", "%PATH%", "nul-1", "console", "com", "COM10", "LPT", "com1a", "张三　照片.jpg", "e\u0301.txt",
		strings.Repeat("a", 255), strings.Repeat("名", 85),
	} {
		_, err := w.Create(name)
		if err != nil || !filepath.IsLocal(name) || filepath.Base(name) != name || filepath.Dir(filepath.Join("dir", name)) != "dir" {
			t.Errorf("%q: %v", name, err)
		}
	}
	_, err = w.Close()
	must(t, err)
}

func TestMaxFiles(t *testing.T) {
	key := newKey(t)
	var dst bytes.Buffer
	w, err := disclosure.NewWriter(&dst, manifest(key))
	must(t, err)
	for i := range disclosure.MaxFiles {
		_, err := w.Create(fmt.Sprint(i))
		must(t, err)
	}
	_, err = w.Create("one more")
	wantErr(t, "one more", err, disclosure.ErrArgument)
	receipt, err := w.Close()
	must(t, err)
	_, files, _, err := open(&dst, key)
	if err != nil || len(files) != disclosure.MaxFiles || receipt.Files != disclosure.MaxFiles {
		t.Errorf("%d files, %v", len(files), err)
	}
}

// TestManifestIsCopied changes what NewWriter got and what Reader gave.
func TestManifestIsCopied(t *testing.T) {
	key := newKey(t)
	m, want := manifest(key), manifest(key)
	m.Time = m.Time.Add(999 * time.Millisecond).In(time.FixedZone("", 8*3600))
	var dst bytes.Buffer
	w, err := disclosure.NewWriter(&dst, m)
	must(t, err)
	m.Kinds[0], m.Recipients[0].Name = "x", "x"
	sent, err := w.Close()
	must(t, err)
	if !sent.Time.Equal(want.Time) {
		t.Errorf("time %v", sent.Time)
	}
	r, err := disclosure.NewReader(&dst, key)
	must(t, err)
	got := r.Manifest()
	got.Kinds[0], got.Recipients[0].Name = "x", "x"
	if !reflect.DeepEqual(r.Manifest(), want) {
		t.Error("the manifest is not a copy")
	}
}
