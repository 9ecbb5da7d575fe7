package planner

import "slices"

// longerHours extends the hours of one cell, of all, or of the site, by the least
// that does: at their end, or at their beginning.
func (e *explainer) longerHours(c *conflict) []mend {
	var out []mend
	for _, later := range []bool{true, false} {
		out = append(out, e.shortest(c, e.cellSets(c), func(set []ref, x int) mend { return e.hoursMend(set, x, later) })...)
	}
	site := c.refs[0].site
	if e.p.in.Sites[site].Window == nil {
		return out
	}
	if by, ok := e.least(c, maxExtension, func(x int) []Edit { return e.siteLater(site, x).edits }); ok {
		out = append(out, e.siteLater(site, by), e.siteLater(site, 2*by))
	}
	return out
}

// cellSets are the conflict's cells with hours of their own, one by one and together.
func (e *explainer) cellSets(c *conflict) [][]ref {
	var sets [][]ref
	var all []ref
	for _, r := range c.refs {
		if e.p.cell(r).src.Window != nil {
			sets, all = append(sets, []ref{r}), append(all, r)
		}
	}
	if len(all) > 1 {
		sets = append(sets, all)
	}
	return sets
}

// shortest is the mend by the least minutes over some sets; a set of more counts
// only where no smaller one does. Longer ones of the kind follow, for where the
// least is not found to do in a plan of the whole site.
func (e *explainer) shortest(c *conflict, sets [][]ref, of func(set []ref, x int) mend) []mend {
	var best []ref
	limit := maxExtension
	for _, set := range sets {
		if best != nil && len(set) > len(best) {
			break
		}
		by, ok := e.least(c, limit, func(x int) []Edit { return of(set, x).edits })
		if ok && (best == nil || by < limit) {
			best, limit = set, by
		}
	}
	if best == nil {
		return nil
	}
	return []mend{of(best, limit), of(best, limit+5), of(best, 2*limit), of(best, 4*limit)}
}

func (e *explainer) hoursMend(set []ref, by int, later bool) mend {
	var ids []string
	var edits []Edit
	for _, r := range set {
		c := e.p.cell(r)
		ids = append(ids, c.id)
		edits = append(edits, windowEdit(Edit{Do: "window", Cell: c.id}, c.src.Window, by, later, 0))
	}
	code := "window"
	if !later {
		code = "windowFrom"
	}
	return mend{code, code, map[string]any{"cells": ids, "by": by}, by * len(set), edits}
}

// windowEdit sets a window that ends later, or begins earlier.
func windowEdit(x Edit, w *Window, by int, later bool, least int) Edit {
	from, to := w.From, w.To
	if later && to != Forever {
		to = min(to+by, MaxInteger)
	}
	if !later && from != -Forever {
		from = max(from-by, least)
	}
	if from != -Forever {
		x.From = &from
	}
	if to != Forever {
		x.To = &to
	}
	return x
}

// siteLater lets the site's window and the shifts there end later.
func (e *explainer) siteLater(site, by int) mend {
	s := &e.p.in.Sites[site]
	var edits []Edit
	if s.Window != nil {
		edits = append(edits, windowEdit(Edit{Do: "siteWindow", Site: s.ID}, s.Window, by, true, 0))
	}
	for i := range s.Teams {
		if t := &s.Teams[i]; t.Shift != nil && t.Shift.To != Forever {
			edits = append(edits, windowEdit(Edit{Do: "shift", Team: t.ID}, t.Shift, by, true, -MaxInteger))
		}
	}
	return mend{"siteWindow", "siteWindow", map[string]any{"site": s.ID, "by": by}, 2 * by, edits}
}

// longerShifts extends the shift of one team, or of all that may search one of
// the cells.
func (e *explainer) longerShifts(c *conflict) []mend {
	var sets [][]ref // of teams
	var all []ref
	for i, s := range e.p.sites {
		for t := range s.teams {
			may := slices.ContainsFunc(c.refs, func(r ref) bool {
				return r.site == i && (e.p.cell(r).elig.has(t) || e.e(i).stage(s.teams[t].src, e.p.cell(r)) == 4)
			})
			if may && s.teams[t].src.Shift != nil {
				sets, all = append(sets, []ref{{i, t}}), append(all, ref{i, t})
			}
		}
	}
	sets = sets[:min(len(sets), 12)]
	if len(all) > 1 {
		sets = append(sets, all)
	}
	var out []mend
	for _, later := range []bool{true, false} {
		out = append(out, e.shortest(c, sets, func(set []ref, x int) mend { return e.shiftMend(set, x, later) })...)
	}
	return out
}

func (e *explainer) shiftMend(set []ref, by int, later bool) mend {
	var ids []string
	var edits []Edit
	for _, r := range set {
		t := e.p.sites[r.site].teams[r.cell].src
		ids = append(ids, t.ID)
		edits = append(edits, windowEdit(Edit{Do: "shift", Team: t.ID}, t.Shift, by, later, -MaxInteger))
	}
	code := "shift"
	if !later {
		code = "shiftFrom"
	}
	return mend{code, code, map[string]any{"teams": ids, "by": by}, by * len(set), edits}
}

// siteRepairs are what would let a site that has no search, or starts late, start
// at H: a team, an earlier shift, earlier hours of one cell.
func (e *explainer) siteRepairs(index int) []Repair {
	s := e.p.sites[index]
	b := e.bench([]ref{{site: index}})
	out := []Repair{}
	if b == nil || b.base == nil {
		return out
	}
	var cells []Cell
	for i := range s.cells {
		cells = append(cells, *s.cells[i].src)
	}
	mends := []mend{e.newTeam(s, cells)}
	for t := range s.teams {
		if from := s.teams[t].from; from > 0 && len(mends) < maxBars {
			mends = append(mends, e.shiftMend([]ref{{index, t}}, from, false))
		}
	}
	for i := range s.cells {
		if c := &s.cells[i]; c.fault == nil && c.src.Window != nil && c.src.Window.From > 0 && len(mends) < 2*maxBars {
			mends = append(mends, e.hoursMend([]ref{{index, i}}, c.src.Window.From, false))
		}
	}
	told := map[string]bool{}
	slices.SortStableFunc(mends, func(a, b mend) int { return a.cost - b.cost })
	for _, m := range mends {
		if !told[m.kind] && e.works(b, &conflict{}, &m) {
			told[m.kind] = true
			out = append(out, repairOf(&m))
		}
	}
	return out
}
