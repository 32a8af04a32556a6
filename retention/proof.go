package retention

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"
)

// Proof says that records were disposed of, and on which grounds, without saying whose they were: for an audit log, which outlives
// them. A [Disposer] writes it in the transaction that deletes, so that there is one for every disposal and no second.
type Proof struct {
	Sweep   string    // the name of the lease: sweep and shard
	Pass    string    // of the lease
	Fence   int64     // of the lease
	At      time.Time // the instant of the plans
	Records int
	// Classes and Bounds are what the records were: the ids of their classes, and the rules and bases of the ceilings that required
	// disposal, each once, sorted.
	Classes, Bounds []string
	// Digest is the SHA-256 of the keys, each as its length in eight bytes, big-endian, and its bytes, in ascending order. Who keeps a
	// key, as of a record that should be there and is not, can find its proof.
	Digest [sha256.Size]byte
}

// NewProof returns the proof of the disposals under a lease.
func NewProof(lease Lease, done []Disposal) Proof {
	p := Proof{Sweep: lease.Name, Pass: lease.Pass, Fence: lease.Fence, Records: len(done)}
	keys := make([]string, len(done))
	for i := range done {
		keys[i] = done[i].Key
		p.At = done[i].Plan.At
		p.Classes = addTo(p.Classes, done[i].Record.Class)
		if c, ok := done[i].Plan.Ceiling(); ok {
			id := c.Rule
			if id == "" {
				id = c.Basis.String() + ":" + string(c.Event)
			}
			p.Bounds = addTo(p.Bounds, id)
		}
	}
	slices.Sort(keys)
	slices.Sort(p.Classes)
	slices.Sort(p.Bounds)
	h := sha256.New()
	var size [8]byte
	for _, k := range keys {
		binary.BigEndian.PutUint64(size[:], uint64(len(k)))
		h.Write(size[:])
		h.Write([]byte(k))
	}
	h.Sum(p.Digest[:0])
	return p
}

func addTo(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Key names the proof for ever: two of the same Key are about the same disposals. It serves as idempotency key.
func (p Proof) Key() string { return "disposal:" + p.Sweep + ":" + hex.EncodeToString(p.Digest[:16]) }
