package planner

import (
	"context"
)

// Shift brings a plan up to date after events and changes nothing that it need
// not: what has begun stays, every other cell keeps its team and its place in
// the team's order and is pushed right as far as it must, the members of a group
// together. A cell that has no lawful place with its team takes a free one that
// moves nothing else, or is left unsearched with its rule. Only the sites that
// events concern, and those that groups join to them, are looked at: all others
// are taken over as they are. It returns the new plan and the effective
// instance, to whose hash the plan refers and which the next re-plan starts
// from; neither may be altered. The error is a models.Fault: a plan of another
// instance, or events that do not fit it, with pointers into the document
// concerned.
func Shift(in *Instance, plan *Plan, ev *Events) (*Plan, *Instance, error) {
	p, err := named(in)
	if err != nil {
		return plan, in, err
	}
	q, next, err := p.Shift(plan, ev)
	return q, next.in, err
}

// Replan is Shift, and then repair with the least disturbance: it looks for less
// left out, then for less slip, then for fewer cells whose team or start differs
// from the plan before, and then for an earlier end. Cells of teams that have
// not acknowledged the newest plan stay as Shift has them. Its budget is in
// moves tried, so that the plan depends on the documents alone, unless ctx ends
// it: then what was found so far counts, and that is Shift's plan at least.
func Replan(ctx context.Context, in *Instance, plan *Plan, ev *Events) (*Plan, *Instance, error) {
	p, err := named(in)
	if err != nil {
		return plan, in, err
	}
	q, next, err := p.Replan(ctx, plan, ev)
	return q, next.in, err
}

// shifted applies the events and shifts; nil where no site is concerned.
func (p *Prepared) shifted(plan *Plan, ev *Events, mem *scratch) (*mending, error) {
	e, err := newEffective(p, plan, ev, mem)
	if err != nil {
		return nil, err
	}
	if err := e.apply(ev.Events); err != nil || len(e.reached) == 0 {
		return nil, err
	}
	m := newMending(e, plan)
	for m.shift(); m.dislodged(); m.shift() {
		m = newMending(e, plan)
	}
	m.insert()
	return m, nil
}

// dislodged finds cells that have no lawful place any more with a team that works
// by the old plan, and says whether it did: whoever searches them does not begin
// in the past.
func (m *mending) dislodged() bool {
	found := false
	for i, s := range m.p.sites {
		for c := range s.cells {
			if k := &s.cells[c]; m.jobs[i][c].kept && m.x[i].team[c] < 0 && k.pinTeam < 0 && k.fault == nil {
				m.e.known[m.sites[i]][c].dislodged, found = true, true
				m.e.cell(k.id).notBefore(m.e.now, m.e.mem)
			}
		}
	}
	return found
}

// mending is a plan being mended: the sites that are looked at, as a problem of
// their own.
type mending struct {
	*solver
	e      *effective
	plan   *Plan
	sites  []int // of each site of the problem, its index in the instance
	x      slots
	jobs   [][]job // of each site and cell
	groups []gathering
	loose  []int // of each site, the instance's limit of searches on a landing
	now    int
}

// job is what the mending knows of a cell.
type job struct {
	was    Assignment // in the plan before; Team "" is none
	home   int        // the team that it is shifted with, -1 is none
	anchor int        // it does not begin before, when shifted
	begun  bool
	kept   bool // of a team that does not know the newest plan, or silent
	given  bool // to another team, to begin with its group
	weight int  // of a change
}

// Disturbance: what a changed cell counts, and what it counts where the tablet
// has not acknowledged the newest plan and its team has to be told by voice.
const changed, changedUntold = 1, 4

func newMending(e *effective, plan *Plan) *mending {
	m := &mending{e: e, plan: plan, sites: sortedKeys(e.reached), now: max(0, e.now)}
	for {
		m.solver = m.compiled()
		m.noRepairs = true
		if !m.loosenPins() {
			break
		}
	}
	m.groups = make([]gathering, len(m.p.groups))
	for i, s := range m.p.sites {
		m.jobs = append(m.jobs, m.jobsOf(m.sites[i], s))
		m.x = append(m.x, nil)
		m.loose = append(m.loose, s.limit)
		if limit := e.in.Policy.MaxTeamsPerLanding; limit != nil {
			s.limit = min(s.limit, *limit)
		}
	}
	for g := range m.groups {
		m.groups[g].apart = m.apart(g)
	}
	for i := range m.x {
		m.lay(i)
	}
	return m
}

