package crypto_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/testing/fakekms"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// plainKMS encrypts and takes no associated data.
type plainKMS struct {
	gcm       cipher.AEAD
	wrapped   [][]byte // the slices that wrap was given
	unwrapped [][]byte // the slices that unwrap returned
	aads      [][]byte
}

func newPlainKMS(t *testing.T, key byte) *plainKMS {
	t.Helper()
	block, err := aes.NewCipher(bytes.Repeat([]byte{key}, 32))
	must(t, err)
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	must(t, err)
	return &plainKMS{gcm: gcm}
}

func (k *plainKMS) wrap(_ context.Context, key, aad []byte) ([]byte, error) {
	k.wrapped, k.aads = append(k.wrapped, key), append(k.aads, slices.Clone(aad))
	return k.gcm.Seal(nil, nil, key, nil), nil
}

func (k *plainKMS) unwrap(_ context.Context, wrapped, aad []byte) ([]byte, error) {
	key, err := k.gcm.Open(nil, nil, wrapped, nil)
	k.unwrapped, k.aads = append(k.unwrapped, key), append(k.aads, slices.Clone(aad))
	return key, err
}

func (k *plainKMS) kek() crypto.KEKFuncs { return crypto.KEKFuncs{Wrap: k.wrap, Unwrap: k.unwrap} }

func TestKEKFuncs(t *testing.T) {
	kms, store := newPlainKMS(t, 1), crypto.NewMemoryStore()
	cfg := config(crypto.FixedKEK(kms.kek()), store)
	cfg.Tenant = strings.Repeat("t", crypto.MaxNameLen)
	ring := create(t, cfg)
	wantOpen(t, open(t, cfg), "s", seal(t, ring, "s", "value"), "value")
	for _, key := range slices.Concat(kms.wrapped, kms.unwrapped) {
		if !bytes.Equal(key, make([]byte, 32)) {
			t.Errorf("a key of %d bytes was kept; want 32 and cleared", len(key))
		}
	}
	for _, aad := range kms.aads {
		if len(aad) > 1200 || !bytes.Contains(aad, []byte(cfg.Tenant)) {
			t.Errorf("associated data of %d bytes", len(aad))
		}
	}
	if len(kms.wrapped) != 2 || len(kms.unwrapped) < 2 {
		t.Errorf("%d and %d calls", len(kms.wrapped), len(kms.unwrapped))
	}
	_, err := crypto.OpenKeyring(t.Context(), config(crypto.FixedKEK(newPlainKMS(t, 2).kek()), store))
	wantErr(t, "other tenant", err, crypto.ErrNotFound)
	cfg.KEK = crypto.FixedKEK(newPlainKMS(t, 2).kek())
	_, err = crypto.OpenKeyring(t.Context(), cfg)
	wantErr(t, "other KMS key", err, crypto.ErrKEK)
}

// TestKEKFuncsBind moves and changes ciphertexts of a KMS that takes no associated data.
func TestKEKFuncsBind(t *testing.T) {
	kek := newPlainKMS(t, 1).kek()
	ctx := t.Context()
	sealed, err := kek.EncryptWithContext(ctx, []byte("keyset"), []byte("record"))
	must(t, err)
	if got, err := kek.DecryptWithContext(ctx, sealed, []byte("record")); err != nil || string(got) != "keyset" {
		t.Fatalf("DecryptWithContext = %q, %v", got, err)
	}
	refuse := func(what string, sealed, aad []byte) {
		t.Helper()
		if got, err := kek.DecryptWithContext(ctx, sealed, aad); err == nil || got != nil {
			t.Errorf("%s: opened", what)
		}
	}
	refuse("another record", sealed, []byte("recorD"))
	refuse("no record", sealed, nil)
	for i := range sealed {
		for bit := range 8 {
			changed := slices.Clone(sealed)
			changed[i] ^= 1 << bit
			refuse(fmt.Sprintf("byte %d, bit %d", i, bit), changed, []byte("record"))
		}
		refuse(fmt.Sprintf("cut to %d bytes", i), sealed[:i], []byte("record"))
	}
	refuse("longer", append(slices.Clone(sealed), 0), []byte("record"))
	other, err := kek.EncryptWithContext(ctx, []byte("keyset"), []byte("other"))
	must(t, err)
	refuse("key of another record", slices.Concat(other[:64], sealed[64:]), []byte("record"))
}

