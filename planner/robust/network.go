package robust

import (
	"fmt"
	"slices"
	"sort"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// search is a planned search. Its points in time are its start, its end, and the
// moments at which it takes and gives back kit.
type search struct {
	cell      *planner.Cell
	site      int32
	team      int32 // resource
	start     int32 // planned
	duration  int32 // planned
	spread    spread
	certain   bool
	key       uint64
	limit     int32 // its windows' end
	shift     int32 // its team's
	arcs      []arc // what its start waits for
	uses      []use // of kit, sorted by when they begin
	late      int   // how many of uses begin after the start: the last ones
	firstUse  int32 // index of uses[0] among all
	group     int32 // -1 is none
	place     [3]string
	landingID int32 // resource, -1 where landings have no limit
}

// use is a unit of kit held from..to minutes of the search, to its end where toEnd.
type use struct {
	from, to int32
	toEnd    bool
	kind     int32 // resource
	after    arc   // who had the unit before
}

// arc says that something begins minutes after another search ended or gave
// back kit. Nothing is waited for where of is -1.
type arc struct {
	of       int32 // a search, or, from the number of searches on, a use
	minutes  int32
	resource int32 // what is waited for
}

var noArc = arc{of: -1}

// step is one thing to work out in a scenario: the start of searches that begin
// together, or the moment at which a search takes kit later on.
type step struct {
	searches []int32
	use      int // of searches[0]; -1 is the start
}

// resource is a team, a kind of kit at a site, or a landing.
type resource struct {
	kind, site, id string
}

// The kinds of resources.
const (
	KindTeam      = "team"
	KindEquipment = "equipment"
	KindLanding   = "landing"
)

// network is a plan as what waits for what. It is never written to after compile.
type network struct {
	in        *planner.Instance
	plan      *planner.Plan
	searches  []search
	uses      int
	resources []resource
	groups    []group
	steps     []step
	bySite    [][]int32
	number    map[resource]int32
}

type group struct {
	src     *planner.Group
	members []int32
	apart   int32 // minutes that the members may start apart: the tolerance, or what is planned where that slips
	opened  bool  // its members would wait for each other for ever, so they do not wait
}

// compile turns a plan into a network. The error is a models.Fault: a plan of
// another instance, one that breaks a rule on which the order of things rests
// (H2, H3, H9), or a spread that is none.
func compile(in *planner.Instance, plan *planner.Plan) (*network, error) {
	if plan.Instance != in.Hash() {
		return nil, models.NewFault(models.Invalid, "the plan is for another instance").With(
			models.Field{Pointer: "/instance", Code: "mismatch", Message: "is not the hash of the instance, " + in.Hash()})
	}
	n := &network{in: in, plan: plan, number: map[resource]int32{}, bySite: make([][]int32, len(in.Sites))}
	var faults models.Faults
	n.read(&faults)
	if err := faults.Err("the plan cannot be simulated"); err != nil {
		return nil, err
	}
	n.join()
	n.chainTeams(&faults)
	n.chainKit(&faults)
	n.chainLandings(&faults)
	if err := faults.Err("the plan cannot be simulated"); err != nil {
		return nil, err
	}
	n.order()
	return n, nil
}

// read takes the assignments in the order of their starts.
func (n *network) read(faults *models.Faults) {
	cells, teams := map[string][2]int{}, map[string][2]int{}
	for i := range n.in.Sites {
		s := &n.in.Sites[i]
		for j := range s.Cells {
			cells[s.Cells[j].ID] = [2]int{i, j}
			checkSpread(faults, s.Cells[j].Spread, i, j)
		}
		for j := range s.Teams {
			teams[s.Teams[j].ID] = [2]int{i, j}
			n.resource(resource{KindTeam, s.ID, s.Teams[j].ID})
		}
	}
	for i, a := range n.plan.Assignments {
		c, known := cells[a.Cell]
		t, ok := teams[a.Team]
		if !known || !ok || c[0] != t[0] {
			faults.Add(fmt.Sprintf("/assignments/%d", i), "unknown", "there is no such cell, or no such team at its site")
			continue
		}
		if a.Start < 0 || a.Start > longest || a.End != a.Start+n.in.Sites[c[0]].Cells[c[1]].Duration {
			faults.Add(fmt.Sprintf("/assignments/%d", i), "range", "does not last as long as the cell's search")
			continue
		}
		n.searches = append(n.searches, n.search(a, c[0], c[1], t[1]))
	}
	sort.SliceStable(n.searches, func(i, j int) bool {
		a, b := &n.searches[i], &n.searches[j]
		return a.start < b.start || a.start == b.start && a.cell.ID < b.cell.ID
	})
	for i := range n.searches {
		s := &n.searches[i]
		s.firstUse = int32(n.uses)
		n.uses += len(s.uses)
		n.bySite[s.site] = append(n.bySite[s.site], int32(i))
		if i > 0 && s.cell == n.searches[i-1].cell {
			faults.Add("/assignments", "duplicate", "the cell %q is searched twice", s.cell.ID)
		}
	}
	if n.longest() > never {
		faults.Add("", "range", "the searches and walks could add up to more than 2^30 minutes")
	}
}

// longest is a minute that nothing of any scenario passes.
func (n *network) longest() int {
	sum := 0
	for i := range n.searches {
		s := &n.searches[i]
		w := n.in.Sites[s.site].Walk
		sum += max(int(s.duration), s.spread.at(atoms-1)) + max(w.SameLanding, w.SameWing, w.SameBuilding, w.OtherBuilding)
	}
	if len(n.searches) > 0 {
		sum += int(n.searches[len(n.searches)-1].start)
	}
	return sum
}

func checkSpread(faults *models.Faults, s *planner.Spread, site, cell int) {
	if s != nil && (s.P50 < 1 || s.P90 < s.P50) {
		faults.Add(fmt.Sprintf("/sites/%d/cells/%d/spread", site, cell), "range",
			"p50 must be 1 at least and p90 no less; %d and %d are none", s.P50, s.P90)
	}
}

func (n *network) resource(r resource) int32 {
	i, ok := n.number[r]
	if !ok {
		i = int32(len(n.resources))
		n.number[r] = i
		n.resources = append(n.resources, r)
	}
	return i
}

func (n *network) search(a planner.Assignment, site, cell, team int) search {
	src := &n.in.Sites[site]
	c := &src.Cells[cell]
	s := search{cell: c, site: int32(site), team: n.number[resource{KindTeam, src.ID, a.Team}], start: int32(a.Start),
		duration: int32(c.Duration), certain: c.Spread == nil, key: keyOf(c.ID), limit: never, shift: never, group: -1,
		place: [3]string{c.Building, c.Wing, c.Landing}, landingID: -1}
	if c.Spread != nil && c.Spread.P50 >= 1 && c.Spread.P90 >= c.Spread.P50 {
		s.spread = spread{uint64(c.Spread.P50), log2(uint64(c.Spread.P90), uint64(c.Spread.P50))}
	}
	for _, w := range []*planner.Window{src.Window, c.Window} {
		if w != nil {
			s.limit = min(s.limit, int32(min(w.To, never)))
		}
	}
	if w := src.Teams[team].Shift; w != nil {
		s.shift = int32(min(w.To, never))
	}
	if n.in.Policy.MaxTeamsPerLanding != nil {
		s.landingID = n.resource(resource{KindLanding, src.ID, c.Building + "/" + c.Wing + "/" + c.Landing})
	}
	for _, e := range c.Needs.Equipment {
		if e.For > 0 {
			s.uses = append(s.uses, use{from: int32(e.From), to: int32(e.From + e.For), toEnd: e.From+e.For == c.Duration,
				kind: n.resource(resource{KindEquipment, src.ID, e.Kind}), after: noArc})
		}
	}
	sort.SliceStable(s.uses, func(i, j int) bool { return s.uses[i].from < s.uses[j].from })
	for _, u := range s.uses {
		if u.from > 0 {
			s.late++
		}
	}
	return s
}

// never is the end of what has none.
const never = 1 << 30

// join notes the members of groups.
func (n *network) join() {
	at := make(map[string]int32, len(n.searches))
	for i := range n.searches {
		at[n.searches[i].cell.ID] = int32(i)
	}
	for i := range n.in.Groups {
		g := group{src: &n.in.Groups[i]}
		for _, id := range g.src.Cells {
			if k, ok := at[id]; ok {
				g.members = append(g.members, k)
				n.searches[k].group = int32(i)
			}
		}
		slices.Sort(g.members)
		g.apart = int32(min(g.src.Tolerance, never))
		if len(g.members) > 0 { // searches are sorted by start
			g.apart = max(g.apart, n.searches[g.members[len(g.members)-1]].start-n.searches[g.members[0]].start)
		}
		n.groups = append(n.groups, g)
	}
}
