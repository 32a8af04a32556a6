package disclosure_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// disclose is what a sender does: dst is the file that goes to the recipients.
func disclose(dst io.Writer, recipients ...disclosure.Recipient) (disclosure.Receipt, error) {
	w, err := disclosure.NewWriter(dst, disclosure.Manifest{
		ID: "2026-0417", Controller: "Example Property Management", Recipients: recipients,
		Purpose: "inquiry no. 2026-0417", LegalBasis: "PIPL art. 13(1)(3)", Kinds: []string{"name", "mobile number"},
		Persons: 1, Time: time.Date(2026, 4, 17, 9, 30, 0, 0, time.UTC),
	})
	if err != nil {
		return disclosure.Receipt{}, err
	}
	for _, name := range []string{"customers.csv", "notes.txt"} {
		f, err := w.Create(name)
		if err != nil {
			return disclosure.Receipt{}, err
		}
		if _, err := io.Copy(f, strings.NewReader("the rows of "+name)); err != nil {
			return disclosure.Receipt{}, err // no Close: nobody can open what was written
		}
	}
	return w.Close()
}

// The sender's copy of the receipt goes into the audit log. The recipient's says the same if all of it arrived.
func Example() {
	key, err := disclosure.GenerateKey() // the recipient's
	if err != nil {
		fmt.Println(err)
		return
	}
	var sealed bytes.Buffer
	sent, err := disclose(&sealed, disclosure.Recipient{Name: "Example Authority", Key: key.Public()})
	fmt.Println(sent.Files, sent.Bytes, err)

	r, err := disclosure.NewReader(&sealed, key)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Manifest().Purpose)
	for f, err := range r.Files() {
		if err != nil {
			fmt.Println(err)
			return
		}
		data, _ := io.ReadAll(f)
		fmt.Printf("%s: %s\n", f.Name(), data)
	}
	received, err := r.Receipt()
	fmt.Println(received.Package == sent.Package, err)
	// Output:
	// 2 46 <nil>
	// inquiry no. 2026-0417
	// customers.csv: the rows of customers.csv
	// notes.txt: the rows of notes.txt
	// true <nil>
}

// extract writes the files of a package into a new folder, which is there only if the whole package is verified.
func extract(folder string, src io.Reader, key disclosure.PrivateKey) error {
	r, err := disclosure.NewReader(src, key)
	if err != nil {
		return err
	}
	apart, err := os.MkdirTemp(filepath.Dir(folder), "unverified-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(apart)
	for f, err := range r.Files() {
		if err != nil {
			return err
		}
		dst, err := os.OpenFile(filepath.Join(apart, f.Name()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(dst, f)
		if closed := dst.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	if _, err := r.Receipt(); err != nil {
		return err
	}
	return os.Rename(apart, folder)
}

func ExampleReader_Files() {
	parent, _ := os.MkdirTemp("", "disclosure")
	defer os.RemoveAll(parent)
	key, _ := disclosure.GenerateKey()
	var sealed bytes.Buffer
	_, err := disclose(&sealed, disclosure.Recipient{Name: "Example Authority", Key: key.Public()})
	fmt.Println(err)
	folder := filepath.Join(parent, "2026-0417")

	fmt.Println(extract(folder, bytes.NewReader(sealed.Bytes()[:sealed.Len()-1]), key))
	fmt.Println(extract(folder, &sealed, key))
	entries, _ := os.ReadDir(parent)
	files, _ := os.ReadDir(folder)
	fmt.Println(len(entries), len(files))
	// Output:
	// <nil>
	// disclosure: package was changed or cut short
	// <nil>
	// 1 2
}

// A recipient makes its key once, and writes it where only the recipient can read it.
func ExampleGenerateKey() {
	folder, _ := os.MkdirTemp("", "disclosure")
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "disclosure.key")

	made, err := disclosure.GenerateKey()
	if err == nil {
		err = os.WriteFile(file, []byte(made.SecretText()+"\n"), 0o600)
	}
	fmt.Println(made, err)

	text, err := os.ReadFile(file)
	fmt.Println(err)
	key, err := disclosure.ParsePrivateKey(string(text))
	fmt.Println(key.Public() == made.Public(), err)
	// Output:
	// disclosure.PrivateKey <nil>
	// <nil>
	// true <nil>
}

// The recipient sends the text of its public key; both read the fingerprint aloud.
func ExampleParsePublicKey() {
	key, err := disclosure.ParsePublicKey("privacykit-disclosure-public-v1.quqpacmjgctvi5elpxolipxxlig36oqney4bv5hlusuy5ku3jzvdkvhx\n")
	fmt.Println(key.Fingerprint(), err)

	mine, _ := disclosure.GenerateKey()
	fmt.Println(mine)
	_, err = disclosure.ParsePublicKey(mine.SecretText()) // the wrong line of a file
	fmt.Println(err)
	// Output:
	// 63087 70797 30570 62334 14919 12741 38582 82906 <nil>
	// disclosure.PrivateKey
	// disclosure: bad key: a private key where a public one belongs
}

// A signature of Receipt.Package shows who made a package to whom knows the key; the recipient makes the receipt by itself.
func ExampleReceipt() {
	public, private, _ := ed25519.GenerateKey(rand.Reader) // the sender's
	key, _ := disclosure.GenerateKey()
	var sealed bytes.Buffer
	sent, err := disclose(&sealed, disclosure.Recipient{Name: "Example Auditor", Key: key.Public()})
	if err != nil {
		fmt.Println(err)
		return
	}
	signature := ed25519.Sign(private, []byte("disclosure "+sent.Package))

	r, err := disclosure.NewReader(&sealed, key)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, err := range r.Files() { // what is not read is checked too
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	received, err := r.Receipt()
	fmt.Println(ed25519.Verify(public, []byte("disclosure "+received.Package), signature), err)
	// Output: true <nil>
}