// TestKEKFuncsFormat opens what the documented format gives.
func TestKEKFuncsFormat(t *testing.T) {
	key, nonce, wrapped := bytes.Repeat([]byte{3}, 32), bytes.Repeat([]byte{4}, 12), []byte("wrapped")
	block, err := aes.NewCipher(key)
	must(t, err)
	gcm, err := cipher.NewGCM(block)
	must(t, err)
	sealed := append(binary.BigEndian.AppendUint32(nil, 7), wrapped...)
	sealed = gcm.Seal(append(sealed, nonce...), nonce, []byte("plaintext"), []byte("aad"))
	kek := crypto.KEKFuncs{Unwrap: func(_ context.Context, got, aad []byte) ([]byte, error) {
		if !bytes.Equal(got, wrapped) || string(aad) != "aad" {
			t.Errorf("unwrap %q for %q", got, aad)
		}
		return slices.Clone(key), nil
	}}
	if got, err := kek.DecryptWithContext(t.Context(), sealed, []byte("aad")); err != nil || string(got) != "plaintext" {
		t.Errorf("DecryptWithContext = %q, %v", got, err)
	}
}

// FuzzKEKFuncs knows one ciphertext; nothing else opens.
func FuzzKEKFuncs(f *testing.F) {
	var key []byte
	kek := crypto.KEKFuncs{
		Wrap: func(_ context.Context, made, _ []byte) ([]byte, error) {
			key = slices.Clone(made)
			return []byte("wrapped"), nil
		},
		Unwrap: func(context.Context, []byte, []byte) ([]byte, error) { return slices.Clone(key), nil },
	}
	good, err := kek.EncryptWithContext(context.Background(), []byte("plaintext"), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:11])
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		got, err := kek.DecryptWithContext(t.Context(), sealed, nil)
		same := len(sealed) > 4 && bytes.HasSuffix(sealed, good[11:]) && string(got) == "plaintext" // whatever is in the place of wrapped
		if err == nil && !same {
			t.Fatalf("%x opens as %q", sealed, got)
		}
	})
}

func TestKEKFuncsRefused(t *testing.T) {
	kms := newPlainKMS(t, 1)
	returns := func(b []byte) func(context.Context, []byte, []byte) ([]byte, error) {
		return func(context.Context, []byte, []byte) ([]byte, error) { return b, nil }
	}
	create := func(funcs crypto.KEKFuncs) error {
		_, err := crypto.CreateKeyring(t.Context(), config(crypto.FixedKEK(funcs), crypto.NewMemoryStore()))
		wantErr(t, "CreateKeyring", err, crypto.ErrKEK)
		return err
	}
	for field, funcs := range map[string]crypto.KEKFuncs{"KEKFuncs.Wrap is nil": {Unwrap: kms.unwrap}, "KEKFuncs.Unwrap is nil": {Wrap: kms.wrap}} {
		if err := create(funcs); !errors.Is(err, crypto.ErrArgument) || !strings.Contains(err.Error(), field) {
			t.Errorf("%v; want %s", err, field)
		}
	}
	for what, wrapped := range map[string][]byte{"nil": nil, "empty": {}, "too long": make([]byte, 32<<10+1)} {
		if err := create(crypto.KEKFuncs{Wrap: returns(wrapped), Unwrap: kms.unwrap}); !strings.Contains(err.Error(), "Wrap returned") {
			t.Errorf("wrapped %s: %v", what, err)
		}
	}
	for what, key := range map[string][]byte{"nil": nil, "short": make([]byte, 31), "long": make([]byte, 33), "another": make([]byte, 32)} {
		if err := create(crypto.KEKFuncs{Wrap: kms.wrap, Unwrap: returns(key)}); !strings.Contains(err.Error(), "wrong key") {
			t.Errorf("unwrapped %s: %v", what, err)
		}
	}
	_, err := crypto.CreateKeyring(t.Context(), config(crypto.FixedKEK(crypto.WrapKEK(nil)), crypto.NewMemoryStore()))
	wantErr(t, "WrapKEK(nil)", err, crypto.ErrKEK)
}

