package crew

// Bare are the cells of a site that no team of a proposal may search.
func Bare(t interface{ Fatal(...any) }, r *Roster, p *Proposal, site int) map[string]bool {
	kept, err := r.Keep(p, true)
	if err != nil {
		t.Fatal(err)
	}
	bare := map[CellChange]bool{}
	kept.crewed(&kept.Sites[site]).bare(bare)
	out := map[string]bool{}
	for c := range bare {
		out[c.Cell] = true
	}
	return out
}

// Dealt gives the officers of each site round to teams of three, in the order of
// the document: the baseline.
func Dealt(t interface{ Fatal(...any) }, r *Roster) *Proposal {
	p := &Proposal{}
	names := newNames(r)
	for i := range r.Sites {
		s := &r.Sites[i]
		k := max(1, len(s.Officers)/3)
		ids, _ := names.teams(s, k)
		c := newCrewing(needOf(r.Instance, &r.Instance.Sites[i]), s, k, ids)
		c.deal()
		p.Sites = append(p.Sites, c.write())
	}
	return p
}
