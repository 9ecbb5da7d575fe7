package models

import "time"

// WaiverState is how far a waiver has come.
type WaiverState string

// The states of a waiver.
const (
	WaiverProposed  WaiverState = "proposed"  // a coordinator wants it; nothing follows from it
	WaiverSigned    WaiverState = "signed"    // the authority allows it: the planner heeds it
	WaiverWithdrawn WaiverState = "withdrawn" // it does not count any more
)

// WaiverMachine is the life of a waiver. What it says is never edited.
var WaiverMachine = Machine[WaiverState]{Noun: "Waiver", Start: WaiverProposed, Moves: []Move[WaiverState]{
	{WaiverProposed, "sign", WaiverSigned},
	{WaiverProposed, "withdraw", WaiverWithdrawn},
	{WaiverSigned, "withdraw", WaiverWithdrawn},
}}

// Waiver lets an officer search one cell though the policy on conflicts of
// interest bars them: proposed by one person, signed by another who has the
// authority. Until release whom and what it is about is as secret as the plan.
type Waiver struct {
	ID          ID          `sens:"none"`
	Operation   ID          `sens:"none"`
	State       WaiverState `sens:"none"`
	Officer     ID          `sens:"special"`
	Cell        IDRef       `sens:"special"`
	Reason      string      `sens:"special"`
	ProposedBy  ID          `sens:"staff"`
	ProposedAt  time.Time   `sens:"none"`
	SignedBy    *ID         `sens:"staff"`
	SignedAt    *time.Time  `sens:"none"`
	WithdrawnBy *ID         `sens:"staff"`
	WithdrawnAt *time.Time  `sens:"none"`
	Version     int64       `sens:"none"`
}

// Check returns every fault of what is proposed.
func (w Waiver) Check() error {
	var fs Faults
	checkText(&fs, "/reason", w.Reason, 3, 500)
	return fs.Err("The waiver is not right yet.")
}

// Sign makes the waiver count. Whoever proposed it may not sign it.
func (w *Waiver) Sign(by ID, at time.Time) (err error) {
	if by == w.ProposedBy {
		return NewFault(Forbidden, "You proposed this waiver; somebody else must sign it.")
	}
	if w.State, err = WaiverMachine.Next(w.State, "sign"); err != nil {
		return err
	}
	at = Instant(at)
	w.SignedBy, w.SignedAt = &by, &at
	return nil
}

// Withdraw ends the waiver. Who signed it, and when, stays.
func (w *Waiver) Withdraw(by ID, at time.Time) (err error) {
	if w.State, err = WaiverMachine.Next(w.State, "withdraw"); err != nil {
		return err
	}
	at = Instant(at)
	w.WithdrawnBy, w.WithdrawnAt = &by, &at
	return nil
}
