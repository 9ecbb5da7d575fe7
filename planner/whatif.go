package planner

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// The versions of the documents that WhatIf is about.
const (
	ScenariosFormat = "cellsweep-scenarios/1"
	OutcomesFormat  = "cellsweep-outcomes/1"
)

// Scenario is an instance as it might be: what is edited, under a name.
type Scenario struct {
	Name  string `json:"name"`
	Edits []Edit `json:"edits"`
}

// Outcome is what a scenario comes to. Difference is scenario less instance as it
// is; Sites are those whose figures differ. Worth is told of the instance as it is.
type Outcome struct {
	Name        string       `json:"name"`
	Instance    string       `json:"instance"` // hash of the edited instance
	Totals      Totals       `json:"totals"`
	Unsearched  int          `json:"unsearched"` // cells
	SitesProven int          `json:"sitesProven"`
	SitesTotal  int          `json:"sitesTotal"`
	Difference  Difference   `json:"difference"`
	Sites       []SiteChange `json:"sites"`
	Worth       []Worth      `json:"worth"`
	Plan        *Plan        `json:"-"`
}

// Difference is what changed of the objectives; less is better in each.
type Difference struct {
	UnsearchedPriority int `json:"unsearchedPriority"`
	Slip               int `json:"slip"`
	Makespan           int `json:"makespan"`
	SumMakespan        int `json:"sumMakespan"`
	Exposure           int `json:"exposure"`
}

// Worth is what one more of a resource at a site wins: minutes of the site's end
// and of the operation's, priority that is searched after all, minutes of slip.
// Code and Params say the resource, Apply adds it.
type Worth struct {
	Site string `json:"site"`
	Sentence
	SiteMinutes        int    `json:"siteMinutes"`
	OperationMinutes   int    `json:"operationMinutes"`
	UnsearchedPriority int    `json:"unsearchedPriority"`
	Slip               int    `json:"slip"`
	Apply              []Edit `json:"apply"`
}

// ParseScenarios reads {format, scenarios: [{name, edits}]}. The error is a
// models.Fault with every fault and its pointer.
func ParseScenarios(data []byte) ([]Scenario, error) {
	c, err := parseDocument(data, ScenariosFormat, "list of scenarios")
	if err != nil {
		return nil, err
	}
	var out []Scenario
	c.each("scenarios", kindObject, true, func(x *cursor) {
		out = append(out, Scenario{x.str("name", true), x.edits("edits", true)})
	})
	if err := c.r.faults.Err("the list of scenarios is malformed"); err != nil {
		return nil, err
	}
	return out, nil
}

// WhatIf plans the instance as it is and each scenario, all by the same seed and
// rounds. The first outcome is the instance as it is, with the marginal worth of
// its resources; scenarios follow in their order. When ctx ends, rounds are cut
// short as in Solve. The error is a models.Fault with pointers into the list of
// scenarios.
func WhatIf(ctx context.Context, in *Instance, scenarios []Scenario, o Options) ([]Outcome, error) {
	return WhatIfTelling(ctx, in, scenarios, o, nil)
}

// Stage is how far WhatIfTelling is. What is planned is the instance as it is,
// which has no name, and then the scenarios: Done of Of of them are done, and
// Progress is that of the plan under way, by its name. At the end Done is Of, and
// Progress that of the last.
type Stage struct {
	Name     string
	Done, Of int
	Progress
}

// WhatIfTelling is WhatIf, and calls told after each round of each plan and when
// one is done, from the caller's goroutine. The outcomes do not depend on it.
func WhatIfTelling(ctx context.Context, in *Instance, scenarios []Scenario, o Options, told func(Stage)) ([]Outcome, error) {
	if in.document == nil {
		if err := in.Validate(); err != nil {
			return nil, err
		}
	}
	if o.Seed > MaxSeed {
		return nil, models.NewFault(models.Invalid, "the seed is greater than 2^52")
	}
	var edited []*Instance
	for i, s := range scenarios {
		x, err := in.applyAt(s.Edits, at("/scenarios/%d/edits", i))
		if err != nil {
			return nil, err
		}
		edited = append(edited, x)
	}
	o.Progress, o.Improved = nil, nil
	t := &stages{told: told, at: Stage{Of: len(edited) + 1}}
	base := outcome("", in, t.plan(ctx, "", in, o), nil)
	base.Worth = worth(ctx, in, base.Plan, o)
	t.done()
	out := []Outcome{base}
	for i, x := range edited {
		out = append(out, outcome(scenarios[i].Name, x, t.plan(ctx, scenarios[i].Name, x, o), base.Plan))
		t.done()
	}
	return out, nil
}

// stages tells of one plan after another; of none where nobody listens.
type stages struct {
	told func(Stage)
	at   Stage
}

// plan is plainRounds that is told of.
func (t *stages) plan(ctx context.Context, name string, in *Instance, o Options) *Plan {
	if t.told == nil {
		return plainRounds(ctx, in, o)
	}
	t.at.Name = name
	o.Progress = func(p Progress) {
		t.at.Progress = p
		t.told(t.at)
	}
	s := newSolver(in, o)
	s.silent = true
	s.construct()
	s.report(0, "")
	done := 0
	for done < o.Rounds && s.improve(ctx, done+1) {
		done++
		s.report(done, "")
	}
	return s.finish("", done)
}

func (t *stages) done() {
	if t.told != nil {
		t.at.Done++
		t.told(t.at)
	}
}

