package planner

import (
	"bytes"
	"encoding/json"
)

// PlanFormat names the version of the plan document.
const PlanFormat = "cellsweep-plan/1"

// Plan says who searches what and when, what is left out and why, and how far
// from the best possible it is at most.
type Plan struct {
	Format      string       `json:"format"`
	Instance    string       `json:"instance"` // Instance.Hash
	Engine      string       `json:"engine"`
	Seed        uint64       `json:"seed"`
	Rounds      int          `json:"rounds"` // that were completed
	Assignments []Assignment `json:"assignments"`
	Unsearched  []Unsearched `json:"unsearched"`
	Sites       []SiteResult `json:"sites"`
	Totals      Totals       `json:"totals"`
	Infeasible  []Conflicted `json:"infeasible"`
}

// Assignment is one search: [Start, End) in minutes from H.
type Assignment struct {
	Cell  string `json:"cell"`
	Team  string `json:"team"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Unsearched is a cell without a search, by which rule, and why in English.
type Unsearched struct {
	Cell   string         `json:"cell"`
	Rule   string         `json:"rule"`
	Params map[string]any `json:"params"`
	Why    string         `json:"why"`
}

// SiteResult is what a site's plan comes to. Slip is its earliest start.
type SiteResult struct {
	ID         string `json:"id"`
	Makespan   int    `json:"makespan"`
	Slip       int    `json:"slip"`
	LowerBound int    `json:"lowerBound"`
	Proven     bool   `json:"proven"`
	Bound      Bound  `json:"bound"`
	// ExposureBound is the site's share of the total; a re-plan takes it over
	// for sites that it does not look at. 0 is always true.
	ExposureBound int   `json:"exposureBound,omitempty"`
	Ease          *Ease `json:"ease,omitempty"` // nil in plans of before there was one
}

// Bound is a lower bound on a site's makespan, and what it can be recomputed
// from. Witnesses: longestCell {cell}; release {cell, start}; area, walkForest,
// pigeonhole and eligibility {cells, teams}, where the cells can be searched by these
// teams alone (area also with a number of teams, the limit of the one landing on
// which the cells lie); L2 {cells, teams} or {cells, weights}; equipment {kind, cells};
// refuted {}. docs/planner.md says how the value follows.
type Bound struct {
	Kind    string         `json:"kind"`
	Value   int            `json:"value"`
	Witness map[string]any `json:"witness"`
}

// Totals are the objectives of the operation with their bounds. Exposure is
// Σ weight·start; figures stop at 2⁵³−1. The Best pair is there only with a
// makespan slack, and proven and gaps refer to it then.
type Totals struct {
	Makespan           int  `json:"makespan"`
	MakespanBound      int  `json:"makespanBound"`
	SumMakespan        int  `json:"sumMakespan"`
	SumMakespanBound   int  `json:"sumMakespanBound"`
	MakespanBest       *int `json:"makespanBest,omitempty"`
	SumMakespanBest    *int `json:"sumMakespanBest,omitempty"`
	Exposure           int  `json:"exposure"`
	ExposureBound      int  `json:"exposureBound"`
	GroupSlip          int  `json:"groupSlip"`
	SiteSlip           int  `json:"siteSlip"`
	UnsearchedPriority int  `json:"unsearchedPriority"`
}

// Conflicted is a constraint that could not be kept, who is in the way, and
// what would mend it. Code and Params make the sentence in any language (package
// words); Why is the English one. Proven says that the cells named can certainly
// not all be searched as asked, Minimal that without any one cell or constraint
// named (params.holds) the rest can.
type Conflicted struct {
	Constraint string         `json:"constraint"`
	Code       string         `json:"code,omitempty"`
	Cells      []string       `json:"cells"`
	Teams      []string       `json:"teams"`
	Params     map[string]any `json:"params"`
	Proven     bool           `json:"proven,omitempty"`
	Minimal    bool           `json:"minimal,omitempty"`
	Why        string         `json:"why"`
	Repairs    []Repair       `json:"repairs"`
}

// Repair is a change that would mend a conflict; Verified only if the changed
// instance was planned and the conflict was gone. Change is the English sentence
// of Code and Params, Price that of what it costs (Code with "cost." for
// "repair."), and Apply what to do to the instance, for Instance.Apply.
type Repair struct {
	Change   string         `json:"change"`
	Cost     int            `json:"cost"`
	Verified bool           `json:"verified"`
	Partial  bool           `json:"partial,omitempty"` // another conflict is still there then
	Code     string         `json:"code,omitempty"`
	Params   map[string]any `json:"params,omitempty"`
	Price    string         `json:"price,omitempty"`
	Apply    []Edit         `json:"apply,omitempty"`
}

// Shortfall says whether anything is unsearched or slips.
func (p *Plan) Shortfall() bool {
	return len(p.Unsearched) > 0 || p.Totals.GroupSlip > 0 || p.Totals.SiteSlip > 0
}

// Encode writes the document, one element of a list on each line, so that two
// plans can be compared line by line. Equal plans give equal bytes.
func (p *Plan) Encode() []byte {
	var b bytes.Buffer
	b.WriteString("{")
	member(&b, "format", p.Format, "\n")
	member(&b, "instance", p.Instance, ",\n")
	member(&b, "engine", p.Engine, ",\n")
	member(&b, "seed", p.Seed, ",\n")
	member(&b, "rounds", p.Rounds, ",\n")
	lines(&b, "assignments", p.Assignments)
	lines(&b, "unsearched", p.Unsearched)
	lines(&b, "sites", p.Sites)
	member(&b, "totals", p.Totals, ",\n")
	lines(&b, "infeasible", p.Infeasible)
	b.WriteString("\n}\n")
	return b.Bytes()
}

func member(b *bytes.Buffer, key string, v any, before string) {
	b.WriteString(before + `"` + key + `": `)
	value(b, v)
}

// value writes v without the escapes that HTML would need. Everything in a plan
// can be written, so there is no error to return.
func value(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		b.WriteString("null\n")
	}
	b.Truncate(b.Len() - 1)
}

func lines[T any](b *bytes.Buffer, key string, list []T) {
	b.WriteString(",\n\"" + key + `": [`)
	for i := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		value(b, &list[i])
	}
	b.WriteByte(']')
}

