package localkek

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/khtong/privacykit/crypto"
)

// DestroyKEK overwrites and removes the key of an epoch, for good. It returns nil if the key is already gone,
// crypto.ErrNotFound if it never was. An interrupted DestroyKEK leaves the key unusable and is finished by the next.
func (k *KEKs) DestroyKEK(ctx context.Context, epoch uint32) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := k.path(epoch, "kek")
	_, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && k.destroyed(epoch):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("localkek: %w: epoch %d", crypto.ErrNotFound, epoch)
	case err != nil:
		return fmt.Errorf("localkek: %w", err)
	}
	// First the mark, then the key: in between, the epoch counts as destroyed.
	mark, err := os.OpenFile(k.path(epoch, "destroyed"), os.O_WRONLY|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(mark.Sync(), mark.Close(), k.sync())
	}
	if err != nil {
		return fmt.Errorf("localkek: %w", err)
	}
	if err := errors.Join(k.overwrite(epoch), os.Remove(name), k.sync()); err != nil {
		return fmt.Errorf("localkek: %w", err)
	}
	return nil
}

func (k *KEKs) destroyed(epoch uint32) bool {
	_, err := os.Lstat(k.path(epoch, "destroyed"))
	return err == nil
}

func (k *KEKs) overwrite(epoch uint32) error {
	f, err := os.OpenFile(k.path(epoch, "kek"), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0}, fileLen), 0)
	return errors.Join(err, f.Sync(), f.Close())
}

// sync makes the names in the directory durable.
func (k *KEKs) sync() error {
	d, err := os.Open(k.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
