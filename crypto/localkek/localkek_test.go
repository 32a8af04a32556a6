package localkek_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
)

func open(t *testing.T) (*localkek.KEKs, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	keks, err := localkek.OpenForDevelopment(dir)
	if err != nil {
		t.Fatal(err)
	}
	return keks, dir
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v; want %v", what, err, want)
	}
}

func mode(t *testing.T, name string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestLife(t *testing.T) {
	keks, dir := open(t)
	ctx := t.Context()
	_, err := keks.KEK(ctx, 1)
	wantErr(t, "KEK before Create", err, crypto.ErrNotFound)
	wantErr(t, "DestroyKEK before Create", keks.DestroyKEK(ctx, 1), crypto.ErrNotFound)
	wantErr(t, "Create(0)", keks.Create(0), crypto.ErrArgument)
	for _, epoch := range []uint32{1, 2, 1<<32 - 1} {
		wantErr(t, "Create", keks.Create(epoch), nil)
		wantErr(t, "second Create", keks.Create(epoch), crypto.ErrExists)
	}
	if got, want := files(t, dir), "epoch-0000000001.kek epoch-0000000002.kek epoch-4294967295.kek"; got != want {
		t.Errorf("files %s; want %s", got, want)
	}
	if mode(t, dir) != 0o700 || mode(t, filepath.Join(dir, "epoch-0000000001.kek")) != 0o600 {
		t.Errorf("modes %o and %o; want 700 and 600", mode(t, dir), mode(t, filepath.Join(dir, "epoch-0000000001.kek")))
	}
	one, err := keks.KEK(ctx, 1)
	wantErr(t, "KEK", err, nil)
	two, err := keks.KEK(ctx, 2)
	wantErr(t, "KEK", err, nil)
	sealed, err := one.EncryptWithContext(ctx, []byte("key"), []byte("ad"))
	wantErr(t, "EncryptWithContext", err, nil)
	again, err := localkek.OpenForDevelopment(dir)
	wantErr(t, "OpenForDevelopment", err, nil)
	same, err := again.KEK(ctx, 1)
	wantErr(t, "KEK", err, nil)
	if got, err := same.DecryptWithContext(ctx, sealed, []byte("ad")); err != nil || string(got) != "key" {
		t.Errorf("DecryptWithContext = %q, %v", got, err)
	}
	if _, err := same.DecryptWithContext(ctx, sealed, []byte("other")); err == nil {
		t.Error("opened with other associated data")
	}
	if _, err := two.DecryptWithContext(ctx, sealed, []byte("ad")); err == nil {
		t.Error("opened with the key of another epoch")
	}

	// A hard link sees what becomes of the bytes on the disk.
	witness := filepath.Join(t.TempDir(), "witness")
	wantErr(t, "Link", os.Link(filepath.Join(dir, "epoch-0000000001.kek"), witness), nil)
	wantErr(t, "DestroyKEK", keks.DestroyKEK(ctx, 1), nil)
	wantErr(t, "second DestroyKEK", keks.DestroyKEK(ctx, 1), nil)
	if left, err := os.ReadFile(witness); err != nil || strings.Trim(string(left), "\x00") != "" {
		t.Errorf("left on the disk: %d bytes, %v", len(left), err)
	}
	_, err = keks.KEK(ctx, 1)
	wantErr(t, "KEK after DestroyKEK", err, crypto.ErrEpochDestroyed)
	wantErr(t, "Create after DestroyKEK", keks.Create(1), crypto.ErrEpochDestroyed)
	if got, want := files(t, dir), "epoch-0000000001.destroyed epoch-0000000002.kek epoch-4294967295.kek"; got != want {
		t.Errorf("files %s; want %s", got, want)
	}
}

// TestDestroyInterrupted has the mark and still the key.
func TestDestroyInterrupted(t *testing.T) {
	keks, dir := open(t)
	wantErr(t, "Create", keks.Create(1), nil)
	wantErr(t, "WriteFile", os.WriteFile(filepath.Join(dir, "epoch-0000000001.destroyed"), nil, 0o600), nil)
	_, err := keks.KEK(t.Context(), 1)
	wantErr(t, "KEK", err, crypto.ErrEpochDestroyed)
	wantErr(t, "DestroyKEK", keks.DestroyKEK(t.Context(), 1), nil)
	if got := files(t, dir); got != "epoch-0000000001.destroyed" {
		t.Errorf("files %s", got)
	}
}

func TestInsecure(t *testing.T) {
	keks, dir := open(t)
	wantErr(t, "Create", keks.Create(1), nil)
	name := filepath.Join(dir, "epoch-0000000001.kek")
	for _, bits := range []fs.FileMode{0o640, 0o620, 0o604, 0o602, 0o610, 0o601} {
		wantErr(t, "Chmod", os.Chmod(name, bits), nil)
		_, err := keks.KEK(t.Context(), 1)
		wantErr(t, "KEK of a file that others use", err, localkek.ErrInsecure)
		wantErr(t, "Chmod", os.Chmod(dir, bits|0o100), nil)
		_, err = localkek.OpenForDevelopment(dir)
		wantErr(t, "a folder that others use", err, localkek.ErrInsecure)
		wantErr(t, "Chmod", os.Chmod(dir, 0o700), nil)
	}
	_, err := localkek.OpenForDevelopment(name)
	wantErr(t, "a file", err, localkek.ErrInsecure)
	_, err = localkek.OpenForDevelopment(filepath.Join(dir, "no", "parent"))
	wantErr(t, "a folder below nothing", err, fs.ErrNotExist)
}

// TestLink has symbolic links in the place of a key file and of the folder, and a folder in the place of a file.
func TestLink(t *testing.T) {
	keks, dir := open(t)
	wantErr(t, "Create", keks.Create(1), nil)
	name := filepath.Join(dir, "epoch-0000000001.kek")
	before, err := os.ReadFile(name)
	wantErr(t, "ReadFile", err, nil)
	wantErr(t, "Symlink", os.Symlink(name, filepath.Join(dir, "epoch-0000000002.kek")), nil)
	wantErr(t, "Mkdir", os.Mkdir(filepath.Join(dir, "epoch-0000000003.kek"), 0o700), nil)
	for _, epoch := range []uint32{2, 3} {
		_, err = keks.KEK(t.Context(), epoch)
		wantErr(t, "KEK", err, localkek.ErrInsecure)
		wantErr(t, "DestroyKEK", keks.DestroyKEK(t.Context(), epoch), localkek.ErrInsecure)
		wantErr(t, "Create", keks.Create(epoch), crypto.ErrExists)
	}
	if after, err := os.ReadFile(name); err != nil || string(after) != string(before) {
		t.Errorf("the key that a link names was changed: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	wantErr(t, "Symlink", os.Symlink(dir, link), nil)
	for _, dir := range []string{link, link + "/", link + "/."} {
		_, err = localkek.OpenForDevelopment(dir)
		wantErr(t, "a link to a folder", err, localkek.ErrInsecure)
	}
}

func TestBadFile(t *testing.T) {
	keks, dir := open(t)
	wantErr(t, "Create", keks.Create(1), nil)
	name := filepath.Join(dir, "epoch-0000000001.kek")
	good, err := os.ReadFile(name)
	wantErr(t, "ReadFile", err, nil)
	key := strings.TrimSpace(strings.SplitN(string(good), "\n", 2)[1])
	for what, text := range map[string]string{
		"empty": "", "cut": string(good[:len(good)-2]), "no end": string(good[:len(good)-1]), "longer": string(good) + "x",
		"other head": strings.Replace(string(good), "v1", "v2", 1), "no hex": strings.Replace(string(good), key[:1], "g", 1),
	} {
		wantErr(t, "WriteFile", os.WriteFile(name, []byte(text), 0o600), nil)
		if _, err := keks.KEK(t.Context(), 1); err == nil || strings.Contains(err.Error(), key[8:16]) {
			t.Errorf("%s: %v; want an error without the key", what, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = keks.KEK(ctx, 1)
	wantErr(t, "KEK", err, context.Canceled)
	wantErr(t, "DestroyKEK", keks.DestroyKEK(ctx, 1), context.Canceled)
}

func TestCreateRace(t *testing.T) {
	keks, dir := open(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	created := 0
	for range 8 {
		wg.Go(func() {
			switch err := keks.Create(1); {
			case err == nil:
				mu.Lock()
				created++
				mu.Unlock()
			case !errors.Is(err, crypto.ErrExists):
				t.Errorf("Create: %v", err)
			}
		})
	}
	wg.Wait()
	if created != 1 || files(t, dir) != "epoch-0000000001.kek" {
		t.Errorf("created %d times; files %s", created, files(t, dir))
	}
}

func TestPrint(t *testing.T) {
	keks, dir := open(t)
	wantErr(t, "Create", keks.Create(1), nil)
	good, err := os.ReadFile(filepath.Join(dir, "epoch-0000000001.kek"))
	wantErr(t, "ReadFile", err, nil)
	kek, err := keks.KEK(t.Context(), 1)
	wantErr(t, "KEK", err, nil)
	key := strings.TrimSpace(strings.SplitN(string(good), "\n", 2)[1])
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if s := fmt.Sprintf(verb+verb, keks, kek); strings.Contains(strings.ToLower(s), key[:16]) {
			t.Errorf("%s shows the key", verb)
		}
	}
}

func Example() {
	parent, err := os.MkdirTemp("", "localkek")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(parent) }()
	ctx := context.Background()

	keks, err := localkek.OpenForDevelopment(filepath.Join(parent, "keys"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(keks.Create(1))
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ring.Close() }()
	fmt.Println(ring.Epoch())
	// Output:
	// <nil>
	// 1
}
