package consent_test

import (
	"testing"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/consent/eventstoretest"
)

func TestMemoryStore(t *testing.T) {
	eventstoretest.Run(t, func(*testing.T) consent.EventStore { return consent.NewMemoryStore() })
	eventstoretest.RunVersions(t, func(*testing.T) consent.VersionedStore { return consent.NewMemoryStore() })
	eventstoretest.RunChanges(t, func(*testing.T) consent.ChangeStore { return consent.NewMemoryStore() })
}

func TestMemoryStoreZero(t *testing.T) {
	eventstoretest.Run(t, func(*testing.T) consent.EventStore { return new(consent.MemoryStore) })
	eventstoretest.RunVersions(t, func(*testing.T) consent.VersionedStore { return new(consent.MemoryStore) })
	eventstoretest.RunChanges(t, func(*testing.T) consent.ChangeStore { return new(consent.MemoryStore) })
}
