// Package simulation plays many tablets against the rules of the field
// journal, with everything that a network, a power supply and a human being do
// to them, and then looks for a word that was lost, doubled, altered or made up.
//
// It has two halves. What every simulation needs is exported: Chance, the one
// source of randomness; Tablet, a stream with its chain and what it was told;
// Cast, which writes what officers do; and Judgement, the invariants that a
// journal and its documents are held against. The other half is Play: the pure
// core of the journal under a scheduler with one thread and one clock, so that
// the same seed gives the same trace to the last byte.
//
// server/simulation plays the same tablets against the real server and store,
// scripts/soak against real processes.
package simulation
