package audit

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"
)

const (
	encodingHeader = "privacykit audit entry v1"
	timeLayout     = "2006-01-02T15:04:05.000000Z"
)

var errMalformed = errors.New("audit: bytes are not the encoding of an entry")

// MarshalBinary returns the bytes that the log hashes and keeps as the body of
// the entry; the package comment has the format. Parts of e.Time finer than a
// microsecond are cut off. It returns an *[EntryError] with Index 0 if e
// breaks a rule of [Entry].
func (e Entry) MarshalBinary() ([]byte, error) {
	if err := e.check(0); err != nil {
		return nil, err
	}
	return e.encode(), nil
}

// encode encodes an entry that has passed check: no text has a line feed.
func (e *Entry) encode() []byte {
	fields := e.texts()
	n := len(encodingHeader) + len(timeLayout) + 128
	for _, s := range fields {
		n += len(s)
	}
	for _, s := range e.Reasons {
		n += len("reason  ") + len(s)
	}
	b := make([]byte, 0, n)
	b = append(b, encodingHeader...)
	b = append(b, "\nseq "...)
	b = strconv.AppendInt(b, e.Seq, 10)
	b = append(b, "\ntime "...)
	b = e.Time.UTC().AppendFormat(b, timeLayout)
	for i, s := range fields[:keyText] {
		b = appendLine(b, textNames[i], s)
	}
	for _, s := range e.Reasons {
		b = appendLine(b, "reason", s)
	}
	b = appendLine(b, textNames[keyText], e.Key)
	return append(b, '\n')
}

func appendLine(b []byte, name, value string) []byte {
	b = append(b, '\n')
	b = append(b, name...)
	b = append(b, ' ')
	return append(b, value...)
}

// UnmarshalBinary sets e to the entry that data encodes, and leaves e as it
// was if data is not what [Entry.MarshalBinary] makes of some entry. It keeps
// no reference to data. The error says nothing of the content.
func (e *Entry) UnmarshalBinary(data []byte) error {
	lines := strings.Split(string(data), "\n")
	first, key := 3+keyText, len(lines)-2 // of the reasons, of the key
	if key < first || key > first+MaxReasons || lines[0] != encodingHeader || lines[key+1] != "" {
		return errMalformed
	}
	var got Entry
	var err error
	if got.Seq, err = strconv.ParseInt(strings.TrimPrefix(lines[1], "seq "), 10, 64); err != nil {
		return errMalformed
	}
	if got.Time, err = time.Parse(timeLayout, strings.TrimPrefix(lines[2], "time ")); err != nil {
		return errMalformed
	}
	fields := lines[3:first:first]
	fields = append(fields, lines[key])
	for i, name := range textNames {
		fields[i] = strings.TrimPrefix(fields[i], name+" ")
	}
	got.setTexts([len(textNames)]string(fields))
	for _, line := range lines[first:key] {
		got.Reasons = append(got.Reasons, strings.TrimPrefix(line, "reason "))
	}
	// What was read with some licence above must come out the same.
	if got.check(0) != nil || !bytes.Equal(got.encode(), data) {
		return errMalformed
	}
	*e = got
	return nil
}
