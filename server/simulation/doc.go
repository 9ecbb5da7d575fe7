// Package simulation plays many tablets against the real server and the real
// store, inside a bubble of time (testing/synctest): a network of pipes that
// delays, cuts and loses, a disk whose commits fail and whose machine loses its
// power, people at headquarters who decide, followers who must miss nothing.
// An hour of it takes a second. Afterwards journal and documents are held
// against the invariants of sync/simulation, and the followers against a fresh
// pull.
//
// A bubble does not replay by its seed: goroutines run as they like. What must
// replay is in sync/simulation. Here the seed draws the same people, entries
// and kinds of faults, and a failing seed mostly fails again.
//
// The database is SQLite with one writing connection: inside a bubble its
// waiting for another process would go by the bubble's clock. PostgreSQL is
// tested by killed processes (scripts/soak).
package simulation
