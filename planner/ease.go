package planner

// Ease is how a site's plan goes for those who carry it out: objectives 5 to 7,
// each the better the less. There is no useful bound for them, so none is given.
type Ease struct {
	LandingSpread int `json:"landingSpread"` // Σ over landings: minutes between the first and the last start on it
	TeamSpread    int `json:"teamSpread"`    // minutes at work, walks included, of the busiest team less those of the idlest
	Walking       int `json:"walking"`       // minutes of all teams together
}

// ease measures the rounds of a schedule.
func (x *schedule) ease() Ease {
	var e Ease
	first, last := make([]int, len(x.s.landings)), make([]int, len(x.s.landings))
	for i := range first {
		first[i] = Forever
	}
	least, most := Forever, 0
	for _, r := range x.routes {
		work := 0
		for i, s := range r {
			l := x.s.cells[s.cell].landing
			first[l], last[l] = min(first[l], s.start), max(last[l], s.start)
			work += s.end - s.start
			if i > 0 {
				way := x.s.way(r[i-1].cell, s.cell)
				e.Walking, work = e.Walking+way, work+way
			}
		}
		least, most = min(least, work), max(most, work)
	}
	for l := range first {
		e.LandingSpread += max(0, last[l]-min(first[l], last[l]))
	}
	e.TeamSpread = max(0, most-min(least, most))
	return e
}

// better compares plans that are equal in every objective before.
func (e Ease) better(o Ease) bool {
	switch {
	case e.LandingSpread != o.LandingSpread:
		return e.LandingSpread < o.LandingSpread
	case e.TeamSpread != o.TeamSpread:
		return e.TeamSpread < o.TeamSpread
	}
	return e.Walking < o.Walking
}
