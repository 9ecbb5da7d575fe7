package check

// The types of an instance as this package understands it. They are its own:
// a misreading shared with the planner would be a misreading nobody sees.

// span is a half-open interval of minutes relative to H.
type span struct{ from, to int }

// always is the window of whatever names none.
var always = span{-latest, latest}

func (s span) meet(o span) span  { return span{max(s.from, o.from), min(s.to, o.to)} }
func (s span) holds(o span) bool { return s.from <= o.from && o.to <= s.to }

// walks are the minutes between two cells, by nearest common place: index 0
// for the same landing, 1 the same wing, 2 the same building, 3 elsewhere.
type walks [4]int

type need struct {
	kind      string
	from, dur int
}

type home struct{ site, building, wing string }

type officer struct {
	id     string
	sex    string
	skills []string
	home   *home
}

type team struct {
	id       string
	site     *site
	shift    span
	late     int // begins nothing before but what is pinned
	officers []*officer
}

// hours is when the team may search a cell. A team that is late after it has
// searched keeps its shift for what is pinned, and begins nothing else until then.
func (t *team) hours(c *cell) span {
	if c.pin != nil {
		return t.shift
	}
	return span{max(t.shift.from, t.late), t.shift.to}
}

// pin fixes a cell's team and start.
type pin struct {
	team  *team
	start int
}

type cell struct {
	id                      string
	site                    *site
	building, wing, landing string
	duration                int
	window                  span
	priority, weight        int
	skills                  []string
	sex                     string // of the officers needed
	sexCount                int    // 0: none needed
	needs                   []need
	group                   *group
	pin                     *pin
	forbidden               map[*team]bool
	waived                  map[*officer]bool
}

type site struct {
	id         string
	perLanding int // most searches at once on a landing; -1: no limit
	index      int
	window     span
	walk       walks
	equipment  map[string]int
	teams      []*team
	cells      []*cell
}

type group struct {
	id        string
	cells     []*cell
	firstWave bool
	tolerance int
}

type instance struct {
	hash       string
	policy     string
	perLanding int // what holds for a site that says nothing of its own; -1: no limit
	slack      int // per cent by which the makespan may grow for exposure
	sites      []*site
	groups     []*group

	siteByID  map[string]*site
	cellByID  map[string]*cell
	teamByID  map[string]*team
	groupByID map[string]*group
	officers  map[string]*officer
}

// level says how near two cells of a site are: an index into walks. Wings are
// scoped by their building, landings by building and wing.
func level(a, b *cell) int {
	switch {
	case a.building != b.building:
		return 3
	case a.wing != b.wing:
		return 2
	case a.landing != b.landing:
		return 1
	}
	return 0
}

// walk is the minutes from one cell to another of the same site.
func walk(a, b *cell) int { return a.site.walk[level(a, b)] }

// hours is when c may be searched by anybody: not before H, within the windows
// of site and cell.
func (c *cell) hours() span { return span{0, latest}.meet(c.site.window).meet(c.window) }

// place is a landing, whole: names of landings repeat from wing to wing.
type place struct{ building, wing, landing string }

func (c *cell) place() place { return place{c.building, c.wing, c.landing} }
