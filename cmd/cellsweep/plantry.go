package main

import (
	"fmt"

	"github.com/cellsweep/cellsweep/planner"
)

// planTry measures a plan with changes by hand.
type planTry struct {
	Instance string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan     string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
	Changes  string `arg:"" name:"changes" help:"The changes by hand (cellsweep-changes/1)."`
	Out      string `short:"o" placeholder:"PLAN.json" help:"Where the changed plan goes, - for standard output."`
	JSON     bool   `name:"json" help:"Write the trial as a document (cellsweep-trial/1)."`
}

// Run prints each violation on a line, named by its rule, and what the changed
// plan comes to. Exit 0: no violation; 1: some.
func (p *planTry) Run(c console, said tongue) error {
	in, plan, err := c.planOf(p.Instance, p.Plan, p.Changes)
	if err != nil {
		return err
	}
	data, err := c.read(p.Changes)
	if err != nil {
		return err
	}
	changes, err := planner.ParseChanges(data)
	if err != nil {
		return err
	}
	trial, err := planner.Try(in, plan, changes)
	if err != nil {
		return err
	}
	if p.Out != "" {
		if err := c.write(p.Out, trial.Plan.Encode()); err != nil {
			return err
		}
	}
	if p.JSON {
		if err := c.document("-", trial); err != nil {
			return err
		}
	} else if p.Out != "-" {
		p.tell(c, said, trial)
	}
	if len(trial.Violations) > 0 {
		return exit(exitFailed)
	}
	return nil
}

func (p *planTry) tell(c console, in tongue, trial *planner.Trial) {
	for i := range trial.Violations {
		v := &trial.Violations[i]
		fmt.Fprintf(c.out, "%s: %s\n", v.Rule, v.Say(string(in)))
	}
	for _, rule := range trial.NotJudged {
		fmt.Fprintf(c.out, "%s: %s\n", rule, in.of("not judged, because the plan leaves something out or slips",
			"pas jugé, car le plan laisse quelque chose de côté ou est décalé"))
	}
	a, b := &trial.Before, &trial.After
	fmt.Fprintf(c.out, in.of("unsearched %d → %d, group slip %d → %d, site slip %d → %d, makespan %d → %d, sum %d → %d, exposure %d → %d\n",
		"non fouillé %d → %d, décalage des groupes %d → %d, décalage des sites %d → %d, durée %d → %d, somme %d → %d, exposition %d → %d\n"),
		a.UnsearchedPriority, b.UnsearchedPriority, a.GroupSlip, b.GroupSlip, a.SiteSlip, b.SiteSlip,
		a.Makespan, b.Makespan, a.SumMakespan, b.SumMakespan, a.Exposure, b.Exposure)
	for _, s := range trial.Sites {
		fmt.Fprintf(c.out, in.of("%s: makespan %d → %d, slip %d → %d\n", "%s\u00a0: durée %d → %d, décalage %d → %d\n"), s.ID, s.Before.Makespan, s.After.Makespan, s.Before.Slip, s.After.Slip)
	}
}
