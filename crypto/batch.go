package crypto

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
)

// Cell is one value of a batch, of any row and subject. SealCells makes Sealed of Plaintext, OpenCells the reverse. nil is
// NULL both ways: of a nil Plaintext comes a nil Sealed, while one that is empty and not nil is sealed.
//
// fmt and slog print nothing of a Cell but that it is one, except inside unexported fields; encoding/json refuses it.
type Cell struct {
	Field     Field
	Subject   string
	Plaintext []byte
	Sealed    []byte
	Err       error // why OpenCells did not open this one
}

// String returns "cell".
func (c Cell) String() string { return "cell" }

// Format prints String for every verb.
func (c Cell) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue is String.
func (c Cell) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON always fails: a Cell holds plaintext.
func (c Cell) MarshalJSON() ([]byte, error) {
	return nil, errors.New("crypto: a cell has no JSON form")
}

var _ json.Marshaler = Cell{}

// BatchKeyStore is a KeyStore that reads many records in one call, which OpenCells and SealCells then use. Those of package
// sqlstore do.
type BatchKeyStore interface {
	KeyStore

	// GetMany returns the records of one tenant and kind that have one of the ids, each once, in any order; ids that have
	// none are left out. The other promises are those of Get.
	GetMany(ctx context.Context, tenant string, kind RecordKind, ids []string) ([]Record, error)
}

// maxGetMany is how many records are asked for in one call of GetMany: less than the parameters that any database takes.
const maxGetMany = 500

// SealCells seals the cells of a row, or of many rows: each as Seal does, into one piece of memory and with one read of the key
// store for 500 subjects that are not cached. It seals all or, if it returns an error, none, and no Sealed is left then.
// The error is that of Seal, and says which cell by its place.
func (k *Keyring) SealCells(ctx context.Context, cells []Cell) error {
	r, err := k.ring()
	if err == nil {
		err = r.sealCells(ctx, cells)
	}
	if err != nil {
		for i := range cells {
			cells[i].Sealed = nil
		}
	}
	return err
}

func (r *ring) sealCells(ctx context.Context, cells []Cell) error {
	size := 0
	for i := range cells {
		c := &cells[i]
		if c.Plaintext == nil {
			continue
		}
		if err := r.checkSeal(&c.Field, c.Subject, c.Plaintext); err != nil {
			return atCell(i, err)
		}
		size += SealedSize(len(c.Plaintext))
	}
	keys, err := r.loadMany(ctx, cells, true)
	if err != nil {
		return err
	}
	room := make([]byte, 0, size)
	for i := range cells {
		c := &cells[i]
		if c.Plaintext == nil {
			c.Sealed = nil
			continue
		}
		key := keys[c.Subject].key
		if key == nil {
			if key, err = r.sealingKey(ctx, c.Subject); err != nil {
				return atCell(i, err)
			}
		}
		from := len(room)
		room = r.sealValue(room, key, &c.Field, c.Subject, c.Plaintext)
		c.Sealed = room[from:len(room):len(room)]
	}
	return nil
}

// OpenCells opens the cells of a row, or of many rows: each as Open does, into one piece of memory and with one read of the key
// store for 500 subjects that are not cached. A cell that does not open has a nil Plaintext and says why in Err; the others
// are opened all the same. The error is nil if every cell was opened or is ErrErased, which a list of people must bear;
// otherwise it is the first that is not.
func (k *Keyring) OpenCells(ctx context.Context, cells []Cell) error {
	for i := range cells {
		cells[i].Plaintext, cells[i].Err = nil, nil
	}
	r, err := k.ring()
	if err != nil {
		for i := range cells {
			cells[i].Err = err
		}
		return err
	}
	size := 0
	for i := range cells {
		size += max(len(cells[i].Sealed)-Overhead, 0)
	}
	room := make([]byte, 0, size)
	keys, err := r.loadMany(ctx, cells, false)
	for i := range cells {
		c := &cells[i]
		if c.Sealed == nil {
			continue
		}
		if c.Err = err; err == nil {
			from := len(room)
			var out []byte
			if out, c.Err = r.openCell(ctx, room, c, keys[c.Subject]); c.Err == nil {
				room = out
				c.Plaintext = room[from:len(room):len(room)]
			}
		}
	}
	for i := range cells {
		if err := cells[i].Err; err != nil && !errors.Is(err, ErrErased) {
			return atCell(i, err)
		}
	}
	return nil
}

