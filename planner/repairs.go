package planner

import (
	"slices"
	"strings"
)

// change is something that could be done about a conflict.
type change struct {
	text  string
	cost  int
	kind  string // of several of one kind, the first that works is told
	apply func(in *Instance)
}

// maxVerified bounds the sites on which repairs are tried by planning again.
const maxVerified = 1000

// verified tries the changes on the sites concerned alone, and returns those
// after which the conflict is gone. It tells no others.
func (s *solver) verified(budget *int, sites map[int]bool, gone func(*solver) bool, changes []change) []Repair {
	out := []Repair{}
	cells := 0
	for i := range sites {
		cells += len(s.p.sites[i].cells)
	}
	if *budget--; *budget < 0 || cells > maxVerified {
		return out
	}
	told := map[string]bool{}
	for _, c := range changes {
		if told[c.kind] {
			continue
		}
		in := s.p.in.only(sites)
		c.apply(in)
		if in.Validate() != nil {
			continue
		}
		trial := newSolver(in, Options{Seed: s.o.Seed})
		trial.construct()
		if gone(trial) {
			told[c.kind] = true
			out = append(out, Repair{c.text, c.cost, true})
		}
	}
	return out
}

func groupGone(id string) func(*solver) bool {
	return func(s *solver) bool {
		for i := range s.p.groups {
			if s.p.groups[i].id == id && groupSlip(&s.p.groups[i], startsIn(s.best())) > 0 {
				return false
			}
		}
		return true
	}
}

func nothingLeft(s *solver) bool {
	u, _ := s.shortfall(s.best())
	return u == 0
}

func raiseTolerance(id string, by int) change {
	return change{at("Raise the tolerance of group %s by %d minutes.", id, by), by, "tolerance", func(in *Instance) {
		for i := range in.Groups {
			if in.Groups[i].ID == id {
				in.Groups[i].Tolerance += by
			}
		}
	}}
}

func laterWave(id string) change {
	return change{at("Take group %s out of the first wave.", id), 1, "wave", func(in *Instance) {
		for i := range in.Groups {
			if in.Groups[i].ID == id {
				in.Groups[i].FirstWave = false
			}
		}
	}}
}

// unlinkCells takes cells out of their groups: they are searched later.
func unlinkCells(ids []string, _ int) change {
	ids = slices.Clone(ids)
	return change{at("Search %s after the first wave.", strings.Join(ids, ", ")), len(ids), "unlink", func(in *Instance) {
		for i := range in.Groups {
			in.Groups[i].Cells = keep(in.Groups[i].Cells, func(id string) bool { return !slices.Contains(ids, id) })
		}
	}}
}

func dropCells(ids []string, cost int) change {
	ids = slices.Clone(ids)
	return change{at("Leave out %s.", strings.Join(ids, ", ")), cost, "drop", func(in *Instance) { in.drop(ids) }}
}

func addKit(kind string) change {
	return change{at("Bring one more of %s.", kind), 1, "kit", func(in *Instance) {
		for i := range in.Sites {
			for j := range in.Sites[i].Equipment {
				if in.Sites[i].Equipment[j].Kind == kind {
					in.Sites[i].Equipment[j].Count++
				}
			}
		}
	}}
}

// lendTeam adds a team of strangers with every skill that any cell there asks
// for and as many officers of each sex.
func lendTeam(s *site) change {
	return change{at("Lend site %s one more team, with every skill asked for there and nobody at home there.", s.id), 3, "team", func(in *Instance) {
		t := Team{ID: "lent-team"}
		skills, count := []string{}, map[string]int{"": 1}
		for _, c := range in.Sites[0].Cells {
			skills = append(skills, c.Needs.Skills...)
			if n := c.Needs.OfficersOfSex; n != nil {
				count[n.Sex] = min(8, max(count[n.Sex], n.Count))
			}
		}
		for sex, n := range count {
			for i := range n {
				t.Officers = append(t.Officers, Officer{ID: at("lent-officer-%s-%d", sex, i), Sex: sex, Skills: skills})
			}
		}
		in.Sites[0].Teams = append(in.Sites[0].Teams, t)
	}}
}

// extendWindows lets the site's window and its teams' shifts end later.
func extendWindows(s *site, by int) change {
	return change{at("Let the window of site %s and the shifts there end %d minutes later.", s.id, by), by, "window", func(in *Instance) {
		x := &in.Sites[0]
		if x.Window != nil {
			x.Window.To = later(x.Window.To, by)
		}
		for i := range x.Teams {
			if x.Teams[i].Shift != nil {
				x.Teams[i].Shift.To = later(x.Teams[i].Shift.To, by)
			}
		}
	}}
}

func later(to, by int) int {
	if to == Forever {
		return to
	}
	return to + by
}

// only is the instance of some of its sites.
func (in *Instance) only(sites map[int]bool) *Instance {
	out := *in
	out.document, out.digest, out.spans, out.Sites = nil, "", nil, nil
	for _, i := range sortedKeys(sites) {
		out.Sites = append(out.Sites, in.Sites[i].clone())
	}
	out.keepRefs()
	return &out
}

// drop takes cells out, and what refers to them.
func (in *Instance) drop(ids []string) {
	gone := map[string]bool{}
	for _, id := range ids {
		gone[id] = true
	}
	for i := range in.Sites {
		in.Sites[i].Cells = slices.DeleteFunc(in.Sites[i].Cells, func(c Cell) bool { return gone[c.ID] })
	}
	in.keepRefs()
}

// keepRefs leaves of groups, pins, forbids and waivers what refers to cells,
// teams and officers that are there. The lists are made anew.
func (in *Instance) keepRefs() {
	there := map[string]bool{}
	for _, s := range in.Sites {
		for _, c := range s.Cells {
			there["c"+c.ID] = true
		}
		for _, t := range s.Teams {
			there["t"+t.ID] = true
			for _, o := range t.Officers {
				there["o"+o.ID] = true
			}
		}
	}
	groups := in.Groups
	in.Groups = nil
	for _, g := range groups {
		g.Cells = keep(g.Cells, func(id string) bool { return there["c"+id] })
		if len(g.Cells) > 0 {
			in.Groups = append(in.Groups, g)
		}
	}
	in.Begun = keep(in.Begun, func(id string) bool { return there["c"+id] })
	in.Pins = keep(in.Pins, func(p Pin) bool { return there["c"+p.Cell] && there["t"+p.Team] })
	in.Forbid = keep(in.Forbid, func(f Forbid) bool { return there["c"+f.Cell] && there["t"+f.Team] })
	in.Waivers = keep(in.Waivers, func(w Waiver) bool { return there["c"+w.Cell] && there["o"+w.Officer] })
}

func keep[T any](list []T, f func(T) bool) []T {
	var out []T
	for _, x := range list {
		if f(x) {
			out = append(out, x)
		}
	}
	return out
}
