package planner

import "testing"

func TestThePlanSaysHowItGoesForThoseWhoCarryItOut(t *testing.T) {
	in := prison(2, 3)
	in.Sites[0].Walk = Walk{SameLanding: 2, SameWing: 2, SameBuilding: 2, OtherBuilding: 2}
	p := lawful(t, in)
	e := p.Sites[0].Ease
	// Three searches of ten minutes on one landing by two teams: one walks once, and ends twelve minutes after the other.
	if e == nil || *e != (Ease{LandingSpread: 12, TeamSpread: 12, Walking: 2}) {
		t.Errorf("the ease is %+v of %s", e, p.Encode())
	}
	again, err := ParsePlan(p.Encode())
	if err != nil || again.Sites[0].Ease == nil || *again.Sites[0].Ease != *e {
		t.Errorf("read again it is %+v, %v", again, err)
	}
	trial, err := Try(in, p, []Change{{Cell: p.Assignments[0].Cell, Out: true}})
	if err != nil || trial.Sites[0].After.Ease.LandingSpread > 12 || *trial.Sites[0].After.Ease == *e {
		t.Errorf("without a cell it is %+v, %v", trial, err)
	}
}

func TestOfPlansThatAreEqualOtherwiseTheEasierIsBetter(t *testing.T) {
	in := prison(2, 2)
	in.Sites[0].Walk = Walk{SameLanding: 2, SameWing: 2, SameBuilding: 2, OtherBuilding: 2}
	in.Sites[0].Cells[1].Weight = 0
	s := compile(in).sites[0]
	lay := func(team, start int) *draft {
		x := newSchedule(s)
		x.place(0, 0, 0)
		x.place(1, team, start)
		return measure(x)
	}
	beside, between := lay(1, 0), lay(1, 3)
	if beside.makespan = between.makespan; !beside.better(between) || between.better(beside) {
		t.Errorf("%+v and %+v", beside.x.ease(), between.x.ease())
	}
}
