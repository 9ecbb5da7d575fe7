package main

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/robust"
)

type planRobust struct {
	Instance  string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan      string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
	Out       string `short:"o" default:"-" placeholder:"REPORT.json" help:"Where the report goes, - for standard output."`
	Scenarios int    `default:"1000" help:"How often the plan is carried out with other durations, at most 20000."`
	Seed      uint64 `default:"1" help:"Seed of the durations. The same seed gives a cell the same durations in every plan."`
	Late      int    `default:"5" help:"Minutes after its planned start from which a search counts as late."`
	Table     bool   `help:"Write a table to read instead of JSON."`
	Buffers   bool   `help:"Propose later starts that would be kept, and what they cost."`
	PlanOut   string `placeholder:"BUFFERED.json" help:"With --buffers, where the plan that has them goes."`
	Against   string `placeholder:"OTHER.json" help:"Another plan of the same instance: compare both in the same scenarios, and write that."`
}

// Run carries the plan out in many scenarios and writes what comes of it.
func (p *planRobust) Run(ctx context.Context, c console, said tongue) error {
	if err := onlyOne(p.Instance, p.Plan, p.Against); err != nil {
		return err
	}
	if p.PlanOut != "" && !p.Buffers {
		return fmt.Errorf("--plan-out needs --buffers")
	}
	data, err := c.read(p.Instance)
	if err != nil {
		return err
	}
	in, err := planner.ParseInstance(data)
	if err != nil {
		return err
	}
	plan, err := c.plan(p.Plan)
	if err != nil {
		return err
	}
	o := robust.Options{Seed: p.Seed, Scenarios: p.Scenarios, Late: p.Late}
	if p.Against != "" {
		return p.compare(ctx, c, in, plan, o)
	}
	report, err := robust.Simulate(ctx, in, plan, o)
	if err != nil {
		return err
	}
	if p.Buffers {
		buffers, buffered, err := robust.Buffers(ctx, in, plan, o)
		if err != nil {
			return err
		}
		report.Buffers = buffers
		if p.PlanOut != "" {
			if err := c.write(p.PlanOut, buffered.Encode()); err != nil {
				return err
			}
		}
	}
	if p.Table {
		return c.write(p.Out, report.Table(string(said)))
	}
	return c.write(p.Out, report.Encode())
}

func (p *planRobust) compare(ctx context.Context, c console, in *planner.Instance, plan *planner.Plan, o robust.Options) error {
	other, err := c.plan(p.Against)
	if err != nil {
		return err
	}
	got, err := robust.Compare(ctx, robust.Case{Instance: in, Plan: plan}, robust.Case{Instance: in, Plan: other}, o)
	if err != nil {
		return err
	}
	return c.write(p.Out, got.Encode())
}

// plan reads a plan document.
func (c console) plan(name string) (*planner.Plan, error) {
	data, err := c.read(name)
	if err != nil {
		return nil, err
	}
	return planner.ParsePlan(data)
}
