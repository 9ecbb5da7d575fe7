package draft

import (
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/planner"
)

// Parts gives a digest of what each site of an instance is planned from, by its
// code, with what was decided by hand about its cells; "" is the digest of what
// concerns all of them: H, policy, links. Two instances of the same parts are
// the same instance, and parts that differ say which site was changed.
func Parts(in *planner.Instance) map[string]string {
	whole := &planner.Instance{Name: in.Name, HHour: in.HHour, Policy: in.Policy, Groups: in.Groups}
	of := map[string]*planner.Instance{"": whole}
	site := map[string]string{} // of each cell
	for _, s := range in.Sites {
		of[s.ID] = &planner.Instance{Sites: []planner.Site{s}}
		for _, c := range s.Cells {
			site[c.ID] = s.ID
		}
	}
	for _, p := range in.Pins {
		x := of[site[p.Cell]]
		x.Pins = append(x.Pins, p)
	}
	for _, f := range in.Forbid {
		x := of[site[f.Cell]]
		x.Forbid = append(x.Forbid, f)
	}
	for _, w := range in.Waivers {
		x := of[site[w.Cell]]
		x.Waivers = append(x.Waivers, w)
	}
	out := make(map[string]string, len(of))
	for code, x := range of {
		out[code] = x.Hash()
	}
	return out
}

// Changed lists the sites whose parts differ, by code: changed, added or taken
// out. A change of what concerns all is in it as "".
func Changed(was, now map[string]string) []string {
	codes := map[string]bool{}
	for _, parts := range []map[string]string{was, now} {
		for code := range parts {
			if was[code] != now[code] {
				codes[code] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(codes), strings.Compare)
}
