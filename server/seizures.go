package server

import (
	"cmp"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
)

// drawSeizures counts the telephones found in cells by model, place, route and
// ten minutes, and those found elsewhere apart.
func (l *look) drawSeizures(p *api.Progress) {
	type tally = map[string]*api.Count
	byModel, byPlace, byRoute, byTen := tally{}, tally{}, tally{}, map[int]int{}
	add := func(t tally, code string, label api.Labels, n int, target bool) {
		if code == "" {
			code, label = "unknown", api.Labels{En: "not recorded", Fr: "non renseigné"}
		}
		if t[code] == nil {
			t[code] = &api.Count{Code: code, Label: label, Target: target}
		}
		t[code].Count += n
	}
	for _, e := range l.exhibits {
		if e.Category != "phone" || e.State == "voided" || !l.sees(e.Site) {
			continue
		}
		n := e.pieces()
		if e.Search == "" { // found in a store room or a yard: no cell's find, and often hundreds
			p.Seizures.OutsideCells += n
			continue
		}
		p.Seizures.Total += n
		if e.Target {
			p.Seizures.Target += n
		}
		if e.Mini {
			p.Seizures.Mini += n
		}
		add(byModel, e.ModelName, api.Labels{En: e.ModelName, Fr: e.ModelName}, n, e.Target)
		add(byPlace, e.Concealment.Code, l.label("concealment-places", e.Concealment.Code), n, false)
		add(byRoute, e.Route.Code, l.label("entry-routes", e.Route.Code), n, false)
		if m, ok := minutesAfter(l.h, cmp.Or(e.SeizedAt, e.Recorded.At)); ok {
			byTen[m/10*10] += n
		}
	}
	p.Seizures.Amounts = l.amounts()
	ranked := func(t tally) []api.Count {
		out := []api.Count{}
		for _, c := range t {
			out = append(out, *c)
		}
		slices.SortFunc(out, func(a, b api.Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code)) })
		return out
	}
	p.Seizures.ByModel, p.Seizures.ByPlace, p.Seizures.ByRoute = ranked(byModel), ranked(byPlace), ranked(byRoute)
	p.Seizures.ByHour = []api.MinuteCount{}
	for _, m := range slices.Sorted(maps.Keys(byTen)) {
		p.Seizures.ByHour = append(p.Seizures.ByHour, api.MinuteCount{Minute: m, Count: byTen[m]})
	}
}

// amounts adds up what was seized, by category and unit, wherever it was found.
// Grams and kilograms are added, pieces and grams are not; what its officers
// left in place is nobody's seizure.
func (l *look) amounts() []api.Amount {
	totals, exhibits := map[string]models.Totals{}, map[[2]string]int{}
	for _, e := range l.exhibits {
		amount, err := models.ParseDecimal(e.Quantity.String())
		if err != nil || e.State == "voided" || e.Disposition == "left" || !l.sees(e.Site) {
			continue
		}
		q := models.Quantity{Amount: amount, Unit: e.Unit}
		if totals[e.Category] == nil {
			totals[e.Category] = models.Totals{}
		}
		totals[e.Category].Add(q)
		exhibits[[2]string{e.Category, q.Base().Unit}]++
	}
	out := []api.Amount{}
	for _, category := range slices.Sorted(maps.Keys(totals)) {
		for _, q := range totals[category].List() {
			out = append(out, api.Amount{Category: category, Label: l.label("categories", category), Unit: q.Unit, Quantity: string(q.Amount),
				Exhibits: exhibits[[2]string{category, q.Unit}]})
		}
	}
	return out
}
