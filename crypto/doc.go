// Package crypto seals the fields of a database, and files, so that only their owner can read them, finds fields again by a
// blind index, and erases a person for good, backups included.
//
// Most callers want [Keyring.SealString] and [Keyring.OpenString]:
//
//	sealed, err := ring.SealString(ctx, crypto.Field{Table: "customers", Column: "mobile"}, customerID, mobile)
//	mobile, err := ring.OpenString(ctx, crypto.Field{Table: "customers", Column: "mobile"}, customerID, sealed)
//
// [CreateKeyring] makes the keys of a tenant once, [OpenKeyring] opens them at every start. [Keyring.OpenCells] and
// [Keyring.SealCells] take whole rows, [Keyring.SealWriter] and [Keyring.OpenReader] files, and [SealValue] makes of a value of
// any type a [Sealed], which is a field of a model that an ORM reads and writes. [Keyring.NewIndex] gives what to
// search by, [Keyring.NewTokens] replaces values where a ciphertext does not fit, [Keyring.Erase] ends a person, and
// [Keyring.AdvanceEpoch], [Keyring.Rewrap] and [Keyring.DestroyEpoch], say once a month, make erasures final.
//
// The measures are those that PIPL art. 51(3) names, encryption (加密) and de-identification (去标识化), and the erasure of
// PIPL art. 47 (删除).
//
// # Threats
//
// Who reads the database, its backups, its replicas or its logs learns the length of each value, which values belong to one
// row, and which index entries are equal. Who can also write there can delete, and can exchange values of one subject in one
// column: an older one for a newer, and where [Field].Row and With bind them to no more, one row's for another's. A value moved
// to another subject, column, table or tenant, or changed in any bit, is refused. Who reads the key store besides still opens
// nothing without the KEK.
//
// Nothing here helps against who controls the process, or holds both KEK and key store. The key stores decide what is erased:
// who puts an old copy of [Config].Store in place of the new one undoes erasures until the epoch is destroyed, unless
// [Config].Tombstones knows of them.
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
//   - The subject's secret gives the key that seals all fields of the subject, and one from which each file gets its own.
//     [Keyring.Rotate] adds another secret beside it.
//
// At run time the KEK is asked at start and when an epoch is first met, never for a value.
//
// # Format
//
// All integers are big-endian. lp(x) is the length of x as four bytes, followed by x; lp(a, b) is lp(a) ‖ lp(b). A number
// inside lp is its four bytes. suite is one byte, 1 for [AES256] and 2 for the suite of package sm, which puts SM4-GCM and SM3 in
// the place of AES-256-GCM and SHA-256. expand(s, label) is H(1 as four bytes ‖ s ‖ label) ‖ H(2 as four bytes ‖ s ‖ label), H
// being SHA-256, the one-step key derivation of NIST SP 800-56C Rev. 2, 4.1; its first 32 bytes are an AES-256-GCM key (the
// first 16 an SM4 key) and the 32 behind them the commitment of s. seal(k, x, a) is nonce (12 bytes, random) ‖ ciphertext ‖ tag
// (16 bytes) of AES-256-GCM (NIST SP 800-38D) with associated data a.
//
//	ciphertext = header ‖ seal(key, plaintext, lp("privacykit/field/v1", header, tenant, table, column, subject, row, with))
//	header     = version (1 byte: 128) ‖ suite ‖ key version (4 bytes, from 1)
//	with       = lp(name 1, value 1, name 2, value 2, …) of the bound columns, sorted by name; row and with are often empty
//	key        = first half of expand(subject secret of the key version, "privacykit/subject-secret/v1")
//
// A stream, which is a file or blob of any length, has 3 in the place of the suite. What follows the header is a ciphertext of
// Tink's streaming AEAD AesGcmHkdfStreamingKey (SHA-256, derived keys of 32 bytes, segments of 65,536):
//
//	stream     = header ‖ 40 (1 byte) ‖ salt (32 bytes, random) ‖ prefix (7 bytes, random) ‖ segment 0 ‖ segment 1 ‖ …
//	segment i  = ciphertext ‖ tag of AES-256-GCM under file key, with nonce prefix ‖ i (4 bytes) ‖ last and no associated data;
//	             last is one byte, 1 for the last segment and 0 for each other. Of the plaintext, segment 0 has 65,480 bytes and
//	             each other 65,520, the last what is left: as little as 1 byte, or none if the plaintext is empty
//	file key   = HKDF-SHA256 (RFC 5869) of stream key with salt and, as info,
//	             lp("privacykit/stream/v1", header, tenant, table, column, subject, row, with): 32 bytes
//	stream key = first half of expand(subject secret of the key version, "privacykit/stream-secret/v1"), H being SHA-256
//
// The plaintext of a [Sealed] is its value in this encoding, which does not name the type:
//
//	string, bytes     as they are
//	boolean           1 byte: 0 or 1
//	integer           8 bytes in two's complement, whatever the size of the type, so that the length tells nothing
//	float32, float64  4 or 8 bytes of IEEE 754
//	time.Time         1 (1 byte) ‖ seconds since the year 1 in UTC (8 bytes) ‖ nanoseconds (4 bytes) ‖ minutes east of UTC
//	                  (2 bytes), -1 for UTC; an offset that has seconds is a 2 in front and these seconds in a last byte
//	others            what the type's MarshalBinary writes if it has that and UnmarshalBinary, otherwise JSON by encoding/json
//
// A named type is encoded as the type that it is made of, unless it has a method of the marshalling interfaces of packages
// encoding and encoding/json: then it is one of the others.
//
// Columns of text hold a ciphertext in base64url (RFC 4648, 5) without padding. The first byte begins no text in UTF-8 or
// GB 18030 and no ciphertext of Tink with a prefix. The key version names exactly one key; nothing is opened by trial. The key
// records, where kind is "subject", "epoch" or "keyset", id the record's ID and numbers are those of the Record:
//
//	binding    = lp("privacykit/record/v1", kind, tenant, id, key version, epoch)
//	subject    = Wrapped: suite ‖ seal(wrap key, subject secrets, binding); Commitment: of the subject secrets
//	epoch      = Wrapped: suite ‖ KEK(epoch secret (32 bytes), binding); Commitment: of the epoch secret
//	wrap key   = first half of expand(epoch secret, "privacykit/epoch-secret/v1")
//	keyset     = Wrapped: KEK(serialised Tink Keyset, binding); Commitment: derive("commitment")
//
// The subject secrets are 1 to 16 times 32 bytes, the last that of the record's key version and each other that of one less.
// In a record, wrap key and commitment are those of its suite.
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
//	index key  = derive("index", version, table 1, column 1, shape 1, table 2, column 2, shape 2, …)
//	partition  = first 8 bytes of HMAC(index key, ff ff ff ff ‖ lp(subject)) mod Partitions
//
// version is in decimal digits, and " suite 2" follows if the HMAC is that of suite 2 and not of SHA-256.
// There is one piece for each part of the index, in their order: of the normalised value the whole (shape "whole", or
// "unique" if Bits is 128 for a UNIQUE column), the first n code points (shape "first n", n in decimal digits), or the last n
// ("last n"). A row has no entry if a piece is empty or would be shorter than n. An index of the shape "grams n" has one
// part and one entry for each different run of n code points of the value. A look-up asks for the entries of all partitions,
// of every version in use.
//
// The file testdata/format_v1.json holds test vectors of all of this, testdata/streams_v1.json those of streams,
// testdata/values_v1.json those of the encoding of values, testdata/tokens_v1.json those of tokens.
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
//   - Final: a deleted row lingers on disk, in logs and in backups of the key store, wrapped by its epoch.
//     [Keyring.AdvanceEpoch] begins another epoch, [Keyring.Rewrap] moves the living to it, [Keyring.DestroyEpoch] destroys
//     the old one with its KEK; then no copy of the key store opens what was erased before. Living subjects notice nothing.
//
// Blind index entries, tokens and plaintext elsewhere are not covered: delete them in [EraseOptions.Index].
//
// A copy of the key store that is restored brings the erased back, unless [Config].Tombstones is a second store, that is not
// restored with it. [Keyring.ReplayTombstones] then puts the restored one right.
//
// # Rotation
//
// Four things can be exchanged, while the service runs; each is read until nothing is left of it:
//
//   - A KEK: [Keyring.AdvanceEpoch] takes the next, [Keyring.Rewrap] moves the keys, [Keyring.DestroyEpoch] ends the old one.
//   - The keys of subjects: [Keyring.Rotate] makes another for one subject, [RewrapOptions].Rotate for all. After the longest
//     CacheTTL, [Keyring.ResealTable] seals each table again, and [Keyring.RetireKeys] drops the old ones. Files are sealed
//     again by the host, from [Keyring.OpenReader] to [Keyring.SealWriter], where not [Keyring.StreamIsCurrent].
//   - Algorithms: publish the new [Suite] to all processes at the end of [Config].Suites, then promote it to the front; call
//     AdvanceEpoch and Rewrap, after which no key record is of the old one, and ResealTable; then retire it from the list.
//     Files have one algorithm: AES256 must be in the list to read them, and first in it to write them.
//   - What was there before: a [Migration] reads plaintext or the ciphertexts of another library, for a time that ends,
//     ResealTable replaces them, and [Keyring.MigrationReads] counts what is still read that way.
//
// [Keyring.Reseal] does for one value what ResealTable does for a table. For indexes and tokens there are versions.
//
// # Limits
//
// One AES-GCM key with random nonces must seal at most 2^32 values (SP 800-38D, 8.3). A key belongs to one subject, who
// does not come near it; a wrap key seals one secret for each key made or moved in its epoch, so begin a new epoch before
// 2^32 of them. Neither is counted. A plaintext has at most [MaxPlaintext] bytes, a name at most [MaxNameLen]. A file has a key
// of its own and at most 2^32-1 segments, or 256 TiB. The length of a value shows: pad what must not tell. Memory that held a
// key is cleared where Go allows it, which is not everywhere.
//
// # Compatibility
//
// A [KeyStore] must be linearisable; the in-memory store and those of package sqlstore are. The package works with
// GODEBUG=fips140=on and fips140=only, if the KEK does; but with fips140=only SealWriter and OpenReader return an error, since
// Go then makes all nonces of AES-GCM itself, and a stream counts them.
//
// Tink here is github.com/tink-crypto/tink-go/v2. Its predecessor github.com/google/tink/go is archived, and the two cannot
// share a binary, because both register the same protocol buffers; their keysets and ciphertexts are the same, as a test shows
// with testdata/tink_v1.7.0.json, which the predecessor wrote. The tenant keyset is a Tink keyset in its binary form, so that
// other implementations of Tink read it, and files are sealed by Tink's streaming AEAD. What Tink offers for values is not
// used: its KMS envelope asks the KMS for every value, and its keysets try keys without a prefix in turn. Values that a host
// has sealed with Tink are read by [Migration].Legacy.
package crypto
