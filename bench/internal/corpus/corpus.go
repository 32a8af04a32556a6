// Package corpus makes the texts that the benchmarks read. They are made in code from a fixed seed, so that they are the
// same on every machine and no big file is kept.
//
// Every value in them is made up: resident IDs carry county codes that were never assigned (…99), bank cards a prefix
// that nobody issues (629999), e-mail addresses the domains reserved for examples, IP addresses the blocks reserved for
// documentation. A mobile number of an assigned segment may belong to somebody by chance.
package corpus

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// Planted is a value that was put into a text on purpose, at text[Start:End].
type Planted struct {
	Kind       identifiers.Kind
	Start, End int
	Plain      bool // written without spaces, dashes, prefix or full-width digits
}

// A Text is a text of which it is known what personal information it holds.
type Text struct {
	Text    string
	Planted []Planted // in order of Start
}

// The seed of all texts.
const (
	seed1 = 20211101 // the day the Personal Information Protection Law came into effect
	seed2 = 20170601 // the day the Cybersecurity Law came into effect
)

// Mixed returns lines as the logs and tables of a Chinese company hold them, as many whole lines as fit into size bytes:
// logs of Java and Go services and of nginx, JSON, SQL, short messages, chats and tickets. One value of personal
// information comes in about 750 bytes, one of [Kinds], in several written forms; the rest is full of numbers that are
// none: times, order numbers, versions, hashes, prices.
//
// A shorter text is the beginning of a longer one.
func Mixed(size int) Text {
	g := &generator{rng: rand.New(rand.NewPCG(seed1, seed2))}
	var text strings.Builder
	var planted []Planted
	for {
		line, values := g.line()
		if text.Len()+len(line) > size {
			return Text{text.String(), planted}
		}
		for _, p := range values {
			p.Start += text.Len()
			p.End += text.Len()
			planted = append(planted, p)
		}
		text.WriteString(line)
	}
}

// Repeat returns t n times over.
func (t Text) Repeat(n int) Text {
	planted := make([]Planted, 0, n*len(t.Planted))
	for i := range n {
		for _, p := range t.Planted {
			p.Start += i * len(t.Text)
			p.End += i * len(t.Text)
			planted = append(planted, p)
		}
	}
	return Text{strings.Repeat(t.Text, n), planted}
}

// Kinds are the kinds that are planted in a [Mixed] text.
func Kinds() []identifiers.Kind {
	return []identifiers.Kind{
		identifiers.Mobile, identifiers.ResidentID, identifiers.Email, identifiers.BankCard, identifiers.IP,
		identifiers.Plate, identifiers.Name, identifiers.HomeAddress,
	}
}

// A HostileText is one that a detector may take long over.
type HostileText struct {
	Name, Text string
}

// Hostile returns texts of about size bytes that are all candidates and no value, or the same beginning again and again.
func Hostile(size int) []HostileText {
	var texts []HostileText
	for _, h := range []struct{ name, unit string }{
		{"digits", "7"},
		{"at", "@"},
		{"plate", "京"},
		{"colon", ":"},
		{"spaced", "1 "},
		{"surname", "张"},
		{"a1", "a1"},
		{"dotted", "1."},
		{"mail", "a@"},
		{"mobile", "1381234567"},
	} {
		texts = append(texts, HostileText{h.name, strings.Repeat(h.unit, size/len(h.unit))})
	}
	return slices.Clip(texts)
}
