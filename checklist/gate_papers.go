package checklist

import (
	"slices"
	"time"
)

// signers tells, role by role, who has neither signed nor given a reason. What
// presence_unsigned says is not said again.
func (g *gate) signers() {
	for _, role := range BasisSigners {
		if !g.in.Basis.Demands(role) {
			continue
		}
		switch role {
		case "searcher":
			g.searchers()
		case "lead":
			if !g.signed("lead") {
				g.say(Lack{Code: "signer_missing", Role: role}, g.words["signer_missing_lead"])
			}
		case "occupant":
			if g.in.Presence.Occupant == "present" && g.signed("witness") && !g.signed("occupant") {
				g.say(Lack{Code: "signer_missing", Role: role}, g.words["signer_missing_occupant"])
			}
		case "witness":
			if n := g.signatures("witness"); g.witnesses() > n && g.signed("occupant", "witness") {
				g.say(Lack{Code: "signer_missing", Role: role}, g.words["signer_missing_witness"].with(numeral(n), numeral(g.witnesses())))
			}
		}
	}
}

// searchers tells who of those that searched has not signed. The lead signs as
// lead; a signature that names nobody stands for the first who is left.
func (g *gate) searchers() {
	nameless := 0
	for _, s := range g.in.Signatures {
		if s.Role == "searcher" && s.Officer == "" && s.stands() {
			nameless++
		}
	}
	if len(g.in.Searchers) == 0 && !g.signed("searcher", "lead") {
		g.say(Lack{Code: "signer_missing", Role: "searcher"}, g.words["signer_missing_searchers"])
	}
	for i, officer := range g.in.Searchers {
		by := func(s Signature) bool {
			return s.Officer == officer && (s.Role == "searcher" || s.Role == "lead") && s.stands()
		}
		if slices.ContainsFunc(g.in.Signatures, by) || slices.Contains(g.in.Searchers[:i], officer) {
			continue
		}
		if nameless > 0 {
			nameless--
			continue
		}
		g.say(Lack{Code: "signer_missing", Role: "searcher", Officer: officer}, g.words["signer_missing_searcher"].of(g.officer(officer)))
	}
}

func (g *gate) signatures(role string) (n int) {
	for _, s := range g.in.Signatures {
		if s.Role == role && s.stands() {
			n++
		}
	}
	return n
}

// documents tells of those that the basis demands of a search like this one.
func (g *gate) documents() {
	if g.in.Basis == nil {
		return
	}
	for _, d := range g.in.Basis.Documents {
		if g.moment(d.When) && !slices.Contains(g.in.Documents, d.Code) {
			g.say(Lack{Code: "document_missing", Document: d.Code}, g.words["document_missing"].of(d.Labels))
		}
	}
}

func (g *gate) moment(when string) bool {
	switch when {
	case "find":
		return g.found()
	case "seized":
		return slices.ContainsFunc(g.in.Exhibits, func(x Exhibit) bool { return !x.Voided && x.Disposition == "seized" })
	}
	return true
}

// found says whether there is a find that stands, or something taken.
func (g *gate) found() bool {
	return slices.ContainsFunc(g.in.Findings, func(f Finding) bool { return !f.Voided }) ||
		slices.ContainsFunc(g.in.Exhibits, func(x Exhibit) bool { return !x.Voided })
}

// hours tells whether the search began when the basis does not allow it, by the
// time of the site. Where the zone or the instant cannot be read nothing is said.
func (g *gate) hours() {
	if g.in.Basis == nil || g.in.Basis.Hours == nil || g.in.TimeZone == "" || g.in.TimeZone == "Local" {
		return
	}
	zone, err := time.LoadLocation(g.in.TimeZone)
	if err != nil {
		return
	}
	at, err := time.Parse("2006-01-02T15:04:05.000Z", g.in.StartedAt)
	if err != nil || g.in.Basis.Hours.Allow(at.In(zone)) {
		return
	}
	g.say(Lack{Code: "outside_hours"}, g.words["outside_hours"].with(at.In(zone).Format("15:04")))
}

// outcome tells where the outcome is not what was found.
func (g *gate) outcome() {
	switch {
	case g.in.Outcome == "done_clear" && g.found():
		g.say(Lack{Code: "outcome_contradicts"}, g.words["outcome_clear"])
	case g.in.Outcome == "done_find" && !g.found():
		g.say(Lack{Code: "outcome_contradicts"}, g.words["outcome_find"])
	}
}
