package crypto_test

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// TestRace seals, opens, erases, renews, rotates, rewraps, advances and destroys at once, in several processes' place. Every value
// opens as what it was or with ErrErased, and nothing fails but as documented.
func TestRace(t *testing.T) {
	const people, epochs = 8, 6
	keks, store := newKEKs(epochs), crypto.NewMemoryStore()
	create(t, config(keks, store))
	var rings []*crypto.Keyring
	for i := range 3 {
		cfg := config(keks, store)
		cfg.CacheSize = 1 + 4*i
		rings = append(rings, open(t, cfg))
	}
	allowed := func(what string, err error, allowed ...error) {
		for _, a := range allowed {
			if errors.Is(err, a) {
				return
			}
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	var wg sync.WaitGroup
	var opened atomic.Int32
	var sealedMu sync.Mutex
	last := map[string][]byte{} // the last value that was sealed for a subject who is never erased
	stop := make(chan struct{})
	for _, ring := range rings {
		for _, s := range subjects(people) {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					sealed, err := ring.SealString(t.Context(), mobile, s, s)
					allowed("Seal", err, crypto.ErrErased, crypto.ErrEpochDestroyed) // the latter for an instant: see Seal
					if err != nil {
						continue
					}
					got, err := ring.OpenString(t.Context(), mobile, s, sealed)
					allowed("Open", err, crypto.ErrErased)
					if err == nil {
						if opened.Add(1); got != s {
							t.Errorf("opened %q; want %q", got, s)
						}
					}
					if s == "subject-0" || s == "subject-1" {
						sealedMu.Lock()
						last[s] = sealed
						sealedMu.Unlock()
					}
				}
			})
		}
	}
	for _, s := range subjects(people)[2:] {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				_, err := rings[0].Erase(t.Context(), s, nil)
				allowed("Erase", err, crypto.ErrNotFound)
				allowed("Renew", rings[0].Renew(t.Context(), s), crypto.ErrExists, crypto.ErrNotFound)
			}
		})
	}
	wg.Go(func() {
		for range 12 { // fewer generations than can be open
			select {
			case <-stop:
				return
			default:
			}
			for _, s := range subjects(people)[:2] {
				allowed("Rotate", rings[0].Rotate(t.Context(), s), crypto.ErrNotFound)
			}
		}
	})
	for e := uint32(2); e <= epochs; e++ {
		for enough := opened.Load() + 50; opened.Load() < enough && !t.Failed(); {
			runtime.Gosched()
		}
		if _, err := rings[1].AdvanceEpoch(t.Context()); err != nil {
			t.Errorf("AdvanceEpoch: %v", err)
		}
		for destroyed := false; !destroyed; {
			_, err := rings[2].Rewrap(t.Context(), &crypto.RewrapOptions{Batch: 3})
			allowed("Rewrap", err)
			err = rings[1].DestroyEpoch(t.Context(), e-1)
			allowed("DestroyEpoch", err, crypto.ErrEpochInUse)
			destroyed = err == nil || t.Failed()
		}
	}
	close(stop)
	wg.Wait()
	fresh := open(t, config(keks, store))
	for s, c := range last {
		wantOpen(t, fresh, s, c, s)
	}
	for _, s := range subjects(people) { // nobody is left behind without a key
		_, err := fresh.SealString(t.Context(), mobile, s, s)
		allowed("Seal at the end", err, crypto.ErrErased)
	}
}

// TestFirstSealRace has many processes make one subject's key at once: all values open everywhere.
func TestFirstSealRace(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	create(t, config(keks, store))
	var wg sync.WaitGroup
	sealed := make([][]byte, 8)
	for i := range sealed {
		ring := open(t, config(keks, store))
		wg.Go(func() {
			var err error
			if sealed[i], err = ring.SealString(t.Context(), mobile, "s", "value"); err != nil {
				t.Errorf("Seal: %v", err)
			}
		})
	}
	wg.Wait()
	ring := open(t, config(keks, store))
	for _, c := range sealed {
		wantOpen(t, ring, "s", c, "value")
	}
}
