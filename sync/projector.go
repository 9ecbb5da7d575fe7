package sync

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Projector turns the journal into documents, one entry at a time, in the
// order of positions. It keeps nothing between two calls: what it knows is in
// the documents, so any replica may go on where another stopped.
type Projector struct{ schemas *Schemas }

// NewProjector makes a projector that reads bodies by these schemas.
func NewProjector(schemas *Schemas) *Projector { return &Projector{schemas} }

// Sitting is a projector at work on one ledger, which nobody else writes
// meanwhile. What it has read and folded stays at hand from one entry to the next.
type Sitting struct {
	*Projector
	ledger Ledger
	clean  map[target]*sheet

	templates map[string]pinned // checklists, read
}

// Sit begins work on a ledger.
func (p *Projector) Sit(l Ledger) *Sitting {
	return &Sitting{p, l, map[target]*sheet{}, map[string]pinned{}}
}

// Apply projects one entry on a ledger.
func (p *Projector) Apply(l Ledger, j Journalled) (Receipt, error) { return p.Sit(l).Apply(j) }

// Apply projects the entry at the next position, and then every entry on hold
// that it set free, in ascending position. Whatever is wrong with an entry goes
// into its receipt, and a fault of ours (a panic) too, as internal; the error is
// the ledger's alone, and then nothing of this sitting may be kept.
func (s *Sitting) Apply(j Journalled) (Receipt, error) {
	run := &run{Sitting: s, operation: j.Entry.Operation.String(), feed: j.Position, queue: map[uint64]bool{}}
	first, err := run.one(j)
	for steps := 0; err == nil && len(run.queue) > 0; steps++ {
		var held Journalled
		if held, err = s.ledger.EntryAt(run.next()); err == nil {
			_, err = run.one(held)
		}
	}
	return first, err
}

// Mark says of an entry that this program cannot project it, and why, so that
// those after it need not wait. It is for a fault that Apply could not see: the
// database refused what was to be written. A person has it tried again.
func (p *Projector) Mark(l Ledger, j Journalled, why string) (Receipt, error) {
	r := &run{Sitting: p.Sit(l), operation: j.Entry.Operation.String(), feed: j.Position, queue: map[uint64]bool{}}
	card, err := r.cardOf(j)
	if err != nil || card.receipt.Done() {
		return card.receipt, err
	}
	card.set(Refused, Internal, why)
	return card.receipt, card.write(r)
}

// Rebuild projects a journal from its first position: entries gives them in
// ascending order and ends with ok false.
func (p *Projector) Rebuild(l Ledger, entries func() (j Journalled, ok bool, err error)) error {
	sitting := p.Sit(l)
	for {
		j, ok, err := entries()
		if err != nil || !ok {
			return err
		}
		if _, err := sitting.Apply(j); err != nil {
			return err
		}
	}
}

// run is one Apply: the entry at feed and what follows from it.
type run struct {
	*Sitting
	operation string
	feed      uint64          // the position that changed documents bear
	queue     map[uint64]bool // positions to try again
}

func (r *run) next() uint64 {
	lowest := uint64(0)
	for position := range r.queue {
		if lowest == 0 || position < lowest {
			lowest = position
		}
	}
	delete(r.queue, lowest)
	return lowest
}

// one projects one entry as far as it will go, and writes its receipt.
func (r *run) one(j Journalled) (Receipt, error) {
	card, err := r.cardOf(j)
	if err != nil || card.receipt.Done() {
		return card.receipt, err
	}
	// A panic is a fault of this program in this entry: it is marked, and the rest goes on.
	if err := guarded(func() error { return r.status(j, card) }); err != nil && !card.internal(err) {
		return card.receipt, err
	}
	return card.receipt, card.write(r)
}

// Done says whether there is nothing left to do for an entry.
func (c Receipt) Done() bool {
	return c.Status == Applied || c.Status == Settled
}

// free says whether a person lets the entry in although it is quarantined.
func (c *card) free() bool {
	return c.receipt.Decision == DecideApply || c.receipt.Decision == DecideAttach || c.facts.Adopted
}

