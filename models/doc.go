// Package models holds the nouns of Cellsweep: what an operation is made of,
// the invariants that hold for each noun, the states it may be in, and who may
// do what to it in which state.
//
// It is the ground floor. It imports nothing of ours, knows neither database
// nor wire, and never asks for the time: whoever creates a noun hands it one.
package models
