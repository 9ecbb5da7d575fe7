package check

import (
	"slices"
	"testing"
)

func TestAPlanThatKeepsEveryRuleIsNotFaulted(t *testing.T) {
	in, plan := parsed(t, dawn), parsed(t, dawnPlan)
	sign(t, in, plan)
	if found := judge(t, in, plan); len(found) > 0 {
		t.Fatal(lines(found))
	}
}

// breach is one thing done to a sound plan, and the one rule that must name it.
type breach struct {
	rule, name string
	do         func(in, plan doc)
	asItStands bool // leave the figures alone
}

func siteIn(in doc, id string) doc { return item(in, "sites", "id", id) }

func cellOf(in doc, s, id string) doc { return item(siteIn(in, s), "cells", "id", id) }

var breaches = []breach{
	{"instance", "the plan is for another instance", func(in, _ doc) { in["name"] = "dusk" }, true},
	{"H1", "a team of another site", func(_, p doc) { move(p, "f", "T2", 25) }, false},
	{"H1", "a cell is searched twice", func(_, p doc) { add(p, "assignments", doc{"cell": "i", "team": "V1", "start": 30, "end": 40}) }, false},
	{"H1", "a cell is neither searched nor unsearched", func(_, p doc) {
		without(p, "assignments", "cell", "i")
		unbounded(p, "S3")
	}, false},
	{"H1", "a cell is searched and unsearched", func(_, p doc) {
		p["unsearched"] = append(p["unsearched"].([]any), doc{"cell": "i", "rule": "capacity"})
		p["totals"].(doc)["unsearchedPriority"] = 3
		unbounded(p, "S3")
	}, false},
	{"H2", "the walk to another wing is cut short", func(_, p doc) { move(p, "d", "T1", 24) }, false},
	{"H2", "the walk along a landing is cut short", func(_, p doc) { move(p, "i", "V1", 10) }, false},
	{"H2", "a team is in two cells at once", func(_, p doc) { move(p, "f", "U1", 25) }, false},
	{"H3", "one dog at two cells", func(in, p doc) { in["pins"] = []any{}; move(p, "c", "T2", 10) }, false},
	{"H4", "a search outlasts its cell's window", func(_, p doc) { move(p, "f", "U2", 26) }, false},
	{"H4", "a search begins before its cell's window", func(in, _ doc) { cellOf(in, "S2", "f")["window"] = doc{"from": 26, "to": 40} }, false},
	{"H4", "a search outlasts the site's window", func(_, p doc) { move(p, "b", "T3", 51) }, false},
	{"H4", "a search outlasts the team's shift", func(in, p doc) {
		item(siteIn(in, "S1"), "teams", "id", "T3")["shift"] = doc{"from": 0, "to": 29}
	}, false},
	{"H4", "a search begins before the team's shift", func(in, p doc) {
		item(siteIn(in, "S1"), "teams", "id", "T3")["shift"] = doc{"from": 21, "to": 60}
	}, false},
	{"H5", "a site begins late and does not say so", func(in, p doc) {
		move(p, "h", "V1", 1)
		move(p, "i", "V1", 12)
		resum(in, p)
		item(p, "sites", "id", "S3")["slip"] = 0
	}, true},
	{"H5", "a site begins late and nothing explains it", func(_, p doc) { move(p, "h", "V1", 1); move(p, "i", "V1", 12) }, false},
	{"H5", "a site begins late though it need not", func(_, p doc) {
		move(p, "h", "V1", 12)
		move(p, "i", "V1", 1)
		add(p, "infeasible", doc{"constraint": "H5", "params": doc{"site": "S3"}})
	}, false},
	{"H6", "a later group drifts apart and nothing explains it", func(_, p doc) {
		move(p, "d", "T1", 28)
		p["totals"].(doc)["groupSlip"] = 1
	}, false},
	{"H6", "a later group drifts apart unsaid", func(_, p doc) {
		move(p, "d", "T1", 28)
		add(p, "infeasible", doc{"constraint": "H6", "params": doc{"group": "G2"}})
	}, false},
	{"H6", "a first-wave cell starts late", func(_, p doc) {
		move(p, "e", "U1", 1)
		p["totals"].(doc)["groupSlip"] = 1
		add(p, "infeasible", doc{"constraint": "H5", "params": doc{"site": "S2"}})
	}, false},
	{"H7", "nobody on the team has the skill", func(in, _ doc) { cellOf(in, "S1", "d")["needs"] = doc{"skills": []any{"rope"}} }, false},
	{"H7", "too few officers of the sex", func(in, _ doc) {
		cellOf(in, "S1", "d")["needs"] = doc{"officersOfSex": doc{"sex": "f", "count": 3}}
	}, false},
	{"H8", "an officer searches the wing he works in", func(_, p doc) { move(p, "d", "T2", 25) }, false},
	{"H8", "an officer searches the building he works in", func(in, p doc) {
		in["policy"].(doc)["conflictOfInterest"] = "building"
		add(in, "waivers", doc{"officer": "O3", "cell": "a"})
	}, false},
	{"H8", "a waiver for another cell is no waiver", func(in, p doc) {
		move(p, "d", "T2", 25)
		add(in, "waivers", doc{"officer": "O3", "cell": "b"})
	}, false},
	{"H9", "two searches at once on a landing", func(_, p doc) { move(p, "b", "T3", 18) }, false},
	{"H10", "a forbidden team", func(_, p doc) { move(p, "b", "T2", 20) }, false},
	{"H10", "another start than the pin's", func(_, p doc) { move(p, "c", "T2", 1) }, false},
	{"H10", "another team than the pin's", func(_, p doc) { move(p, "c", "T3", 0) }, false},
	{"end", "an end that is not start and duration", func(_, p doc) { item(p, "assignments", "cell", "a")["end"] = 19 }, true},
	{"unsearched", "an unknown reason", func(_, p doc) { item(p, "unsearched", "cell", "g")["rule"] = "weather" }, true},
	{"unsearched", "a reason that does not hold", func(_, p doc) { item(p, "unsearched", "cell", "g")["rule"] = "noSex" }, true},
	{"unsearched", "a conflict of interest that is waived", func(_, p doc) { item(p, "unsearched", "cell", "g")["rule"] = "conflictOfInterest" }, true},
	{"unsearched", "no room, where the cell is hopeless", func(_, p doc) { item(p, "unsearched", "cell", "g")["rule"] = "capacity" }, true},
	{"unsearched", "a first wave that the cell is not of", func(in, p doc) {
		delete(cellOf(in, "S1", "g"), "needs")
		item(p, "unsearched", "cell", "g")["rule"] = "firstWave"
		unbounded(p, "S1")
	}, true},
	{"unsearched", "a cell that has room", func(in, p doc) {
		delete(cellOf(in, "S1", "g"), "needs")
		cellOf(in, "S1", "g")["duration"] = 5
		item(p, "unsearched", "cell", "g")["rule"] = "capacity"
		unbounded(p, "S1")
	}, true},
	{"site", "a makespan that is not the last end", func(_, p doc) { item(p, "sites", "id", "S1")["makespan"] = 34 }, true},
	{"site", "a site that is listed twice", func(_, p doc) { add(p, "sites", item(p, "sites", "id", "S3")) }, true},
	{"totals", "a makespan", func(_, p doc) { p["totals"].(doc)["makespan"] = 36 }, true},
	{"totals", "a sum of makespans", func(_, p doc) { p["totals"].(doc)["sumMakespan"] = 85 }, true},
	{"totals", "an exposure", func(_, p doc) { p["totals"].(doc)["exposure"] = 80 }, true},
	{"totals", "a sum of slips", func(_, p doc) { p["totals"].(doc)["siteSlip"] = 1 }, true},
	{"totals", "a priority left out", func(_, p doc) { p["totals"].(doc)["unsearchedPriority"] = 1 }, true},
	{"totals", "no word on what slack was spent", func(in, _ doc) { in["policy"].(doc)["makespanSlackPercent"] = 5 }, false},
	{"totals", "more slack spent than there is", func(in, p doc) {
		in["policy"].(doc)["makespanSlackPercent"] = 5
		p["totals"].(doc)["makespanBest"], p["totals"].(doc)["sumMakespanBest"] = 33, 84
	}, false},
	{"proven", "a proof that is none", func(_, p doc) { item(p, "sites", "id", "S1")["proven"] = true }, true},
	{"proven", "a proof that is not claimed", func(_, p doc) { item(p, "sites", "id", "S2")["proven"] = false }, true},
}

func TestEveryBreachIsNamedByItsRuleAlone(t *testing.T) {
	for _, b := range breaches {
		t.Run(b.rule+" "+b.name, func(t *testing.T) {
			in, plan := parsed(t, dawn), parsed(t, dawnPlan)
			sign(t, in, plan)
			b.do(in, plan)
			if b.rule != "instance" {
				sign(t, in, plan)
			}
			if !b.asItStands {
				resum(in, plan)
			}
			found := judge(t, in, plan)
			if len(found) == 0 {
				t.Fatal("nothing was found")
			}
			for _, v := range found {
				if v.Rule != b.rule {
					t.Fatalf("wanted %s alone, found%s", b.rule, lines(found))
				}
			}
		})
	}
}

func TestEveryRuleHasABreachThatIsTried(t *testing.T) {
	tried := []string{RuleBound, RuleUnverifiable, RuleMinimal} // in bounds_test.go and tiny_test.go
	for _, b := range breaches {
		tried = append(tried, b.rule)
	}
	for _, rule := range Rules {
		if !slices.Contains(tried, rule) {
			t.Errorf("no breach of %s is tried", rule)
		}
	}
}
