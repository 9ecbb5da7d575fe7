package checklist

import "slices"

// Override is a supervisor's leave to close a search although something is
// missing. It covers what it names and nothing else.
type Override struct {
	Reason     string `json:"reason"`
	Supervisor string `json:"supervisor,omitempty"` // officer
	Missing    []Lack `json:"missing"`
}

// Overridden is what an override makes of what is missing.
type Overridden struct {
	Open    []Lack `json:"open,omitempty"`    // what it does not cover
	Covered []Lack `json:"covered,omitempty"` // what it does
	Faults  []Lack `json:"faults,omitempty"`  // what is wrong with the override itself: override_without_reason, override_unsupervised
}

// Judge judges a supervisor's leave over what the gate found missing. It
// needs a reason and a supervisor of the operation who is not the officer who
// closes the search. A tablet takes no override with a fault; a server applies
// it and shows the fault.
func (o Override) Judge(lacks []Lack, closedBy string, officers map[string]Person) Overridden {
	var out Overridden
	words := sentencesOfGate()
	for _, l := range lacks {
		if slices.ContainsFunc(o.Missing, l.within) {
			out.Covered = append(out.Covered, l)
		} else {
			out.Open = append(out.Open, l)
		}
	}
	if blank(o.Reason) {
		out.Faults = append(out.Faults, Lack{Code: "override_without_reason", Text: words["override_without_reason"]})
	}
	if o.Supervisor == "" || o.Supervisor == closedBy || !officers[o.Supervisor].Supervisor {
		out.Faults = append(out.Faults, Lack{Code: "override_unsupervised", Text: words["override_unsupervised"]})
	}
	return out
}

// within says whether an override that names m covers the lack: the code is the
// same, and so is everything else that m names.
func (l Lack) within(m Lack) bool {
	same := func(named, is string) bool { return named == "" || named == is }
	return m.Code == l.Code && same(m.Path, l.Path) && same(m.Row, l.Row) && same(m.Problem, l.Problem) && same(m.Exhibit, l.Exhibit) &&
		same(m.Finding, l.Finding) && same(m.Seal, l.Seal) && same(m.Role, l.Role) && same(m.Officer, l.Officer) && same(m.Document, l.Document)
}
