package crypto_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// fakeKMS is the part of the API of Alibaba Cloud KMS (2016-01-20) that the example uses: its actions, parameters, limits, key
// states and error codes. It checks no signature.
type fakeKMS struct {
	mu    sync.Mutex
	keys  map[string]*fakeKey
	calls []string              // "Encrypt key-1", "Decrypt key-1"
	fail  func(r *http.Request) // called before each answer
	code  string                // if set, every answer is this error
}

type fakeKey struct {
	gcm   cipher.AEAD
	state string
}

// startFakeKMS starts a KMS with these keys.
func startFakeKMS(keyIDs ...string) (kms aliKMS, stop func()) {
	_, kms, stop = newFakeKMS(keyIDs...)
	return kms, stop
}

func newFakeKMS(keyIDs ...string) (*fakeKMS, aliKMS, func()) {
	f := &fakeKMS{keys: map[string]*fakeKey{}}
	for _, id := range keyIDs {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		block, err := aes.NewCipher(key)
		if err != nil {
			panic(err)
		}
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			panic(err)
		}
		f.keys[id] = &fakeKey{gcm, "Enabled"}
	}
	server := httptest.NewServer(f)
	return f, aliKMS(server.URL), server.Close
}

// change changes the KMS between two calls.
func (f *fakeKMS) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// kmsFailure is an error of the API.
type kmsFailure struct {
	status  int
	Code    string
	Message string
}

