package robust

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// ReportFormat names the version of the report document.
const ReportFormat = "cellsweep-robustness/1"

// Report is what becomes of a plan. What is called "in" counts scenarios.
// Percentiles are by nearest rank: the least value that so many do not exceed.
type Report struct {
	Format    string       `json:"format"`
	Instance  string       `json:"instance"` // planner.Instance.Hash
	Plan      string       `json:"plan"`     // hex SHA-256 of planner.Plan.Encode
	Seed      uint64       `json:"seed"`
	Scenarios int          `json:"scenarios"`
	LateAfter int          `json:"lateAfter"` // minutes
	Operation Distribution `json:"operation"`
	Sites     []SiteReport `json:"sites"`
	Groups    []Grouped    `json:"groups"`
	Critical  []Critical   `json:"critical"`
	Late      []Late       `json:"late"`
	Buffers   *Buffering   `json:"buffers,omitempty"`
}

// Distribution is of an end, in minutes from H.
type Distribution struct {
	Planned  int `json:"planned"`
	P50      int `json:"p50"`
	P90      int `json:"p90"`
	Greatest int `json:"greatest"`
	LaterIn  int `json:"laterIn"` // than planned
}

// SiteReport is a site's end, and how often it overruns a window of its own or
// of a cell, or a team's shift.
type SiteReport struct {
	ID string `json:"id"`
	Distribution
	OverWindowIn int `json:"overWindowIn"`
	OverShiftIn  int `json:"overShiftIn"`
}

// Grouped is a group of linked cells: how often its last member starts later
// than planned, and by how much at the 90th percentile; how often it slips as
// the plan counts it (beyond the tolerance, or after H in the first wave). Where
// Waits is false its members do not wait for each other: it is of the first
// wave, has one member, or one of them can only come after another is over.
type Grouped struct {
	ID          string `json:"id"`
	FirstWave   bool   `json:"firstWave"`
	Waits       bool   `json:"waits"`
	LateIn      int    `json:"lateIn"`
	LateP90     int    `json:"lateP90"`
	SlipsIn     int    `json:"slipsIn"`
	SlipP90     int    `json:"slipP90"`
	PlannedSlip int    `json:"plannedSlip"`
}

// Critical is a team, the kit of a kind at a site, or a landing: in how many
// scenarios the operation's end hangs on it, in how many its site's does, and
// how many minutes earlier the operation's P90 would be if the team were never
// slower than planned, or nobody ever waited for the kit or the landing.
type Critical struct {
	Kind     string `json:"kind"` // team, equipment or landing
	Site     string `json:"site"`
	ID       string `json:"id"`
	OnIn     int    `json:"onIn"`
	OnSiteIn int    `json:"onSiteIn"`
	WinsP90  int    `json:"winsP90"`
}

// Late is a search that often starts later than planned.
type Late struct {
	Cell    string `json:"cell"`
	Team    string `json:"team"`
	Site    string `json:"site"`
	Planned int    `json:"planned"`
	LateIn  int    `json:"lateIn"`  // by more than lateAfter minutes
	LateP90 int    `json:"lateP90"` // minutes after Planned; beyond 31 to 1/16
}

// maxLate bounds the list of searches that are often late.
const maxLate = 50

func (n *network) report(x *outcome) *Report {
	sum := sha256.Sum256(n.plan.Encode())
	r := &Report{Format: ReportFormat, Instance: n.plan.Instance, Plan: hex.EncodeToString(sum[:]), Seed: x.o.Seed,
		Scenarios: x.o.Scenarios, LateAfter: x.o.Late, Sites: []SiteReport{}, Groups: []Grouped{}, Critical: []Critical{}, Late: []Late{}}
	whole := 0
	for i := range n.in.Sites {
		planned := n.plannedEnd(i)
		whole = max(whole, planned)
		r.Sites = append(r.Sites, SiteReport{n.in.Sites[i].ID, distribution(x.sites[i], planned), x.window[i], x.shift[i]})
	}
	r.Operation = distribution(x.operation, whole)
	for i := range n.groups {
		if len(n.groups[i].members) > 0 {
			r.Groups = append(r.Groups, n.grouped(x, i))
		}
	}
	r.Late = n.lateSearches(x)
	return r
}

func (n *network) plannedEnd(site int) int {
	end := int32(0)
	for _, i := range n.bySite[site] {
		end = max(end, n.searches[i].start+n.searches[i].duration)
	}
	return int(end)
}

func distribution(values []int32, planned int) Distribution {
	d := Distribution{Planned: planned, P50: percentile(values, 50), P90: percentile(values, 90)}
	for _, v := range values {
		d.Greatest = max(d.Greatest, int(v))
		if int(v) > planned {
			d.LaterIn++
		}
	}
	return d
}

// percentile is by nearest rank.
func percentile(values []int32, p int) int {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return int(sorted[(len(sorted)*p+99)/100-1])
}

func (n *network) grouped(x *outcome, i int) Grouped {
	g := &n.groups[i]
	out := Grouped{ID: g.src.ID, FirstWave: g.src.FirstWave, Waits: n.waits(int32(i)),
		LateP90: percentile(x.late[i], 90), SlipP90: percentile(x.apart[i], 90), PlannedSlip: n.plannedSlip(g)}
	for k := range x.late[i] {
		if x.late[i][k] > 0 {
			out.LateIn++
		}
		if x.apart[i][k] > 0 {
			out.SlipsIn++
		}
	}
	return out
}

// plannedSlip is that of a group as planned (planner.md §2).
func (n *network) plannedSlip(g *group) int {
	if len(g.members) == 0 {
		return 0
	}
	low, high := n.searches[g.members[0]].start, int32(0)
	for _, m := range g.members {
		low, high = min(low, n.searches[m].start), max(high, n.searches[m].start)
	}
	if g.src.FirstWave {
		return int(high)
	}
	return max(0, int(high-low)-g.src.Tolerance)
}

// lateSearches are those that are most often late.
func (n *network) lateSearches(x *outcome) []Late {
	out := []Late{}
	for i := range n.searches {
		s := &n.searches[i]
		if in := x.delays[i].above(x.o.Late); in > 0 {
			out = append(out, Late{s.cell.ID, n.resources[s.team].id, n.in.Sites[s.site].ID, int(s.start), in, x.delays[i].p90(x.o.Scenarios)})
		}
	}
	slices.SortStableFunc(out, func(a, b Late) int {
		return cmp.Or(cmp.Compare(b.LateIn, a.LateIn), cmp.Compare(b.LateP90, a.LateP90), cmp.Compare(a.Cell, b.Cell))
	})
	return out[:min(len(out), maxLate)]
}

// Encode writes the document. Equal reports give equal bytes.
func (r *Report) Encode() []byte { return encode(r) }