// faultyKEK is a KEK that goes wrong, on epoch secrets (of 32 bytes) or on keysets.
type faultyKEK struct {
	kek      tink.AEADWithContext
	onKeyset bool
	wrap     func(plaintext []byte) error
	unwrap   func(plaintext []byte) ([]byte, error)
	seen     [][]byte // all plaintexts
}

func (k *faultyKEK) wrong(plaintext []byte) bool {
	k.seen = append(k.seen, slices.Clone(plaintext))
	return (len(plaintext) != 32) == k.onKeyset
}

func (k *faultyKEK) EncryptWithContext(ctx context.Context, plaintext, ad []byte) ([]byte, error) {
	if k.wrong(plaintext) && k.wrap != nil {
		return nil, k.wrap(plaintext)
	}
	return k.kek.EncryptWithContext(ctx, plaintext, ad)
}

func (k *faultyKEK) DecryptWithContext(ctx context.Context, ciphertext, ad []byte) ([]byte, error) {
	plaintext, err := k.kek.DecryptWithContext(ctx, ciphertext, ad)
	if err == nil && k.wrong(plaintext) && k.unwrap != nil {
		return k.unwrap(plaintext)
	}
	return plaintext, err
}

// quoteError is the error of a KMS client that quotes the request or the answer.
type quoteError struct{ Code, Body string }

func (e quoteError) Error() string { return e.Code + ": " + e.Body }

func quote(plaintext []byte) error {
	return quoteError{"Throttling", fmt.Sprintf("Plaintext=%s&%x&%s", base64.StdEncoding.EncodeToString(plaintext), plaintext, plaintext)}
}

