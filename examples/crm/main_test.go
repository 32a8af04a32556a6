package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/identifiers"
)

var update = flag.Bool("update", false, "write the accounts in testdata anew")

// The test binary is also the program: a child process that can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("CRM_TEST_CHILD") != "" {
		main()
		return
	}
	fixWidths()
	os.Exit(m.Run())
}

// account runs the program in-process and returns what it printed, without the names of the files.
func account(t *testing.T, db string, args ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	args = append([]string{"-db", db}, args...)
	require.NoError(t, run(context.Background(), args, &out, &errOut), errOut.String())
	require.Empty(t, errOut.String())
	return strings.ReplaceAll(out.String(), filepath.Dir(db), "DIR")
}

func TestAccount(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			got := account(t, filepath.Join(t.TempDir(), "crm.db"), "-lang", lang)
			golden := filepath.Join("testdata", "account."+lang+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got, "if this is meant: go test ./examples/crm -run TestAccount -update")
		})
	}
}

var earlier = regexp.MustCompile(` \(done in an earlier run\)`)

// A finished database gives its account again and is not changed by that.
func TestSecondRun(t *testing.T) {
	db := filepath.Join(t.TempDir(), "crm.db")
	account(t, db, "-lang", "en")
	second := account(t, db, "-lang", "en")
	require.Len(t, earlier.FindAllString(second, -1), 11)
	require.Equal(t, second, account(t, db, "-lang", "en"))
}

// kill -9 at any moment, again and again: in the end the database tells what one tells that was never disturbed.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program many times")
	}
	undisturbed := filepath.Join(t.TempDir(), "crm.db")
	account(t, undisturbed, "-lang", "en")
	want := account(t, undisturbed, "-lang", "en")

	db := filepath.Join(t.TempDir(), "crm.db")
	self, err := os.Executable()
	require.NoError(t, err)
	// The program ends by itself in the end, because each life is longer than the one before.
	killed := 0
	for life := 40 * time.Millisecond; ; life += life / 3 {
		cmd := exec.Command(self, "-db", db, "-lang", "en")
		cmd.Env = append(os.Environ(), "CRM_TEST_CHILD=1")
		var out, errOut bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errOut
		require.NoError(t, cmd.Start())
		timer := time.AfterFunc(life, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		if err == nil {
			break
		}
		require.Equal(t, "signal: killed", err.Error(), errOut.String())
		killed++
	}
	require.Greater(t, killed, 3, "the program must have been killed in the middle")
	t.Logf("killed %d times", killed)
	require.Equal(t, want, account(t, db, "-lang", "en"))
}

// No file that the program leaves behind holds what a customer gave, in any written form.
func TestNothingInTheClear(t *testing.T) {
	dir := t.TempDir()
	out := account(t, filepath.Join(dir, "crm.db"), "-lang", "en")
	secrets := secretsOf(t)
	require.Greater(t, len(secrets), 4000)
	byHead := map[[8]byte][]string{}
	for s := range secrets {
		byHead[[8]byte([]byte(s))] = append(byHead[[8]byte([]byte(s))], s)
	}
	files := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for i := 0; i+8 <= len(data); i++ {
			for _, s := range byHead[[8]byte(data[i:])] {
				if bytes.HasPrefix(data[i:], []byte(s)) {
					return fmt.Errorf("%s holds a %s", filepath.Base(path), secrets[s])
				}
			}
		}
		return nil
	}))
	require.GreaterOrEqual(t, files, 5) // business, keys, key-encryption key, backups, rejects
	// The account shows one person their own data; everybody else is masked.
	own := 0
	for s := range secrets {
		own += strings.Count(out, s)
	}
	require.LessOrEqual(t, own, 10) // each is found in the forms that it has, and the number of a case once more
}

// secretsOf are the identifiers of the sample as written and in canonical form.
func secretsOf(t *testing.T) map[string]string {
	t.Helper()
	data, err := sample.ReadFile("testdata/customers.csv")
	require.NoError(t, err)
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	require.NoError(t, err)
	secrets := map[string]string{}
	kinds := map[int]identifiers.Kind{
		3: identifiers.Mobile, 4: identifiers.ResidentID, 5: identifiers.BankCard, 6: identifiers.HomeAddress, 7: identifiers.Email,
	}
	for _, row := range rows[1:] {
		for i, k := range kinds {
			if len(row) <= i || len(row[i]) < 8 {
				continue
			}
			secrets[row[i]] = customerHeader[i]
			if s, err := identifiers.Normalize(k, row[i]); err == nil {
				secrets[s] = customerHeader[i]
				secrets[strings.TrimPrefix(s, "+86")] = customerHeader[i]
			}
		}
	}
	return secrets
}

