package main

import (
	"context"
	"fmt"
	"io"

	"github.com/cellsweep/cellsweep/planner"
)

type replanCommand struct {
	Instance    string `arg:"" name:"instance" help:"The instance that the plan is for."`
	Plan        string `arg:"" name:"plan" help:"The plan (cellsweep-plan/1)."`
	Events      string `arg:"" name:"events" help:"What happened (cellsweep-events/1)."`
	Out         string `short:"o" default:"-" placeholder:"NEW.json" help:"Where the new plan goes, - for standard output."`
	InstanceOut string `required:"" placeholder:"EFFECTIVE.json" help:"Where the instance goes as it is by now; the new plan refers to it."`
	Shift       bool   `help:"Only push what must begin later, without repair: the plan that is shown at once."`
	Diff        bool   `help:"Say what the new plan changes, on standard error if the plan goes to standard output."`
	Lang        string `default:"en" enum:"en,fr" help:"Language of the diff: en or fr."`
	Strict      bool   `help:"Exit with 3 when a cell is left out or a start slips. The plan is written all the same."`
}

// Run mends the plan and writes it with the effective instance.
func (r *replanCommand) Run(ctx context.Context, c console) error {
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
		r.tell(to, planner.Compare(plan, mended))
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
func (r *replanCommand) tell(w io.Writer, d planner.Diff) {
	for _, n := range d.Notes() {
		phrase, p := diffPhrases[r.Lang][n.Code], n.Params
		var args []any
		for _, name := range phrase.params {
			v := p[name]
			if name == "total" {
				v = totalNames[r.Lang][fmt.Sprint(v)]
			}
			args = append(args, v)
		}
		fmt.Fprintf(w, phrase.text+"\n", args...)
	}
}

type diffPhrase struct {
	text   string
	params []string
}

var diffPhrases = map[string]map[string]diffPhrase{
	"en": {
		planner.NoteTeam:    {"%v: team %v instead of %v, at minute %v (was %v)", []string{"cell", "to", "from", "start", "was"}},
		planner.NoteLater:   {"%v: %v minutes later, at minute %v (team %v)", []string{"cell", "by", "start", "team"}},
		planner.NoteEarlier: {"%v: %v minutes earlier, at minute %v (team %v)", []string{"cell", "by", "start", "team"}},
		planner.NoteAdded:   {"%v: new, team %v at minute %v", []string{"cell", "team", "start"}},
		planner.NoteDropped: {"%v: no longer searched (was team %v at minute %v)", []string{"cell", "team", "start"}},
		planner.NoteTeams:   {"%v teams concerned: %v", []string{"count", "teams"}},
		planner.NoteTotal:   {"%v: %v, was %v", []string{"total", "after", "before"}},
		planner.NoteNothing: {"no cell changes", nil},
	},
	"fr": {
		planner.NoteTeam:    {"%v : équipe %v au lieu de %v, à la minute %v (avant %v)", []string{"cell", "to", "from", "start", "was"}},
		planner.NoteLater:   {"%v : %v minutes plus tard, à la minute %v (équipe %v)", []string{"cell", "by", "start", "team"}},
		planner.NoteEarlier: {"%v : %v minutes plus tôt, à la minute %v (équipe %v)", []string{"cell", "by", "start", "team"}},
		planner.NoteAdded:   {"%v : nouvelle, équipe %v à la minute %v", []string{"cell", "team", "start"}},
		planner.NoteDropped: {"%v : plus fouillée (avant : équipe %v à la minute %v)", []string{"cell", "team", "start"}},
		planner.NoteTeams:   {"%v équipes concernées : %v", []string{"count", "teams"}},
		planner.NoteTotal:   {"%v : %v, avant %v", []string{"total", "after", "before"}},
		planner.NoteNothing: {"aucune cellule ne change", nil},
	},
}

var totalNames = map[string]map[string]string{
	"en": {"unsearchedPriority": "priority left out", "groupSlip": "slip of groups", "siteSlip": "slip of sites", "makespan": "makespan",
		"sumMakespan": "sum of makespans", "exposure": "exposure"},
	"fr": {"unsearchedPriority": "priorité non fouillée", "groupSlip": "décalage des groupes", "siteSlip": "décalage des sites", "makespan": "durée totale",
		"sumMakespan": "somme des durées", "exposure": "exposition"},
}
