package planner

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner/words"
)

// AnswerFormat names the version of the document that WhyNot gives.
const AnswerFormat = "cellsweep-answer/1"

// Question asks why a cell is not with a team, not at a minute, or, where
// neither is said, not searched.
type Question struct {
	Cell  string `json:"cell"`
	Team  string `json:"team,omitempty"`
	Start *int   `json:"start,omitempty"`
}

// The verdicts of an Answer.
const (
	AnswerAlready    = "already"    // it is so in the plan
	AnswerImpossible = "impossible" // a rule forbids it whatever else were moved: Reasons
	AnswerSame       = "same"       // possible, and the plan is as good with it
	AnswerBetter     = "better"     // possible, and the plan found is better than the one asked about
	AnswerCosts      = "costs"      // possible at a price: Before and After
	AnswerNoPlan     = "noPlan"     // each rule allows it, and no plan was found with it
)

// Sentence is something said in a code and params, with the English of both.
type Sentence struct {
	Code   string         `json:"code"`
	Params map[string]any `json:"params"`
	Why    string         `json:"why"`
}

// Say is the sentence in a language.
func (s *Sentence) Say(language string) string { return words.Say(language, s.Code, s.Params) }

func sentence(params map[string]any) Sentence {
	code, _ := params["code"].(string)
	return Sentence{code, params, words.Say("en", code, params)}
}

// Answer says why not. After, Price and Moves are there where a plan with what
// is asked was found: Try with Moves gives that plan. Pin are the edits of the
// instance that make the decision last. InTheWay is what of the present plan
// stands where the cell would be.
type Answer struct {
	Format   string     `json:"format"`
	Question Question   `json:"question"`
	Verdict  string     `json:"verdict"`
	Sentence            // the answer in one
	Reasons  []Sentence `json:"reasons"`
	InTheWay []Sentence `json:"inTheWay"`
	Price    []Sentence `json:"price"`
	Before   Totals     `json:"before"`
	After    *Totals    `json:"after,omitempty"`
	Moves    []Change   `json:"moves"`
	Pin      []Edit     `json:"pin"`
}

// WhyNot says why a plan has not what is asked: the rules that forbid it, or what
// the best plan with it that was found would cost. Sites that no group joins to
// the cell's stay as they are. When ctx ends, what was found until then counts.
// The error is a models.Fault.
func WhyNot(ctx context.Context, in *Instance, p *Plan, q Question) (*Answer, error) {
	if p.Instance != in.Hash() {
		return nil, anotherInstance(in)
	}
	w := &asking{ctx: ctx, in: in, p: p, q: q, d: decisionsOf(in)}
	if err := w.locate(); err != nil {
		return nil, err
	}
	w.out = &Answer{Format: AnswerFormat, Question: q, Reasons: []Sentence{}, InTheWay: []Sentence{}, Price: []Sentence{},
		Before: p.Totals, Moves: []Change{}, Pin: []Edit{}}
	if a, ok := w.planned[q.Cell]; ok && (q.Team == "" || q.Team == a.Team) && (q.Start == nil || *q.Start == a.Start) {
		w.say(AnswerAlready, nil)
		return w.out, nil
	}
	if w.forbidden(); len(w.out.Reasons) > 0 {
		list := []map[string]any{}
		for _, r := range w.out.Reasons {
			list = append(list, r.Params)
		}
		w.say(AnswerImpossible, map[string]any{"reasons": list})
		return w.out, nil
	}
	w.obstacles()
	w.price()
	return w.out, nil
}

// asking is a question while it is answered.
type asking struct {
	ctx     context.Context
	in      *Instance
	p       *Plan
	q       Question
	d       decisions
	out     *Answer
	index   int // of the site
	s       *site
	c       *cell
	raw     cell // as it would be were it not pinned
	i       int
	group   *Group
	planned map[string]Assignment // of the whole operation
}

