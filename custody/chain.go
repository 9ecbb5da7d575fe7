package custody

import (
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// DefaultLimit is how long an exhibit may be between two holders, and how far an
// examination may lie from the breaking of a seal that it explains.
const DefaultLimit = 120 * time.Minute

// The states of an exhibit in custody; an end has the name of its event.
const (
	Held     = "held"
	Released = "released"
	Stored   = "stored"
)

// What can be wrong with a chain of custody.
const (
	NotTheHolder      = "not_the_holder"
	ExaminedInTransit = "examined_in_transit"
	Gap               = "gap"
	OneSided          = "one_sided"
	AfterEnd          = "after_end"
	SealBroken        = "seal_broken"
)

// The sides of a hand-over, as the roles of signatures name them.
const (
	Giver    = "giver"
	Receiver = "receiver"
)

// Movement is one event of an exhibit's custody.
type Movement struct {
	ID       string
	Kind     string    // one of models.CustodyKinds
	At       time.Time // the clock's claim
	From, To models.Party
	Place    string
	Seal     string // the seal that it was about, "" for none
	Corrects string // of a correction: the event
	Struck   bool   // of a correction: the event did not happen
	Giver    bool   // the giver signed, or refused to with a reason
	Receiver bool   // likewise the receiver
}

// SealFate is a seal that was on the exhibit.
type SealFate struct {
	ID       string
	Broken   bool
	BrokenAt time.Time
}

// Case is all that the custody of one exhibit follows from. Movements are in the
// order that everybody shares (docs/exhibits.md).
type Case struct {
	Seizer    models.Party // the officer whom the entry of the exhibit names
	Voided    bool
	Movements []Movement
	Seals     []SealFate
	Limit     time.Duration // DefaultLimit for 0
}

// Open is a hand-over of which one side is lacking.
type Open struct {
	Event string
	Lacks string // Giver or Receiver
	From  models.Party
	To    models.Party
	At    time.Time
}

// Overdue says whether the hand-over has been open for longer than the limit (0:
// DefaultLimit) at an instant.
func (o Open) Overdue(now time.Time, limit time.Duration) bool {
	return now.Sub(o.At) > orDefault(limit)
}

// Alarm is something wrong with a chain.
type Alarm struct {
	Code  string
	Event string // id of the event, or of the seal for SealBroken
	Index int    // of the event in the chain, from 1; 0 for a seal
}

// Chain is where an exhibit is, who has it, and what is wrong.
type Chain struct {
	State  string       // Held, Released, Stored, or the kind of the event that ended it
	Holder models.Party // nobody for the zero value
	Team   bool         // the holder has it for the team that seized it
	Place  string
	Open   *Open
	Alarms []Alarm // as they come to light along the chain, those of seals last
}

// Follow gives the custody of an exhibit. It looks at no clock and changes nothing.
func Follow(c Case) Chain {
	f := &follower{limit: orDefault(c.Limit), Chain: Chain{State: Held, Holder: c.Seizer, Team: true}}
	movements := inPlace(c.Movements)
	for i, m := range movements {
		if m.Kind != "correction" && !m.Struck {
			f.index = i + 1
			f.follow(m)
		}
	}
	f.sealsBroken(c.Seals, movements)
	if c.Voided {
		f.Alarms, f.Open = nil, nil
	}
	return f.Chain
}

func orDefault(limit time.Duration) time.Duration {
	if limit <= 0 {
		return DefaultLimit
	}
	return limit
}

// inPlace puts what corrections say into the events that they correct. Whatever
// corrects what, each correction is passed once.
func inPlace(all []Movement) []Movement {
	out := slices.Clone(all)
	at := map[string]int{} // of a correction that was passed: the event that it comes to
	for i, m := range all {
		at[m.ID] = i
	}
	for _, m := range all {
		if m.Kind != "correction" {
			continue
		}
		var passed []string
		root, ok := at[m.Corrects]
		for ok && all[root].Kind == "correction" {
			id := all[root].ID
			passed = append(passed, id)
			delete(at, id) // in a circle nothing is found
			root, ok = at[all[root].Corrects]
		}
		if !ok {
			continue
		}
		out[root] = corrected(all[root], m)
		for _, id := range passed {
			at[id] = root
		}
	}
	return out
}

// corrected is a movement as it was written, with what a correction says instead:
// of several the last counts alone.
func corrected(written, by Movement) Movement {
	written.Struck = by.Struck
	if by.From != (models.Party{}) {
		written.From = by.From
	}
	if by.To != (models.Party{}) {
		written.To = by.To
	}
	if by.Place != "" {
		written.Place = by.Place
	}
	if by.Seal != "" {
		written.Seal = by.Seal
	}
	written.Giver, written.Receiver = written.Giver || by.Giver, written.Receiver || by.Receiver
	return written
}

// Same says whether two parties are the same: by officer, or where neither
// names one, by name and organisation, of which a missing one fits any.
func Same(a, b models.Party) bool {
	if a.Officer != (models.ID{}) || b.Officer != (models.ID{}) {
		return a.Officer == b.Officer
	}
	same := func(a, b string) bool { return models.Folded(Folded(a)) == models.Folded(Folded(b)) }
	return same(a.Name, b.Name) && (a.Organisation == "" || b.Organisation == "" || same(a.Organisation, b.Organisation))
}

// Folded is a name as it is looked for: in small letters, with single spaces.
func Folded(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

func nobody(p models.Party) bool { return p == models.Party{} }

// fits says whether two parties do not contradict each other.
func fits(a, b models.Party) bool { return nobody(a) || nobody(b) || Same(a, b) }
