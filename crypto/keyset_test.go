package crypto

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
)

func serialise(tb testing.TB, ks *tinkpb.Keyset) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := keyset.NewBinaryWriter(&b).Write(ks); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func fromTemplate(tb testing.TB, templates ...*tinkpb.KeyTemplate) []byte {
	tb.Helper()
	m := keyset.NewManager()
	for _, template := range templates {
		id, err := m.Add(template)
		if err != nil {
			tb.Fatal(err)
		}
		if err := m.SetPrimary(id); err != nil {
			tb.Fatal(err)
		}
	}
	handle, err := m.Handle()
	if err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&b)); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestParseKeyset(t *testing.T) {
	key := bytes.Repeat([]byte{9}, 32)
	good := serialise(t, hkdfKeyset(7, key, tinkpb.OutputPrefixType_RAW))
	if _, err := parseKeyset(good); err != nil {
		t.Fatalf("a good keyset: %v", err)
	}
	if _, err := parseKeyset(fromTemplate(t, prf.HKDFSHA256PRFKeyTemplate())); err != nil {
		t.Fatalf("a keyset by Tink: %v", err)
	}
	disabled := hkdfKeyset(7, key, tinkpb.OutputPrefixType_RAW)
	disabled.Key[0].Status = tinkpb.KeyStatusType_DISABLED
	noPrimary := hkdfKeyset(7, key, tinkpb.OutputPrefixType_RAW)
	noPrimary.PrimaryKeyId = 8
	salted := oneKey(7, "HkdfPrfKey", append([]byte{0x12, 5, 0x08, 3, 0x12, 1, 's', 0x1a, 32}, key...), tinkpb.OutputPrefixType_RAW)
	sha512 := oneKey(7, "HkdfPrfKey", append([]byte{0x12, 2, 0x08, 4, 0x1a, 32}, key...), tinkpb.OutputPrefixType_RAW)
	for name, plain := range map[string][]byte{
		"empty":              nil,
		"garbage":            []byte("garbage"),
		"no key":             serialise(t, &tinkpb.Keyset{PrimaryKeyId: 7}),
		"AES-GCM":            fromTemplate(t, aead.AES256GCMKeyTemplate()),
		"AES-GCM RAW":        fromTemplate(t, aead.AES256GCMNoPrefixKeyTemplate()),
		"AES-GCM RAW beside": fromTemplate(t, aead.AES256GCMNoPrefixKeyTemplate(), prf.HKDFSHA256PRFKeyTemplate()),
		"HMAC PRF":           fromTemplate(t, prf.HMACSHA256PRFKeyTemplate()),
		"two keys":           fromTemplate(t, prf.HKDFSHA256PRFKeyTemplate(), prf.HKDFSHA256PRFKeyTemplate()),
		"disabled":           serialise(t, disabled),
		"no primary":         serialise(t, noPrimary),
		"prefix":             serialise(t, hkdfKeyset(7, key, tinkpb.OutputPrefixType_TINK)),
		"short key":          serialise(t, hkdfKeyset(7, key[:31], tinkpb.OutputPrefixType_RAW)),
		"long key":           serialise(t, hkdfKeyset(7, append(key, 1), tinkpb.OutputPrefixType_RAW)),
		"salt":               serialise(t, salted),
		"SHA-512":            serialise(t, sha512),
		"unknown type":       serialise(t, oneKey(7, "NoSuchKey", key, tinkpb.OutputPrefixType_RAW)),
	} {
		if _, err := parseKeyset(plain); !errors.Is(err, ErrKeyRecord) {
			t.Errorf("%s: %v; want ErrKeyRecord", name, err)
		}
	}
	for n := range good {
		if _, err := parseKeyset(good[:n]); !errors.Is(err, ErrKeyRecord) {
			t.Errorf("cut to %d bytes: %v; want ErrKeyRecord", n, err)
		}
	}
}

func FuzzParseKeyset(f *testing.F) {
	key := bytes.Repeat([]byte{9}, 32)
	f.Add(serialise(f, hkdfKeyset(7, key, tinkpb.OutputPrefixType_RAW)))
	f.Add(fromTemplate(f, aead.AES256GCMNoPrefixKeyTemplate()))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, plain []byte) {
		set, err := parseKeyset(plain)
		if err == nil && len(set.PRFs) != 1 {
			t.Fatalf("accepted %d keys", len(set.PRFs))
		}
		if err != nil && (!errors.Is(err, ErrKeyRecord) || strings.Contains(err.Error(), "proto")) {
			t.Fatalf("undocumented error: %v", err)
		}
	})
}
