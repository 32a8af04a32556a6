package audit

import (
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a SHA-256 hash of a leaf or node of the tree. Its String is base64.
type Hash = tlog.Hash

// emptyRoot returns the root of a log without entries: the hash of no bytes
// (RFC 6962, section 2.1).
func emptyRoot() Hash {
	h, _ := tlog.TreeHash(0, nil) // of size 0 it reads nothing and cannot fail
	return h
}

// A frontier is the right edge of a tree: the roots of the perfect subtrees
// that make up its first size entries, largest first, one for each 1 bit of
// size. It is all that is needed to add an entry or to compute the root.
type frontier struct {
	size  int64
	peaks []Hash
}

// hashes returns what is kept with the next entry if leaf is the hash of its
// leaf: leaf, then the root of each subtree that it completes, smallest first.
func (f *frontier) hashes(leaf Hash) []Hash {
	hashes := make([]Hash, hashCount(f.size))
	hashes[0] = leaf
	for i := 1; i < len(hashes); i++ {
		hashes[i] = tlog.NodeHash(f.peaks[len(f.peaks)-i], hashes[i-1])
	}
	return hashes
}

// grow adds the next entry, with which hashes are kept.
func (f *frontier) grow(hashes []Hash) {
	last := len(hashes) - 1 // also the number of peaks that the new one replaces
	f.peaks = append(f.peaks[:len(f.peaks)-last], hashes[last])
	f.size++
}

// at returns the peak that is kept at a place, and whether it is one of f.
func (f *frontier) at(p peak) (Hash, bool) {
	if i := slices.Index(peaksOf(f.size), p); i >= 0 {
		return f.peaks[i], true
	}
	return Hash{}, false
}

// root returns the root of the tree.
func (f *frontier) root() Hash {
	if f.size == 0 {
		return emptyRoot()
	}
	last := len(f.peaks) - 1
	h := f.peaks[last]
	for i := last - 1; i >= 0; i-- {
		h = tlog.NodeHash(f.peaks[i], h)
	}
	return h
}

// hashCount returns the number of hashes kept with entry seq: one, and one for
// each trailing 1 bit of seq.
func hashCount(seq int64) int {
	n := 1
	for ; seq&1 == 1; seq >>= 1 {
		n++
	}
	return n
}

// A peak says where a root of a frontier is kept: with entry seq, as the hash
// of that level.
type peak struct {
	seq   int64
	level int
}

// peaksOf returns the places of the peaks of a tree of size entries.
func peaksOf(size int64) []peak {
	ps := make([]peak, 0, bits.OnesCount64(uint64(size))) //nolint:gosec // a size is not negative
	var end int64
	for level := 62; level >= 0; level-- {
		if size&(1<<level) != 0 {
			end += 1 << level
			ps = append(ps, peak{seq: end - 1, level: level})
		}
	}
	return ps
}
