package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/cellsweep/cellsweep/planner"
)

// planWhy asks why a plan is not otherwise.
type planWhy struct {
	Instance string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan     string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
	Cell     string `placeholder:"CELL" help:"Why is this cell not with the team, not at the minute, or not searched. Without it the whole plan is explained."`
	Team     string `placeholder:"TEAM" help:"A team."`
	Start    *int   `placeholder:"MINUTE" help:"A minute after H."`
	JSON     bool   `name:"json" help:"Write the answer as a document (cellsweep-answer/1)."`
}

// Run prints the answer.
func (p *planWhy) Run(ctx context.Context, c console, said tongue) error {
	in, plan, err := c.planOf(p.Instance, p.Plan)
	if err != nil {
		return err
	}
	if p.Cell == "" {
		if p.JSON || p.Team != "" || p.Start != nil {
			return fmt.Errorf("--team, --start and --json need --cell")
		}
		_, err := fmt.Fprint(c.out, plan.Explanation(string(said)))
		return err
	}
	a, err := planner.WhyNot(ctx, in, plan, planner.Question{Cell: p.Cell, Team: p.Team, Start: p.Start})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.document("-", a)
	}
	fmt.Fprintln(c.out, a.Say(string(said)))
	for _, s := range a.InTheWay {
		fmt.Fprintln(c.out, "  "+s.Say(string(said)))
	}
	for _, m := range a.Moves {
		fmt.Fprintln(c.out, "  "+moveLine(m))
	}
	return nil
}

func moveLine(m planner.Change) string {
	if m.Out {
		return m.Cell + " –"
	}
	return fmt.Sprintf("%s %s %d", m.Cell, m.Team, m.Start)
}

// planOf reads an instance and a plan for it.
func (c console) planOf(instance, plan string, others ...string) (*planner.Instance, *planner.Plan, error) {
	if err := onlyOne(append([]string{instance, plan}, others...)...); err != nil {
		return nil, nil, err
	}
	data, err := c.read(instance)
	if err != nil {
		return nil, nil, err
	}
	in, err := planner.ParseInstance(data)
	if err != nil {
		return nil, nil, err
	}
	if data, err = c.read(plan); err != nil {
		return nil, nil, err
	}
	p, err := planner.ParsePlan(data)
	return in, p, err
}

// document writes a value as indented JSON.
func (c console) document(name string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return c.write(name, b.Bytes())
}
