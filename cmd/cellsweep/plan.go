package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
	"github.com/cellsweep/cellsweep/planner/crew"
)

// planCommand plans, or does what its subcommands say.
type planCommand struct {
	speech

	Make     planMake     `cmd:"" default:"withargs" help:"Plan an instance."`
	Check    planCheck    `cmd:"" help:"Judge a plan by the checker, which shares no code with the planner: a line for each violation, the name of its rule first."`
	Generate planGenerate `cmd:"" help:"Write an instance in the shape of a national operation."`
	Why      planWhy      `cmd:"" help:"Say why a plan is not otherwise, or what it falls short of and what would mend it."`
	Try      planTry      `cmd:"" help:"Check and price changes of a plan by hand."`
	WhatIf   planWhatIf   `cmd:"" name:"whatif" help:"Plan scenarios side by side."`
	Teams    planTeams    `cmd:"" help:"Propose teams from officers and kit, price them, mend them."`
	Robust   planRobust   `cmd:"" help:"Carry a plan out many times with durations as they may be, and say what comes of it."`
}

type planMake struct {
	Instance string        `arg:"" name:"instance" help:"The instance (cellsweep-instance/1), - for standard input."`
	Out      string        `short:"o" default:"-" placeholder:"PLAN.json" help:"Where the plan goes, - for standard output."`
	Seed     uint64        `default:"1" help:"Seed of the random streams. The same seed and rounds give the same plan."`
	Rounds   int           `default:"40" help:"Rounds of improvement after the first plan."`
	Deadline time.Duration `placeholder:"10s" help:"Ends the rounds early; the plan says how many were done."`
	Strict   bool          `help:"Exit with 3 when a cell is left out or a start slips. The plan is written all the same."`
}

// Run plans and writes the plan; when it is interrupted, the plan as far as it has come.
func (p *planMake) Run(ctx context.Context, c console, said tongue) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // reading 60,000 cells leaves half of the memory behind as waste otherwise
	}
	data, err := c.read(p.Instance)
	if err != nil {
		return err
	}
	in, err := planner.ParseInstance(data)
	if err != nil {
		return err
	}
	if p.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.Deadline)
		defer cancel()
	}
	plan, err := planner.Solve(ctx, in, planner.Options{Seed: p.Seed, Rounds: p.Rounds, Progress: c.progress(said)})
	if err != nil {
		return err
	}
	if err := c.write(p.Out, plan.Encode()); err != nil {
		return err
	}
	if p.Strict && plan.Shortfall() {
		return exit(exitShortfall)
	}
	return nil
}

// progress shows one line that is written over, on a terminal only.
func (c console) progress(in tongue) func(planner.Progress) {
	if !c.terminal {
		return nil
	}
	return func(p planner.Progress) {
		fmt.Fprintf(c.err, in.of("\rround %d/%d  makespan %d (bound %d)  sum %d (bound %d)  %d of %d sites proven  slip %d  unsearched %d ",
			"\rtour %d/%d  durée %d (borne %d)  somme %d (borne %d)  %d sites prouvés sur %d  décalage %d  non fouillé %d "),
			p.Round, p.Rounds, p.Makespan, p.MakespanBound, p.SumMakespan, p.SumMakespanBound, p.SitesProven, p.Sites,
			p.Slip, p.UnsearchedPriority)
		if p.Round == p.Rounds {
			fmt.Fprintln(c.err)
		}
	}
}

type planCheck struct {
	Instance string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan     string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
}

// Run prints each violation on a line, named by its rule.
func (p *planCheck) Run(c console, in tongue) error {
	if err := onlyOne(p.Instance, p.Plan); err != nil {
		return err
	}
	instance, err := c.read(p.Instance)
	if err != nil {
		return err
	}
	plan, err := c.read(p.Plan)
	if err != nil {
		return err
	}
	violations, err := check.Run(instance, plan)
	if err != nil {
		return err
	}
	for _, v := range violations {
		fmt.Fprintf(c.out, "%s: %s\n", v.Rule, in.say(v.Message))
	}
	if len(violations) > 0 {
		return exit(exitFailed)
	}
	return nil
}

type planGenerate struct {
	Sites int    `default:"66" help:"Number of sites."`
	Cells int    `default:"500" help:"Number of cells, on all sites together."`
	Seed  uint64 `default:"1" help:"The same seed gives the same instance."`
	Out   string `short:"o" default:"-" placeholder:"INSTANCE.json" help:"Where the instance goes, - for standard output."`

	Officers bool `help:"Write officers for plan teams instead, with the instance in their document."`
}

// Run writes a generated instance.
func (g *planGenerate) Run(c console) error {
	if g.Sites < 1 || g.Cells < 1 || g.Sites > 10_000 || g.Cells > 1_000_000 {
		return fmt.Errorf("sites must be between 1 and 10000, cells between 1 and 1000000")
	}
	if g.Officers {
		return c.write(g.Out, crew.Generate(g.Sites, max(g.Sites, g.Cells), g.Seed).Encode())
	}
	return c.write(g.Out, append(planner.Generate(g.Sites, g.Cells, g.Seed).Encode(), '\n'))
}
