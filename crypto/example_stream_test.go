package crypto_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/khtong/privacykit/crypto"
)

// The photograph of an identity card is sealed into a file and read back, until the customer is erased.
func ExampleKeyring_SealWriter() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	photo := crypto.Field{Table: "customers", Column: "id_photo"}
	path := filepath.Join(dir, "photo")
	save := func(src io.Reader) (err error) {
		file, err := os.Create(path)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		w, err := ring.SealWriter(ctx, photo, "customer-1", file)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, src); err != nil {
			return err // without Close, what was written does not open
		}
		return w.Close()
	}
	load := func() (string, error) {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer func() { _ = file.Close() }()
		r, err := ring.OpenReader(ctx, photo, "customer-1", file)
		if err != nil {
			return "", err
		}
		plain, err := io.ReadAll(r) // only with a nil error it is the whole photograph
		return string(plain), err
	}

	picture := strings.Repeat("JPEG ", 100_000)
	fmt.Println(save(strings.NewReader(picture)))
	info, _ := os.Stat(path)
	fmt.Println(len(picture), info.Size() == crypto.SealedStreamSize(int64(len(picture))))
	got, err := load()
	fmt.Println(got == picture, err)

	_, _ = ring.Erase(ctx, "customer-1", nil)
	_, err = load()
	fmt.Println(err)
	// Output:
	// <nil>
	// 500000 true
	// true <nil>
	// crypto: subject key erased
}

// After Rotate, files are sealed again, and then the old key is retired. A file is replaced when the new one is whole.
func ExampleKeyring_StreamIsCurrent() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	voice := crypto.Field{Table: "calls", Column: "recording"}
	files := map[string]string{} // of customer-1
	write := func(name string, src io.Reader) error {
		var out strings.Builder
		w, err := ring.SealWriter(ctx, voice, "customer-1", &out)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, src); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		files[name] = out.String()
		return nil
	}
	fmt.Println(write("monday", strings.NewReader("喂")), ring.Rotate(ctx, "customer-1"), write("tuesday", strings.NewReader("你好")))

	for _, name := range []string{"monday", "tuesday"} {
		current, err := ring.StreamIsCurrent(ctx, "customer-1", []byte(files[name][:6]))
		fmt.Println(name, current, err)
		if current || err != nil {
			continue
		}
		r, err := ring.OpenReader(ctx, voice, "customer-1", strings.NewReader(files[name]))
		if err == nil {
			err = write(name, r)
		}
		fmt.Println("sealed again:", err)
	}
	// Output:
	// <nil> <nil> <nil>
	// monday false <nil>
	// sealed again: <nil>
	// tuesday true <nil>
}