func (r *ring) openCell(ctx context.Context, dst []byte, c *Cell, have loadedKey) ([]byte, error) {
	if have.err != nil {
		if err := checkNames(&c.Field, c.Subject); err != nil {
			return nil, err
		}
		if _, err := parseHeader(c.Sealed); err == nil {
			return nil, have.err
		}
	}
	return r.openValue(ctx, dst, have.key, &c.Field, c.Subject, c.Sealed)
}

func atCell(i int, err error) error { return fmt.Errorf("cell %d: %w", i, err) }

// loadedKey is what loadMany found for a subject; it found nothing if both are nil.
type loadedKey struct {
	key *subjectKey
	err error
}

// loadMany returns the keys of those of the cells' subjects that are not cached and whose records it could read together: if
// the store reads many at once, and for sealing, if the key exists and its epoch is live. The others are left to be read one by
// one.
func (r *ring) loadMany(ctx context.Context, cells []Cell, sealing bool) (map[string]loadedKey, error) {
	store, ok := r.store.(BatchKeyStore)
	graves, batch := r.graves.(BatchKeyStore)
	if !ok || ctx == nil || r.graves != nil && !batch {
		return nil, nil
	}
	var names map[string]string // subjects that are not cached, by their id
	var ids []string
	for i := range cells {
		s := cells[i].Subject
		if i > 0 && s == cells[i-1].Subject || checkName("subject", s) != nil {
			continue
		}
		if key := r.cache.get(s, r.elapsed()); key != nil && (key.sealing || !sealing) {
			continue
		}
		id := r.subjectID(s).ID
		if _, twice := names[id]; twice {
			continue
		}
		if names == nil {
			names = make(map[string]string)
		}
		names[id] = s
		ids = append(ids, id)
	}
	if len(ids) < 2 {
		return nil, nil
	}
	keys := make(map[string]loadedKey, len(ids))
	for ids := range slices.Chunk(ids, maxGetMany) {
		if err := r.loadChunk(ctx, store, graves, ids, names, sealing, keys); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// loadChunk is loadMany for at most maxGetMany ids. graves may be nil.
func (r *ring) loadChunk(ctx context.Context, store, graves BatchKeyStore, ids []string, names map[string]string, sealing bool, keys map[string]loadedKey) error {
	now := r.elapsed()
	tickets := make([]uint64, len(ids))
	for i, id := range ids {
		tickets[i] = r.cache.ticket(names[id])
	}
	recs, err := store.GetMany(ctx, r.tenant, KindSubject, ids)
	if err != nil {
		return fmt.Errorf("crypto: key store: get subjects: %w", err)
	}
	byID := make(map[string]*Record, len(recs))
	for i := range recs {
		rec := &recs[i]
		if err := r.checkRecord(rec, RecordID{r.tenant, KindSubject, rec.ID}); err != nil {
			return err
		}
		byID[rec.ID] = rec
	}
	buried := make(map[string]bool) // who has a tombstone is read one by one, where that is weighed against the record
	if graves != nil {
		tombs, err := graves.GetMany(ctx, r.tenant, KindSubject, ids)
		if err != nil {
			return fmt.Errorf("crypto: tombstones: get subjects: %w", err)
		}
		for i := range tombs {
			buried[tombs[i].ID] = true
		}
	}
	live := make(map[uint32]bool) // epochs, by a read after that of the records
	for i, id := range ids {
		rec := byID[id]
		if buried[id] {
			continue
		}
		if rec == nil {
			if !sealing {
				keys[names[id]] = loadedKey{err: fmt.Errorf("%w: the subject has none", ErrUnknownKey)}
			}
			continue
		}
		if sealing {
			if _, known := live[rec.Epoch]; !known {
				ep, err := r.epoch(ctx, rec.Epoch, true)
				live[rec.Epoch] = err == nil && ep.live
			}
			if !live[rec.Epoch] {
				continue
			}
		}
		key, err := r.openRecord(ctx, rec, 0)
		switch {
		case err != nil && !errors.Is(err, ErrErased):
			continue // it is read again, one by one, where a conflict is retried
		case err == nil:
			key.sealing = sealing
			r.cache.put(tickets[i], names[id], key, now)
		}
		keys[names[id]] = loadedKey{key, err}
	}
	return nil
}