// status finds how far the entry comes, and projects it if it comes through.
func (r *run) status(j Journalled, c *card) error {
	if c.receipt.Decision == DecideReject {
		c.set(Settled, "", "")
		return nil
	}
	if j.Unreadable != "" {
		c.set(Refused, Internal, "the journal's row cannot be read: "+j.Unreadable)
		return nil
	}
	if j.Verdict == Quarantined && !c.free() {
		adopted, err := r.followsAdopted(j)
		if err != nil || !adopted {
			c.set("", "", "")
			return err
		}
		c.facts.Adopted = true
	}
	if j.Pending && !c.free() && !c.facts.Confirmed {
		c.set(HeldBy, TabletPending, "")
		return nil
	}
	body, refusal, detail := r.read(j)
	if refusal != "" {
		c.set(Refused, refusal, detail)
		return nil
	}
	f, err := r.attached(factOf(j, body), c)
	if err != nil {
		return err
	}
	waits, err := r.waits(f)
	if err != nil {
		return err
	}
	if len(waits) > 0 {
		c.set(HeldBy, "", "waits for "+strings.Join(waits, ", "))
		c.facts.Waits = waits
		return nil
	}
	return r.project(f, c)
}

// read gives an entry's body, or why it cannot be projected.
func (r *run) read(j Journalled) (body object, refusal Code, detail string) {
	one, known := r.schemas.byName[schemaName(j.Entry.Type, j.Entry.Version)]
	if !known {
		return nil, UnknownType, fmt.Sprintf("no type %s of version %d is known", j.Entry.Type, j.Entry.Version)
	}
	if one.Stream == "server" && !j.Server {
		return nil, UnknownType, "only the server writes this type"
	}
	if j.Erased {
		return nil, "", ""
	}
	body, err := r.schemas.read(j.Entry.Type, j.Entry.Version, j.Entry.Body)
	if err == nil {
		err = standing(j, body)
	}
	if err != nil {
		return nil, InvalidBody, detailOf(err)
	}
	return body, "", ""
}

func detailOf(err error) string {
	var f *models.Fault
	if !errors.As(err, &f) {
		return err.Error()
	}
	var where []string
	for _, x := range f.Fields {
		where = append(where, x.String())
	}
	slices.Sort(where)
	return strings.Join(where, "; ")
}

// project puts the entry's facts into documents, folds them, and writes all of
// it only when all of it is right.
func (r *run) project(f fact, c *card) error {
	born, err := r.work(func(p *projection) error {
		if err := p.withdraw(c.facts.Targets, f.Hash); err != nil {
			return err
		}
		err := p.put(f)
		c.facts.Targets = p.targets
		return err
	})
	if err != nil {
		return err
	}
	c.set(Applied, "", "")
	if c.free() {
		c.set(Settled, "", "")
	}
	if err := c.write(r); err != nil {
		return err
	}
	for _, id := range append(born, c.receipt.Hash) {
		if err := r.retry("needs:"+id, nil); err != nil {
			return err
		}
	}
	return r.act(f)
}

// work lets a projection change documents and writes them, all or none: a
// panic, too, leaves nothing behind.
func (r *run) work(do func(*projection) error) (born []string, err error) {
	desk := newDesk(r.ledger, r.clean)
	finished := false
	defer func() { desk.clear(finished) }()
	if err := do(&projection{run: r, desk: desk, dirty: map[target]bool{}}); err != nil {
		return nil, err
	}
	born, err = desk.finish(r.feed)
	finished = err == nil
	return born, err
}

// internal marks an entry in which this program failed.
func (c *card) internal(err error) bool {
	var broken *internalFault
	if errors.As(err, &broken) {
		c.set(Refused, Internal, broken.what)
		return true
	}
	return false
}

type internalFault struct{ what string }

func (f *internalFault) Error() string { return f.what }

func guarded(work func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = &internalFault{fmt.Sprint(what)}
		}
	}()
	return work()
}

// waits gives the ids that the entry refers to and that nothing created yet.
func (r *run) waits(f fact) ([]string, error) {
	desk := newDesk(r.ledger, nil)
	var missing []string
	for _, n := range r.schemas.byName[schemaName(f.Type, f.Version)].Needs {
		for _, id := range idsAt(f, n.Pointer) {
			there := false
			for _, kind := range n.Kinds {
				made, err := desk.made(kind, id)
				if err != nil {
					return nil, err
				}
				there = there || made
			}
			if !there && !slices.Contains(missing, id) {
				missing = append(missing, id)
			}
		}
	}
	slices.Sort(missing)
	return missing, nil
}

// idsAt follows a pointer of x-needs into an entry; a list means each of its elements.
func idsAt(f fact, pointer string) []string {
	switch pointer {
	case "/site":
		return nonEmpty(f.Site)
	case "/base/entity":
		return nonEmpty(f.Entity)
	}
	var at any = f.Body
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/body/"), "/") {
		o, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = o[part]
	}
	if s, ok := at.(string); ok {
		return nonEmpty(s)
	}
	return textsIn(object{"ids": at}, "ids")
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
