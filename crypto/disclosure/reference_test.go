package disclosure_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// The reference: the format as the package comment states it, in slow and plain code on the standard library alone, which
// shares nothing with the package.

func refLP(parts ...string) (b []byte) {
	for _, p := range parts {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(p))), p...)
	}
	return b
}

func refKeyText(prefix string, k []byte) string {
	sum := sha256.Sum256(append([]byte(prefix), k...))
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append(bytes.Clone(k), sum[:3]...))
	return prefix + strings.ToLower(text)
}

func refFingerprint(k []byte) string {
	sum := sha256.Sum256(append([]byte("privacykit/disclosure/fingerprint/v1"), k...))
	var groups []string
	for i := 0; i < 32; i += 4 {
		groups = append(groups, fmt.Sprintf("%05d", binary.BigEndian.Uint32(sum[i:])%100000))
	}
	return strings.Join(groups, " ")
}

// refKey returns the bytes of a key in its text form.
func refKey(tb testing.TB, text string) []byte {
	tb.Helper()
	_, text, _ = strings.Cut(text, ".")
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(text))
	must(tb, err)
	return b[:32]
}

func refExpand(secret string) (key, commitment []byte) {
	sum := sha512.Sum512([]byte("\x00\x00\x00\x01" + secret + "privacykit/disclosure/secret/v1"))
	return sum[:32], sum[32:]
}

// refGCM returns the cipher of a stream, and a function for its nonces.
func refGCM(tb testing.TB, key, salt, prefix, header []byte) (cipher.AEAD, func(i int, last bool) []byte) {
	tb.Helper()
	derived, err := hkdf.Key(sha256.New, key, salt, string(header), 32)
	must(tb, err)
	block, err := aes.NewCipher(derived)
	must(tb, err)
	gcm, err := cipher.NewGCM(block)
	must(tb, err)
	return gcm, func(i int, last bool) []byte {
		nonce := append(binary.BigEndian.AppendUint32(bytes.Clone(prefix), uint32(i)), 0)
		if last {
			nonce[11] = 1
		}
		return nonce
	}
}

// refHeader makes a header for public keys.
func refHeader(tb testing.TB, secret string, publics ...[]byte) []byte {
	tb.Helper()
	_, commitment := refExpand(secret)
	header := binary.BigEndian.AppendUint32(append([]byte("privacykit/disclosure/v1\n"), commitment...), uint32(len(publics)))
	for _, public := range publics {
		key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
		must(tb, err)
		sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("privacykit/disclosure/hpke/v1"), []byte(secret))
		must(tb, err)
		header = append(append(header, public...), sealed...)
	}
	return header
}

// refSeal makes the package of a content. Salt and prefix are fixed: it is for tests alone.
func refSeal(tb testing.TB, secret string, header, content []byte) []byte {
	tb.Helper()
	key, _ := refExpand(secret)
	salt, prefix := bytes.Repeat([]byte{'s'}, 32), []byte("prefix!")
	gcm, nonce := refGCM(tb, key, salt, prefix, header)
	b := append(append(append(bytes.Clone(header), 40), salt...), prefix...)
	for i, room := 0, 65536-40-16; ; i, room = i+1, 65536-16 {
		if len(content) <= room {
			return gcm.Seal(b, nonce(i, true), content, nil)
		}
		b = gcm.Seal(b, nonce(i, false), content[:room], nil)
		content = content[room:]
	}
}

// refOpen returns header, secret and content of a package.
func refOpen(tb testing.TB, pkg, private []byte) (header []byte, secret string, content []byte) {
	tb.Helper()
	head := 25 + 32
	count := int(binary.BigEndian.Uint32(pkg[head:]))
	header = pkg[:head+4+count*112]
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(private)
	must(tb, err)
	for i := range count {
		stanza := header[head+4+i*112:][:112]
		if bytes.Equal(stanza[:32], key.PublicKey().Bytes()) {
			opened, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("privacykit/disclosure/hpke/v1"), stanza[32:])
			must(tb, err)
			secret = string(opened)
		}
	}
	stream, commitment := refExpand(secret)
	if !bytes.Equal(commitment, header[25:][:32]) {
		tb.Fatal("commitment")
	}
	rest := pkg[len(header):]
	if rest[0] != 40 {
		tb.Fatal("length of the stream's header")
	}
	gcm, nonce := refGCM(tb, stream, rest[1:33], rest[33:40], header)
	rest = rest[40:]
	for i, size := 0, 65536-40; ; i, size = i+1, 65536 {
		last := len(rest) <= size
		content, err = gcm.Open(content, nonce(i, last), rest[:min(size, len(rest))], nil)
		must(tb, err)
		if last {
			return header, secret, content
		}
		rest = rest[size:]
	}
}

// refManifest encodes a manifest.
func refManifest(m disclosure.Manifest, salt string, keys ...[]byte) []byte {
	b := refLP(salt, m.ID, m.Controller, m.Purpose, m.LegalBasis)
	for _, n := range []int64{m.Time.Unix(), m.Persons, m.Records} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(m.Kinds))), refLP(m.Kinds...)...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(m.Recipients)))
	for i, r := range m.Recipients {
		b = append(append(b, refLP(r.Name)...), keys[i]...)
	}
	return b
}

// refFile encodes a file.
func refFile(f content) []byte {
	b := append([]byte{1}, refLP(f.name)...)
	for data := f.data; ; data = data[65536:] {
		if len(data) < 65536 {
			return append(b, refLP(data)...)
		}
		b = append(b, refLP(data[:65536])...)
	}
}

// refTable is the hash of the manifest and the files.
func refTable(manifest []byte, files ...content) []byte {
	h := sha256.New()
	h.Write(refLP("privacykit/disclosure/table/v1", string(manifest)))
	for _, f := range files {
		sum := sha256.Sum256([]byte(f.data))
		h.Write(append(binary.BigEndian.AppendUint64(refLP(f.name), uint64(len(f.data))), sum[:]...))
	}
	return h.Sum(nil)
}

// refContent is the content of a package.
func refContent(manifest []byte, files ...content) []byte {
	b := refLP(string(manifest))
	for _, f := range files {
		b = append(b, refFile(f)...)
	}
	return append(append(b, 0), refTable(manifest, files...)...)
}
