package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// planWhatIf plans scenarios side by side.
type planWhatIf struct {
	Instance  string        `arg:"" name:"instance" help:"The instance as it is (cellsweep-instance/1)."`
	Scenarios string        `arg:"" name:"scenarios" help:"What might be otherwise (cellsweep-scenarios/1)."`
	Out       string        `short:"o" default:"-" placeholder:"OUTCOMES.json" help:"Where the outcomes go, - for standard output."`
	Seed      uint64        `default:"1" help:"Seed of the random streams, the same for all."`
	Rounds    int           `default:"40" help:"Rounds of improvement, the same for all."`
	Deadline  time.Duration `placeholder:"60s" help:"Ends rounds early."`
	Table     bool          `help:"Write a table instead of the document (cellsweep-outcomes/1)."`
}

// outcomes is the document that is written.
type outcomes struct {
	Format   string            `json:"format"`
	Outcomes []planner.Outcome `json:"outcomes"`
}

// Run plans and writes.
func (p *planWhatIf) Run(ctx context.Context, c console, said tongue) error {
	if err := onlyOne(p.Instance, p.Scenarios); err != nil {
		return err
	}
	data, err := c.read(p.Instance)
	if err != nil {
		return err
	}
	in, err := planner.ParseInstance(data)
	if err != nil {
		return err
	}
	if data, err = c.read(p.Scenarios); err != nil {
		return err
	}
	scenarios, err := planner.ParseScenarios(data)
	if err != nil {
		return err
	}
	if p.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.Deadline)
		defer cancel()
	}
	out, err := planner.WhatIf(ctx, in, scenarios, planner.Options{Seed: p.Seed, Rounds: p.Rounds})
	if err != nil {
		return err
	}
	if p.Table {
		return p.table(c.out, said, out)
	}
	return c.document(p.Out, outcomes{planner.OutcomesFormat, out})
}

func (p *planWhatIf) table(to io.Writer, in tongue, list []planner.Outcome) error {
	head := "\tunsearched\tslip\tmakespan\tbound\tsum\tbound\tproven\texposure"
	asIs := "as it is"
	if in == "fr" {
		head, asIs = "\tnon fouillé\tdécalage\tdurée\tborne\tsomme\tborne\tprouvés\texposition", "en l’état"
	}
	w := tabwriter.NewWriter(to, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, head+"\t")
	for i, o := range list {
		name := o.Name
		if i == 0 {
			name = asIs
		}
		t, d := &o.Totals, &o.Difference
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%d\t%d/%d\t%s\t\n", name, differing(t.UnsearchedPriority, d.UnsearchedPriority),
			differing(t.GroupSlip+t.SiteSlip, d.Slip), differing(t.Makespan, d.Makespan), t.MakespanBound,
			differing(t.SumMakespan, d.SumMakespan), t.SumMakespanBound, o.SitesProven, o.SitesTotal, differing(t.Exposure, d.Exposure))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return p.worths(to, in, list[0].Worth)
}

// worths is a table of the resources that win something, and says how many win nothing.
func (p *planWhatIf) worths(to io.Writer, in tongue, list []planner.Worth) error {
	head, nothing := "\tpriority\tslip\tmakespan\tsite", "%d more tried, which win nothing\n"
	if in == "fr" {
		head, nothing = "\tpriorité\tdécalage\tdurée\tsite", "%d autres essais, sans gain\n"
	}
	w := tabwriter.NewWriter(to, 0, 8, 2, ' ', tabwriter.AlignRight)
	rest := 0
	for i := range list {
		x := &list[i]
		if x.UnsearchedPriority+x.Slip+x.OperationMinutes+x.SiteMinutes == 0 {
			rest++
			continue
		}
		if i == 0 {
			fmt.Fprintln(w, head+"\t")
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", x.Say(string(in)), -x.UnsearchedPriority, -x.Slip, -x.OperationMinutes, -x.SiteMinutes)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if rest > 0 {
		fmt.Fprintf(to, nothing, rest)
	}
	return nil
}

// differing is a value with its difference from what is, where there is one.
func differing(value, difference int) string {
	if difference == 0 {
		return fmt.Sprint(value)
	}
	return fmt.Sprintf("%d (%+d)", value, difference)
}