// only is the instance of some of its sites, for looking at.
func (e *effective) only(sites []int) *Instance {
	out := &Instance{HHour: e.in.HHour, Policy: e.in.Policy}
	for _, i := range sites {
		out.Sites = append(out.Sites, e.in.Sites[i])
	}
	if len(sites) == len(e.in.Sites) {
		out.Groups, out.Pins, out.Forbid, out.Waivers = e.in.Groups, e.in.Pins, e.in.Forbid, e.in.Waivers
		return out
	}
	in := func(cell string) bool {
		at, ok := e.cells[cell]
		return ok && e.reached[at.site]
	}
	out.Groups = keep(e.in.Groups, func(g Group) bool { return len(g.Cells) > 0 && in(g.Cells[0]) })
	out.Pins = keep(e.in.Pins, func(p Pin) bool { return in(p.Cell) })
	out.Forbid = keep(e.in.Forbid, func(f Forbid) bool { return in(f.Cell) })
	out.Waivers = keep(e.in.Waivers, func(w Waiver) bool { return in(w.Cell) })
	return out
}

func (m *mending) jobsOf(site int, s *site) []job {
	jobs := m.e.mem.jobs.take(len(s.cells))
	for c := range s.cells {
		j, k := &jobs[c], &m.e.known[site][c]
		j.was, j.home, j.weight = m.e.old(k), -1, changed
		if t, ok := m.e.teams[j.was.Team]; ok && t.site == site {
			j.home, j.anchor = t.index, j.was.Start
		}
		j.begun, j.kept = k.begun.Team != "", m.e.kept(site, k)
		if m.e.unsent[j.was.Team] {
			j.weight = changedUntold
		}
		if !j.begun && !j.kept {
			s.cells[c].release = m.now
		}
	}
	return jobs
}

// loosenPins lets go of pins, kept by the plan before, that what has happened
// makes impossible. It says whether it did.
func (m *mending) loosenPins() bool {
	gone := map[string]bool{}
	if len(m.p.in.Pins) == m.e.begunReached() {
		return false // nothing but what has begun
	}
	for i, s := range m.p.sites {
		x := newScheduleIn(s, m.e.mem)
		for pass := range 2 { // what has begun, then decisions
			for c := range s.cells {
				k := &s.cells[c]
				known := &m.e.known[m.sites[i]][c]
				begun := known.begun.Team != ""
				if k.pinTeam < 0 || begun != (pass == 0) {
					continue
				}
				fits := false
				if k.fault == nil {
					_, fits = x.earliestOn(c, k.pinTeam, k.pinStart, k.pinStart)
				}
				if fits || begun && k.fault == nil {
					x.place(c, k.pinTeam, k.pinStart)
				} else if a := m.e.old(known); !begun && a.Team == s.teams[k.pinTeam].id && a.Start == k.pinStart {
					gone[k.id] = true
				}
			}
		}
	}
	m.e.in.Pins = keep(m.e.in.Pins, func(p Pin) bool { return !gone[p.Cell] })
	return len(gone) > 0
}

// begunReached counts the searches that have begun at the sites looked at.
func (e *effective) begunReached() int {
	n := 0
	for i := range e.reached {
		for k := range e.known[i] {
			if e.known[i][k].begun.Team != "" {
				n++
			}
		}
	}
	return n
}

// restore takes away what only the mending knew, as bounds must follow from the
// instance. Releases stay: the instance has them as windows.
func (m *mending) restore() {
	for i, s := range m.p.sites {
		s.limit = m.loose[i]
		for c := range s.cells {
			if k := &s.cells[c]; m.jobs[i][c].kept && k.pinStart < 0 {
				k.pinTeam = -1
			}
		}
	}
}

// result writes the new plan: the sites that were looked at anew, with bounds
// for the effective instance, the others as they were.
func (m *mending) result() *Plan {
	drafts := make([]*draft, len(m.x))
	for i := range m.x {
		drafts[i] = measure(m.x[i])
	}
	m.restore()
	m.adopt(m.x, drafts)
	part := m.finish("", 0)
	m.e.in.document, m.e.in.spans = m.e.in.written(m.e.before, m.e.own)
	m.e.in.digest = digestOf(m.e.in.document)
	return m.e.splice(m.plan, part)
}
