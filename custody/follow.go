package custody

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// follower is a chain while it is followed.
type follower struct {
	Chain
	limit  time.Duration
	index  int // of the event that is followed
	openAt int // of the event that opened the hand-over
}

func (f *follower) alarm(code, event string) {
	f.Alarms = append(f.Alarms, Alarm{code, event, f.index})
}

func (f *follower) ended() bool {
	return f.State == "returned" || f.State == "destroyed" || f.State == "lost"
}

func (f *follower) follow(m Movement) {
	if f.ended() {
		f.alarm(AfterEnd, m.ID)
		f.State = Held
	}
	switch m.Kind {
	case "seized":
		f.seized(m)
	case "sealed":
		f.at(m.Place)
	case "released":
		f.released(m)
	case "received":
		f.received(m)
	case "stored":
		f.stored(m)
	case "examined":
		f.examined(m)
	case "returned", "destroyed", "lost":
		f.giver(m)
		f.drop()
		f.take(models.Party{}, "")
		f.State = m.Kind
	}
}

func (f *follower) at(place string) {
	if place != "" {
		f.Place = place
	}
}

// take gives the exhibit to somebody.
func (f *follower) take(holder models.Party, place string) {
	f.Holder, f.Team, f.Place, f.State = holder, false, place, Held
}

// drop leaves a hand-over behind whose other side did not come. Whoever was to
// receive it is taken to have it.
func (f *follower) drop() {
	if f.Open == nil {
		return
	}
	f.Alarms = append(f.Alarms, Alarm{OneSided, f.Open.Event, f.openAt})
	if f.Open.Lacks == Receiver {
		f.Holder, f.Team, f.State = f.Open.To, false, Held
	}
	f.Open = nil
}

func (f *follower) open(m Movement, lacks string) {
	f.Open, f.openAt = &Open{m.ID, lacks, m.From, m.To, m.At}, f.index
}

// giver looks whether who gives is who has it.
func (f *follower) giver(m Movement) {
	if !nobody(m.From) && !f.has(m.From) {
		f.alarm(NotTheHolder, m.ID)
	}
}

func (f *follower) has(p models.Party) bool {
	if f.Team && p.Officer != (models.ID{}) {
		return true // the team that searched holds it together until somebody gives it on
	}
	return nobody(f.Holder) || Same(p, f.Holder)
}

// seized fixes in whose hand it is; of nobody in particular, it stays the team's.
func (f *follower) seized(m Movement) {
	f.drop()
	holder := m.To
	if nobody(holder) {
		holder = m.From
	}
	if nobody(holder) {
		f.at(m.Place)
		return
	}
	f.take(holder, m.Place)
}

func (f *follower) released(m Movement) {
	if o := f.Open; o != nil && o.Lacks == Giver && m.from(o) {
		f.between(o.At, m)
		f.Open = nil
		return
	}
	f.drop()
	f.giver(m)
	if m.Receiver && !nobody(m.To) {
		f.take(m.To, m.Place)
		return
	}
	if nobody(m.From) {
		m.From = f.Holder
	}
	f.take(models.Party{}, m.Place)
	f.State = Released
	f.open(m, Receiver)
}

// from says whether a release is the giver's side of a hand-over of which the
// receiver's came first. Who received it cannot be who gave it.
func (m Movement) from(o *Open) bool {
	if nobody(m.From) && nobody(m.To) || !nobody(m.From) && Same(m.From, o.To) {
		return false
	}
	return fits(m.From, o.From) && fits(m.To, o.To)
}

// between looks how long it was with nobody.
func (f *follower) between(at time.Time, m Movement) {
	if d := m.At.Sub(at); d > f.limit || d < -f.limit {
		f.alarm(Gap, m.ID)
	}
}

func (f *follower) received(m Movement) {
	o := f.Open
	if o != nil && o.Lacks == Receiver && fits(m.From, o.From) && fits(m.To, o.To) {
		f.between(o.At, m)
		if nobody(m.To) {
			m.To = o.To
		}
		f.Open = nil
		f.take(m.To, m.Place)
		return
	}
	if !f.Team && !nobody(m.To) && !nobody(f.Holder) && Same(m.To, f.Holder) { // said twice
		f.at(m.Place)
		if o != nil && m.Giver {
			f.Open = nil
		}
		return
	}
	f.drop()
	f.giver(m)
	if nobody(m.From) {
		m.From = f.Holder
	}
	if f.take(m.To, m.Place); !m.Giver {
		f.open(m, Giver)
	}
}

func (f *follower) stored(m Movement) {
	if !nobody(m.To) && (f.Team || nobody(f.Holder) || !Same(m.To, f.Holder)) {
		f.received(m)
	}
	f.at(m.Place)
	if f.State != Released {
		f.State = Stored
	}
}

func (f *follower) examined(m Movement) {
	f.at(m.Place)
	if f.State == Released {
		f.alarm(ExaminedInTransit, m.ID)
	} else if !nobody(m.To) && !f.has(m.To) {
		f.alarm(NotTheHolder, m.ID)
	}
}

// sealsBroken looks for seals that were broken without an event that says why.
func (f *follower) sealsBroken(seals []SealFate, all []Movement) {
	f.index = 0
	for _, s := range seals {
		if s.Broken && !f.explained(s, all) {
			f.alarm(SealBroken, s.ID)
		}
	}
}

func (f *follower) explained(s SealFate, all []Movement) bool {
	for _, m := range all {
		if m.Struck || m.Kind != "examined" && m.Kind != "returned" && m.Kind != "destroyed" {
			continue
		}
		if d := m.At.Sub(s.BrokenAt); m.Seal == s.ID || m.Seal == "" && d <= f.limit && d >= -f.limit {
			return true
		}
	}
	return false
}
