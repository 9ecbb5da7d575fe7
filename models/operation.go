package models

import "time"

// Operation is a search of many cells at many sites at one instant. What is
// secret about it is in its drafts; what happened is in its journal.
type Operation struct {
	ID         ID             `sens:"none"`
	Reference  string         `sens:"none"`
	Name       string         `sens:"none"`
	State      OperationState `sens:"none"`
	HeldFrom   OperationState `sens:"none"`    // where a held operation resumes
	HHour      *time.Time     `sens:"special"` // set at release
	Plan       *ID            `sens:"staff"`   // the published plan version
	ApprovedBy *ID            `sens:"staff"`
	AskedBy    *ID            `sens:"staff"` // who asked for release
	AskedAt    *time.Time     `sens:"none"`
	ReleasedBy *ID            `sens:"staff"`
	ReleasedAt *time.Time     `sens:"none"`
	CreatedBy  ID             `sens:"staff"`
	CreatedAt  time.Time      `sens:"none"`
	Version    int64          `sens:"none"`
	Thresholds
}

// Thresholds say from when on headquarters is told that something is amiss, in
// minutes. A site is late when fewer searches have ended than the plan had ended
// LateAfter ago; it is silent when searches are open and none of its tablets was
// heard of for SilentAfter; a tablet that holds something is unheard when it was
// not heard of for UnheardAfter. With Propose the server proposes by itself how to
// mend the plan, once a site would end ProposeAfter later than planned.
type Thresholds struct {
	LateAfter    int  `sens:"none"`
	SilentAfter  int  `sens:"none"`
	UnheardAfter int  `sens:"none"`
	Propose      bool `sens:"none"`
	ProposeAfter int  `sens:"none"`
}

// DefaultThresholds are those of an operation for which nobody set others.
var DefaultThresholds = Thresholds{LateAfter: 10, SilentAfter: 20, UnheardAfter: 30, Propose: true, ProposeAfter: 10}

// thresholdMost is four hours: who waits longer is not told at all.
const thresholdMost = 240

// Check returns every fault of the thresholds.
func (t Thresholds) Check() error {
	var fs Faults
	checkRange(&fs, "/lateAfter", float64(t.LateAfter), 1, thresholdMost)
	checkRange(&fs, "/silentAfter", float64(t.SilentAfter), 1, thresholdMost)
	checkRange(&fs, "/unheardAfter", float64(t.UnheardAfter), 1, thresholdMost)
	checkRange(&fs, "/proposeAfter", float64(t.ProposeAfter), 1, thresholdMost)
	return fs.Err("The thresholds are not right yet.")
}

// NewOperation begins an operation as a draft.
func NewOperation(reference, name string, by ID, at time.Time) (Operation, error) {
	o := Operation{ID: NewID(), Reference: reference, Name: name, State: OperationMachine.Start,
		CreatedBy: by, CreatedAt: Instant(at), Version: 1, Thresholds: DefaultThresholds}
	return o, o.Check()
}

// Check returns every fault of the operation.
func (o Operation) Check() error {
	var fs Faults
	checkCode(&fs, "/reference", o.Reference)
	checkText(&fs, "/name", o.Name, 1, 120)
	return fs.Err("The operation is not right yet.")
}

// Move takes the operation to where verb leads.
func (o *Operation) Move(verb string) error {
	to, err := OperationMachine.Next(o.State, verb)
	if err != nil {
		return err
	}
	switch verb {
	case "hold":
		o.HeldFrom = o.State
	case "reopen":
		o.ApprovedBy, o.AskedBy, o.AskedAt = nil, nil, nil
	}
	o.State = to
	return nil
}

// Resume takes a held operation back to where it was held.
func (o *Operation) Resume() error {
	if o.State != Held {
		return NewFault(WrongState, "The operation is %s; only a held one can be resumed.", o.State)
	}
	o.State, o.HeldFrom = o.HeldFrom, ""
	return nil
}

// Approve notes the authority's agreement. The person who published the plan
// may not approve it.
func (o *Operation) Approve(by, publisher ID) error {
	if by == publisher {
		return NewFault(Forbidden, "You published this plan; somebody else must approve it.")
	}
	o.ApprovedBy = &by
	return o.Move("approve")
}

// AskRelease notes who asks that a sealed operation be released.
func (o *Operation) AskRelease(by ID, at time.Time) error {
	if o.State != Sealed {
		return NewFault(WrongState, "The operation is %s; release can be asked for when it is sealed.", o.State)
	}
	at = Instant(at)
	o.AskedBy, o.AskedAt = &by, &at
	return nil
}

// Release needs a second person: whoever asked may not also approve.
func (o *Operation) Release(by ID, at, h time.Time) error {
	switch {
	case o.AskedBy == nil:
		return NewFault(WrongState, "Nobody has asked for the release of this operation yet.")
	case *o.AskedBy == by:
		return NewFault(Forbidden, "You asked for this release; somebody else must approve it.")
	}
	if err := o.Move("release"); err != nil {
		return err
	}
	at, h = Instant(at), Instant(h)
	o.ReleasedBy, o.ReleasedAt, o.HHour = &by, &at, &h
	return nil
}

// TakesChecklist refuses (WrongState) unless the operation is released and goes
// on: then it can be given a newer version of its checklist.
func (o Operation) TakesChecklist() error {
	switch {
	case o.State != Held && !o.State.Running() && !o.State.Secret():
		return NewFault(WrongState, "The operation is %s: no search is recorded in it any more.", o.State)
	case o.ReleasedAt == nil:
		return NewFault(WrongState, "The operation is not released yet. When it is, it is given the version of the checklist that is active then; nobody has to give it one before.")
	}
	return nil
}

// NextStep names what the operation waits for, as a code that pages translate.
func (o Operation) NextStep() string {
	if o.State == Sealed && o.AskedBy != nil {
		return "approve_release"
	}
	return map[OperationState]string{Draft: "plan", Planned: "approve_plan", Approved: "seal", Sealed: "ask_release",
		Released: "wait_for_h", Live: "watch", Closing: "close", Closed: "archive", Archived: "none", Held: "resume",
		Cancelled: "none"}[o.State]
}
