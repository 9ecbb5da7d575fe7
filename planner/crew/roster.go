package crew

import (
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// OfficersFormat names the version of the officers document.
const OfficersFormat = "cellsweep-officers/1"

// Roster is who can come to which site, and what is to be searched there.
type Roster struct {
	Hash     string            // of the document, "" when built in Go
	Instance *planner.Instance // the need; its teams at the sites listed are replaced
	Sizes    Sizes             // where a site says nothing else
	Sites    []Site
}

// Sizes is how many officers a team has, and how many teams a site gets at most
// (0 is as many as can be made).
type Sizes struct{ Least, Most, Teams int }

// The sizes where nothing is said: two searchers at least (product.md).
const (
	LeastSize = 2
	MostSize  = 4
)

// Site is one establishment: its officers, and what has been decided by hand.
type Site struct {
	ID        string
	Sizes     Sizes
	Equipment []planner.Equipment // replaces the instance's kit where HasKit
	HasKit    bool
	Officers  []Officer
	Together  [][]string // officers that are in one team, or in none
	Apart     [][]string // officers of whom no two are in one team
	Teams     []Fixed    // teams decided by hand
}

// Officer is somebody who can come. Team is where the officer is already; Locked
// keeps the officer there.
type Officer struct {
	planner.Officer
	Shift  *planner.Window // nil is unbounded
	Rank   int             // experience: the higher, the more
	Team   string
	Locked bool
}

// Fixed is a team decided by hand. A locked one has the officers whose Team it
// is and nobody else.
type Fixed struct {
	ID     string
	Locked bool
}

// ParseRoster reads an officers document (docs/planner.md, Teams). instance is
// the need where the document holds none; where both are there, the document's
// counts. The error is a models.Fault with every fault and its JSON pointer.
func ParseRoster(data []byte, instance *planner.Instance) (*Roster, error) {
	d, err := planner.OpenDocument(data, OfficersFormat, "list of officers")
	if err != nil {
		return nil, err
	}
	r := &Roster{Hash: d.Hash(), Sizes: sizesOf(d, Sizes{LeastSize, MostSize, 0}), Instance: instance}
	if d.Has("instance") {
		r.Instance = d.Instance("instance")
	}
	d.Each("sites", true, func(x planner.Reader) { r.Sites = append(r.Sites, readSite(x, r.Sizes)) })
	if err := d.Close("list of officers"); err != nil {
		return nil, err
	}
	return r, r.Validate()
}

func sizesOf(d planner.Reader, def Sizes) Sizes {
	return Sizes{d.Number("minSize", def.Least, 1), d.Number("maxSize", def.Most, 1), d.Number("maxTeams", def.Teams, 0)}
}

func readSite(d planner.Reader, def Sizes) Site {
	s := Site{ID: d.Text("id", true), Sizes: sizesOf(d, def), HasKit: d.Has("equipment")}
	d.Each("equipment", false, func(e planner.Reader) {
		s.Equipment = append(s.Equipment, planner.Equipment{Kind: e.Text("kind", true), Count: e.Number("count", 0, 0)})
	})
	d.Each("officers", true, func(e planner.Reader) {
		s.Officers = append(s.Officers, Officer{
			Officer: planner.Officer{ID: e.Text("id", true), Sex: e.Text("sex", false), Skills: e.Texts("skills"), Home: e.Home("home")},
			Shift:   e.Window("shift", -planner.MaxInteger), Rank: e.Number("rank", 0, 0), Team: e.Text("team", false), Locked: e.Yes("locked")})
	})
	pairs := func(to *[][]string) func([]string, func(string, string, ...any)) {
		return func(texts []string, _ func(string, string, ...any)) { *to = append(*to, append([]string{}, texts...)) }
	}
	d.EachList("together", pairs(&s.Together))
	d.EachList("apart", pairs(&s.Apart))
	d.Each("teams", false, func(e planner.Reader) { s.Teams = append(s.Teams, Fixed{e.Text("id", true), e.Yes("locked")}) })
	return s
}

// Validate says everything that is wrong with a roster, as a models.Fault with
// JSON pointers into the officers document.
func (r *Roster) Validate() error {
	var faults models.Faults
	if r.Instance == nil {
		faults.Add("/instance", "required", "is missing, and no instance is given beside: what is to be searched is not known")
		return faults.Err("the list of officers is malformed")
	}
	v := &rosterCheck{&faults, map[string]bool{}, map[string]int{}, map[string]bool{}, map[string]bool{}}
	for i := range r.Instance.Sites {
		v.index[r.Instance.Sites[i].ID] = i
	}
	for i := range r.Sites {
		v.sites[r.Sites[i].ID] = true
	}
	for i := range r.Instance.Sites {
		for _, t := range r.Instance.Sites[i].Teams {
			if v.sites[r.Instance.Sites[i].ID] {
				continue
			}
			v.teams[t.ID] = true
			for _, o := range t.Officers {
				v.officers[o.ID] = true
			}
		}
	}
	seen := map[string]bool{}
	for i := range r.Sites {
		p := fmt.Sprintf("/sites/%d", i)
		if seen[r.Sites[i].ID] {
			faults.Add(p+"/id", "duplicate", "the site %q is there already", r.Sites[i].ID)
		}
		seen[r.Sites[i].ID] = true
		v.site(&r.Sites[i], p)
	}
	return faults.Err("the list of officers is malformed")
}

type rosterCheck struct {
	*models.Faults
	sites           map[string]bool
	index           map[string]int
	officers, teams map[string]bool
}

func (v *rosterCheck) site(s *Site, p string) {
	if _, ok := v.index[s.ID]; !ok {
		v.Add(p+"/id", "unknown", "the instance has no site %q", s.ID)
	}
	if s.Sizes.Least < 1 || s.Sizes.Most < s.Sizes.Least {
		v.Add(p+"/minSize", "range", "teams of %d to %d officers cannot be", s.Sizes.Least, s.Sizes.Most)
	}
	here := map[string]bool{}
	for i := range s.Officers {
		o := &s.Officers[i]
		if v.officers[o.ID] {
			v.Add(fmt.Sprintf("%s/officers/%d/id", p, i), "duplicate", "the officer %q is there already", o.ID)
		}
		v.officers[o.ID], here[o.ID] = true, true
		if o.Locked && o.Team == "" {
			v.Add(fmt.Sprintf("%s/officers/%d/locked", p, i), "required", "an officer is locked to a team, and none is said")
		}
	}
	kinds := map[string]bool{}
	for i, e := range s.Equipment {
		if kinds[e.Kind] {
			v.Add(fmt.Sprintf("%s/equipment/%d/kind", p, i), "duplicate", "the kind of equipment %q is there already", e.Kind)
		}
		kinds[e.Kind] = true
	}
	v.siteTeams(s, p)
	for name, lists := range map[string][][]string{"together": s.Together, "apart": s.Apart} {
		for i, list := range lists {
			for j, id := range list {
				if !here[id] {
					v.Add(fmt.Sprintf("%s/%s/%d/%d", p, name, i, j), "unknown", "the site has no officer %q", id)
				}
			}
		}
	}
}

// siteTeams looks at the teams that a site names, by themselves and by their officers.
func (v *rosterCheck) siteTeams(s *Site, p string) {
	own := map[string]bool{}
	for i, t := range s.Teams {
		if own[t.ID] || v.teams[t.ID] {
			v.Add(fmt.Sprintf("%s/teams/%d/id", p, i), "duplicate", "the team %q is there already", t.ID)
		}
		own[t.ID] = true
	}
	for i := range s.Officers {
		if t := s.Officers[i].Team; t != "" && !own[t] && v.teams[t] {
			v.Add(fmt.Sprintf("%s/officers/%d/team", p, i), "duplicate", "the team %q is of another site", t)
		}
		own[s.Officers[i].Team] = true
	}
	for t := range own {
		if t != "" {
			v.teams[t] = true
		}
	}
}
