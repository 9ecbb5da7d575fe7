package server

import (
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
)

// drawSearchNeeds lists the searches at which a person must look, each reason
// apart, with the gate's codes where the gate has something to say.
func (l *look) drawSearchNeeds(p *api.Progress) {
	for id, x := range l.searches {
		if !l.sees(x.Site) {
			continue
		}
		search, _ := models.ParseID(id)
		need := func(kind string, codes []string) {
			p.Needs = append(p.Needs, api.Need{Kind: kind, Site: x.Site, Count: 1, Subject: x.TaskCode, Search: search, Codes: codes, At: x.EndedAt})
		}
		if len(x.GateFailed) > 0 || x.Unsupervised {
			need("gate_failed", lackCodes(x.GateFailed, x.Unsupervised))
		} else if len(x.LetPass) > 0 {
			need("gate_overridden", lackCodes(x.LetPass, false))
		}
		if x.Outside != nil && x.Outside != false {
			need("outside_authorisation", nil)
		}
		if x.KitComplete != nil && !*x.KitComplete {
			need("kit_missing", nil)
		}
	}
}

// drawTaskNeeds lists the cells that somebody gave back and nobody has.
func (l *look) drawTaskNeeds(p *api.Progress) {
	for id, t := range l.planned() {
		if !l.sees(t.Site) || len(t.Returned) == 0 || len(t.Holders) > 0 || t.State != "assigned" && t.State != "planned" {
			continue
		}
		task, _ := models.ParseID(id)
		last := ""
		for _, r := range t.Returned {
			last = max(last, r.At)
		}
		p.Needs = append(p.Needs, api.Need{Kind: "given_back", Site: t.Site, Count: 1, Subject: t.Code, Task: task, At: last})
	}
}

// lackCodes are the codes of what is lacking, each once, in their order.
func lackCodes(lacks []lackDoc, unsupervised bool) []string {
	codes := []string{}
	for _, x := range lacks {
		codes = append(codes, x.Code)
	}
	if unsupervised {
		codes = append(codes, "override_unsupervised")
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// curvePoints is in how many steps the course of exposure is drawn: a screen
// shows no more, and each costs a look at every task.
const curvePoints = 60

// exposureCurve is the exposure that the plan had come to, and that there was,
// at each of some minutes from H to the plan's last start or to now. Its value at
// now is that of exposureBy and exposed.
func (l *look) exposureCurve() []api.ExposurePoint {
	out := []api.ExposurePoint{}
	if l.h.IsZero() {
		return out
	}
	now, last := int(l.now.Sub(l.h).Minutes()), 0
	type task struct{ weight, start, actual int }
	tasks := []task{}
	for _, t := range l.planned() {
		if l.sees(t.Site) {
			tasks = append(tasks, task{t.weight(), t.Start, l.exposed(t)})
			last = max(last, t.End)
		}
	}
	last = max(last, now)
	step := max(1, (last+curvePoints-1)/curvePoints)
	minutes := []int{}
	for m := 0; m < last; m += step {
		minutes = append(minutes, m)
	}
	minutes = append(minutes, last)
	if now > 0 && now < last {
		minutes = append(minutes, now)
		slices.Sort(minutes)
		minutes = slices.Compact(minutes)
	}
	for _, m := range minutes {
		point := api.ExposurePoint{Minute: m}
		actual := 0
		for _, t := range tasks {
			point.Planned += t.weight * min(t.start, m)
			actual += t.weight * min(t.actual, m)
		}
		if m <= now {
			point.Actual = &actual
		}
		out = append(out, point)
	}
	return out
}