func (w *asking) locate() error {
	r := &reading{}
	var ok bool
	if w.index, w.i, ok = w.in.find(w.q.Cell); !ok {
		r.add("/cell", "unknown", "there is no cell %q", w.q.Cell)
	}
	if w.q.Team != "" && !w.in.hasTeam(w.q.Team) {
		r.add("/team", "unknown", "there is no team %q", w.q.Team)
	}
	if w.q.Start != nil && (*w.q.Start < 0 || *w.q.Start > MaxInteger) {
		r.add("/start", "range", "%d is not between 0 and %d", *w.q.Start, MaxInteger)
	}
	if err := r.faults.Err("the question does not fit the instance"); err != nil {
		return err
	}
	w.s = compileSite(&w.in.Sites[w.index], w.index, w.in.Policy, w.d)
	w.c = &w.s.cells[w.i]
	free := w.d
	free.pins = map[string]Pin{}
	w.raw = compileSite(&w.in.Sites[w.index], w.index, w.in.Policy, free).cells[w.i]
	for i := range w.in.Groups {
		if slices.Contains(w.in.Groups[i].Cells, w.q.Cell) {
			w.group = &w.in.Groups[i]
		}
	}
	w.planned = make(map[string]Assignment, len(w.p.Assignments))
	for _, a := range w.p.Assignments {
		w.planned[a.Cell] = a
	}
	if !slices.ContainsFunc(w.p.Sites, func(r SiteResult) bool { return r.ID == w.s.id }) {
		return models.NewFault(models.Invalid, "the plan is malformed").With(
			models.Field{Pointer: "/sites", Code: "required", Message: "the site " + w.s.id + " is missing"})
	}
	return nil
}

func (w *asking) say(verdict string, params map[string]any) {
	if params == nil {
		params = map[string]any{}
	}
	w.out.Verdict = verdict
	params["cell"] = w.q.Cell
	w.out.Sentence = Sentence{"answer." + verdict, params, words.Say("en", "answer."+verdict, params)}
}

func (w *asking) reason(params map[string]any) {
	w.out.Reasons = append(w.out.Reasons, sentence(params))
}

// forbidden gathers the rules that no plan can keep with what is asked.
func (w *asking) forbidden() {
	s, id := w.s, w.q.Cell
	if pin, ok := w.d.pins[id]; ok && (w.q.Team != "" && w.q.Team != pin.Team || w.q.Start != nil && *w.q.Start != pin.Start) {
		w.reason(map[string]any{"code": "bar.pin", "cell": id, "team": pin.Team, "start": pin.Start})
	}
	if s.limit == 0 {
		w.reason(map[string]any{"code": "bar.landing", "cell": id})
	}
	for _, u := range w.raw.uses {
		if u.kind < 0 || s.kinds[u.kind].Count < u.units {
			p := s.lacking(&w.raw, u).params
			w.reason(map[string]any{"code": "bar.kit", "cell": id, "site": s.id, "kind": p["kind"], "needed": p["needed"], "there": p["there"]})
			break
		}
	}
	if at := w.q.Start; at != nil && *at > 0 && w.group != nil && w.group.FirstWave && w.p.Totals.GroupSlip == 0 {
		w.reason(map[string]any{"code": "bar.wave", "cell": id, "group": w.group.ID})
	}
	if w.offWindow() {
		return
	}
	w.teamsBarred()
	if len(w.out.Reasons) == 0 {
		w.pinned()
	}
}

// offWindow says whether the windows of cell and site leave no such start.
func (w *asking) offWindow() bool {
	est, lst := windowOf(w.in.Sites[w.index].Window, w.raw.src)
	est = max(est, 0)
	if est <= lst && (w.q.Start == nil || *w.q.Start >= est && *w.q.Start <= lst) {
		return false
	}
	params := map[string]any{"code": "bar.window", "cell": w.q.Cell, "from": est, "duration": w.raw.dur}
	if lst == Forever {
		params["code"] = "bar.windowFrom"
	} else {
		params["to"] = lst + w.raw.dur
	}
	w.reason(params)
	return true
}

