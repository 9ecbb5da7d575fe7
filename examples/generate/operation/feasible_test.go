package operation

import (
	"slices"
	"sort"
	"strings"
	"testing"
)

// yard is one site as a dispatcher sees it. It shares no code with the
// planner, so that a plan of either is a check of the data and of the other.
type yard struct {
	teams    []*crew
	cells    []*job
	kit      map[string]int   // units of a kind
	used     map[string][]int // units in use, by minute
	onFloor  map[string][]int // searches on a landing, by minute
	perFloor int
}

type crew struct {
	code     string
	shiftEnd int
	skills   map[string]bool
	women    int
	homes    map[string]bool // wings of this site that a member works in
	freeAt   int
	last     *job
}

type job struct {
	code, building, wing, landing string
	duration, priority            int
	from, to                      int
	skills                        []string
	women                         int
	needs                         []Need
	linked, firstWave, windowed   bool
	start                         int // -1 until it is searched
}

func newYard(t *testing.T, f files, site string, officers map[string]row, links map[string]row) *yard {
	t.Helper()
	y := &yard{kit: map[string]int{}, used: map[string][]int{}, onFloor: map[string][]int{}, perFloor: f["operation"][0].number(t, "max_teams_per_landing")}
	for _, e := range f.at("equipment", site) {
		y.kit[e["kind"]]++
	}
	for _, r := range f.at("teams", site) {
		c := &crew{code: r["team"], shiftEnd: r.number(t, "shift_to"), skills: skillsOf(officers, r.list("officers")), homes: map[string]bool{}}
		for _, m := range r.list("officers") {
			c.women += btoi(officers[m]["sex"] == "f")
			if officers[m]["home_establishment"] == site {
				c.homes[officers[m]["home_location"]] = true
			}
		}
		y.teams = append(y.teams, c)
	}
	for _, r := range f.at("cells", site) {
		part := strings.Split(r["cell"], "-")
		j := &job{code: r["cell"], building: part[0], wing: strings.Join(part[:2], "-"), landing: strings.Join(part[:3], "-"), start: -1,
			duration: r.number(t, "duration"), priority: r.number(t, "priority"), skills: r.list("skills"), needs: needs(t, r),
			from: r.number(t, "window_from"), to: r.number(t, "window_to"), women: r.number(t, "officers_sex_count")}
		if j.to == 0 {
			j.to = 15 * 60 // the hours allowed end fifteen hours after H where they bind first
		}
		link := links[place(site, r["cell"])]
		j.windowed = r["window_to"] != ""
		j.linked, j.firstWave = link != nil, link["first_wave"] == "true"
		y.cells = append(y.cells, j)
	}
	return y
}

// may says whether the team can search the cell at all.
func (c *crew) may(j *job) bool {
	for _, s := range j.skills {
		if !c.skills[s] {
			return false
		}
	}
	return c.women >= j.women && !c.homes[j.wing]
}

// walk is the planner's usual walk between two cells, in minutes.
func walk(a, b *job) int {
	switch {
	case a == nil:
		return 0
	case a.landing == b.landing:
		return 1
	case a.wing == b.wing:
		return 3
	case a.building == b.building:
		return 5
	}
	return 9
}

// fits says whether the cell can be searched by the team from a minute on.
func (y *yard) fits(c *crew, j *job, at int) bool {
	end := at + j.duration
	if !c.may(j) || c.freeAt+walk(c.last, j) > at || at < j.from || end > j.to || end > c.shiftEnd {
		return false
	}
	for m := at; m < end; m++ {
		if count(y.onFloor[j.landing], m) >= y.perFloor {
			return false
		}
	}
	for _, n := range j.needs {
		for m := at + n.From; m < at+n.From+n.For; m++ {
			if count(y.used[n.Kind], m) >= y.kit[n.Kind] {
				return false
			}
		}
	}
	return true
}

func count(line []int, minute int) int {
	if minute < len(line) {
		return line[minute]
	}
	return 0
}

func mark(lines map[string][]int, key string, from, to int) {
	for len(lines[key]) < to {
		lines[key] = append(lines[key], 0)
	}
	for m := from; m < to; m++ {
		lines[key][m]++
	}
}

func (y *yard) search(c *crew, j *job, at int) {
	j.start, c.freeAt, c.last = at, at+j.duration, j
	mark(y.onFloor, j.landing, at, at+j.duration)
	for _, n := range j.needs {
		mark(y.used, n.Kind, at+n.From, at+n.From+n.For)
	}
}

