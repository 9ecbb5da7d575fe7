// Package sync is the field journal's pure core: what an entry is, how it is
// signed and chained, which verdict it gets, and what people see of it.
//
// It holds the rules of docs/sync-protocol.md and nothing else: no database,
// no network, no clock, and no state of its own, so that every replica of the
// server, the verifier and the tests reach the same answer from the same
// journal. Whoever imports it writes fieldsync, because the standard library
// has a package of the same name (which this one never imports: two replicas
// do not share a mutex).
//
// A push goes through it like this:
//
//	ParsePush      the outer object, and the raw element of each entry
//	ParseEntry     one element, strictly
//	Entry.Verify   the signature, outside any lock, in parallel
//	Judge          the verdict, under the operation's row lock
//	AckSeq, Missing  what the stream's tablet is told
//
// and the journal goes through Projector.Apply, entry by entry in the order of
// positions, into documents.
package sync
