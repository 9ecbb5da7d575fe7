package main

import (
	"context"
	"fmt"
	"io"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/words"
)

type replanCommand struct {
	speech

	Instance    string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan        string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
	Events      string `arg:"" name:"events" help:"What happened (cellsweep-events/1)."`
	Out         string `short:"o" default:"-" placeholder:"NEW.json" help:"Where the new plan goes, - for standard output."`
	InstanceOut string `required:"" placeholder:"EFFECTIVE.json" help:"Where the instance goes as it is by now; the new plan refers to it."`
	Shift       bool   `help:"Only push what must begin later, without repair: the plan that is shown at once."`
	Diff        bool   `help:"Say what the new plan changes, on standard error if the plan goes to standard output."`
	Strict      bool   `help:"Exit with 3 when a cell is left out or a start slips. The plan is written all the same."`
}

// Run mends the plan and writes it with the effective instance.
func (r *replanCommand) Run(ctx context.Context, c console, said tongue) error {
	in, plan, events, err := r.read(c)
	if err != nil {
		return err
	}
	var mended *planner.Plan
	var effective *planner.Instance
	if r.Shift {
		mended, effective, err = planner.Shift(in, plan, events)
	} else {
		mended, effective, err = planner.Replan(ctx, in, plan, events)
	}
	if err != nil {
		return err
	}
	if err := c.write(r.InstanceOut, append(effective.Encode(), '\n')); err != nil {
		return err
	}
	if err := c.write(r.Out, mended.Encode()); err != nil {
		return err
	}
	if r.Diff {
		to := c.out
		if r.Out == "-" || r.InstanceOut == "-" {
			to = c.err
		}
		tell(to, said, planner.Compare(plan, mended))
	}
	if r.Strict && mended.Shortfall() {
		return exit(exitShortfall)
	}
	return nil
}

func (r *replanCommand) read(c console) (in *planner.Instance, plan *planner.Plan, events *planner.Events, err error) {
	if err := onlyOne(r.Instance, r.Plan, r.Events); err != nil {
		return nil, nil, nil, err
	}
	var documents [3][]byte
	for i, name := range []string{r.Instance, r.Plan, r.Events} {
		data, err := c.read(name)
		if err != nil {
			return nil, nil, nil, err
		}
		documents[i] = data
	}
	if in, err = planner.ParseInstance(documents[0]); err != nil {
		return nil, nil, nil, err
	}
	if plan, err = planner.ParsePlan(documents[1]); err != nil {
		return nil, nil, nil, err
	}
	events, err = planner.ParseEvents(documents[2])
	return in, plan, events, err
}

// tell writes a line for each note of a diff.
func tell(w io.Writer, in tongue, d planner.Diff) {
	for _, n := range d.Notes() {
		fmt.Fprintln(w, words.Say(string(in), n.Code, n.Params))
	}
}
