package server

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// GetSummary gives the operation's summary: what was to be done, what was done,
// what was found, of the caller's sites.
func (h handlers) GetSummary(ctx context.Context, r api.GetSummaryRequestObject) (api.GetSummaryResponseObject, error) {
	p, err := h.pictureOf(ctx, r.Operation)
	if err != nil {
		return nil, err
	}
	defer p.mu.Unlock()
	l, err := h.lookAt(ctx, p)
	if err != nil {
		return nil, err
	}
	m := summing{look: l, files: map[models.ID]int{}}
	if err := h.Store.Read(ctx, m.read); err != nil {
		return nil, err
	}
	return api.GetSummary200JSONResponse(m.draw()), nil
}

// summing makes a summary of what a look shows.
type summing struct {
	*look
	journal map[models.ID]store.EntryCount
	files   map[models.ID]int // that are whole
}

func (m *summing) read(v store.View) error {
	if err := m.counted.follow(v, m.operation); err != nil {
		return err
	}
	m.journal = m.counted.sites
	files, err := v.Count(m.operation, fieldsync.KindFile)
	for _, f := range files {
		if f.State == "stored" {
			m.files[orNone(f.Site)] += f.Count
		}
	}
	return err
}

func (m *summing) draw() api.OperationSummary {
	picture := m.look.draw()
	s := api.OperationSummary{Operation: m.operation, Name: m.o.Name, Reference: m.o.Reference, State: api.OperationState(m.o.State), HHour: instantOrNone(m.o.HHour),
		Position: picture.Position, Epoch: m.epoch, Sites: []api.SummarySite{}, Categories: m.categories(), Models: picture.Seizures.ByModel,
		Places: picture.Seizures.ByPlace, Routes: picture.Seizures.ByRoute, Amounts: picture.Seizures.Amounts}
	s.Funnel.Reasons = []api.SummaryReason{}
	for _, p := range picture.Sites {
		site := m.site(p)
		s.Sites = append(s.Sites, site)
		addFunnel(&s.Funnel, site.Funnel)
		addSpan(&s.Span, site.Span)
		addCounts(&s.Counts, site.Counts)
	}
	s.Funnel.Reasons = reasonsOf(m.reasons(models.ID{}))
	if _, all := m.journal[models.ID{}]; all && m.all { // what is about no site is for who sees them all
		s.Counts.Entries += m.journal[models.ID{}].Entries
		s.Counts.Files += m.files[models.ID{}]
	}
	return s
}

// site sums up one.
func (m *summing) site(p api.SiteProgress) api.SummarySite {
	d := m.sites[p.Id]
	s := api.SummarySite{Id: p.Id, Code: p.Code, Name: p.Name, HHour: p.HHour,
		Funnel: api.SummaryFunnel{Authorised: d.Authorised, Planned: p.Cells, Started: p.Started, DoneClear: p.DoneClear, DoneFind: p.DoneFind,
			NotExecuted: p.NotExecuted, Reasons: reasonsOf(m.reasons(p.Id))},
		Span: m.span(p),
		Counts: api.SummaryCounts{Searches: d.Counts["searches"], Findings: d.Counts["findings"] - d.Counts["findingsVoided"],
			Exhibits: d.Counts["exhibits"] - d.Counts["exhibitsVoided"], ExhibitsVoided: d.Counts["exhibitsVoided"], Incidents: len(d.Incidents),
			Contested: d.Counts["contested"], Resolved: m.journal[p.Id].Resolved, Tablets: p.Tablets, Entries: m.journal[p.Id].Entries, Files: m.files[p.Id]}}
	for _, x := range m.searches {
		if x.Site == p.Id && x.Overridden != nil {
			s.Counts.Overrides++
		}
		if x.Site == p.Id && x.Outside != nil {
			s.Counts.OutsideAuthorisation++
		}
	}
	return s
}

// reasons counts why cells of a site, or of all that are seen, were not searched:
// of each the last reason that was given.
func (m *summing) reasons(site models.ID) map[string]int {
	why := map[string]int{}
	for _, t := range m.tasks {
		if t.State != string(models.TaskNotExecuted) || site != (models.ID{}) && t.Site != site || !m.sees(t.Site) {
			continue
		}
		code := ""
		for _, x := range t.Searches {
			code = cmp.Or(x.ReasonCode, code)
		}
		why[cmp.Or(code, "unknown")]++
	}
	return why
}

