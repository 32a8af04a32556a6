// Package audit keeps a log of privacy-relevant acts: who saw, decided,
// disposed of or erased what, for which purpose, with which outcome. Nobody
// can rewrite it unnoticed while a checkpoint of it is kept elsewhere.
//
// Most callers want [Log.Append]; [Log.Verify] proves later that nothing was
// changed, and names the first entry that was.
//
//	log := audit.New(store, nil)
//	_, err := log.Append(ctx, audit.Entry{
//		Time: now, Type: audit.TypeErasure, Actor: "job:closing", Subject: pseudonym,
//		Object: "key", Outcome: "erased", Key: "closing/8f3a/erase",
//	})
//
// # What goes in
//
// Pseudonyms, ids of the host's own staff and services, names of rules and
// purposes, and hashes. Personal data (个人信息) never does: the log outlives
// what it speaks of, and is never erased for one person. Give [Entry].Subject
// a keyed pseudonym, not the subject's id: Pseudonym("audit", id) of a
// crypto.Keyring makes one, and with it [Log.Find] finds what was written about
// a person. Give [Entry].Object a table and a
// reference or a hash, not a value. The package refuses control characters and
// long texts; it cannot recognise a name or a telephone number.
//
// # Format of an entry
//
// A log is a sequence of entries numbered from 0. What is hashed, and what a
// [Store] keeps as the body of an entry, is the text that
// [Entry.MarshalBinary] returns: UTF-8, lines that end in a line feed
// (U+000A), each field on a line of its own, after its name and one space,
// always in this order, also where it is empty:
//
//	privacykit audit entry v1
//	seq 17
//	time 2026-03-01T08:30:00.000000Z
//	type erasure
//	actor job:closing
//	subject 4T7Q2M
//	purpose
//	object key
//	outcome erased
//	reason account-closed
//	reason pipl-47
//	key closing/8f3a/erase
//
// (An empty field's line ends in the space.) There is one reason line for each
// reason, none if there are none. As no text may hold a control character,
// there is one encoding for each entry and one entry for each encoding. The
// same limits hold when it is read as when it is written; other bytes are
// refused.
//
// # The tree
//
// The bodies are the leaves of the Merkle tree of RFC 6962, section 2.1, with
// the hashes of golang.org/x/mod/sumdb/tlog: a leaf is SHA-256(0x00 ‖ body), a
// node SHA-256(0x01 ‖ left ‖ right). With entry n a store keeps the hash of
// its leaf and the hashes of the complete subtrees that end with it, smallest
// first: one, and one for each trailing 1 bit of n. Laid end to end in order of
// n they are the stored hashes of tlog.
//
// A [Checkpoint] is the size of the log and the root of its tree. Its text is
// that of C2SP's tlog-checkpoint, and [Checkpoint.Sign] makes a C2SP signed
// note of it.
//
// Who trusts a checkpoint needs no log to be sure of an entry: [Log.Prove] makes a
// C2SP tlog-proof of it, which [VerifyProof] checks. A witness asks for the proof
// of [Log.ProveExtends] before it signs a later checkpoint.
//
// # Threats
//
// [Log.Verify] reads every entry and computes every hash anew. Alone it finds
// a changed byte of an entry, of a search column or of a stored hash, and an
// entry deleted from, moved within or put into the middle of the log.
//
// Somebody who can write to the store and rewrites an entry together with
// every hash above it, or removes entries from the end, leaves a log that
// agrees with itself. Only a checkpoint that he could not change finds that:
// sign one at intervals, keep it in another place under another
// administrator (a witness file, which [OpenWitness] reads, a colleague's mail
// box, a notary), and give it to Verify.
// What was appended after the newest kept checkpoint is protected by the
// store's access rights alone. On a server, grant the host's role SELECT and
// INSERT on the log's table, and nothing more.
//
// The oldest entries may go once their period is over: [Log.Prune] leaves an
// entry with the hashes that the rest stands on, and Verify reports how many
// entries went. Who may write to the store can do as much, so the checkpoints
// that are kept elsewhere should be no older than the period.
//
// The log proves that entries were not changed. That they were true when they
// were written, and that every act was written, is the host's part.
//
// # Reading it
//
// [Log.Find] answers who did what about a person; [FindMisuse] reports what
// somebody should ask about; [WriteJSONL] and [WriteOCSF] hand entries on.
//
// # Limits
//
// A text holds at most [MaxText] bytes and an entry at most [MaxReasons]
// reasons. The times of neighbouring entries need not ascend: order is Seq,
// and the clocks of several nodes differ.
//
// # Compatibility
//
// Version 1 of the encoding will be read by every later release. A new field
// comes with a new version, never by a new meaning of this one.
package audit
