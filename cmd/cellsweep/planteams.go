package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/crew"
)

type planTeams struct {
	Officers    string `arg:"" name:"officers" help:"Who can come to which site (cellsweep-officers/1), - for standard input."`
	Out         string `short:"o" default:"-" placeholder:"TEAMS.json" help:"Where the teams go, - for standard output."`
	Instance    string `placeholder:"INSTANCE.json" help:"What is to be searched, where the officers' document does not hold it."`
	Keep        string `placeholder:"TEAMS.json" help:"Teams as edited by hand: what they lock is kept, the rest is proposed anew."`
	Price       string `placeholder:"TEAMS.json" help:"With --keep, write what the edited teams cost against these: the teams before."`
	Without     string `placeholder:"OFFICER" help:"With --keep, write the ways to go on without an officer, the best first."`
	EventsOut   string `placeholder:"EVENTS.json" help:"With --without, where the best way goes as events for replan."`
	InstanceOut string `placeholder:"INSTANCE.json" help:"Where the instance with these teams goes, for plan."`
	Seed        uint64 `default:"1" help:"Seed of the random streams. The same seed and rounds give the same teams."`
	Rounds      int    `default:"24" help:"Rounds of improvement for each site and number of teams."`
}

// Run proposes teams, prices edited ones, or mends them.
func (p *planTeams) Run(ctx context.Context, c console) error {
	if err := onlyOne(p.Officers, p.Instance, p.Keep, p.Price); err != nil {
		return err
	}
	if p.Keep == "" && (p.Price != "" || p.Without != "") || p.EventsOut != "" && p.Without == "" {
		return fmt.Errorf("--price and --without need --keep, --events-out needs --without")
	}
	roster, err := p.roster(c)
	if err != nil {
		return err
	}
	o := crew.Options{Seed: p.Seed, Rounds: p.Rounds}
	if p.Keep == "" {
		return p.propose(ctx, c, roster, o)
	}
	edited, err := c.teams(p.Keep)
	if err != nil {
		return err
	}
	switch {
	case p.Without != "":
		return p.without(ctx, c, roster, edited, o)
	case p.Price != "":
		return p.price(ctx, c, roster, edited, o)
	}
	kept, err := roster.Keep(edited, false)
	if err != nil {
		return err
	}
	return p.propose(ctx, c, kept, o)
}

func (p *planTeams) roster(c console) (*crew.Roster, error) {
	var in *planner.Instance
	if p.Instance != "" {
		data, err := c.read(p.Instance)
		if err != nil {
			return nil, err
		}
		if in, err = planner.ParseInstance(data); err != nil {
			return nil, err
		}
	}
	data, err := c.read(p.Officers)
	if err != nil {
		return nil, err
	}
	return crew.ParseRoster(data, in)
}

func (p *planTeams) propose(ctx context.Context, c console, r *crew.Roster, o crew.Options) error {
	teams, err := crew.Propose(ctx, r, o)
	if err != nil {
		return err
	}
	if err := p.instance(c, r, teams); err != nil {
		return err
	}
	return c.write(p.Out, teams.Encode())
}

func (p *planTeams) instance(c console, r *crew.Roster, teams *crew.Proposal) error {
	if p.InstanceOut == "" {
		return nil
	}
	in, err := r.With(teams)
	if err != nil {
		return err
	}
	return c.write(p.InstanceOut, append(in.Encode(), '\n'))
}

// price holds the edited teams against those before.
func (p *planTeams) price(ctx context.Context, c console, r *crew.Roster, edited *crew.Proposal, o crew.Options) error {
	before, err := c.teams(p.Price)
	if err != nil {
		return err
	}
	price, err := crew.Price(ctx, r, before, edited, o)
	if err != nil {
		return err
	}
	if err := p.instance(c, r, edited); err != nil {
		return err
	}
	return c.json(p.Out, price)
}

func (p *planTeams) without(ctx context.Context, c console, r *crew.Roster, teams *crew.Proposal, o crew.Options) error {
	mends, err := crew.Without(ctx, r, teams, p.Without, o)
	if err != nil {
		return err
	}
	if err := p.instance(c, r, teams); err != nil {
		return err
	}
	if p.EventsOut != "" && len(mends) > 0 {
		if err := c.write(p.EventsOut, mends[0].Events(-60)); err != nil {
			return err
		}
	}
	return c.json(p.Out, mends)
}

// teams reads a teams document.
func (c console) teams(name string) (*crew.Proposal, error) {
	data, err := c.read(name)
	if err != nil {
		return nil, err
	}
	return crew.ParseTeams(data)
}

// json writes v as indented JSON.
func (c console) json(name string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return c.write(name, append(data, '\n'))
}
