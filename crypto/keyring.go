package crypto

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/prf"
)

// Config says where a tenant's keys are. Tenant, KEK, Store and Now are required.
type Config struct {
	Tenant    string           // whose keys: 1 to MaxNameLen bytes of UTF-8 without control characters
	KEK       KEKSource        // the key-encryption keys of the tenant's epochs
	Store     KeyStore         // the key records, best in a database of its own with a short backup life
	Now       func() time.Time // the clock that dates the records: time.Now in a service
	CacheSize int              // how many subjects' keys stay ready in memory, about 1 KB each; 0 means 8192
	CacheTTL  time.Duration    // how long a ready key is used before its record is read again; 0 means a minute

	// Suites are the algorithms that values are opened with; the first also seals. nil means AES256 alone. See the chapter
	// Rotation of the package comment for how to change them, and SealWriter for files.
	Suites []Suite

	// Tombstones is a second store, of the tombstones of erased subjects alone, best in the database of the business data or
	// wherever no backup restores it together with Store. Erase writes to both, and a key is used only where neither says
	// that it was erased: so a restored backup of Store brings nobody back. It is read whenever a key is. nil means none.
	Tombstones KeyStore

	// Erased is called after each erasure that this Keyring makes, with the subject, to tell the other processes, which
	// call Evict; nil means that they learn of it after their CacheTTL.
	Erased func(subject string)

	// UnsafeMigration lets Open read for a time what was stored before; nil means that it does not.
	UnsafeMigration *Migration
}

// Keyring seals, opens, indexes and erases the fields of one tenant. It is safe for concurrent use, and any number of
// processes can each have one on the same KeyStore. CreateKeyring and OpenKeyring make one; the zero Keyring is closed.
type Keyring struct {
	_ [0]func() // incomparable
	r *ring     // behind a pointer, so that printing a Keyring prints no key
}

// ring is what a Keyring hides.
type ring struct {
	tenant  string
	source  KEKSource
	store   KeyStore
	now     func() time.Time // dates the records
	start   time.Time        // what elapsed counts from
	suites  []Suite          // the first seals
	graves  KeyStore         // Config.Tombstones, or nil
	erased  func(string)     // Config.Erased, or nil
	moving  *migration       // Config.UnsafeMigration, or nil
	cache   *cache
	scratch sync.Pool // of *[]byte: associated data
	current atomic.Uint32
	closed  atomic.Bool

	tenantPRF *prf.Set   // of the tenant keyset
	subjects  *keyedHash // names subjects in the key store
	audiences *keyedHash // names subjects to others

	mu     sync.Mutex
	epochs map[uint32]*epochKey
}

// CreateKeyring creates the keys of a tenant: epoch 1, whose KEK must exist, and the tenant keyset. It returns ErrExists if
// they exist. When it was interrupted it can be called again, and finishes.
func CreateKeyring(ctx context.Context, cfg Config) (*Keyring, error) {
	r, err := newRing(cfg)
	if err != nil {
		return nil, err
	}
	switch _, err := r.get(ctx, r.keysetID()); {
	case err == nil:
		return nil, fmt.Errorf("%w: tenant keyset", ErrExists)
	case !errors.Is(err, ErrNotFound):
		return nil, err
	}
	if err := r.createEpoch(ctx, 1); err != nil {
		return nil, err
	}
	if err := r.createKeyset(ctx); errors.Is(err, ErrConflict) {
		return nil, fmt.Errorf("%w: tenant keyset", ErrExists)
	} else if err != nil {
		return nil, err
	}
	return r.open(ctx)
}

// OpenKeyring opens the keys of a tenant; it asks the KEK to open the tenant keyset and the wrap key of the current epoch.
// It returns ErrNotFound if they were never created, ErrEpochDestroyed if the key store is a copy from an epoch that was
// destroyed since, and ErrKEK if the KEK does not open them.
func OpenKeyring(ctx context.Context, cfg Config) (*Keyring, error) {
	r, err := newRing(cfg)
	if err != nil {
		return nil, err
	}
	return r.open(ctx)
}

