package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// The names of the rules; the package documentation says what each asks.
const (
	RuleInstance     = "instance"
	RuleTeam         = "H1"
	RuleSequence     = "H2"
	RuleEquipment    = "H3"
	RuleWindow       = "H4"
	RuleSiteStart    = "H5"
	RuleGroup        = "H6"
	RuleAble         = "H7"
	RuleConflict     = "H8"
	RuleLanding      = "H9"
	RulePin          = "H10"
	RuleEnd          = "end"
	RuleUnsearched   = "unsearched"
	RuleMinimal      = "minimal"
	RuleSite         = "site"
	RuleTotals       = "totals"
	RuleBound        = "bound"
	RuleProven       = "proven"
	RuleUnverifiable = "unverifiable"
)

// Rules lists every name that a Violation may bear, in the order in which
// violations are told.
var Rules = []string{RuleInstance, RuleTeam, RuleSequence, RuleEquipment, RuleWindow, RuleSiteStart, RuleGroup, RuleAble,
	RuleConflict, RuleLanding, RulePin, RuleEnd, RuleUnsearched, RuleMinimal, RuleSite, RuleTotals, RuleBound, RuleProven, RuleUnverifiable}

// Violation is one breach of one rule. "unverifiable" alone says not that
// something is wrong but that it could not be shown right.
type Violation struct {
	Rule    string // one of Rules
	Message string // which cell, team or site, and by how much
}

// String gives rule and message in one line.
func (v Violation) String() string { return v.Rule + ": " + v.Message }

// Run judges a plan (cellsweep-plan/1) against the instance it says it is for
// (cellsweep-instance/1). The violations come in the order of Rules and, within
// a rule, in the order of the documents; the same documents give the same list.
// The error is a *models.Fault of code Invalid when a document is malformed: its
// message says which of the two, its fields point into that one. A plan is read
// only against an instance that is whole.
func Run(instance, plan []byte) ([]Violation, error) {
	var faults models.Faults
	in := readInstance(instance, &faults)
	if err := told(&faults, "instance"); err != nil {
		return nil, err
	}
	p := readPlan(plan, in, &faults)
	if err := told(&faults, "plan"); err != nil {
		return nil, err
	}
	c := &checker{in: in, plan: p}
	c.run()
	return c.sorted(), nil
}

func told(faults *models.Faults, document string) error {
	if faults.Len() == 0 {
		return nil
	}
	return faults.Err("the %s is malformed", document)
}

// checker holds what is being judged and what was found.
type checker struct {
	in    *instance
	plan  *plan
	found []Violation

	lines []*siteLine // one a site, in the instance's order
	at    map[*cell]*assignment
}

func (c *checker) breach(rule, format string, args ...any) {
	c.found = append(c.found, Violation{rule, fmt.Sprintf(format, args...)})
}

func (c *checker) run() {
	if c.plan.hash != c.in.hash {
		c.breach(RuleInstance, "the plan is for the instance %q, this one is %s", clip(c.plan.hash), c.in.hash)
	}
	c.gatherLines()
	c.gatherSearches()
	for _, l := range c.lines {
		c.teamRules(l)
		c.equipmentRule(l)
		c.landingRule(l)
	}
	c.slipRules()
	c.unsearchedRules()
	c.lineRules()
	c.totalRules()
	c.boundRules()
}

func (c *checker) sorted() []Violation {
	slices.SortStableFunc(c.found, func(a, b Violation) int {
		return slices.Index(Rules, a.Rule) - slices.Index(Rules, b.Rule)
	})
	return c.found
}

// gatherLines finds the plan's line for every site: exactly one is asked for.
func (c *checker) gatherLines() {
	bySite := map[*site]*siteLine{}
	for _, l := range c.plan.lines {
		if bySite[l.site] != nil {
			c.breach(RuleSite, "the site %s is listed twice", l.site.id)
			continue
		}
		bySite[l.site] = l
	}
	for _, s := range c.in.sites {
		l := bySite[s]
		if l == nil {
			c.breach(RuleSite, "the site %s is not listed", s.id)
			l = &siteLine{site: s, best: -1}
		}
		c.lines = append(c.lines, l)
	}
}

// gatherSearches hands every search and every omission to its site and holds
// H1: each cell has one team of its own site, or is unsearched.
func (c *checker) gatherSearches() {
	c.at = map[*cell]*assignment{}
	times := map[*cell][]string{}
	for _, a := range c.plan.assignments {
		times[a.cell] = append(times[a.cell], "searched by "+a.team.id)
		l := c.lines[a.cell.site.index]
		if a.team.site != a.cell.site {
			c.breach(RuleTeam, "cell %s of site %s is searched by team %s of site %s",
				a.cell.id, a.cell.site.id, a.team.id, a.team.site.id)
			l.foreign = append(l.foreign, a)
		} else {
			l.assigned = append(l.assigned, a)
		}
		if c.at[a.cell] == nil {
			c.at[a.cell] = a
		}
	}
	for _, o := range c.plan.unsearched {
		times[o.cell] = append(times[o.cell], "unsearched")
		l := c.lines[o.cell.site.index]
		l.omitted = append(l.omitted, o.cell)
		l.omittedPriority += o.cell.priority
	}
	for _, s := range c.in.sites {
		for _, x := range s.cells {
			if len(times[x]) == 0 {
				c.breach(RuleTeam, "cell %s is neither searched nor unsearched", x.id)
			} else if len(times[x]) > 1 {
				c.breach(RuleTeam, "cell %s is listed %d times: %s", x.id, len(times[x]), strings.Join(times[x], ", "))
			}
		}
	}
	for _, l := range c.lines {
		l.span()
	}
}

// span finds the site's first start and greatest end; the end counts from
// minute 0, so it is 0 where nothing is searched.
func (l *siteLine) span() {
	l.earliest = latest
	for _, list := range [][]*assignment{l.assigned, l.foreign} {
		for _, a := range list {
			l.earliest = min(l.earliest, a.start)
			l.latest = max(l.latest, a.during().to)
		}
	}
	if l.searches() == 0 {
		l.earliest = 0
	}
}
