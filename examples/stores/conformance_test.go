package stores

import (
	"slices"
	"testing"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/audit/auditstoretest"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/consent/eventstoretest"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/keystoretest"
	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/incident/incidentstoretest"
	"github.com/khtong/privacykit/rights"
	"github.com/khtong/privacykit/rights/requeststoretest"
	"github.com/khtong/privacykit/sqlstore"
)

func TestConformance(t *testing.T) {
	tested := slices.Clone(backends)
	if !testing.Short() {
		tested = append(tested, variants...)
	}
	each(t, tested, func(t *testing.T, b backend) {
		t.Run("Keys", func(t *testing.T) {
			keystoretest.Run(t, func(t *testing.T) crypto.KeyStore { t.Helper(); return b.keys(t, b.migrated(t)) })
		})
		t.Run("Cursors", func(t *testing.T) {
			keystoretest.RunCursors(t, func(t *testing.T) crypto.CursorStore { t.Helper(); return b.cursors(t, b.migrated(t)) })
		})
		t.Run("Events", func(t *testing.T) {
			eventstoretest.Run(t, func(t *testing.T) consent.EventStore { t.Helper(); return b.events(t, b.migrated(t)) })
			eventstoretest.RunVersions(t, func(t *testing.T) consent.VersionedStore { t.Helper(); return b.events(t, b.migrated(t)) })
			eventstoretest.RunChanges(t, func(t *testing.T) consent.ChangeStore { t.Helper(); return b.events(t, b.migrated(t)) })
		})
		t.Run("Requests", func(t *testing.T) {
			requeststoretest.Run(t, func(t *testing.T) rights.Store {
				t.Helper()
				return must(sqlstore.Requests(b.migrated(t), b.dialect, b.opts))(t)
			})
		})
		t.Run("Incidents", func(t *testing.T) {
			incidentstoretest.Run(t, func(t *testing.T) incident.Store {
				t.Helper()
				return must(sqlstore.Incidents(b.migrated(t), b.dialect, b.opts))(t)
			})
		})
		t.Run("Audit", func(t *testing.T) {
			auditstoretest.Run(t, func(t *testing.T) audit.Store { t.Helper(); return b.audit(t, b.migrated(t)) })
		})
	})
}
