package identifiers

import (
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// pieceSize is how much of a text [Finder.FindReader] holds.
const pieceSize = 64 << 10

// maxLead is how far before the place where a match is recognised it may begin.
const maxLead = 128

// maxIdle is how often in a row a reader may give nothing.
const maxIdle = 100

// FindReader yields what [Finder.Find] yields for the text that r gives, whatever the sizes of the pieces that it comes in, with
// offsets from the beginning of the text. It holds 64 KiB of the text, and so yields a match when 64 KiB have been read
// or r has ended. An error of r is yielded last, with the zero Match, after the matches in what was read; it wraps that of r.
//
// If [FindOptions.Progress] was given, it is called after each piece with the number of bytes before which nothing more
// will be found, so a caller that copies the text can let go of them.
func (f *Finder) FindReader(r io.Reader) iter.Seq2[Match, error] {
	return func(yield func(Match, error) bool) {
		f = f.orDefault()
		sc := scanner{f: f, table: scanTable()}
		buf := make([]byte, 0, pieceSize)
		base := 0 // where buf begins in the text
		for {
			var ended bool
			var err error
			buf, ended, err = fill(r, buf)
			sc.s = string(buf)
			sc.stop = len(buf)
			if !ended {
				sc.stop -= maxAhead
			}
			last := 0
			for sc.advance() {
				m := sc.out
				last = m.End
				m.Start += base
				m.End += base
				if !yield(m, nil) {
					return
				}
			}
			if ended {
				if f.progress != nil {
					f.progress(int64(base + len(buf)))
				}
				if err != nil {
					yield(Match{}, fmt.Errorf("identifiers: reading the text: %w", err))
				}
				return
			}
			if f.progress != nil {
				f.progress(int64(base + max(last, sc.decided()-maxBehind, 0)))
			}
			drop := max(sc.decided()-maxBehind, 0)
			buf = append(buf[:0], buf[drop:]...)
			base += drop
			sc.shift(drop)
		}
	}
}

// fill reads into the rest of buf until it is full, or r has ended or failed. Unlike [io.ReadFull] it keeps an error that comes
// with the last bytes, and does not take the [io.ErrUnexpectedEOF] of a truncated stream for its end.
func fill(r io.Reader, buf []byte) (_ []byte, ended bool, _ error) {
	for idle := 0; len(buf) < cap(buf); {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, true, nil
		}
		if err != nil {
			return buf, true, err
		}
		if idle++; n > 0 {
			idle = 0
		} else if idle == maxIdle {
			return buf, true, io.ErrNoProgress
		}
	}
	return buf, false, nil
}

// decided returns the place before which all is done.
func (sc *scanner) decided() int {
	if sc.f.asksAtWords() {
		return min(sc.i, sc.host)
	}
	return sc.i
}

// shift moves all places by n to the left, because the text before them was dropped.
func (sc *scanner) shift(n int) {
	sc.i -= n
	sc.host -= n
	sc.from = max(sc.from-n, 0)
	sc.m.Start -= n
	sc.m.End -= n
}

// advance finds the next match, sc.out, of the scanner's own kinds or the host's, or returns false at the end.
func (sc *scanner) advance() bool {
	if !sc.f.asksAtWords() {
		if !sc.next() {
			return false
		}
		sc.out = sc.m
		return true
	}
	for {
		// The scanner goes just as far ahead of the host's recognisers as to know what begins where they are asked, so that
		// little is scanned again behind a match of theirs.
		stop := sc.stop
		if !sc.waiting {
			sc.stop = min(stop, max(sc.i, sc.host+2*maxLead))
			sc.waiting = sc.next()
			sc.stop = stop
		}
		limit := stop
		switch {
		case sc.waiting:
			limit = min(limit, sc.m.Start+1)
		case sc.i < len(sc.s):
			limit = min(limit, sc.i-maxLead)
		}
		if sc.askHosts(limit) {
			return true
		}
		if sc.waiting {
			sc.waiting = false
			sc.host, sc.out = sc.m.End, sc.m
			return true
		}
		if sc.i >= stop {
			return false
		}
	}
}

// askHosts asks the host's recognisers at the places before limit that are left, until one finds something.
func (sc *scanner) askHosts(limit int) bool {
	for sc.host < limit {
		i := sc.host
		_, size := utf8.DecodeRuneInString(sc.s[i:])
		sc.host += size
		m, ok := sc.recognize(i)
		if !ok {
			continue
		}
		sc.host, sc.out = m.End, m
		if !sc.waiting || m.End > sc.m.Start {
			sc.waiting = false
			sc.i, sc.from, sc.m, sc.carried = m.End, m.End, m, 0
		}
		return true
	}
	return false
}

// asksAtWords reports whether something is asked at each word: recognisers of the host, or the one of domain names.
func (f *Finder) asksAtWords() bool { return len(f.hosts) > 0 || f.kinds&(1<<kDomain) != 0 }

// recognize asks the host's recognisers at i, and looks for domain names, which begin with nothing that the scanner stops at.
func (sc *scanner) recognize(i int) (Match, bool) {
	s := sc.s
	if isAlnum(s[i]) {
		if i > 0 && isAlnum(s[i-1]) {
			return Match{}, false
		}
	} else if s[i] < utf8.RuneSelf {
		return Match{}, false
	}
	before, rest := s[max(0, i-64):i], s[i:sc.ahead(i, maxAhead)]
	for _, r := range sc.f.hosts {
		n, c := r.Recognize(before, rest)
		if n <= 0 || n > min(maxBehind, len(rest)) || c < sc.f.least || n < len(rest) && !utf8.RuneStart(rest[n]) {
			continue
		}
		return Match{Kind: r.Kind, Start: i, End: i + n, Confidence: min(c, ConfidenceHigh), Evidence: EvidenceHost}, true
	}
	if sc.f.kinds&(1<<kDomain) != 0 && s[i] < utf8.RuneSelf {
		return sc.domain(i)
	}
	return Match{}, false
}
