package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle/noncebased"
)

const streamVectorFile = "testdata/streams_v1.json"

// streamVectors is the file of test vectors of streams.
type streamVectors struct {
	Description []string       `json:"description"`
	Tenant      string         `json:"tenant"`
	Keys        []keyVector    `json:"keys"`
	Streams     []streamVector `json:"streams"`
}

type streamVector struct {
	Table          string      `json:"table"`
	Column         string      `json:"column"`
	Subject        string      `json:"subject"`
	Row            string      `json:"row"`
	With           [][2]string `json:"with"`
	KeyVersion     uint32      `json:"key_version"`
	Length         int         `json:"length"`
	Salt           string      `json:"salt"`
	Prefix         string      `json:"prefix"`
	AssociatedData string      `json:"associated_data"`
	FileKey        string      `json:"file_key"`
	Stream         string      `json:"stream,omitempty"`
	SHA256         string      `json:"sha256"`
}

// plaintext returns the plaintext of a stream vector.
func (v streamVector) plaintext() []byte {
	b := make([]byte, v.Length)
	for i := range b {
		b[i] = byte(i % 251)
	}
	return b
}

// refStream makes a stream as the package comment states it, and the key of the file.
func refStream(key, header, salt, prefix, plaintext, aad []byte) (stream, fileKey []byte) {
	fileKey, err := hkdf.Key(sha256.New, key, salt, string(aad), 32)
	if err != nil {
		panic(err)
	}
	block, err := aes.NewCipher(fileKey)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	stream = append(bytes.Clone(header), 40)
	stream = append(append(stream, salt...), prefix...)
	for i, room := uint32(0), 65480; ; i, room = i+1, 65520 {
		last := len(plaintext) <= room
		nonce := append(binary.BigEndian.AppendUint32(bytes.Clone(prefix), i), 0)
		if last {
			room, nonce[11] = len(plaintext), 1
		}
		stream = gcm.Seal(stream, nonce, plaintext[:room], nil)
		if plaintext = plaintext[room:]; last {
			return stream, fileKey
		}
	}
}

func makeStreamVectors(t *testing.T) streamVectors {
	t.Helper()
	fields := makeVectors(t)
	v := streamVectors{
		Description: []string{
			"Test vectors of privacykit streams, version 1; the package comment of crypto specifies them.",
			"The subject is that of format_v1.json, whose record holds these secrets; key is the stream key that expand makes of each.",
			"The plaintext has length bytes, of which byte i is i modulo 251. A long stream is given by its SHA-256 alone.",
			"Byte strings are hexadecimal, other strings UTF-8. All keys are fixed for the test and must not be used.",
		},
		Tenant: fields.Tenant,
	}
	keys := map[uint32][]byte{}
	for _, k := range fields.Subject {
		keys[k.KeyVersion], _ = refExpand(unhex(t, k.Secret), "privacykit/stream-secret/v1")
		v.Keys = append(v.Keys, keyVector{k.KeyVersion, k.Secret, hex.EncodeToString(keys[k.KeyVersion])})
	}
	for i, s := range []streamVector{
		{Column: "photo", KeyVersion: 3, Length: 0},
		{Column: "photo", KeyVersion: 2, Length: 1},
		{Column: "photo", KeyVersion: 3, Length: 40, Row: "7"},
		{Column: "录音\x00", KeyVersion: 3, Length: 10, With: [][2]string{{"status", "paid"}, {"空", ""}}},
		{Column: "photo", KeyVersion: 3, Length: 65480},
		{Column: "photo", KeyVersion: 3, Length: 65481},
		{Column: "photo", KeyVersion: 2, Length: 65480 + 65520},
		{Column: "photo", KeyVersion: 3, Length: 65480 + 65520 + 1},
		{Column: "photo", KeyVersion: 3, Length: 1_000_000},
	} {
		s.Table, s.Subject = "customers", fields.Fields[0].Subject
		var with []byte
		for _, w := range s.With {
			with = append(with, refLP(w[0], w[1])...)
		}
		header := binary.BigEndian.AppendUint32([]byte{0x80, 3}, s.KeyVersion)
		aad := refLP("privacykit/stream/v1", header, v.Tenant, s.Table, s.Column, s.Subject, s.Row, with)
		salt, prefix := fixed(fmt.Sprintf("salt of stream %d", i), 32), fixed(fmt.Sprintf("prefix of stream %d", i), 7)
		stream, fileKey := refStream(keys[s.KeyVersion], header, salt, prefix, s.plaintext(), aad)
		if s.Length <= 64 {
			s.Stream = hex.EncodeToString(stream)
		}
		sum := sha256.Sum256(stream)
		s.Salt, s.Prefix, s.SHA256 = hex.EncodeToString(salt), hex.EncodeToString(prefix), hex.EncodeToString(sum[:])
		s.AssociatedData, s.FileKey = hex.EncodeToString(aad), hex.EncodeToString(fileKey)
		v.Streams = append(v.Streams, s)
	}
	return v
}

