package main

import (
	"context"

	"github.com/cellsweep/cellsweep/planner"
)

type replanCommand struct {
	Instance    string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan        string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
	Events      string `arg:"" name:"events" help:"What happened (cellsweep-events/1)."`
	Out         string `short:"o" default:"-" placeholder:"NEW.json" help:"Where the new plan goes, - for standard output."`
	InstanceOut string `required:"" placeholder:"EFFECTIVE.json" help:"Where the instance goes as it is by now; the new plan refers to it."`
}

// Run mends the plan and writes it with the effective instance.
func (r *replanCommand) Run(ctx context.Context, c console) error {
	if err := onlyOne(r.Instance, r.Plan, r.Events); err != nil {
		return err
	}
	var documents [3][]byte
	for i, name := range []string{r.Instance, r.Plan, r.Events} {
		data, err := c.read(name)
		if err != nil {
			return err
		}
		documents[i] = data
	}
	in, err := planner.ParseInstance(documents[0])
	if err != nil {
		return err
	}
	plan, err := planner.ParsePlan(documents[1])
	if err != nil {
		return err
	}
	events, err := planner.ParseEvents(documents[2])
	if err != nil {
		return err
	}
	mended, effective, err := planner.Replan(ctx, in, plan, events)
	if err != nil {
		return err
	}
	if err := c.write(r.InstanceOut, append(effective.Encode(), '\n')); err != nil {
		return err
	}
	return c.write(r.Out, mended.Encode())
}