func newRing(cfg Config) (*ring, error) {
	switch {
	case !validTenant(cfg.Tenant):
		return nil, fmt.Errorf("%w: Config.Tenant is empty, too long or not plain text", ErrArgument)
	case cfg.KEK == nil:
		return nil, fmt.Errorf("%w: Config.KEK is nil", ErrArgument)
	case cfg.Store == nil:
		return nil, fmt.Errorf("%w: Config.Store is nil", ErrArgument)
	case cfg.Now == nil:
		return nil, fmt.Errorf("%w: Config.Now is nil", ErrArgument)
	case cfg.CacheSize < 0:
		return nil, fmt.Errorf("%w: Config.CacheSize is negative", ErrArgument)
	case cfg.CacheTTL < 0:
		return nil, fmt.Errorf("%w: Config.CacheTTL is negative", ErrArgument)
	}
	size, ttl := cfg.CacheSize, cfg.CacheTTL
	if size == 0 {
		size = 8192
	}
	if ttl == 0 {
		ttl = time.Minute
	}
	suites, err := checkSuites(cfg.Suites)
	if err != nil {
		return nil, err
	}
	moving, err := newMigration(cfg.UnsafeMigration)
	if err != nil {
		return nil, err
	}
	r := &ring{
		tenant: cfg.Tenant, source: cfg.KEK, store: cfg.Store, now: cfg.Now, start: cfg.Now(),
		suites: suites, graves: cfg.Tombstones, erased: cfg.Erased, moving: moving,
		cache: newCache(size, ttl), epochs: make(map[uint32]*epochKey),
	}
	r.scratch.New = func() any { return new([]byte) }
	return r, nil
}

// elapsed is the age of the ring by the machine's own clock, which bounds what is cached also where Now stands still.
func (r *ring) elapsed() time.Duration { return time.Since(r.start) }

func (r *ring) open(ctx context.Context) (*Keyring, error) {
	err := retry(func() error {
		rec, err := r.get(ctx, r.keysetID())
		if err != nil {
			return err
		}
		set, plain, err := r.openKeyset(ctx, &rec)
		if err != nil {
			return err
		}
		clear(plain)
		if _, err := r.epoch(ctx, rec.Epoch, true); err != nil {
			return r.unlessMoved(ctx, &rec, err)
		}
		r.tenantPRF = set
		r.raise(rec.Epoch)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r.subjects, err = r.derivedHash(sha256.New, "sid"); err != nil {
		return nil, err
	}
	if r.audiences, err = r.derivedHash(sha256.New, "pseudonym"); err != nil {
		return nil, err
	}
	return &Keyring{r: r}, nil
}

// Close drops all keys; what is called afterwards returns ErrClosed. The Go runtime may keep copies of dropped memory until
// it is used again: a process that must forget for certain ends. Close always returns nil and can be called twice.
func (k *Keyring) Close() error {
	if k == nil || k.r == nil || k.r.closed.Swap(true) {
		return nil
	}
	r := k.r
	r.cache.clear()
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.epochs)
	return nil
}

// ring returns the ring of an open Keyring.
func (k *Keyring) ring() (*ring, error) {
	if k == nil || k.r == nil || k.r.closed.Load() {
		return nil, ErrClosed
	}
	return k.r, nil
}

// get reads a record and refuses one that is malformed or another than asked for.
func (r *ring) get(ctx context.Context, id RecordID) (Record, error) {
	if ctx == nil {
		return Record{}, fmt.Errorf("%w: context is nil", ErrArgument)
	}
	rec, err := r.store.Get(ctx, id)
	if err != nil {
		return Record{}, fmt.Errorf("crypto: key store: get %s: %w", id.Kind, err)
	}
	return rec, r.checkRecord(&rec, id)
}

func (r *ring) checkRecord(rec *Record, id RecordID) error {
	if rec.RecordID != id {
		return fmt.Errorf("%w: %s: the store returned another record", ErrKeyRecord, id.Kind)
	}
	return rec.Validate()
}

// put writes rec as the successor of what was read.
func (r *ring) put(ctx context.Context, rec *Record) error {
	rec.Version++
	rec.ChangedAt = r.timestamp()
	if rec.Version == 1 {
		rec.CreatedAt = rec.ChangedAt
	}
	if err := r.store.Put(ctx, *rec); err != nil {
		return fmt.Errorf("crypto: key store: put %s: %w", rec.Kind, err)
	}
	return nil
}

// timestamp is the time as records have it.
func (r *ring) timestamp() time.Time { return r.now().UTC().Truncate(time.Microsecond) }

// maxAttempts bounds how often a compare-and-swap is tried again. Each defeat is somebody else's progress.
const maxAttempts = 64

// retry calls f again while it meets ErrConflict.
func retry(f func() error) (err error) {
	for range maxAttempts {
		if err = f(); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return err
}
