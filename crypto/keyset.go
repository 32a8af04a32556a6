package crypto

import (
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"hash"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/prf/hkdfprf"
)

// The tenant keyset is a Tink keyset of one HKDF-SHA256 PRF key. It is serialised as Tink does and sealed here with the KEK,
// in place of Tink's own encrypted form, so that every byte of the record is authenticated and an error of the KEK keeps
// its cause.

func (r *ring) keysetID() RecordID { return RecordID{r.tenant, KindTenantKeyset, "keyset"} }

// createKeyset makes the keyset of a new tenant, under epoch 1.
func (r *ring) createKeyset(ctx context.Context) error {
	handle, err := keyset.NewHandle(prf.HKDFSHA256PRFKeyTemplate())
	if err != nil {
		return fmt.Errorf("crypto: make keyset: %w", err)
	}
	set, err := prf.NewPRFSet(handle)
	if err != nil {
		return fmt.Errorf("crypto: make keyset: %w", err)
	}
	var plain bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&plain)); err != nil {
		return fmt.Errorf("crypto: make keyset: %w", err)
	}
	defer clear(plain.Bytes())
	rec := Record{RecordID: r.keysetID(), State: StateLive, Epoch: 1, KeyVersion: 1}
	if rec.Commitment, err = derive(set, r.tenant, "commitment"); err != nil {
		return err
	}
	if err := r.kekSeal(ctx, &rec, plain.Bytes()); err != nil {
		return err
	}
	return r.put(ctx, &rec)
}

// openKeyset opens the tenant keyset. It returns its serialised form too, for sealing it again.
func (r *ring) openKeyset(ctx context.Context, rec *Record) (set *prf.Set, plain []byte, err error) {
	if plain, err = r.kekOpen(ctx, rec); err != nil {
		return nil, nil, r.unlessMoved(ctx, rec, err)
	}
	if set, err = parseKeyset(plain); err != nil {
		return nil, nil, err
	}
	commitment, err := derive(set, r.tenant, "commitment")
	if err != nil {
		return nil, nil, err
	}
	if subtle.ConstantTimeCompare(commitment, rec.Commitment) != 1 {
		return nil, nil, fmt.Errorf("%w: keyset: commitment", ErrKeyRecord)
	}
	return set, plain, nil
}

// parseKeyset accepts exactly one key: enabled, primary, HKDF-SHA256 with 32 bytes and no salt. With one key there is
// nothing to try: it refuses what could lead to trial decryption, such as an encryption key without a prefix.
func parseKeyset(plain []byte) (*prf.Set, error) {
	refused := func(why string) error { return fmt.Errorf("%w: keyset: %s", ErrKeyRecord, why) }
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(plain)))
	if err != nil {
		return nil, refused("not a Tink keyset")
	}
	if handle.Len() != 1 {
		return nil, refused("more than one key")
	}
	entry, err := handle.Primary()
	if err != nil || entry.KeyStatus() != keyset.Enabled {
		return nil, refused("no enabled primary key")
	}
	params, ok := entry.Key().Parameters().(*hkdfprf.Parameters)
	if !ok || params.HashType() != hkdfprf.SHA256 || params.KeySizeInBytes() != 32 || len(params.Salt()) != 0 {
		return nil, refused("not an HKDF-SHA256 PRF key of 32 bytes")
	}
	set, err := prf.NewPRFSet(handle)
	if err != nil {
		return nil, refused("not a PRF")
	}
	return set, nil
}

// derive returns a key of 32 bytes for one purpose.
func derive(set *prf.Set, tenant, purpose string, parts ...string) ([]byte, error) {
	b := appendPart(nil, deriveDomain)
	b = appendPart(b, tenant)
	b = appendPart(b, purpose)
	for _, p := range parts {
		b = appendPart(b, p)
	}
	key, err := set.ComputePrimaryPRF(b, 32)
	if err != nil {
		return nil, errors.New("crypto: key derivation failed")
	}
	return key, nil
}

// derivedHash returns the keyed hash of one purpose.
func (r *ring) derivedHash(newHash func() hash.Hash, purpose string, parts ...string) (*keyedHash, error) {
	key, err := derive(r.tenantPRF, r.tenant, purpose, parts...)
	if err != nil {
		return nil, err
	}
	return newKeyedHash(newHash, key), nil
}

// Pseudonym returns a stable name for a subject among one audience (the audit log, one recipient): 32 characters a-z and
// 2-7. Who has not the tenant keyset cannot compute it, nor link the pseudonyms of two audiences. A pseudonym is still
// personal information in the hands of who can link it (PIPL art. 73(3), 去标识化). It survives Erase and every epoch.
//
// It returns the empty string, which no subject has, if the audience or the subject is empty or longer than MaxNameLen, or
// the Keyring is closed.
func (k *Keyring) Pseudonym(audience, subject string) string {
	r, err := k.ring()
	if err != nil || checkName("audience", audience) != nil || checkName("subject", subject) != nil {
		return ""
	}
	return r.audiences.pseudonym(audience, subject)
}

// AudienceAudit is the audience of the audit log; Receipt.Subject is a pseudonym for it.
const AudienceAudit = "audit"