func outcome(name string, in *Instance, p *Plan, base *Plan) Outcome {
	p.Instance = in.Hash()
	x := Outcome{Name: name, Instance: p.Instance, Totals: p.Totals, Unsearched: len(p.Unsearched), SitesTotal: len(p.Sites),
		Sites: []SiteChange{}, Worth: []Worth{}, Plan: p}
	for _, s := range p.Sites {
		if s.Proven {
			x.SitesProven++
		}
	}
	if base == nil {
		return x
	}
	now, was := figuresOf(&p.Totals), figuresOf(&base.Totals)
	x.Difference = Difference{now[0] - was[0], now[1] - was[1], now[2] - was[2], now[3] - was[3], now[4] - was[4]}
	before := map[string]SiteResult{}
	for _, s := range base.Sites {
		before[s.ID] = s
	}
	for _, s := range p.Sites {
		if b := before[s.ID]; b.Makespan != s.Makespan || b.Slip != s.Slip || b.LowerBound != s.LowerBound {
			x.Sites = append(x.Sites, SiteChange{s.ID, b, s})
		}
	}
	return x
}

// What the marginal worth may cost: resources that are tried, and cells planned
// for one of them.
const maxWorth, worthCells = 24, 1000

// worth tries one more of each resource at each site that ends last, leaves
// something out or slips.
func worth(ctx context.Context, in *Instance, base *Plan, o Options) []Worth {
	e := newExplainer(compile(in), base, o.Seed)
	e.at = map[string]Assignment{}
	for _, a := range base.Assignments {
		e.at[a.Cell] = a
	}
	out := []Worth{}
	for _, i := range e.critical() {
		b := e.around(i)
		if len(out) >= maxWorth || e.count(b) > worthCells {
			continue
		}
		b.base = plainRounds(ctx, in.only(b.sites), o)
		for _, m := range e.resources(i) {
			if len(out) >= maxWorth || ctx.Err() != nil {
				break
			}
			if w, ok := e.worthOf(ctx, i, b, m, o); ok {
				out = append(out, w)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Worth) int { return slices.Compare(b.figures(), a.figures()) })
	return out
}

// critical are the sites that end last, then those that leave something out or slip.
func (e *explainer) critical() []int {
	var sites []int
	for i, r := range e.plan.Sites {
		if r.Makespan == e.plan.Totals.Makespan && r.Makespan > 0 {
			sites = append(sites, i)
		}
	}
	for i := range e.plan.Sites {
		if e.short(i) && !slices.Contains(sites, i) {
			sites = append(sites, i)
		}
	}
	return sites
}

// around is a site with those that its groups touch, or alone where these are too many.
func (e *explainer) around(i int) *trialBench {
	b := &trialBench{sites: map[int]bool{i: true}}
	for k := range e.p.groups {
		if g := &e.p.groups[k]; touches(g, i) {
			for _, m := range g.members {
				b.sites[m.site] = true
			}
		}
	}
	if e.count(b) > worthCells {
		b.sites = map[int]bool{i: true}
	}
	return b
}

// figures are what is won, in the order of the objectives.
func (w *Worth) figures() []int {
	return []int{w.UnsearchedPriority, w.Slip, w.OperationMinutes, w.SiteMinutes}
}

func touches(g *group, site int) bool {
	for _, m := range g.members {
		if m.site == site {
			return true
		}
	}
	return false
}

// short says whether something at a site is left out or slips.
func (e *explainer) short(index int) bool {
	s := e.p.sites[index]
	for i := range s.cells {
		if _, ok := e.at[s.cells[i].id]; !ok {
			return true
		}
	}
	for i := range e.p.groups {
		if g := &e.p.groups[i]; touches(g, index) && groupSlip(g, e.starts) > 0 {
			return true
		}
	}
	return e.plan.Sites[index].Slip > 0
}

// resources are one more team and one more of each kind that the site's cells need.
func (e *explainer) resources(index int) []mend {
	s := e.p.sites[index]
	var cells []Cell
	kinds := map[string]bool{}
	for i := range s.cells {
		cells = append(cells, *s.cells[i].src)
		for _, n := range s.cells[i].src.Needs.Equipment {
			kinds[n.Kind] = true
		}
	}
	team := e.newTeam(s, cells)
	team.params = map[string]any{"code": "worth.team", "site": s.id}
	out := []mend{team}
	for _, k := range sortedNames(kinds) {
		out = append(out, mend{params: map[string]any{"code": "worth.kit", "site": s.id, "kind": k},
			edits: []Edit{{Do: "kit", Site: s.id, Kind: k, By: 1}}})
	}
	return out
}

// worthOf plans the site with one more of something. With more the old plan
// still holds, so nothing can be lost: what is planned worse counts as nothing won.
func (e *explainer) worthOf(ctx context.Context, index int, b *trialBench, m mend, o Options) (Worth, bool) {
	in, err := e.p.in.only(b.sites).Apply(m.edits)
	if err != nil {
		return Worth{}, false
	}
	was, now := b.base, plainRounds(ctx, in, o)
	w := Worth{Site: e.p.sites[index].id, Sentence: sentence(m.params), Apply: m.edits}
	w.UnsearchedPriority = max(0, was.Totals.UnsearchedPriority-now.Totals.UnsearchedPriority)
	if w.UnsearchedPriority == 0 {
		w.Slip = max(0, was.Totals.GroupSlip+was.Totals.SiteSlip-now.Totals.GroupSlip-now.Totals.SiteSlip)
	}
	others, mine, base := 0, 0, 0
	for _, r := range e.plan.Sites {
		if r.ID == w.Site {
			base = r.Makespan
		} else {
			others = max(others, r.Makespan)
		}
	}
	for _, r := range now.Sites {
		if r.ID == w.Site {
			mine = min(r.Makespan, base)
		}
	}
	if w.UnsearchedPriority == 0 {
		w.SiteMinutes = base - mine
		w.OperationMinutes = max(0, e.plan.Totals.Makespan-max(others, mine))
	}
	return w, true
}