func reasonsOf(why map[string]int) []api.SummaryReason {
	out := []api.SummaryReason{}
	for _, code := range slices.Sorted(maps.Keys(why)) {
		out = append(out, api.SummaryReason{Code: code, Count: why[code]})
	}
	slices.SortStableFunc(out, func(a, b api.SummaryReason) int { return cmp.Compare(b.Count, a.Count) })
	return out
}

// span is when the searches of a site began and ended, in minutes after its H.
func (m *summing) span(p api.SiteProgress) api.SummarySpan {
	s := api.SummarySpan{ExposurePlanned: p.ExposurePlanned, Exposure: p.Exposure, MakespanPlanned: p.PlannedEnd}
	h := m.hOf(p.Id)
	for _, t := range m.tasks {
		if t.Site != p.Id {
			continue
		}
		if at, ok := minutesAfter(h, t.StartedAt); ok {
			addSpan(&s, api.SummarySpan{FirstStart: &at, LastStart: &at})
		}
		if at, ok := minutesAfter(h, t.EndedAt); ok {
			addSpan(&s, api.SummarySpan{Makespan: &at})
		}
	}
	return s
}

// addSpan widens a span by another: exposures add up.
func addSpan(s *api.SummarySpan, x api.SummarySpan) {
	pick := func(to **int, from *int, better func(a, b int) bool) {
		if from != nil && (*to == nil || better(*from, **to)) {
			*to = from
		}
	}
	less, more := func(a, b int) bool { return a < b }, func(a, b int) bool { return a > b }
	pick(&s.FirstStart, x.FirstStart, less)
	pick(&s.LastStart, x.LastStart, more)
	pick(&s.Makespan, x.Makespan, more)
	s.MakespanPlanned = max(s.MakespanPlanned, x.MakespanPlanned)
	s.Exposure, s.ExposurePlanned = s.Exposure+x.Exposure, s.ExposurePlanned+x.ExposurePlanned
	if s.FirstStart != nil && s.LastStart != nil {
		spread := *s.LastStart - *s.FirstStart
		s.StartSpread = &spread
	}
}

func addFunnel(f *api.SummaryFunnel, x api.SummaryFunnel) {
	f.Authorised, f.Planned, f.Started = f.Authorised+x.Authorised, f.Planned+x.Planned, f.Started+x.Started
	f.DoneClear, f.DoneFind, f.NotExecuted = f.DoneClear+x.DoneClear, f.DoneFind+x.DoneFind, f.NotExecuted+x.NotExecuted
}

func addCounts(c *api.SummaryCounts, x api.SummaryCounts) {
	c.Searches, c.Findings, c.Exhibits, c.ExhibitsVoided = c.Searches+x.Searches, c.Findings+x.Findings, c.Exhibits+x.Exhibits, c.ExhibitsVoided+x.ExhibitsVoided
	c.Incidents, c.Overrides, c.OutsideAuthorisation = c.Incidents+x.Incidents, c.Overrides+x.Overrides, c.OutsideAuthorisation+x.OutsideAuthorisation
	c.Contested, c.Resolved = c.Contested+x.Contested, c.Resolved+x.Resolved
	c.Tablets, c.Entries, c.Files = c.Tablets+x.Tablets, c.Entries+x.Entries, c.Files+x.Files
}

// categories counts the exhibits that stand, by category.
func (m *summing) categories() []api.Count {
	by := map[string]int{}
	for _, e := range m.exhibits {
		if e.State != string(models.ExhibitVoided) && m.sees(e.Site) {
			by[e.Category]++
		}
	}
	out := []api.Count{}
	for _, code := range slices.Sorted(maps.Keys(by)) {
		out = append(out, api.Count{Code: code, Label: m.label("categories", code), Count: by[code]})
	}
	slices.SortStableFunc(out, func(a, b api.Count) int { return cmp.Compare(b.Count, a.Count) })
	return out
}
