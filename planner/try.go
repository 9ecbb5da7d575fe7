package planner

import (
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner/words"
)

// The versions of the documents that Try reads and gives.
const (
	ChangesFormat = "cellsweep-changes/1"
	TrialFormat   = "cellsweep-trial/1"
)

// Change is one change of a plan by hand: a cell goes to a team at a minute, or,
// with Out, is not searched.
type Change struct {
	Cell  string `json:"cell"`
	Team  string `json:"team,omitempty"`
	Start int    `json:"start"`
	Out   bool   `json:"out,omitempty"`
}

// Trial is what a plan comes to with changes by hand. Violations are those of
// the sites and groups that the changes touch; none means that the checker
// accepts Plan if it accepted the plan before, but for the rules in NotJudged:
// "minimal" where something is left out or slips, as the checker may show for a
// site of at most twelve cells that less could. It is empty where nothing does.
type Trial struct {
	Format     string       `json:"format"`
	Violations []Violation  `json:"violations"`
	NotJudged  []string     `json:"notJudged"`
	Before     Totals       `json:"before"`
	After      Totals       `json:"after"`
	Sites      []SiteChange `json:"sites"`
	Plan       *Plan        `json:"plan"`
}

// Violation is one breach of one rule: Rule as the checker names it, Code and
// Params for the sentence (package words), Why in English, Cells and Teams that
// it touches.
type Violation struct {
	Rule   string         `json:"rule"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params"`
	Why    string         `json:"why"`
	Cells  []string       `json:"cells"`
	Teams  []string       `json:"teams"`
}

// Say is the violation's sentence in a language.
func (v *Violation) Say(language string) string { return words.Say(language, v.Code, v.Params) }

// SiteChange are a touched site's figures before and after.
type SiteChange struct {
	ID     string     `json:"id"`
	Before SiteResult `json:"before"`
	After  SiteResult `json:"after"`
}

// ParseChanges reads a list of changes by hand: {format, changes: [{cell, team,
// start} or {cell, out: true}]}. The error is a models.Fault with pointers.
func ParseChanges(data []byte) ([]Change, error) {
	c, err := parseDocument(data, ChangesFormat, "list of changes")
	if err != nil {
		return nil, err
	}
	var out []Change
	c.each("changes", kindObject, true, func(x *cursor) {
		ch := Change{Cell: x.str("cell", true), Out: x.yes("out")}
		if !ch.Out {
			ch.Team, ch.Start = x.str("team", true), x.bounded("start", true, 0)
		}
		out = append(out, ch)
	})
	if err := c.r.faults.Err("the list of changes is malformed"); err != nil {
		return nil, err
	}
	return out, nil
}

// Try measures a plan with changes by hand. Only the sites that they touch are
// looked at. The error is a models.Fault: the plan is for another instance, or a
// change names what is not there.
func Try(in *Instance, p *Plan, changes []Change) (*Trial, error) {
	if p.Instance != in.Hash() {
		return nil, anotherInstance(in)
	}
	return try(in, p, changes)
}

func anotherInstance(in *Instance) error {
	return models.NewFault(models.Invalid, "the plan is for another instance").With(
		models.Field{Pointer: "/instance", Code: "mismatch", Message: "is not the hash of the instance, " + in.Hash()})
}

func try(in *Instance, p *Plan, changes []Change) (*Trial, error) {
	t := &trying{in: in, d: decisionsOf(in), sites: map[int]*tryAt{}, cellOf: map[string]ref{}}
	if err := t.gather(p, changes); err != nil {
		return nil, err
	}
	return t.measure(p, changes), nil
}

// measure is the trial of what was gathered.
func (t *trying) measure(p *Plan, changes []Change) *Trial {
	plan := *p
	out := &Trial{Format: TrialFormat, Violations: []Violation{}, NotJudged: []string{}, Before: p.Totals, Sites: []SiteChange{}, Plan: &plan}
	t.p, t.out = &plan, out
	t.edit(changes)
	for _, i := range sortedKeys(t.sites) {
		t.rules(t.sites[i])
	}
	t.groups()
	t.figures(p)
	if len(out.Violations) == 0 {
		for _, i := range sortedKeys(t.sites) {
			t.idle(t.sites[i])
		}
	}
	t.totals()
	if out.After = plan.Totals; plan.Shortfall() {
		out.NotJudged = append(out.NotJudged, "minimal")
	}
	return out
}

// trying is a trial while it is made.
type trying struct {
	in      *Instance
	d       decisions
	p       *Plan // changed
	out     *Trial
	sites   map[int]*tryAt
	cellOf  map[string]ref
	changed map[string]Change
	old     []Assignment
	was     map[string]Assignment // of changed cells, and of all where a group is touched
	grown   bool                  // more is left out than before
}

// tryAt is a touched site.
type tryAt struct {
	s      *site
	e      *eligibility
	line   int // in plan.Sites
	by     []Assignment
	index  []int // of each cell, its search in by, -1 is none
	result SiteResult
}

