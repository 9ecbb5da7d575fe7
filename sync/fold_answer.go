package sync

import (
	"slices"
)

// foldAnswer: the answer's values are those of the assertions that nothing
// supersedes. One distinct value is the answer; several are contested, and
// nobody but a person chooses.
func (p *projection) foldAnswer(a about) (folded, error) {
	facts := a.of("answer.asserted", "answer.resolved")
	if len(facts) == 0 {
		return folded{body: object{"erased": true}}, nil
	}
	standing := unsuperseded(facts)
	body := object{"search": facts[0].Entity}
	pick(body, facts[0].Body, "item", "row")
	search, err := p.desk.look(KindSearch, facts[0].Entity)
	if err != nil {
		return folded{}, err
	}
	pick(body, search, "task", "taskCode", "location", "locationCode")
	values := map[string]bool{}
	var assertions []object
	for _, f := range facts {
		stands := slices.ContainsFunc(standing, func(s fact) bool { return s.Hash == f.Hash })
		if stands {
			values[valueKey(f.Body["value"])] = true
		}
		o := f.whoWith("comment", "number", "reason", "by", "label", "valueLabel", "template", "templateVersion")
		o["value"] = f.Body["value"]
		put(o, "files", f.Files)
		put(o, "superseded", !stands)
		put(o, "resolution", f.Type == "answer.resolved")
		assertions = append(assertions, o)
	}
	last := standing[len(standing)-1]
	pick(body, last.Body, "label", "valueLabel", "comment")
	body["assertions"] = assertions
	body["state"] = "answered"
	counted := map[string]int64{"answers": 1}
	if len(values) > 1 {
		body["state"], counted["contested"] = "contested", 1
		delete(body, "valueLabel")
		delete(body, "comment")
	} else {
		body["value"] = last.Body["value"]
	}
	if last.paper() != nil {
		counted["onPaper"] = 1
	}
	site := siteFor(facts[0].Site, search)
	put(body, "site", site)
	keys := []string{"search:" + facts[0].Entity}
	if len(values) > 1 {
		keys = append(keys, "contested", "tray")
	}
	return folded{body: body, site: site, keys: keys, parents: []target{{KindSearch, facts[0].Entity}}, counted: counted}, nil
}

// unsuperseded gives the facts that no other supersedes; all of them, should
// they supersede each other in a circle.
func unsuperseded(facts []fact) []fact {
	var standing []fact
	for _, f := range facts {
		if !slices.ContainsFunc(facts, func(g fact) bool { return g.Hash != f.Hash && slices.Contains(g.Supersedes, f.Entry) }) {
			standing = append(standing, f)
		}
	}
	if len(standing) == 0 {
		return facts
	}
	return standing
}
