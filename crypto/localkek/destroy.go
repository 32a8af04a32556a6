package localkek

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/khtong/privacykit/crypto"
)

// DestroyKEK overwrites and removes the key of an epoch, for good. It returns nil if the key is already gone,
// crypto.ErrNotFound if it never was. An interrupted DestroyKEK leaves the key unusable and is finished by the next.
func (k *KEKs) DestroyKEK(ctx context.Context, epoch uint32) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	key, err := k.open(epoch, os.O_WRONLY)
	if err != nil {
		if errors.Is(err, crypto.ErrNotFound) && k.destroyed(epoch) {
			return nil
		}
		return err
	}
	defer func() { _ = key.Close() }()
	// First the mark, then the key: in between, the epoch counts as destroyed.
	mark, err := os.OpenFile(k.path(epoch, "destroyed"), os.O_WRONLY|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(mark.Sync(), mark.Close(), k.sync())
	}
	if err != nil {
		return fmt.Errorf("localkek: %w", err)
	}
	_, err = key.WriteAt(make([]byte, fileLen), 0)
	if err := errors.Join(err, key.Sync(), os.Remove(key.Name()), k.sync()); err != nil {
		return fmt.Errorf("localkek: %w", err)
	}
	return nil
}

func (k *KEKs) destroyed(epoch uint32) bool {
	_, err := os.Lstat(k.path(epoch, "destroyed"))
	return err == nil
}

// sync makes the names in the directory durable.
func (k *KEKs) sync() error {
	d, err := os.Open(k.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