func (t *trying) violate(rule, code string, params map[string]any, cells, teams []string) {
	if cells == nil {
		cells = []string{}
	}
	if teams == nil {
		teams = []string{}
	}
	t.out.Violations = append(t.out.Violations, Violation{rule, "violation." + code, params,
		words.Say("en", "violation."+code, params), cells, teams})
}

// gather finds the touched sites and faults what is not there.
func (t *trying) gather(p *Plan, changes []Change) error {
	r := &reading{}
	t.changed = map[string]Change{}
	for i, c := range changes {
		q := at("/changes/%d", i)
		site, cell, ok := t.in.find(c.Cell)
		switch {
		case !ok:
			r.add(q+"/cell", "unknown", "there is no cell %q", c.Cell)
		case t.changed[c.Cell].Cell != "":
			r.add(q+"/cell", "duplicate", "the cell %q is changed already", c.Cell)
		case !c.Out && !t.in.hasTeam(c.Team):
			r.add(q+"/team", "unknown", "there is no team %q", c.Team)
		case !c.Out && (c.Start < 0 || c.Start > MaxInteger):
			r.add(q+"/start", "range", "%d is not between 0 and %d", c.Start, MaxInteger)
		}
		t.changed[c.Cell] = c
		if ok && t.sites[site] == nil {
			s := compileSite(&t.in.Sites[site], site, t.in.Policy, t.d)
			t.sites[site] = &tryAt{s: s, e: newEligibility(s, t.in.Policy.ConflictOfInterest, t.d), line: -1}
			for j := range s.cells {
				t.cellOf[s.cells[j].id] = ref{site, j}
			}
		}
		t.cellOf[c.Cell] = ref{site, cell}
	}
	if err := r.faults.Err("the changes do not fit the plan"); err != nil {
		return err
	}
	for i := range p.Sites {
		for _, x := range t.sites {
			if x.s.id == p.Sites[i].ID {
				x.line, x.result = i, p.Sites[i]
			}
		}
	}
	for _, x := range t.sites {
		if x.line < 0 {
			return models.NewFault(models.Invalid, "the plan is malformed").With(
				models.Field{Pointer: "/sites", Code: "required", Message: "the site " + x.s.id + " is missing"})
		}
		x.index = make([]int, len(x.s.cells))
		for i := range x.index {
			x.index[i] = -1
		}
	}
	return nil
}

func (in *Instance) find(cell string) (site, index int, ok bool) {
	for i := range in.Sites {
		for j := range in.Sites[i].Cells {
			if in.Sites[i].Cells[j].ID == cell {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

func (in *Instance) siteOfTeam(team string) (int, bool) {
	for i := range in.Sites {
		if slices.ContainsFunc(in.Sites[i].Teams, func(t Team) bool { return t.ID == team }) {
			return i, true
		}
	}
	return 0, false
}

func (in *Instance) hasTeam(team string) bool {
	_, ok := in.siteOfTeam(team)
	return ok
}

// edit writes the searches and what is left out anew, in the plan's order; what
// comes in stands after the others.
func (t *trying) edit(changes []Change) {
	old, done := t.p.Assignments, map[string]bool{}
	t.old, t.was = old, map[string]Assignment{}
	t.p.Assignments = make([]Assignment, 0, len(old)+len(changes))
	put := func(a Assignment) {
		t.p.Assignments = append(t.p.Assignments, a)
		if r, ok := t.cellOf[a.Cell]; ok {
			x := t.sites[r.site]
			x.index[r.cell] = len(x.by)
			x.by = append(x.by, a)
		}
	}
	search := func(c Change) Assignment {
		r := t.cellOf[c.Cell]
		return Assignment{c.Cell, c.Team, c.Start, c.Start + t.sites[r.site].s.cells[r.cell].dur}
	}
	for _, a := range old {
		c, changed := t.changed[a.Cell]
		if changed {
			t.was[a.Cell] = a
		}
		switch {
		case !changed:
			put(a)
		case !c.Out:
			put(search(c))
			done[a.Cell] = true
		default:
			t.leave(a.Cell)
			done[a.Cell] = true
		}
	}
	for _, c := range changes {
		if !done[c.Cell] && !c.Out {
			put(search(c))
		}
	}
	t.p.Unsearched = keep(t.p.Unsearched, func(u Unsearched) bool {
		c, changed := t.changed[u.Cell]
		return !changed || c.Out
	})
	if t.p.Unsearched == nil {
		t.p.Unsearched = []Unsearched{}
	}
}

// leave adds a cell to those left out, without writing into the old plan's list.
func (t *trying) leave(id string) {
	r := t.cellOf[id]
	s := t.sites[r.site].s
	c := &s.cells[r.cell]
	why := c.fault
	if why == nil {
		why = s.noRoom(c)
	}
	t.p.Unsearched = append(slices.Clip(slices.Clone(t.p.Unsearched)), Unsearched{id, why.rule, why.params, why.why})
	t.grown = true
}
