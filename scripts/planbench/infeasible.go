package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// designed are operations that cannot be planned without something giving way, and
// what the planner says of them.
type designed struct {
	Instances, Explained int
	Conflicts, Minimal   int // conflicts of cells, and those that no member can be taken from
	Repaired             int // conflicts with a repair that was verified
	Slowest              time.Duration
}

// breaks are the ways to make an operation of one site infeasible. Each gives what
// cannot hold by the cells concerned.
var breaks = []func(s *planner.Site, in *planner.Instance, cells []*planner.Cell){
	func(s *planner.Site, in *planner.Instance, cells []*planner.Cell) { // two at H need what one team has
		only(s, "handler")
		firstWave(in, cells[:2])
		for _, c := range cells[:2] {
			c.Needs.Skills = []string{"handler"}
		}
	},
	func(s *planner.Site, in *planner.Instance, cells []*planner.Cell) { // three at H need the dog
		s.Equipment = []planner.Equipment{{Kind: "dog", Count: 2}}
		firstWave(in, cells[:3])
		for _, c := range cells[:3] {
			c.Needs.Equipment = []planner.EquipmentNeed{{Kind: "dog", From: 0, For: c.Duration}}
		}
	},
	func(s *planner.Site, in *planner.Instance, cells []*planner.Cell) { // more at H than teams
		s.Teams = s.Teams[:2]
		firstWave(in, cells[:3])
	},
	func(_ *planner.Site, _ *planner.Instance, cells []*planner.Cell) { // nobody can
		cells[0].Needs.Skills = []string{"diver"}
	},
	func(_ *planner.Site, _ *planner.Instance, cells []*planner.Cell) { // no time
		cells[0].Window = &planner.Window{From: 10, To: 9 + cells[0].Duration}
	},
	func(s *planner.Site, _ *planner.Instance, cells []*planner.Cell) { // two in the hours of one
		only(s, "handler")
		for _, c := range cells[:2] {
			c.Needs.Skills = []string{"handler"}
			c.Window = &planner.Window{From: 0, To: max(cells[0].Duration, cells[1].Duration) + 5}
		}
	},
}

func only(s *planner.Site, skill string) { // the first team alone
	o := &s.Teams[0].Officers[0]
	o.Skills = append(slices.Clone(o.Skills), skill)
}

func firstWave(in *planner.Instance, cells []*planner.Cell) {
	g := planner.Group{ID: "wave", FirstWave: true}
	for _, c := range cells {
		g.Cells = append(g.Cells, c.ID)
	}
	in.Groups = []planner.Group{g}
}

func designedInstance(k int) (*planner.Instance, error) {
	in := planner.Generate(1, 9+k%4, uint64(k+1))
	in.Groups = nil
	for i := range in.Sites[0].Cells {
		in.Sites[0].Cells[i].Needs = planner.Needs{}
	}
	var cells []*planner.Cell
	for i := range 3 {
		cells = append(cells, &in.Sites[0].Cells[(k+3*i)%len(in.Sites[0].Cells)])
	}
	breaks[k%len(breaks)](&in.Sites[0], in, cells)
	return planner.ParseInstance(in.Encode())
}

// broken INSTANCES
func broken(args []string) (any, error) {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return nil, err
	}
	var d designed
	for k := range n {
		in, err := designedInstance(k)
		if err != nil {
			return nil, err
		}
		began := used().CPU
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 2})
		if err != nil {
			return nil, err
		}
		d.Slowest = max(d.Slowest, used().CPU-began)
		d.Instances++
		if p.Shortfall() && (len(p.Infeasible) > 0 || !slices.ContainsFunc(p.Unsearched, func(u planner.Unsearched) bool { return u.Rule == planner.RuleCapacity })) {
			d.Explained++
		}
		for _, c := range p.Infeasible {
			if len(c.Cells) == 0 {
				continue
			}
			minimal, err := minimal(in, c)
			if err != nil {
				return nil, err
			}
			if d.Conflicts++; minimal {
				d.Minimal++
			}
			if slices.ContainsFunc(c.Repairs, func(r planner.Repair) bool { return r.Verified }) {
				d.Repaired++
			}
		}
	}
	return d, nil
}

// minimal takes each cell of a conflict out of the operation in turn: the others alone
// must then be no conflict any more.
func minimal(in *planner.Instance, c planner.Conflicted) (bool, error) {
	for _, gone := range c.Cells {
		less, err := without(in, gone)
		if err != nil {
			return false, err
		}
		p, err := planner.Solve(context.Background(), less, planner.Options{Seed: 1, Rounds: 2})
		if err != nil {
			return false, err
		}
		for _, still := range p.Infeasible {
			if len(still.Cells) > 0 && !slices.ContainsFunc(still.Cells, func(id string) bool { return !slices.Contains(c.Cells, id) }) {
				return false, nil
			}
		}
	}
	return true, nil
}

func without(in *planner.Instance, cell string) (*planner.Instance, error) {
	less := in.Clone()
	is := func(id string) bool { return id == cell }
	for i := range less.Sites {
		less.Sites[i].Cells = slices.DeleteFunc(less.Sites[i].Cells, func(c planner.Cell) bool { return is(c.ID) })
	}
	for i := range less.Groups {
		less.Groups[i].Cells = slices.DeleteFunc(less.Groups[i].Cells, is)
	}
	less.Groups = slices.DeleteFunc(less.Groups, func(g planner.Group) bool { return len(g.Cells) == 0 })
	less.Pins = slices.DeleteFunc(less.Pins, func(p planner.Pin) bool { return is(p.Cell) })
	return planner.ParseInstance(less.Encode())
}

func (b *bench) infeasible(ctx context.Context) error {
	n := 60
	if b.quick {
		n = len(breaks)
	}
	b.results.broken = &designed{}
	_, err := b.job(ctx, b.results.broken, "broken", fmt.Sprint(n))
	return err
}
