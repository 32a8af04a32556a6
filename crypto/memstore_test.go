package crypto_test

import (
	"testing"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/keystoretest"
)

func TestMemoryStore(t *testing.T) {
	keystoretest.Run(t, func(*testing.T) crypto.KeyStore { return crypto.NewMemoryStore() })
}

func TestMemoryStoreZero(t *testing.T) {
	keystoretest.Run(t, func(*testing.T) crypto.KeyStore { return new(crypto.MemoryStore) })
}

func TestMemoryStoreCursors(t *testing.T) {
	keystoretest.RunCursors(t, func(*testing.T) crypto.CursorStore { return new(crypto.MemoryStore) })
}