// About two rows in a hundred are bad, in every way there is, and each is named with line, field and reason.
func TestRejects(t *testing.T) {
	dir := t.TempDir()
	account(t, filepath.Join(dir, "crm.db"))
	f, err := os.Open(filepath.Join(dir, "crm.rejects.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"file", "line", "field", "reason"}, rows[0])
	require.Len(t, rows, 1+24+72)
	reasons := map[string]bool{}
	for _, r := range rows[1:] {
		reasons[r[0]+" "+r[2]+": "+r[3]] = true
	}
	require.GreaterOrEqual(t, len(reasons), 24)
}

func TestUsersFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		name = filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
		return name
	}
	fails := func(t *testing.T, want string, args ...string) {
		t.Helper()
		var out, errOut bytes.Buffer
		require.ErrorContains(t, run(context.Background(), args, &out, &errOut), want)
	}
	customers, orders := file("c.csv", strings.Join(customerHeader, ",")+"\n"), file("o.csv", strings.Join(orderHeader, ",")+"\n")

	fails(t, "not the expected header", "-customers", orders, "-orders", orders, "-db", filepath.Join(dir, "a.db"))
	fails(t, "no customer could be taken", "-customers", customers, "-orders", orders, "-db", filepath.Join(dir, "b.db"))
	fails(t, "belong together", "-customers", customers)
	fails(t, "-lang", "-lang", "tlh")
	fails(t, "-now", "-now", "2026-02-30")
	fails(t, "unexpected argument", "now")

	db := filepath.Join(dir, "c.db")
	account(t, db)
	fails(t, "another customers file", "-customers", customers, "-orders", orders, "-db", db)
}

// A small file of the user's own goes through as well: where nobody is in the position of a step, the step says so.
func TestSmallFiles(t *testing.T) {
	rows, err := sample.ReadFile("testdata/customers.csv")
	require.NoError(t, err)
	lines := strings.SplitAfter(string(rows), "\n")
	for n, orders := range []string{"", "O1,C00001,物业费,100.00,2024-01-01T08:00:00+08:00,,广东省深圳市南山区示例路1号\n"} {
		dir := t.TempDir()
		customersFile, ordersFile := filepath.Join(dir, "c.csv"), filepath.Join(dir, "o.csv")
		require.NoError(t, os.WriteFile(customersFile, []byte(lines[0]+lines[1]), 0o600))
		require.NoError(t, os.WriteFile(ordersFile, []byte(strings.Join(orderHeader, ",")+"\n"+orders), 0o600))
		out := account(t, filepath.Join(dir, "crm.db"), "-lang", "en", "-customers", customersFile, "-orders", ordersFile, "-now", "2026-11-23")
		require.Contains(t, out, "Nobody in the data")
		require.Contains(t, out, fmt.Sprintf("1 customers read, 0 rejected; %d orders read, 0 rejected", n))
	}
}

// Every English text of the account has a Chinese twin with the same verbs.
func TestTranslations(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	call := regexp.MustCompile(`a\.(?:t|line)\("((?:[^"\\]|\\.)*)"`)
	verb := regexp.MustCompile(`%(?:\[\d+\])?[a-z]`)
	used := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range call.FindAllStringSubmatch(string(src), -1) {
			key := strings.NewReplacer(`\"`, `"`, `\n`, "\n").Replace(m[1])
			used[key] = true
			zh, ok := chinese[key]
			if key != "%s" && !ok {
				t.Errorf("no Chinese for %q", key)
			}
			if ok {
				require.ElementsMatch(t, verbLetters(verb, key), verbLetters(verb, zh), key)
			}
		}
	}
	require.Greater(t, len(used), 30)
}

func verbLetters(verb *regexp.Regexp, s string) []string {
	var l []string
	for _, v := range verb.FindAllString(s, -1) {
		l = append(l, v[len(v)-1:])
	}
	return l
}
