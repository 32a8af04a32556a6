package crypto_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// aliKEKs are the key-encryption keys of one tenant in Alibaba Cloud KMS (阿里云密钥管理服务): a symmetric key for each epoch.
// Before AdvanceEpoch make a key, without deletion protection, and append its ID. The list never gets shorter.
//
// A service needs the permissions kms:Encrypt and kms:Decrypt for these keys; kms:DescribeKey and kms:ScheduleKeyDeletion
// only the job that calls DestroyEpoch.
type aliKEKs struct {
	kms  aliKMS
	keys []string // the key IDs of epochs 1, 2 and so on; an alias could name another key by the time it is to be deleted
}

func (k *aliKEKs) keyID(epoch uint32) (string, error) {
	if epoch == 0 || uint64(epoch) > uint64(len(k.keys)) {
		return "", crypto.ErrNotFound
	}
	return k.keys[epoch-1], nil
}

// KEK makes crypto.KEKSource of it.
func (k *aliKEKs) KEK(_ context.Context, epoch uint32) (tink.AEADWithContext, error) {
	keyID, err := k.keyID(epoch)
	if err != nil {
		return nil, err
	}
	wrap := func(ctx context.Context, key, aad []byte) ([]byte, error) {
		answer, err := k.kms.call(ctx, "Encrypt", url.Values{
			"KeyId":             {keyID},
			"Plaintext":         {base64.StdEncoding.EncodeToString(key)},
			"EncryptionContext": {encryptionContext(aad)},
		})
		return []byte(answer.CiphertextBlob), err
	}
	unwrap := func(ctx context.Context, wrapped, aad []byte) ([]byte, error) {
		answer, err := k.kms.call(ctx, "Decrypt", url.Values{
			"CiphertextBlob":    {string(wrapped)},
			"EncryptionContext": {encryptionContext(aad)},
		})
		switch {
		case deleted(err):
			return nil, crypto.ErrEpochDestroyed
		case err != nil:
			return nil, err
		case answer.KeyId != keyID: // the blob says which key decrypts it
			return nil, errors.New("kms: wrapped by the key of another epoch")
		}
		return base64.StdEncoding.DecodeString(answer.Plaintext)
	}
	return crypto.KEKFuncs{Wrap: wrap, Unwrap: unwrap}, nil
}

// encryptionContext is a map of strings in JSON. Encrypt authenticates it, and Decrypt must get the same.
func encryptionContext(aad []byte) string {
	text, _ := json.Marshal(map[string]string{"privacykit": base64.StdEncoding.EncodeToString(aad)})
	return string(text)
}

// DestroyKEK makes crypto.KEKDestroyer of it. The key works no more from now on, and is gone after 7 days, the shortest time that
// the KMS allows.
func (k *aliKEKs) DestroyKEK(ctx context.Context, epoch uint32) error {
	keyID, err := k.keyID(epoch)
	if err != nil {
		return err
	}
	answer, err := k.kms.call(ctx, "DescribeKey", url.Values{"KeyId": {keyID}})
	switch {
	case deleted(err) || err == nil && answer.KeyMetadata.KeyState == "PendingDeletion":
		return nil // done before
	case err != nil:
		return err
	}
	_, err = k.kms.call(ctx, "ScheduleKeyDeletion", url.Values{"KeyId": {keyID}, "PendingWindowInDays": {"7"}})
	return err
}

// aliKMS calls the API of the KMS at this URL, version 2016-01-20. In a service the client of the module
// github.com/alibabacloud-go/kms-20160120/v3 stands in its place, which has a method for each action and signs what it sends.
type aliKMS string

type aliAnswer struct {
	Code                             string // of an error
	KeyId, CiphertextBlob, Plaintext string
	KeyMetadata                      struct{ KeyState string }
}

// aliError holds the code only: the message of a wrong signature repeats all parameters, and with them the key.
type aliError struct{ Action, Code string }

func (e *aliError) Error() string { return "kms: " + e.Action + ": " + e.Code }

func deleted(err error) bool {
	var e *aliError
	return errors.As(err, &e) && (e.Code == "Forbidden.KeyNotFound" || e.Code == "Rejected.PendingDeletion")
}

func (c aliKMS) call(ctx context.Context, action string, params url.Values) (answer aliAnswer, err error) {
	params.Set("Action", action)
	params.Set("Version", "2016-01-20")
	params.Set("Format", "JSON")
	// In the body, because URLs stand in logs and in the errors of net/http.
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, string(c), strings.NewReader(params.Encode()))
	if err != nil {
		return answer, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return answer, err
	}
	if resp.StatusCode != http.StatusOK {
		return aliAnswer{}, &aliError{action, answer.Code}
	}
	return answer, nil
}

// A tenant's keys in Alibaba Cloud KMS, here a fake of it.
func ExampleKEKSource_alibabaCloud() {
	kms, stop := startFakeKMS("key-hzz1", "key-hzz2")
	defer stop()
	ctx := context.Background()
	keks := &aliKEKs{kms: kms, keys: []string{"key-hzz1", "key-hzz2"}} // from the configuration

	store := crypto.NewMemoryStore()
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: store, Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ring.Close() }()
	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	sealed, _ := ring.SealString(ctx, mobile, "customer-1", "13800138000")
	backup := store.Clone()

	// A month later a new epoch begins, and the key of the old one goes.
	epoch, err := ring.AdvanceEpoch(ctx)
	fmt.Println("epoch", epoch, err)
	_, err = ring.Rewrap(ctx, nil)
	fmt.Println("rewrap", err)
	fmt.Println("destroy", ring.DestroyEpoch(ctx, 1))
	key, err := kms.call(ctx, "DescribeKey", url.Values{"KeyId": {"key-hzz1"}})
	fmt.Println(key.KeyMetadata.KeyState, err)

	fmt.Println(ring.OpenString(ctx, mobile, "customer-1", sealed))
	_, err = crypto.OpenKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: backup, Now: time.Now})
	fmt.Println("backup:", err)
	// Output:
	// epoch 2 <nil>
	// rewrap <nil>
	// destroy <nil>
	// PendingDeletion <nil>
	// 13800138000 <nil>
	// backup: crypto: epoch destroyed: epoch 1
}