// teamsBarred says of the team asked for, or of every team where none can, what
// keeps it from the cell.
func (w *asking) teamsBarred() {
	if w.q.Team != "" {
		if other, _ := w.in.siteOfTeam(w.q.Team); other != w.index {
			w.reason(map[string]any{"code": "bar.site", "cell": w.q.Cell, "team": w.q.Team, "site": w.s.id, "other": w.in.Sites[other].ID})
			return
		}
	}
	if len(w.s.teams) == 0 {
		w.reason(map[string]any{"code": "bar.noTeams", "cell": w.q.Cell, "site": w.s.id})
	}
	var bars []map[string]any
	for t := range w.s.teams {
		if w.q.Team != "" && w.s.teams[t].id != w.q.Team {
			continue
		}
		b := w.barOf(t)
		if b == nil {
			return
		}
		bars = append(bars, b)
	}
	for _, b := range bars[:min(len(bars), maxBars)] {
		w.reason(b)
	}
}

// barOf is what keeps a team from the cell, at the minute asked for where one is.
func (w *asking) barOf(t int) map[string]any {
	tm := &w.s.teams[t]
	e := newEligibility(w.s, w.in.Policy.ConflictOfInterest, w.d)
	if b := e.bar(w.s, tm, &w.raw); b != nil {
		return b
	}
	est, lst := windowOf(w.in.Sites[w.index].Window, w.raw.src)
	if w.q.Start != nil {
		est, lst = *w.q.Start, *w.q.Start
	}
	if max(est, tm.from) <= min(lst, tm.to-w.raw.dur) {
		return nil
	}
	b := map[string]any{"code": "bar.shift", "cell": w.q.Cell, "team": tm.id, "from": tm.src.Shift.From}
	if tm.to == Forever {
		b["code"] = "bar.shiftFrom"
	} else {
		b["to"] = tm.to
	}
	return b
}

// pinned says which pinned cells leave no room for what is asked, each by itself.
func (w *asking) pinned() {
	e := &explainer{p: compile(&Instance{Policy: w.in.Policy, Sites: w.in.Sites[w.index : w.index+1]}), d: w.d}
	for i := range w.s.cells {
		o := &w.s.cells[i]
		if o.pinTeam < 0 || o.id == w.q.Cell || o.fault != nil {
			continue
		}
		sub := e.part([]ref{{0, w.i}, {0, i}}, nil)
		w.decide(sub)
		if sub.Validate() == nil && fit(sub, fitNodes) == fitNo {
			w.reason(map[string]any{"code": "bar.pin", "cell": o.id, "team": w.s.teams[o.pinTeam].id, "start": o.pinStart})
		}
	}
}

// decide writes what is asked into an instance that holds the cell.
func (w *asking) decide(in *Instance) {
	at, i, ok := in.find(w.q.Cell)
	if !ok {
		return
	}
	c := &in.Sites[at].Cells[i]
	switch {
	case w.q.Team != "" && w.q.Start != nil:
		in.Pins = append(keep(in.Pins, func(p Pin) bool { return p.Cell != w.q.Cell }), Pin{w.q.Cell, w.q.Team, *w.q.Start})
	case w.q.Team != "":
		for _, t := range in.Sites[at].Teams {
			if t.ID != w.q.Team {
				in.Forbid = append(in.Forbid, Forbid{w.q.Cell, t.ID})
			}
		}
	case w.q.Start != nil:
		c.Window = &Window{*w.q.Start, *w.q.Start + c.Duration}
	}
	// What is asked comes before everything else that could be searched there.
	for j := range in.Sites[at].Cells {
		if j != i {
			c.Priority = min(MaxInteger, c.Priority+in.Sites[at].Cells[j].Priority)
		}
	}
}