// TestStreamVectorFile compares the committed file with the reference.
func TestStreamVectorFile(t *testing.T) {
	want, err := json.MarshalIndent(makeStreamVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(streamVectorFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(streamVectorFile)
	if err != nil {
		t.Fatalf("no vectors: %v", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from the reference", streamVectorFile)
	}
}

// TestStreamVectors opens every stream of the file with the package and with Tink, and makes what the package writes again with
// the reference.
func TestStreamVectors(t *testing.T) {
	data, err := os.ReadFile(streamVectorFile)
	if err != nil {
		t.Fatalf("no vectors: %v", err)
	}
	var v streamVectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Keys) != 2 || len(v.Streams) < 9 {
		t.Fatalf("%d keys, %d streams", len(v.Keys), len(v.Streams))
	}
	ring, keys, newest := openVectors(t, makeVectors(t)), map[uint32][]byte{}, uint32(0)
	for _, k := range v.Keys {
		keys[k.KeyVersion] = unhex(t, k.Key)
		newest = max(newest, k.KeyVersion)
	}
	for i, s := range v.Streams {
		f := fieldVector{Table: s.Table, Column: s.Column, Row: s.Row, With: s.With}.field()
		key, aad, plaintext := keys[s.KeyVersion], unhex(t, s.AssociatedData), s.plaintext()
		header := binary.BigEndian.AppendUint32([]byte{0x80, 3}, s.KeyVersion)
		stream, _ := refStream(key, header, unhex(t, s.Salt), unhex(t, s.Prefix), plaintext, aad)
		if sum := sha256.Sum256(stream); hex.EncodeToString(sum[:]) != s.SHA256 || s.Stream != "" && hex.EncodeToString(stream) != s.Stream {
			t.Fatalf("stream %d: the reference makes another", i)
		}
		r, err := ring.OpenReader(t.Context(), f, s.Subject, bytes.NewReader(stream))
		if err != nil {
			t.Fatalf("stream %d: %v", i, err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("stream %d: read %d bytes, %v; want %d", i, len(got), err, s.Length)
		}
		if got, err := tinkStream(t, key, stream[6:], aad); err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("stream %d: Tink reads %d bytes, %v; want %d", i, len(got), err, s.Length)
		}
		if current, err := ring.StreamIsCurrent(t.Context(), s.Subject, stream[:6]); err != nil || current != (s.KeyVersion == newest) {
			t.Errorf("stream %d: current %v, %v", i, current, err)
		}
		if s.KeyVersion != newest {
			continue
		}
		var out bytes.Buffer
		w, err := ring.SealWriter(t.Context(), f, s.Subject, &out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plaintext); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got := out.Bytes()
		if want, _ := refStream(key, header, got[7:39], got[39:46], plaintext, aad); !bytes.Equal(got, want) {
			t.Errorf("stream %d: what the package seals is not what the reference seals", i)
		}
		if int64(len(got)) != SealedStreamSize(int64(s.Length)) {
			t.Errorf("stream %d: %d bytes; SealedStreamSize says %d", i, len(got), SealedStreamSize(int64(s.Length)))
		}
	}
}

// endless is Tink's writer when its counter of segments has come to its end, 256 TiB from the beginning.
type endless struct{}

func (endless) Write(p []byte) (int, error) { return len(p) / 2, noncebased.ErrTooManySegments }
func (endless) Close() error                { return noncebased.ErrTooManySegments }

func TestStreamTooLong(t *testing.T) {
	w := streamWriter{&sealing{ring: new(ring), tink: endless{}}}
	for range 2 {
		if _, err := w.Write(make([]byte, 10)); !errors.Is(err, ErrTooLong) {
			t.Errorf("Write: %v", err)
		}
	}
	if err := (streamWriter{&sealing{ring: new(ring), tink: endless{}}}).Close(); !errors.Is(err, ErrTooLong) {
		t.Errorf("Close: %v", err)
	}
	if got := SealedStreamSize(65520*(1<<32-1) - 40); got != 6+(1<<32-1)<<16 { // every segment full
		t.Errorf("the longest stream has %d bytes", got)
	}
}

// tinkStream opens with a Tink keyset, as a program without this package would, what follows the header of a stream.
func tinkStream(t *testing.T, key, ciphertext, aad []byte) ([]byte, error) {
	t.Helper()
	// AesGcmHkdfStreamingKey: params (segments of 65,536, derived keys of 32 bytes, SHA256 = 3), then the key.
	value := append([]byte{0x12, 8, 0x08, 0x80, 0x80, 0x04, 0x10, 32, 0x18, 3, 0x1a, byte(len(key))}, key...)
	set := oneKey(1, "AesGcmHkdfStreamingKey", value, tinkpb.OutputPrefixType_RAW)
	var written bytes.Buffer
	if err := keyset.NewBinaryWriter(&written).Write(set); err != nil {
		t.Fatal(err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(&written))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := streamingaead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	r, err := aead.NewDecryptingReader(bytes.NewReader(ciphertext), aad)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
