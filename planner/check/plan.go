package check

import "github.com/cellsweep/cellsweep/models"

const planFormat = "cellsweep-plan/1"

// assignment is one search of the plan: cell c by team t during [start, end).
type assignment struct {
	cell       *cell
	team       *team
	start, end int
}

// during is the search's interval by the instance's duration. Every rule but
// "end" goes by it, so that a wrong end is told once.
func (a *assignment) during() span { return span{a.start, a.start + a.cell.duration} }

type omission struct {
	cell *cell
	rule string
}

// bound is a lower bound on a site's makespan with what it claims to follow from.
type bound struct {
	kind    string
	value   int
	witness *node // an object, or nil
}

type siteLine struct {
	site             *site
	makespan, slip   int
	best             int // makespan before exposure was allowed its slack; -1: not given
	lowerBound       int
	proven           bool
	bound            *bound
	assigned         []*assignment // by the teams of this site, in the plan's order
	foreign          []*assignment // by a team of another site
	omitted          []*cell
	omittedPriority  int
	earliest, latest int // the first start and the greatest end
}

func (l *siteLine) searches() int { return len(l.assigned) + len(l.foreign) }

type totals struct {
	makespan, makespanBound, sumMakespan, sumMakespanBound int
	exposure, exposureBound                                int
	groupSlip, siteSlip, unsearchedPriority                int
	makespanBest, sumMakespanBest                          int // -1: not given
}

type plan struct {
	hash        string
	assignments []*assignment
	unsearched  []omission
	lines       []*siteLine // as the plan lists them
	totals      totals
	explained   map[string]bool // ids of sites, cells and groups named by `infeasible`
}

// readPlan reads a plan for in and notes every fault it has.
func readPlan(document []byte, in *instance, faults *models.Faults) *plan {
	p := &plan{explained: map[string]bool{}}
	root := parse(document, faults)
	r := reader{faults}
	if root == nil || !r.is(root, kindObject) {
		return p
	}
	r.format(root, planFormat)
	p.hash = r.text(root, "instance", true)
	r.text(root, "engine", false)
	r.want(root, "seed", kindNumber, false) // any 64 bits; nothing here depends on it
	r.whole(root, "rounds", 0, largest, 0, false)
	for _, n := range r.objects(root, "assignments", true) {
		a := &assignment{cell: find(r, n, "cell", in.cellByID, true), team: find(r, n, "team", in.teamByID, true),
			start: r.whole(n, "start", -latest, latest, 0, true), end: r.whole(n, "end", -latest, 2*latest, 0, true)}
		p.assignments = append(p.assignments, a)
	}
	for _, n := range r.objects(root, "unsearched", true) {
		o := omission{cell: find(r, n, "cell", in.cellByID, true), rule: r.text(n, "rule", true)}
		r.object(n, "params", false)
		r.text(n, "why", false)
		p.unsearched = append(p.unsearched, o)
	}
	for _, n := range r.objects(root, "sites", true) {
		p.lines = append(p.lines, r.siteLine(n, in))
	}
	if n := r.object(root, "totals", true); n != nil {
		p.totals = r.totals(n)
	}
	for _, n := range r.objects(root, "infeasible", false) {
		r.explanation(n, in, p)
	}
	return p
}

func (r reader) siteLine(n *node, in *instance) *siteLine {
	l := &siteLine{site: find(r, n, "id", in.siteByID, true),
		makespan: r.whole(n, "makespan", 0, latest, 0, true), slip: r.whole(n, "slip", 0, latest, 0, true),
		lowerBound: r.whole(n, "lowerBound", 0, latest, 0, true), best: r.whole(n, "makespanBest", 0, latest, -1, false)}
	if m := r.want(n, "proven", kindBool, true); m != nil {
		l.proven = m.flag
	}
	if m := n.member("bound"); m != nil && m.kind != kindNull && r.is(m, kindObject) {
		l.bound = &bound{kind: r.text(m, "kind", true), value: r.whole(m, "value", 0, latest, 0, true),
			witness: r.object(m, "witness", false)}
	}
	return l
}

func (r reader) totals(n *node) totals {
	t := func(name string, fallback int, required bool) int {
		return r.whole(n, name, 0, 1<<62, fallback, required)
	}
	return totals{
		makespan: t("makespan", 0, true), makespanBound: t("makespanBound", 0, true),
		sumMakespan: t("sumMakespan", 0, true), sumMakespanBound: t("sumMakespanBound", 0, true),
		exposure: t("exposure", 0, true), exposureBound: t("exposureBound", 0, true),
		groupSlip: t("groupSlip", 0, true), siteSlip: t("siteSlip", 0, true),
		unsearchedPriority: t("unsearchedPriority", 0, true),
		makespanBest:       t("makespanBest", -1, false), sumMakespanBest: t("sumMakespanBest", -1, false),
	}
}

// explanation reads one entry of infeasible. It accounts for the cells it
// names, their groups and sites, the sites of the teams it names, and whatever
// site or group its params name.
func (r reader) explanation(n *node, in *instance, p *plan) {
	r.text(n, "constraint", true)
	for _, m := range r.texts(n, "cells", false) {
		c := in.cellByID[m.text]
		if c == nil {
			r.fault(m, "unknown", "there is no cell %q", clip(m.text))
			continue
		}
		p.explained["site "+c.site.id] = true
		if c.group != nil {
			p.explained["group "+c.group.id] = true
		}
	}
	for _, m := range r.texts(n, "teams", false) {
		if t := in.teamByID[m.text]; t == nil {
			r.fault(m, "unknown", "there is no team %q", clip(m.text))
		} else {
			p.explained["site "+t.site.id] = true
		}
	}
	params := r.object(n, "params", false)
	for _, name := range []string{"site", "group"} {
		if m := params.member(name); m != nil && m.kind == kindText {
			p.explained[name+" "+m.text] = true
		}
	}
	r.text(n, "why", false)
	for _, repair := range r.objects(n, "repairs", false) {
		r.flag(repair, "verified")
	}
}
