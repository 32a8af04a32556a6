// Package access is the gate between a host's people and what is stored about a person: who sees a value raw, who masked, and who not at
// all (操作权限, PIPL 51(1)(4)). A view of a record decides, opens, masks and enters itself into the audit log in one call.
//
// Most hosts make one [Gate] for each audience and call [Gate.Open]:
//
//	gate, err := access.NewGate(access.Config{
//		Rules: rules, Register: register, View: desensitize.Default(), Ring: ring, Log: log, Pseudonym: pseudonym, Counter: counter,
//	})
//	…
//	shown, decision, err := gate.Open(ctx, access.Request{
//		Viewer: viewer, Subject: "C00001", Purpose: "customer_service", Kinds: kinds, Role: "consumer", At: now, Ticket: "case/77",
//	}, facts, cells)
//
// # Rules
//
// [Rules] are data, in Go or strict JSON. A grant names roles, purposes and kinds, and shows them masked or raw; to see a value raw it may ask
// for a recent second factor and for the approval of somebody else. What is not granted is denied, and what a grant has raw is masked
// while its conditions are not met. Before any grant counts, package consent must allow the use of the kind for the purpose: a record that
// is restricted, or a consent that was withdrawn, shows nothing to anybody.
//
// # Emergencies and bulk
//
// Who may break the glass sees raw what the role has at all, for some minutes, with the reason written down; [Unreviewed] lists what nobody
// else has reviewed since. A [Limit] bounds of how many persons one viewer sees something in a window: reading in bulk stands out, and ends.
//
// # What is opened
//
// Nothing that is denied is opened, and no key is looked up for it. A masked value is opened inside the gate and leaves it masked; raw ones
// leave in a [desensitize.Redacted], which prints nothing. The audit entry is written before anything is returned; without it nothing is.
//
// # Limits
//
// The gate believes the host's session: who the viewer is, its roles, when it proved a second factor. It is a library and no barrier for who
// holds the keyring. Export for analysis is no view: let it go through a [desensitize.View] of its own.
package access
