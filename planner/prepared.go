package planner

import (
	"context"
	"maps"
	"sync/atomic"
)

// Prepared is an instance made ready for being re-planned: its hash, its names as
// places, and its sites compiled, none of which most events change. Who answers
// one document of events after the other keeps what the last answer gave, and
// spares reading the instance again. It is never written to, so that several may
// use it at once; its instance must not be altered.
type Prepared struct {
	in           *Instance
	cells, teams map[string]spot
	sites        []*site                  // as they were compiled, nil where they were not
	spare        *atomic.Pointer[scratch] // for what is only shown; one after the other, as long as nobody else has it
}

// Prepare makes an instance ready. The error is the models.Fault of an instance
// that Validate refuses.
func Prepare(in *Instance) (*Prepared, error) {
	if in.document == nil {
		if err := in.Validate(); err != nil {
			return nil, err
		}
		in = in.shared()
		in.document, in.spans = in.written(nil, nil)
	}
	p := &Prepared{in: in, sites: compile(in).sites, spare: new(atomic.Pointer[scratch])}
	if in.digest == "" {
		in.digest = digestOf(in.document)
	}
	p.cells, p.teams = namesOf(in)
	return p, nil
}

// named is an instance whose names alone are known: what one re-plan needs.
func named(in *Instance) (*Prepared, error) {
	if in.document == nil {
		if err := in.Validate(); err != nil {
			return nil, err
		}
	}
	p := &Prepared{in: in}
	p.cells, p.teams = namesOf(in)
	return p, nil
}

// namesOf says where cells and teams stand.
func namesOf(in *Instance) (cells, teams map[string]spot) {
	n, m := 0, 0
	for i := range in.Sites {
		n, m = n+len(in.Sites[i].Cells), m+len(in.Sites[i].Teams)
	}
	cells, teams = make(map[string]spot, n), make(map[string]spot, m)
	for i := range in.Sites {
		for j := range in.Sites[i].Cells {
			cells[in.Sites[i].Cells[j].ID] = spot{i, j}
		}
		for j := range in.Sites[i].Teams {
			teams[in.Sites[i].Teams[j].ID] = spot{i, j}
		}
	}
	return cells, teams
}

// Instance is what was prepared.
func (p *Prepared) Instance() *Instance { return p.in }

// Shift is Shift of the prepared instance. It gives the plan, and the effective
// instance prepared for the events that come next.
func (p *Prepared) Shift(plan *Plan, ev *Events) (*Plan, *Prepared, error) {
	m, err := p.shifted(plan, ev, new(scratch))
	if err != nil || m == nil {
		return plan, p, err
	}
	m.plain = true
	return m.result(), m.next(p), nil
}

// Replan is Replan of the prepared instance, and gives what Shift gives.
func (p *Prepared) Replan(ctx context.Context, plan *Plan, ev *Events) (*Plan, *Prepared, error) {
	m, err := p.shifted(plan, ev, new(scratch))
	if err != nil || m == nil {
		return plan, p, err
	}
	for i := range m.x {
		m.mend(ctx, i)
	}
	return m.result(), m.next(p), nil
}

// next is the effective instance, prepared by what the re-plan knows of it.
func (m *mending) next(before *Prepared) *Prepared {
	p := &Prepared{in: m.e.in, cells: m.e.cells, teams: m.e.teams, sites: make([]*site, len(m.e.in.Sites)), spare: before.spare}
	copy(p.sites, before.sites)
	for k, i := range m.sites {
		p.sites[i] = m.p.sites[k]
	}
	return p
}

// compiled compiles the sites looked at, by what was known of them.
func (m *mending) compiled() *solver {
	in := m.e.only(m.sites)
	like := make([]*site, len(m.sites))
	place := make(map[int]int, len(m.sites))
	for k, i := range m.sites {
		place[i] = k
		if i < len(m.e.like) {
			like[k] = m.e.like[i]
		}
	}
	at := func(id string) ref {
		c := m.e.cells[id]
		return ref{place[c.site], c.index}
	}
	return &solver{p: compileLike(in, like, at, m.e.mem), o: Options{Seed: min(m.plan.Seed, MaxSeed)}}
}

// rename makes the names the effective instance's own, before one is changed.
func (e *effective) rename() {
	if !e.renamed {
		e.cells, e.teams, e.renamed = maps.Clone(e.cells), maps.Clone(e.teams), true
	}
}
