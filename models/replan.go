package models

import "time"

// Replan is a plan version that mends another while the operation runs. It is
// a proposal until somebody issues it; then its sites' tablets are told.
type Replan struct {
	Plan       ID         `sens:"none"` // the version that it is
	Operation  ID         `sens:"none"`
	Base       ID         `sens:"none"`    // the version that it mends, in force when it was made
	Now        int        `sens:"special"` // the minute after H at which it was made; nothing new begins before
	Events     []byte     `sens:"special"` // what had happened: a cellsweep-events/1 document
	Cells      []NewCell  `sens:"special"` // that the drafts get when it is issued
	Teams      []NewTeam  `sens:"special"` // likewise
	Sites      IDSet      `sens:"special"` // the establishments at which it changes something
	ProposedBy ID         `sens:"staff"`
	ProposedAt time.Time  `sens:"none"`
	IssuedBy   *ID        `sens:"staff"`
	IssuedAt   *time.Time `sens:"none"`
	Reason     string     `sens:"special"` // why, as told to the tablets, or why it was refused; "" while it is a proposal
	Facts      string     `sens:"none"`    // digest of what it answers to, of one that the server made by itself; "" of any other
	RefusedBy  *ID        `sens:"staff"`
	RefusedAt  *time.Time `sens:"none"`
}

// Open says whether a proposal waits for somebody to issue or to refuse it.
func (r Replan) Open() bool { return r.IssuedAt == nil && r.RefusedAt == nil }

// Refuse ends a proposal that nobody shall issue.
func (r *Replan) Refuse(by ID, at time.Time, reason string) error {
	if !r.Open() {
		return NewFault(WrongState, "This proposal was issued or refused already.")
	}
	at = Instant(at)
	r.RefusedBy, r.RefusedAt, r.Reason = &by, &at, reason
	return nil
}

// NewCell is a target that a running operation gets.
type NewCell struct {
	Site   ID     `sens:"special"`
	Target Target `sens:"special"`
}

// NewTeam is a team that a running operation gets.
type NewTeam struct {
	Site ID   `sens:"special"`
	Team Team `sens:"special"`
}

// Issue makes a proposal the plan in force. It must mend the plan that is in
// force now: one that another overtook has to be made anew.
func (r *Replan) Issue(inForce *ID, by ID, at time.Time, reason string) error {
	switch {
	case r.IssuedAt != nil:
		return NewFault(WrongState, "This plan was issued already.")
	case r.RefusedAt != nil:
		return NewFault(WrongState, "This proposal was refused.")
	case inForce == nil || *inForce != r.Base:
		return NewFault(WrongState, "Another plan has come into force since this one was proposed. Make a new one of that.")
	}
	at = Instant(at)
	r.IssuedBy, r.IssuedAt, r.Reason = &by, &at, reason
	return nil
}