// ParsePlan reads a plan document: its form, not whether it holds for an
// instance. The error is a models.Fault with every fault and its JSON pointer.
func ParsePlan(data []byte) (*Plan, error) {
	c, err := parseDocument(data, PlanFormat, "plan")
	if err != nil {
		return nil, err
	}
	p := &Plan{Format: PlanFormat, Instance: c.str("instance", true), Engine: c.str("engine", false),
		Seed: uint64(c.integer("seed", false, 0)), Rounds: c.integer("rounds", false, 0)}
	c.each("assignments", kindObject, true, func(e *cursor) {
		p.Assignments = append(p.Assignments, Assignment{e.str("cell", true), e.str("team", true),
			e.integer("start", true, 0), e.integer("end", true, 0)})
	})
	c.each("unsearched", kindObject, true, func(e *cursor) {
		p.Unsearched = append(p.Unsearched, Unsearched{e.str("cell", true), e.str("rule", true), e.values("params"), e.str("why", false)})
	})
	c.each("sites", kindObject, true, func(e *cursor) { p.Sites = append(p.Sites, e.siteResult()) })
	if t := c.member("totals", kindObject, true); t != nil {
		p.Totals = t.totals()
	}
	c.each("infeasible", kindObject, false, func(e *cursor) {
		x := Conflicted{Constraint: e.str("constraint", true), Cells: e.strings("cells", false),
			Code: e.str("code", false), Teams: e.strings("teams", false), Params: e.values("params"), Why: e.str("why", false),
			Proven: e.yes("proven"), Minimal: e.yes("minimal")}
		e.each("repairs", kindObject, false, func(r *cursor) {
			x.Repairs = append(x.Repairs, r.repair())
		})
		p.Infeasible = append(p.Infeasible, x)
	})
	if err := c.r.faults.Err("the plan is malformed"); err != nil {
		return nil, err
	}
	return p, nil
}

func (c *cursor) repair() Repair {
	return Repair{Change: c.str("change", true), Cost: c.integer("cost", false, 0), Verified: c.yes("verified"), Partial: c.yes("partial"),
		Code: c.str("code", false), Params: c.values("params"), Price: c.str("price", false), Apply: c.edits("apply", false)}
}

func (c *cursor) siteResult() SiteResult {
	s := SiteResult{ID: c.str("id", true), Makespan: c.integer("makespan", true, 0), Slip: c.integer("slip", true, 0),
		LowerBound: c.integer("lowerBound", true, 0), Proven: c.yes("proven"), ExposureBound: c.integer("exposureBound", false, 0)}
	if b := c.member("bound", kindObject, true); b != nil {
		s.Bound = Bound{b.str("kind", true), b.integer("value", true, 0), b.values("witness")}
	}
	if e := c.member("ease", kindObject, false); e != nil {
		s.Ease = &Ease{e.integer("landingSpread", true, 0), e.integer("teamSpread", true, 0), e.integer("walking", true, 0)}
	}
	return s
}

func (c *cursor) totals() Totals {
	t := Totals{Makespan: c.integer("makespan", true, 0), MakespanBound: c.integer("makespanBound", true, 0),
		SumMakespan: c.integer("sumMakespan", true, 0), SumMakespanBound: c.integer("sumMakespanBound", true, 0),
		Exposure: c.integer("exposure", true, 0), ExposureBound: c.integer("exposureBound", true, 0),
		GroupSlip: c.integer("groupSlip", true, 0), SiteSlip: c.integer("siteSlip", true, 0),
		UnsearchedPriority: c.integer("unsearchedPriority", true, 0)}
	for key, to := range map[string]**int{"makespanBest": &t.MakespanBest, "sumMakespanBest": &t.SumMakespanBest} {
		if c.member(key, kindNumber, false) != nil {
			v := c.integer(key, false, 0)
			*to = &v
		}
	}
	return t
}

// values reads an object whose members may be anything.
func (c *cursor) values(key string) map[string]any {
	out := map[string]any{}
	if m := c.member(key, kindObject, false); m != nil {
		for i, k := range m.n.keys {
			out[k] = m.n.items[i].any()
		}
	}
	return out
}

func (n *node) any() any {
	switch n.kind {
	case kindBool:
		return n.yes
	case kindNumber:
		return n.num
	case kindString:
		return n.text
	case kindList:
		out := make([]any, len(n.items))
		for i := range n.items {
			out[i] = n.items[i].any()
		}
		return out
	case kindObject:
		out := map[string]any{}
		for i, k := range n.keys {
			out[k] = n.items[i].any()
		}
		return out
	}
	return nil
}
