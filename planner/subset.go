package planner

import "slices"

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