func (f *fakeKMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.URL.RawQuery != "" || r.PostForm.Get("Version") != "2016-01-20" {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	if f.fail != nil {
		f.fail(r)
	}
	answer, failure := f.answer(r.PostForm)
	if f.code != "" {
		failure = &kmsFailure{http.StatusBadRequest, f.code, "server string to sign is:POST&%2F&" + url.QueryEscape(r.PostForm.Encode())}
	}
	if failure != nil {
		answer = failure
		w.WriteHeader(failure.status)
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(err)
	}
}

func (f *fakeKMS) answer(p url.Values) (any, *kmsFailure) {
	invalid := &kmsFailure{http.StatusBadRequest, "InvalidParameter", "The specified parameter is not valid."}
	action, id := p.Get("Action"), p.Get("KeyId")
	var blob []byte
	if action == "Decrypt" { // the blob says which key
		raw, err := base64.StdEncoding.DecodeString(p.Get("CiphertextBlob"))
		if err != nil {
			return nil, invalid
		}
		name, rest, _ := bytes.Cut(raw, []byte{0})
		id, blob = string(name), rest
	}
	f.calls = append(f.calls, action+" "+id)
	key := f.keys[id]
	if key == nil {
		return nil, &kmsFailure{http.StatusNotFound, "Forbidden.KeyNotFound", "The specified Key is not found."}
	}
	if action != "DescribeKey" && key.state == "PendingDeletion" {
		code := "Rejected.PendingDeletion"
		if action == "ScheduleKeyDeletion" {
			code = "Rejected.StateModifiedFailed"
		}
		return nil, &kmsFailure{http.StatusConflict, code, "The request was rejected because of the key state."}
	}
	var context map[string]string
	if action == "Encrypt" || action == "Decrypt" {
		text := p.Get("EncryptionContext")
		if len(text) > 8192 || json.Unmarshal([]byte(text), &context) != nil || len(context) == 0 {
			return nil, invalid
		}
	}
	aad, err := json.Marshal(context) // sorted by name
	if err != nil {
		panic(err)
	}
	switch action {
	case "Encrypt":
		plaintext, err := base64.StdEncoding.DecodeString(p.Get("Plaintext"))
		if err != nil || len(plaintext) == 0 || len(plaintext) > 6<<10 {
			return nil, invalid
		}
		blob := base64.StdEncoding.EncodeToString(key.gcm.Seal(append([]byte(id), 0), nil, plaintext, aad))
		return map[string]string{"KeyId": id, "CiphertextBlob": blob}, nil
	case "Decrypt":
		plaintext, err := key.gcm.Open(nil, nil, blob, aad)
		if err != nil {
			return nil, invalid
		}
		return map[string]string{"KeyId": id, "Plaintext": base64.StdEncoding.EncodeToString(plaintext)}, nil
	case "DescribeKey":
		return map[string]any{"KeyMetadata": map[string]string{"KeyId": id, "KeyState": key.state}}, nil
	case "ScheduleKeyDeletion":
		if p.Get("PendingWindowInDays") != "7" {
			return nil, invalid
		}
		key.state = "PendingDeletion"
		return struct{}{}, nil
	}
	return nil, invalid
}

// TestExampleKMS is about what the example does not show.
func TestExampleKMS(t *testing.T) {
	fake, kms, stop := newFakeKMS("key-1", "key-2")
	defer stop()
	ctx, keks, store := t.Context(), &aliKEKs{kms: kms, keys: []string{"key-1"}}, crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	sealed := seal(t, ring, "s", "value")
	fake.change(func() {
		if got, want := strings.Join(fake.calls, ", "), "Encrypt key-1, Encrypt key-1, Decrypt key-1, Decrypt key-1"; got != want {
			t.Errorf("the KMS was asked: %s; want %s", got, want)
		}
	})
	wantOpen(t, open(t, config(keks, store)), "s", sealed, "value")
	_, err := ring.AdvanceEpoch(ctx)
	wantErr(t, "AdvanceEpoch without a key", err, crypto.ErrKEK)
	_, err = crypto.OpenKeyring(ctx, config(&aliKEKs{kms: kms, keys: []string{"key-2"}}, store))
	wantErr(t, "the wrong key", err, crypto.ErrKEK)

	// What was wrapped for one record does not unwrap for another: the KMS itself refuses.
	kek, err := keks.KEK(ctx, 1)
	must(t, err)
	wrapped, err := kek.EncryptWithContext(ctx, []byte("key"), []byte("record"))
	must(t, err)
	var failure *aliError
	if _, err = kek.DecryptWithContext(ctx, wrapped, []byte("other")); !errors.As(err, &failure) || failure.Code != "InvalidParameter" {
		t.Errorf("for another record: %v; want InvalidParameter", err)
	}

	// A wrong signature is answered with the parameters, and a KMS that hangs until the caller gives up with nothing.
	var secrets [][]byte
	fake.change(func() {
		fake.code = "SignatureDoesNotMatch"
		fake.fail = func(r *http.Request) {
			key, _ := base64.StdEncoding.DecodeString(r.PostForm.Get("Plaintext"))
			secrets = append(secrets, key)
		}
	})
	_, err = crypto.CreateKeyring(ctx, config(keks, crypto.NewMemoryStore()))
	if !errors.Is(err, crypto.ErrKEK) || !errors.As(err, &failure) || failure.Code != "SignatureDoesNotMatch" {
		t.Errorf("wrong signature: %v", err)
	}
	wantNoKey(t, "wrong signature", err, secrets)
	slow, cancel := context.WithCancel(ctx)
	fake.change(func() { fake.code, fake.fail = "", func(r *http.Request) { cancel(); <-r.Context().Done() } })
	_, err = crypto.OpenKeyring(slow, config(keks, store))
	wantErr(t, "a KMS that hangs", err, crypto.ErrKEK)
	wantErr(t, "a KMS that hangs", err, context.Canceled)
	fake.change(func() { fake.fail = nil })

	// A key goes once; the second time it is pending, later not found.
	wantErr(t, "DestroyKEK without a key", keks.DestroyKEK(ctx, 2), crypto.ErrNotFound)
	must(t, keks.DestroyKEK(ctx, 1))
	must(t, keks.DestroyKEK(ctx, 1))
	_, err = crypto.OpenKeyring(ctx, config(keks, store))
	wantErr(t, "pending deletion", err, crypto.ErrEpochDestroyed)
	fake.change(func() { delete(fake.keys, "key-1") })
	must(t, keks.DestroyKEK(ctx, 1))
	_, err = crypto.OpenKeyring(ctx, config(keks, store))
	wantErr(t, "deleted", err, crypto.ErrEpochDestroyed)
}
