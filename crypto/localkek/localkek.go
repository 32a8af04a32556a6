// Package localkek keeps key-encryption keys in files of the local disk, for development, tests and demonstrations.
//
// It is not for production: who can read the directory can open everything, a backup of the directory keeps a key alive
// after DestroyKEK, and solid-state disks and journaling file systems keep old blocks whatever is written over them. In
// production the KEK belongs into a KMS or an HSM; both are a crypto.KEKSource in a few lines. The name of OpenForDevelopment is
// there to be looked for in what is about to be released.
//
//	keks, err := localkek.OpenForDevelopment("keys") // created with mode 0700
//	err = keks.Create(1)                             // the KEK of epoch 1
//	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "t", KEK: keks, Store: store, Now: time.Now})
//
// # Files
//
// One directory serves one tenant and nothing else. The KEK of epoch n is the file epoch-n.kek (ten digits), 0600: the line
// "privacykit development KEK v1" and 32 random bytes in hexadecimal. A KEK that was destroyed leaves epoch-n.destroyed,
// so that its number is never used again. The KEK is an AES-256-GCM key: nonce (12) ‖ ciphertext ‖ tag (16). A file that is
// open to others, or a symbolic link, is refused. Where there are no such permissions, as on Windows, everything is.
package localkek

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrInsecure says that the directory or a key file is open to others than its owner, is a symbolic link, or is no directory
// or file.
var ErrInsecure = errors.New("localkek: insecure")

// KEKs is a crypto.KEKSource and crypto.KEKDestroyer on a directory. It keeps no key in memory. It is safe for concurrent
// use, also by several processes.
type KEKs struct{ dir string }

var (
	_ crypto.KEKSource    = (*KEKs)(nil)
	_ crypto.KEKDestroyer = (*KEKs)(nil)
)

// OpenForDevelopment returns the KEKs in a directory, which it creates with mode 0700 if there is none; the directory above
// must be there. It returns ErrInsecure if others than the owner can enter the directory or it is a symbolic link.
func OpenForDevelopment(dir string) (*KEKs, error) {
	dir = filepath.Clean(dir) // with a slash at its end a link would be followed
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		above := &KEKs{filepath.Dir(dir)}
		err = above.sync()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("localkek: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return nil, fmt.Errorf("localkek: %w", err)
	}
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: not a directory, or open to others", ErrInsecure)
	}
	return &KEKs{dir}, nil
}

const (
	fileHead = "privacykit development KEK v1\n"
	keyLen   = 32
	fileLen  = len(fileHead) + 2*keyLen + 1
)

func (k *KEKs) path(epoch uint32, ext string) string {
	return filepath.Join(k.dir, fmt.Sprintf("epoch-%010d.%s", epoch, ext))
}

// Create makes the KEK of an epoch. It returns crypto.ErrExists if there is one and crypto.ErrEpochDestroyed if there was.
// When Create returns nil the key is on the disk; an interrupted Create leaves no key.
func (k *KEKs) Create(epoch uint32) error {
	if epoch == 0 {
		return fmt.Errorf("%w: epoch is 0", crypto.ErrArgument)
	}
	if k.destroyed(epoch) {
		return fmt.Errorf("localkek: %w: epoch %d", crypto.ErrEpochDestroyed, epoch)
	}
	key := make([]byte, keyLen)
	_, _ = rand.Read(key) // never fails
	defer clear(key)
	// The whole file is written under another name and then linked, which fails where the name is taken.
	tmp, err := os.CreateTemp(k.dir, ".new-*") // 0600, O_EXCL
	if err != nil {
		return fmt.Errorf("localkek: %w", err)
	}
	_, err = fmt.Fprintf(tmp, "%s%x\n", fileHead, key)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Link(tmp.Name(), k.path(epoch, "kek"))
	}
	err = errors.Join(err, os.Remove(tmp.Name()), k.sync())
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("localkek: %w: epoch %d", crypto.ErrExists, epoch)
	}
	if err != nil {
		return fmt.Errorf("localkek: %w", err)
	}
	return nil
}

// KEK returns the key of an epoch, crypto.ErrNotFound if it was never created, and crypto.ErrEpochDestroyed if it is gone.
func (k *KEKs) KEK(ctx context.Context, epoch uint32) (tink.AEADWithContext, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if k.destroyed(epoch) {
		return nil, fmt.Errorf("localkek: %w: epoch %d", crypto.ErrEpochDestroyed, epoch)
	}
	f, err := k.open(epoch, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("localkek: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: key file of epoch %d: open to others", ErrInsecure, epoch)
	}
	text := make([]byte, fileLen+1)
	defer clear(text)
	n, _ := f.Read(text) // one short read; whatever is wrong shows in the text
	return parse(text[:n])
}

// open opens the key file of an epoch, which must be a file and no link to one. It returns crypto.ErrNotFound if there is none.
func (k *KEKs) open(epoch uint32, flag int) (*os.File, error) {
	info, err := os.Lstat(k.path(epoch, "kek"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("localkek: %w: epoch %d", crypto.ErrNotFound, epoch)
	case err != nil:
		return nil, fmt.Errorf("localkek: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: key file of epoch %d: not a file", ErrInsecure, epoch)
	}
	f, err := os.OpenFile(k.path(epoch, "kek"), flag, 0)
	if err != nil {
		return nil, fmt.Errorf("localkek: %w", err)
	}
	if opened, err := f.Stat(); err != nil || !os.SameFile(info, opened) {
		_ = f.Close()
		return nil, fmt.Errorf("%w: key file of epoch %d: exchanged", ErrInsecure, epoch)
	}
	return f, nil
}

func parse(text []byte) (tink.AEADWithContext, error) {
	errFile := errors.New("localkek: not a key file")
	if len(text) != fileLen || !strings.HasPrefix(string(text), fileHead) || text[fileLen-1] != '\n' {
		return nil, errFile
	}
	key := make([]byte, keyLen)
	defer clear(key)
	if _, err := hex.Decode(key, text[len(fileHead):fileLen-1]); err != nil {
		return nil, errFile
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errFile
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, errFile
	}
	return &kek{gcm: gcm}, nil
}

// kek is one key.
type kek struct {
	gcm   cipher.AEAD
	nonce []byte // empty: the GCM makes its own
}

func (k *kek) EncryptWithContext(ctx context.Context, plaintext, associatedData []byte) ([]byte, error) {
	return k.gcm.Seal(nil, k.nonce, plaintext, associatedData), ctx.Err()
}

func (k *kek) DecryptWithContext(ctx context.Context, ciphertext, associatedData []byte) ([]byte, error) {
	plaintext, err := k.gcm.Open(nil, k.nonce, ciphertext, associatedData)
	if err != nil {
		return nil, errors.New("localkek: wrong key or changed data")
	}
	return plaintext, ctx.Err()
}
