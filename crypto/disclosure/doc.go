// Package disclosure hands over files so that only their recipients can read them, and so that it can be shown later what was
// handed to whom and why: to an authority, an auditor, a merchant, a partner.
//
// Most callers want [NewWriter], and on the other side [NewReader]:
//
//	w, err := disclosure.NewWriter(dst, disclosure.Manifest{ID: "2026-0417", Recipients: recipients, …})
//	f, err := w.Create("customers.csv")
//	_, err = io.Copy(f, rows)
//	receipt, err := w.Close() // for the audit log
//
//	r, err := disclosure.NewReader(src, privateKey)
//	for f, err := range r.Files() { … }
//	receipt, err := r.Receipt() // the sender's, if and only if all of it arrived
//
// A recipient makes a key once with [GenerateKey], keeps [PrivateKey.SecretText], and sends the text of [PrivateKey.Public]. The
// two sides compare [PublicKey.Fingerprint] by telephone. Files of any size pass in constant memory.
//
// The measure is the encryption (加密) of PIPL art. 51(3). Whether the disclosure is allowed is not asked here: to provide to
// another handler takes notice of its name, its purpose and the kinds, and separate consent (PIPL art. 23), to make public
// takes separate consent (PIPL art. 25), unless another legal basis stands; package consent answers that. The [Manifest]
// states recipients, purpose, legal basis and kinds as that answer has them. Records of what was provided are kept for at least
// three years (PIPL art. 56; 网络数据安全管理条例, the Network Data Security Regulation, art. 12): the [Receipt] is made for them.
//
// # Threats
//
// Who reads a package without a private key learns its length, the number of recipients and their public keys, which tell who
// they are to whom knows those. A package that somebody without a key changed in any bit, cut short, or put together from
// several is refused. All recipients open the same bytes to the same content, even if the sender wants otherwise, since the
// header commits to the key.
//
// The sender is not authenticated: whoever has the public keys of recipients can make a package in anybody's name, a
// recipient can change one for the others, since all have its key, and HPKE's mode that would tell makers apart is not in
// Tink. So compare [Receipt].Package as you compare fingerprints: it stands in the letter that goes with the package, or is
// read out, or is signed with whatever key the recipient knows the sender by (an example shows Ed25519). That vouches for
// every byte, the list of recipients included. A recipient can pass a package on, and can show its content to others under
// its own name; encryption does not end either.
//
// There is no forward secrecy: who gets hold of a private key, or one day breaks X25519 with a quantum computer, opens what was
// sealed for it before. Nothing here helps against who controls the process of either side.
//
// # Format
//
// All integers are big-endian; a length or a count has four bytes. lp(x) is the length of x followed by x, lp(a, b) is lp(a) ‖
// lp(b). Quoted texts are ASCII and end without a line feed unless it is shown.
//
//	package    = header ‖ stream, and nothing behind it
//	header     = "privacykit/disclosure/v1\n" ‖ commitment (32) ‖ count ‖ for each recipient: public key (32) ‖ sealed (80)
//	sealed     = HPKE(public key, secret): encapsulated key (32) ‖ ciphertext (32) ‖ tag (16)
//	stream     = AES-GCM-HKDF(key, header, content)
//	key        = first half of SHA-512(1 as four bytes ‖ secret ‖ "privacykit/disclosure/secret/v1")
//	commitment = second half of the same, the one-step key derivation of NIST SP 800-56C Rev. 2, 4.1
//
// The secret is 32 random bytes. HPKE is SealBase of RFC 9180 with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, with
// info "privacykit/disclosure/hpke/v1" and empty aad. AES-GCM-HKDF is Tink's streaming AEAD of that name with HKDF-SHA256,
// derived keys of 32 bytes, segments of 65,536 bytes and the header as associated data:
//
//	stream     = 40 (1 byte) ‖ salt (32) ‖ prefix (7) ‖ segment 0 ‖ segment 1 ‖ …
//	segment i  = AES-256-GCM(HKDF-SHA256(key, salt, info = header), nonce i, part i of the content): ciphertext ‖ tag (16)
//	nonce i    = prefix ‖ i as four bytes ‖ 1 if the segment is the last of the stream, else 0 (1 byte)
//
// Segment 0 has 65,496 bytes and each further one 65,536, tag included; the last may be shorter.
//
//	content    = lp(manifest) ‖ for each file: 1 (1 byte) ‖ lp(name) ‖ chunks ‖ then: 0 (1 byte) ‖ table
//	chunks     = lp of each 65,536 bytes of the file, then lp of the rest, which is shorter and may be empty
//	table      = SHA-256(lp("privacykit/disclosure/table/v1", manifest) ‖ for each file: lp(name) ‖ size (8) ‖ SHA-256 (32))
//	manifest   = lp(salt, ID, controller, purpose, legal basis) ‖ time (8) ‖ persons (8) ‖ records (8)
//	             ‖ count ‖ lp(each kind) ‖ count ‖ for each recipient: lp(name) ‖ public key (32)
//
// The salt is 16 random bytes, so that the table, which is [Receipt].Manifest, does not confirm a guess of what was disclosed.
// The time is in seconds since 1970-01-01 UTC. Numbers of eight bytes are in two's complement. The recipients stand in the
// manifest in the order of the header. The rules of [Manifest] and [Writer.Create] are part of the format: a reader refuses
// what breaks them.
//
// The text form of a key k of 32 bytes, public or private as in RFC 7748, is prefix ‖ base32(k ‖ first three bytes of
// SHA-256(prefix ‖ k)), with the prefix "privacykit-disclosure-public-v1." or "privacykit-disclosure-private-v1." and the
// lower-case alphabet of RFC 4648 without padding. The fingerprint of a public key has a group for each four bytes of
// SHA-256("privacykit/disclosure/fingerprint/v1" ‖ k), as a number modulo 100,000 in five decimal digits.
//
// The files testdata/package_v1.bin and testdata/package_v1.json are test vectors of all of this.
//
// # Limits
//
// A package has at most [MaxRecipients] recipients, [MaxManifest] bytes of manifest, [MaxFiles] files with names of at most
// [MaxNameLen] bytes, and 2^32 segments, which is 256 TiB. The size of a file is not limited: who reads bounds what it stores.
// Lengths show: pad what must not tell. Memory that held a key is cleared where Go and Tink allow it, which is not everywhere.
// These are not the national algorithms (SM2, SM4) that a recipient may ask for.
//
// # Compatibility
//
// Tink in another language makes keys and opens packages: the keys are its HPKE keys of the template
// DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM, with or without a prefix, and its hybrid decryption opens sealed (a key with
// the prefix 1 ‖ key ID wants these five bytes in front); its streaming AEAD opens stream. [PublicKeyFromKeyset] and
// [PrivateKeyFromKeyset] take such keysets as they are, so a private key can be kept encrypted by a KMS. That is why Tink is
// used and not crypto/hpke of the standard library; the tests open and make the same bytes with that one. GODEBUG=fips140=on
// works; fips140=only refuses X25519, and all that makes a key or takes one returns an error.
package disclosure