// dispatch searches what it can, minute by minute: linked cells first, then
// those whose window closes first, then the higher priority, then the longest;
// the nearest team takes the cell, and of equally near ones the last, which has
// the fewest talents. A team sets out for a cell that has a window, and does not
// take a nearer one on the way. It returns the last minute.
func (y *yard) dispatch() int {
	order := slices.Clone(y.cells)
	sort.SliceStable(order, func(a, b int) bool {
		x, z := order[a], order[b]
		if x.linked != z.linked {
			return x.linked
		}
		if x.to != z.to {
			return x.to < z.to
		}
		if x.priority != z.priority {
			return x.priority > z.priority
		}
		return x.duration > z.duration
	})
	end, left := 0, len(order)
	for at := 0; left > 0 && at < 15*60; at++ {
		for _, j := range order {
			if j.start >= 0 {
				continue
			}
			if c, start := y.nearest(j, at); c != nil {
				y.search(c, j, start)
				end, left = max(end, start+j.duration), left-1
			}
		}
	}
	return end
}

// nearest returns the team that is to search the cell, and from when, or none.
func (y *yard) nearest(j *job, at int) (best *crew, start int) {
	for i := len(y.teams) - 1; i >= 0; i-- {
		c := y.teams[i]
		from := at
		if j.windowed && c.freeAt <= at {
			from = max(at, c.freeAt+walk(c.last, j))
		}
		if y.fits(c, j, from) && (best == nil || walk(c.last, j) < walk(best.last, j)) {
			best, start = c, from
		}
	}
	return best, start
}

func yards(t *testing.T, f files) map[string]*yard {
	t.Helper()
	officers := f.index("officers", func(r row) string { return r["number"] })
	links := f.index("links", func(r row) string { return place(r["establishment"], r["cell"]) })
	out := map[string]*yard{}
	for _, e := range f["establishments"] {
		out[e["code"]] = newYard(t, f, e["code"], officers, links)
	}
	return out
}

func TestEveryCellHasAnEligibleTeamAtItsSite(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		barred := 0
		for site, y := range yards(t, f) {
			for _, j := range y.cells {
				able := 0
				for _, c := range y.teams {
					able += btoi(c.may(j))
					barred += btoi(c.homes[j.wing])
				}
				if able == 0 {
					t.Errorf("%s %s: no team may search it", site, j.code)
				}
				for _, n := range j.needs {
					if y.kit[n.Kind] == 0 {
						t.Errorf("%s has no %s, which %s needs", site, n.Kind, j.code)
					}
				}
			}
		}
		if barred == 0 && len(f["establishments"]) > 1 {
			t.Error("nobody is barred anywhere: the demonstration shows no conflict of interest")
		}
	})
}

func TestEveryGroupOfTheFirstWaveCanStartAtH(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		for site, y := range yards(t, f) {
			var wave []*job
			kit, floor, startable := map[string]int{}, map[string]int{}, false
			for _, j := range y.cells {
				startable = startable || j.from == 0
				if !j.firstWave {
					continue
				}
				wave = append(wave, j)
				floor[j.landing]++
				for _, n := range j.needs {
					kit[n.Kind]++ // counted as if all were needed at once
				}
				if j.from > 0 || floor[j.landing] > y.perFloor {
					t.Errorf("%s %s cannot start at H", site, j.code)
				}
			}
			for kind, n := range kit {
				if n > y.kit[kind] {
					t.Errorf("%s: %d × %s at H, %d there", site, n, kind, y.kit[kind])
				}
			}
			if !startable || !matches(y.teams, wave, map[string]bool{}) {
				t.Errorf("%s: nothing can start at H, or not enough teams for its %d linked cells", site, len(wave))
			}
		}
	})
}

// matches says whether each cell can have a team of its own, trying all.
func matches(teams []*crew, wave []*job, busy map[string]bool) bool {
	if len(wave) == 0 {
		return true
	}
	for _, c := range teams {
		if !busy[c.code] && c.may(wave[0]) {
			busy[c.code] = true
			if matches(teams, wave[1:], busy) {
				return true
			}
			busy[c.code] = false
		}
	}
	return false
}

func TestADispatcherSearchesEveryCellInTime(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		longest := 0
		for site, y := range yards(t, f) {
			longest = max(longest, y.dispatch())
			first := 15 * 60
			for _, j := range y.cells {
				first = min(first, j.start)
				if j.start < 0 || (j.linked && j.start != 0) {
					t.Errorf("%s %s started at %d", site, j.code, j.start)
				}
			}
			if first != 0 {
				t.Errorf("%s starts at %d", site, first)
			}
		}
		t.Logf("a simple dispatcher is done after %d minutes", longest)
		if sites := len(f["establishments"]); sites == 66 && (longest < 90 || longest > int(longestPlan.Minutes())) {
			t.Errorf("the operation takes %d minutes, 90 to %d are wanted", longest, int(longestPlan.Minutes()))
		}
	})
}
