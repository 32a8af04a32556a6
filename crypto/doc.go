// Package crypto seals the fields of a database so that only their owner can read them, finds them again by a blind index,
// and erases a person for good, backups included.
//
// Most callers want [Keyring.SealString] and [Keyring.OpenString]:
//
//	sealed, err := ring.SealString(ctx, crypto.Field{Table: "customers", Column: "mobile"}, customerID, mobile)
//	mobile, err := ring.OpenString(ctx, crypto.Field{Table: "customers", Column: "mobile"}, customerID, sealed)
//
// [CreateKeyring] makes the keys of a tenant once, [OpenKeyring] opens them at every start. [Keyring.NewIndex] gives what to
// search by, [Keyring.NewTokens] replaces values where a ciphertext does not fit, [Keyring.Erase] ends a person, and [Keyring.AdvanceEpoch], [Keyring.Rewrap] and [Keyring.DestroyEpoch], say once a month, make erasures final.
//
// The measures are those that PIPL art. 51(3) names, encryption (加密) and de-identification (去标识化), and the erasure of
// PIPL art. 47 (删除).
//
// # Threats
//
// Who reads the database, its backups, its replicas or its logs learns the length of each value, which values belong to one
// row, and which index entries are equal. Who can also write there can delete, and can exchange values of one subject in one
// column: an older one for a newer, one row's for another's. A value moved to another subject, column, table or tenant, or
// changed in any bit, is refused. Who reads the key store besides still opens nothing without the KEK.
//
// Nothing here helps against who controls the process, or holds both KEK and key store. The key store decides what is erased:
// who puts an old copy of it in place of the new one undoes erasures until the epoch is destroyed, so erasures made since a
// backup must be repeated after restoring it.
//
// # Hierarchy
//
// Keys are wrapped by keys, and each level has one reason to be there:
//
//   - The KEK of an epoch is the host's, in a KMS or an HSM: any tink.AEADWithContext ([KEKSource]).
//   - It seals the tenant keyset, a Tink keyset of one HKDF-SHA256 PRF key. From it come the names of subjects in the key
//     store, pseudonyms, and the keys of blind indexes. It outlives epochs: [Keyring.AdvanceEpoch] seals it again.
//   - It seals the epoch's wrap key, which is random and dies with the epoch.
//   - The wrap key seals the secrets of subjects. Each subject has one, random, made on first use; only what is random and
//     stored can be erased.
//   - The subject's secret gives the AES-256-GCM key that seals all fields of the subject.
//
// At run time the KEK is asked at start and when an epoch is first met, never for a value.
//
// # Format
//
// All integers are big-endian. lp(x) is the length of x as four bytes, followed by x; lp(a, b) is lp(a) ‖ lp(b). A number
// inside lp is its four bytes. expand(s, label) is SHA-512(1 as four bytes ‖ s ‖ label), the one-step key derivation of NIST
// SP 800-56C Rev. 2, 4.1; its first half is an AES-256-GCM key and its second half the commitment of s. seal(k, x, a) is
// nonce (12 bytes, random) ‖ ciphertext ‖ tag (16 bytes) of AES-256-GCM (NIST SP 800-38D) with associated data a.
//
//	ciphertext = header ‖ seal(key, plaintext, lp("privacykit/field/v1", header, tenant, table, column, subject))
//	header     = version (1 byte: 1) ‖ suite (1 byte: 1 = AES-256-GCM) ‖ key version (4 bytes, from 1)
//	key        = first half of expand(subject secret, "privacykit/subject-secret/v1")
//
// The key version names exactly one key; nothing is opened by trial. The key records, where kind is "subject", "epoch" or
// "keyset", id the record's ID and numbers are those of the Record:
//
//	binding    = lp("privacykit/record/v1", kind, tenant, id, key version, epoch)
//	subject    = Wrapped: seal(wrap key, subject secret (32 bytes), binding); Commitment: of the subject secret
//	epoch      = Wrapped: KEK(epoch secret (32 bytes), binding); Commitment: of the epoch secret
//	wrap key   = first half of expand(epoch secret, "privacykit/epoch-secret/v1")
//	keyset     = Wrapped: KEK(serialised Tink Keyset, binding); Commitment: derive("commitment")
//
// The id of a subject is base32(HMAC(derive("sid"), lp(subject))), of an epoch its ten decimal digits, of the keyset
// "keyset". derive(purpose, …) is the first 32 bytes of the keyset's PRF on lp("privacykit/derive/v1", tenant, purpose, …).
// HMAC is HMAC-SHA256 (RFC 2104); base32 is the lower-case alphabet of RFC 4648 without padding, of the first 20 bytes.
//
//	pseudonym  = base32(HMAC(derive("pseudonym"), lp(audience, subject)))
//
// An entry of a blind index is a string of Bits bits in whole bytes, the last filled up with zeros:
//
//	entry      = first Bits bits of HMAC(index key, partition (4 bytes) ‖ lp(piece 1, piece 2, …))
//	index key  = derive("index", version in decimal digits, table 1, column 1, shape 1, table 2, column 2, shape 2, …)
//	partition  = first 8 bytes of HMAC(index key, ff ff ff ff ‖ lp(subject)) mod Partitions
//
// There is one piece for each part of the index, in their order: of the normalised value the whole (shape "whole", or
// "unique" if Bits is 128 for a UNIQUE column), the first n code points (shape "first n", n in decimal digits), or the last n
// ("last n"). A row has no entry if a piece is empty or would be shorter than n. An index of the shape "grams n" has one
// part and one entry for each different run of n code points of the value. A look-up asks for the entries of all partitions,
// of every version in use.
//
// The file testdata/format_v1.json holds test vectors of all of this, testdata/tokens_v1.json those of tokens.
//
// # Tokens
//
// A token has the length and the alphabet of its value. FF1 is that of NIST SP 800-38G with AES-256; the second public draft of
// its Rev. 1 (2025-02) requires at least 1,000,000 possible inputs. FF1(t, x) encrypts the symbols x with tweak t:
//
//	key   = derive("tok", domain, format, mark, keep, version): format as below, mark "marked" or "unmarked", numbers in decimal digits
//	kept  = the first keep symbols of the value, in ASCII, which are the tweak
//	rest  = the symbols after them
//
//	digits, base36   token = kept ‖ FF1(kept, rest); base 36 is 0-9A-Z in this order
//	mobile           rest is without the first digit also where keep is 0. token = what is before rest ‖ FF1(kept, rest), with its
//	                 first digit 2 in place of 1 if it is marked. If it is not and keep is 0 or 1, FF1 is repeated until its
//	                 first digit is 3 or more. +86 in front is copied
//	bank-card        rest is without the last digit. token = kept ‖ FF1(kept, rest) ‖ check, with the Luhn digit of what is
//	                 before it; marked: plus 5, modulo 10
//	resident-id      rest is without the last character. Its digit y at the seventh place of the value, 1 or 2, is moved to the
//	                 front as y-1; FF1 is repeated until its first digit is 0 or 1, which goes back to that place as 8 or 9.
//	                 The check character is that of the new 17 digits
//
// FF1 that is repeated is undone by as many repetitions of its inverse, until the same condition holds.
//
// For a recipient who needs a name for a person and never the value, [Keyring.Pseudonym] is the better token: one name for each
// audience and person, by HMAC, which nobody turns back. Nothing in the names that two audiences got links them, even if
// the two put their tables together; what else stands in the tables still may. Tokens are as unlinkable if each recipient
// has a domain.
//
// # Search
//
// An [Index] finds rows by a whole value, its beginning, its end, any piece of it, or several columns together; [Index.Query]
// makes the condition of the statement, and [Query.Open] opens what that finds and drops the wrong rows. Short entries are
// meant to find some: rows that share an entry by coincidence are how equal values hide. How short is a matter of numbers,
// which is why an index asks for [ColumnStats]; [PlanIndex] answers in words what a look-up costs and what the entries show,
// and an index that gives its values away is refused. What several indexes of one column show together [ExplainPlans] says:
// their bits add up.
//
// # Erasure
//
// [Keyring.Erase] replaces the subject's secret by a tombstone. Two bounds follow, and [Receipt.Bound] says which is reached:
//
//   - Immediate: nothing of the subject opens through this key store, whatever copies of the business data exist.
//   - Final: a deleted row lingers on disk, in logs and in backups of the key store, wrapped by its epoch. [Keyring.AdvanceEpoch]
//     begins another epoch, [Keyring.Rewrap] moves the living to it, [Keyring.DestroyEpoch] destroys the old one with its KEK; then no copy of
//     the key store opens what was erased before. Living subjects notice nothing.
//
// Blind index entries, tokens and plaintext elsewhere are not covered: delete them in [EraseOptions.Index].
//
// # Limits
//
// One AES-GCM key with random nonces must seal at most 2^32 values (SP 800-38D, 8.3). A key belongs to one subject, who
// does not come near it; a wrap key seals one secret for each key made or moved in its epoch, so begin a new epoch before
// 2^32 of them. Neither is counted. A plaintext has at most [MaxPlaintext] bytes, a name at most [MaxNameLen]. The length of a
// value shows: pad what must not tell. Memory that held a key is cleared where Go allows it, which is not everywhere.
//
// # Compatibility
//
// A [KeyStore] must be linearisable; the in-memory store and those of package sqlstore are. The package works with
// GODEBUG=fips140=on and fips140=only, if the KEK does.
//
// Tink here is github.com/tink-crypto/tink-go/v2. Its predecessor github.com/google/tink/go is archived, and the two cannot
// share a binary, because both register the same protocol buffers; their keysets are the same. The tenant keyset is a Tink
// keyset in its binary form, so that other implementations of Tink read it. What Tink offers for values is not used: its
// KMS envelope asks the KMS for every value, and its keysets try keys without a prefix in turn.
package crypto
