package models

import "time"

// BrakeAct is what a brake does to an operation, or to one of its sites.
type BrakeAct string

// The acts of the brake.
const (
	BrakeHold       BrakeAct = "hold"       // stop for now
	BrakeResume     BrakeAct = "resume"     // go on where it was held
	BrakeStandDown  BrakeAct = "stand_down" // end without being carried out
	BrakeReschedule BrakeAct = "reschedule" // a new H
)

// BrakeState is how far a brake has come.
type BrakeState string

// The states of a brake.
const (
	BrakeAsked     BrakeState = "asked"     // one person wants it; nothing has happened
	BrakeConfirmed BrakeState = "confirmed" // a second person agreed: it has happened
	BrakeWithdrawn BrakeState = "withdrawn" // it will not happen
)

// BrakeMachine is the life of a brake.
var BrakeMachine = Machine[BrakeState]{Noun: "Brake", Start: BrakeAsked, Moves: []Move[BrakeState]{
	{BrakeAsked, "confirm", BrakeConfirmed},
	{BrakeAsked, "withdraw", BrakeWithdrawn},
}}

// BrakeGood is how long a brake that was asked for can be confirmed: an order
// that nobody took up for so long is not an order any more.
const BrakeGood = time.Hour

// Brake is an order to hold, go on, stand down or begin at another H: asked for
// by one person and confirmed by a second. Until release its site, hour and
// reason are as secret as the plan.
type Brake struct {
	ID        ID         `sens:"none"`
	Operation ID         `sens:"none"`
	Act       BrakeAct   `sens:"none"`
	State     BrakeState `sens:"none"`
	Site      *ID        `sens:"special"` // nil: the whole operation
	HHour     *time.Time `sens:"special"` // of a new H
	AtOnce    bool       `sens:"none"`    // the new H is the moment at which the second person agrees
	Reason    string     `sens:"special"`
	AskedBy   ID         `sens:"staff"`
	AskedAt   time.Time  `sens:"none"`
	EndedBy   *ID        `sens:"staff"` // who confirmed or withdrew it
	EndedAt   *time.Time `sens:"none"`
	Version   int64      `sens:"none"`
}

// Check returns every fault of what was asked for at instant now.
func (b Brake) Check(now time.Time) error {
	var fs Faults
	checkText(&fs, "/reason", b.Reason, 3, 500)
	switch {
	case b.Act != BrakeReschedule && b.HHour != nil:
		fs.Add("/hHour", "superfluous", "only a reschedule has a new H")
	case b.Act != BrakeReschedule && b.AtOnce:
		fs.Add("/atOnce", "superfluous", "only a reschedule has a new H")
	case b.AtOnce && b.State != BrakeConfirmed && b.HHour != nil:
		fs.Add("/hHour", "superfluous", "at once is no other hour")
	case b.AtOnce: // its H comes with the second word
	case b.Act == BrakeReschedule && b.HHour == nil:
		fs.Add("/hHour", "required", "is missing")
	case b.Act == BrakeReschedule && !b.HHour.After(now):
		fs.Add("/hHour", "range", "must lie in the future")
	}
	return fs.Err("The order is not right yet.")
}

// Confirm makes the order take effect. Whoever asked may not confirm.
func (b *Brake) Confirm(by ID, at time.Time) error {
	switch {
	case b.State == BrakeAsked && b.AskedBy == by:
		return NewFault(Forbidden, "You asked for this; somebody else must confirm it.")
	case b.State == BrakeAsked && at.Sub(b.AskedAt) > BrakeGood:
		return NewFault(WrongState, "This was asked for more than an hour ago. Ask again if it is still wanted.")
	}
	if err := b.end("confirm", by, at); err != nil {
		return err
	}
	if b.AtOnce {
		b.HHour = b.EndedAt
	}
	return nil
}

// Withdraw takes the order back.
func (b *Brake) Withdraw(by ID, at time.Time) error { return b.end("withdraw", by, at) }

func (b *Brake) end(verb string, by ID, at time.Time) error {
	to, err := BrakeMachine.Next(b.State, verb)
	if err != nil {
		return err
	}
	at = Instant(at)
	b.State, b.EndedBy, b.EndedAt = to, &by, &at
	return nil
}

// Braking is how the brakes leave one site of a released operation.
type Braking string

// What the brakes do to a site.
const (
	Unbraked    Braking = ""
	SiteHeld    Braking = "held"
	SiteStopped Braking = "stood_down" // for good
)

// BrakingOf follows the confirmed brakes of an operation, ascending by the time
// of their confirmation, as far as they are about one site alone.
func BrakingOf(brakes []Brake, site ID) (now Braking) {
	for _, b := range brakes {
		if b.State != BrakeConfirmed || b.Site == nil || *b.Site != site || now == SiteStopped {
			continue
		}
		switch b.Act {
		case BrakeHold:
			now = SiteHeld
		case BrakeResume:
			now = Unbraked
		case BrakeStandDown:
			now = SiteStopped
		}
	}
	return now
}

// Brake does to the operation as a whole what the order says. A new H is for
// released operations whose H has not come: before release H is in the draft,
// and every package has to be sealed again when it changes.
func (o *Operation) Brake(b Brake) error {
	switch b.Act {
	case BrakeHold:
		return o.Move("hold")
	case BrakeResume:
		return o.Resume()
	case BrakeStandDown:
		return o.Move("cancel")
	}
	if o.State != Released && (o.State != Held || o.HeldFrom != Released) {
		return NewFault(WrongState, "The operation is %s; H can be moved after release and before H. Before release, take the plan back to draft.", o.State)
	}
	if b.HHour != nil { // at once, and nobody has agreed yet
		h := Instant(*b.HHour)
		o.HHour = &h
	}
	return nil
}

// BrakeSite says whether the order can be given to one site of the operation,
// which the brakes so far leave as now.
func (o Operation) BrakeSite(b Brake, now Braking) error {
	if o.ReleasedAt == nil || !(o.State.Running() || o.State == Held) {
		return NewFault(WrongState, "The operation is %s; a single site can be braked after release, while the operation runs.", o.State)
	}
	want := map[BrakeAct]Braking{BrakeHold: Unbraked, BrakeResume: SiteHeld}
	wanted, particular := want[b.Act]
	switch {
	case now == SiteStopped:
		return NewFault(WrongState, "The site was stood down; that is for good.")
	case particular && now != wanted && now == SiteHeld:
		return NewFault(WrongState, "The site is held already.")
	case particular && now != wanted:
		return NewFault(WrongState, "The site is not held.")
	}
	return nil
}
