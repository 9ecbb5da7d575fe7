package models

import (
	"fmt"
	"slices"
	"strings"
)

// Move is one arrow of a state machine.
type Move[S ~string] struct {
	From S
	Verb string // what is done, as the act or entry is called
	To   S
}

// Machine is a state machine as a table: it is what the code obeys, and what
// docs/states.md is drawn from.
type Machine[S ~string] struct {
	Noun  string
	Start S
	Moves []Move[S]
}

// Next returns the state that verb leads to from the state at hand, or a
// WrongState Fault that names the states in which the verb is possible.
func (m Machine[S]) Next(from S, verb string) (S, error) {
	var possible []string
	for _, mv := range m.Moves {
		if mv.Verb != verb {
			continue
		}
		if mv.From == from {
			return mv.To, nil
		}
		possible = append(possible, string(mv.From))
	}
	if len(possible) == 0 {
		return from, NewFault(Internal, "%s has no move %q", m.Noun, verb)
	}
	return from, NewFault(WrongState, "The %s is %s; %s is possible when it is %s.",
		strings.ToLower(m.Noun), from, verb, strings.Join(possible, " or "))
}

// States lists every state, the start first, in the order of the table.
func (m Machine[S]) States() []S {
	out := []S{m.Start}
	for _, mv := range m.Moves {
		for _, s := range []S{mv.From, mv.To} {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// Mermaid draws the machine for docs/states.md.
func (m Machine[S]) Mermaid() string {
	var b strings.Builder
	fmt.Fprintf(&b, "stateDiagram-v2\n    [*] --> %s\n", m.Start)
	for _, mv := range m.Moves {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", mv.From, mv.To, mv.Verb)
	}
	return b.String()
}

// from draws the same arrow from several states.
func from[S ~string](states []S, verb string, to S) []Move[S] {
	out := make([]Move[S], 0, len(states))
	for _, s := range states {
		out = append(out, Move[S]{s, verb, to})
	}
	return out
}