// TestKEKErrors lets a KEK fail in every way. The errors are typed, keep their cause and quote no key.
func TestKEKErrors(t *testing.T) {
	inner, err := newKEKs(1).KEK(t.Context(), 1)
	must(t, err)
	other := &faultyKEK{kek: inner}
	create(t, config(crypto.FixedKEK(other), crypto.NewMemoryStore()))
	fails := func(err error) func([]byte) ([]byte, error) { return func([]byte) ([]byte, error) { return nil, err } }
	for name, c := range map[string]struct {
		wrap   func([]byte) error
		unwrap func([]byte) ([]byte, error)
		want   error
		text   string
	}{
		"wrap quotes":     {wrap: quote, want: crypto.ErrKEK, text: "wrap: crypto_test.quoteError, whose text may quote a key"},
		"wrap time-out":   {wrap: func([]byte) error { return fmt.Errorf("post: %w", context.DeadlineExceeded) }, want: context.DeadlineExceeded, text: "wrap: context deadline exceeded"},
		"unwrap quotes":   {unwrap: func(p []byte) ([]byte, error) { return p, quote(p) }, want: crypto.ErrKEK, text: "unwrap: crypto_test.quoteError, whose text may quote a key"},
		"unwrap time-out": {unwrap: fails(context.DeadlineExceeded), want: context.DeadlineExceeded, text: "unwrap: context deadline exceeded"},
		"unwrap stopped":  {unwrap: fails(context.Canceled), want: context.Canceled},
		"another key": {unwrap: func(p []byte) ([]byte, error) {
			i := slices.IndexFunc(other.seen, func(q []byte) bool { return (len(q) == 32) == (len(p) == 32) })
			return slices.Clone(other.seen[i]), nil
		}, want: crypto.ErrKeyRecord, text: "commitment"},
		"nothing":     {unwrap: func([]byte) ([]byte, error) { return nil, nil }, want: crypto.ErrKeyRecord},
		"cut":         {unwrap: func(p []byte) ([]byte, error) { return p[:len(p)-1], nil }, want: crypto.ErrKeyRecord},
		"longer":      {unwrap: func(p []byte) ([]byte, error) { return append(p, p...), nil }, want: crypto.ErrKeyRecord},
		"no key yet":  {unwrap: fails(crypto.ErrNotFound), want: crypto.ErrKEK, text: "epoch 1: the source has no key"},
		"key deleted": {unwrap: fails(fmt.Errorf("kms: %w", crypto.ErrEpochDestroyed)), want: crypto.ErrEpochDestroyed},
	} {
		for _, onKeyset := range []bool{false, true} {
			kek := &faultyKEK{kek: inner, onKeyset: onKeyset}
			cfg := config(crypto.FixedKEK(kek), crypto.NewMemoryStore())
			create(t, cfg)
			kek.wrap, kek.unwrap = c.wrap, c.unwrap
			if c.wrap != nil {
				cfg.Store = crypto.NewMemoryStore()
				_, err = crypto.CreateKeyring(t.Context(), cfg)
			} else {
				_, err = crypto.OpenKeyring(t.Context(), cfg)
			}
			if err == nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || errors.Is(err, crypto.ErrNotFound) {
				t.Errorf("%s: %v; want %v and %q", name, err, c.want, c.text)
				continue
			}
			var cause quoteError
			if strings.Contains(name, "quotes") && (!errors.As(err, &cause) || cause.Code != "Throttling") {
				t.Errorf("%s: the cause is lost", name)
			}
			wantNoKey(t, name, err, kek.seen)
		}
	}
}

// wantNoKey prints an error in every way and looks for the secrets, or their last 32 bytes.
func wantNoKey(t *testing.T, name string, err error, secrets [][]byte) {
	t.Helper()
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb, err, []error{fmt.Errorf("open: %w", err)})
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "err", err, "struct", struct{ err error }{err})
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "err", err, "struct", struct{ Err error }{err})
	if len(secrets) == 0 {
		t.Errorf("%s: no secret was seen", name)
	}
	for _, secret := range secrets {
		key := secret[len(secret)-32:]
		for _, s := range []string{string(key), hex.EncodeToString(key), base64.StdEncoding.EncodeToString(secret)} {
			if strings.Contains(out.String(), s) {
				t.Errorf("%s: the error shows a key", name)
			}
		}
	}
}

// TestTinkKMS takes the AEADs that a KMS client of Tink gives as they are.
func TestTinkKMS(t *testing.T) {
	uri, err := fakekms.NewKeyURI()
	must(t, err)
	client, err := fakekms.NewClient("fake-kms://") // a registry.KMSClient, as the AWS and the Google Cloud module have one
	must(t, err)
	remote, err := client.GetAEAD(uri)
	must(t, err)
	direct, err := fakekms.NewAEADWithContext(uri)
	must(t, err)
	store := crypto.NewMemoryStore()
	ring := create(t, config(crypto.FixedKEK(crypto.WrapKEK(remote)), store))
	sealed := seal(t, ring, "s", "value")
	wantOpen(t, open(t, config(crypto.FixedKEK(direct), store)), "s", sealed, "value")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wrapped := crypto.WrapKEK(remote)
	_, err = wrapped.EncryptWithContext(ctx, nil, nil)
	wantErr(t, "cancelled", err, context.Canceled)
	_, err = wrapped.DecryptWithContext(ctx, nil, nil)
	wantErr(t, "cancelled", err, context.Canceled)
}
