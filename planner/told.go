package planner

import (
	"strings"

	"github.com/cellsweep/cellsweep/planner/words"
)

// Explanation says in a language ("en", "fr") what the plan falls short of: each
// conflict with what would mend it, the cheapest first, then the cells left out.
// It is empty where nothing falls short.
func (p *Plan) Explanation(language string) string {
	var b strings.Builder
	for i := range p.Infeasible {
		c := &p.Infeasible[i]
		b.WriteString(c.Say(language) + "\n")
		for j := range c.Repairs {
			r := &c.Repairs[j]
			b.WriteString(at("  %3d  %s %s\n", r.Cost, r.Say(language), r.SayPrice(language)))
		}
	}
	for i := range p.Unsearched {
		u := &p.Unsearched[i]
		b.WriteString(u.Cell + ": " + u.Say(language) + "\n")
	}
	return b.String()
}

// Say is the conflict's sentence in a language.
func (c *Conflicted) Say(language string) string {
	if !words.Known(c.Code) {
		return c.Why // of an engine that gave no codes
	}
	return words.Say(language, c.Code, c.Params)
}

// Say is what to do, in a language.
func (r *Repair) Say(language string) string {
	if !words.Known(r.Code) {
		return r.Change
	}
	return words.Say(language, r.Code, r.Params)
}

// SayPrice is what it costs, in a language.
func (r *Repair) SayPrice(language string) string {
	if code := "cost." + strings.TrimPrefix(r.Code, "repair."); words.Known(code) {
		return words.Say(language, code, r.Params)
	}
	return r.Price
}

// Say is why the cell is left out, in a language.
func (u *Unsearched) Say(language string) string {
	if code := "unsearched." + u.Rule; words.Known(code) {
		return words.Say(language, code, u.Params)
	}
	return u.Why
}
