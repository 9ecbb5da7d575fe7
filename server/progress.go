package server

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// eventsShown are the newest of them.
const eventsShown = 40

// shownEvents are the entries that headquarters reads as they come; single
// answers would drown them.
var shownEvents = []string{"search.started", "search.closed", "search.confirmed", "search.notExecuted", "search.reopened", "finding.recorded",
	"exhibit.seized", "exhibit.voided", "seal.broken", "incident.reported", "gate.overridden", "bundle.opened",
	"operation.held", "operation.resumed", "operation.stoodDown", "operation.rescheduled", "operation.closed", "tablet.revoked", "note.added"}

// GetProgress gives the live picture, as far as the caller's sites reach.
func (h handlers) GetProgress(ctx context.Context, r api.GetProgressRequestObject) (api.GetProgressResponseObject, error) {
	p, err := h.pictureOf(ctx, r.Operation)
	if err != nil {
		return nil, err
	}
	defer p.mu.Unlock()
	l, err := h.lookAt(ctx, p)
	if err != nil {
		return nil, err
	}
	answer := l.draw()
	answer.Speed, answer.Now = float32(h.Speed), models.FormatTime(l.now)
	return api.GetProgress200JSONResponse(answer), nil
}

// lookAt is the caller's look at a picture, which is locked.
func (s *Server) lookAt(ctx context.Context, p *picture) (*look, error) {
	who := store.CallerOf(ctx).Actor
	l := &look{picture: p, now: s.Clock(), sees: func(site models.ID) bool { return who.Sees(models.ActProgressRead, p.operation, site) }}
	_, l.all = who.Sites(models.ActProgressRead, p.operation)
	return l, s.Store.Read(ctx, l.read)
}

// look is one viewer's look at a picture.
type look struct {
	*picture
	now      time.Time
	h        time.Time
	sees     func(models.ID) bool
	all      bool // sees every site
	o        models.Operation
	streams  []store.Stream
	tablets  map[models.ID]models.Tablet
	tray     []store.StateCount
	events   []*fieldsync.Journalled
	labels   map[string]api.Labels // "list/code"
	called   map[models.ID]models.Contact
	orders   map[models.ID]uint64 // positions of the entries that moved H, by their ids
	proposed int                  // number of the version that the server proposes now, 0 for none
}

// read fetches what is not in documents: the operation's state, tablets, the
// tray's counts, the newest entries, the labels.
func (l *look) read(v store.View) (err error) {
	if l.o, err = v.Operation(l.operation); err != nil {
		return err
	}
	if l.o.HHour != nil {
		l.h = *l.o.HHour
	}
	if err := l.readOrders(v); err != nil {
		return err
	}
	if l.streams, err = v.StreamsOf(l.operation); err != nil {
		return err
	}
	ids := slices.Collect(maps.Keys(l.sites))
	tablets, err := v.TabletsAt(ids)
	if err != nil {
		return err
	}
	l.tablets = map[models.ID]models.Tablet{}
	for _, t := range tablets {
		l.tablets[t.ID] = t
	}
	if l.tray, err = v.Count(l.operation, fieldsync.KindReceipt); err != nil {
		return err
	}
	if l.events, err = v.NewestEntries(l.operation, eventsShown, shownEvents...); err != nil {
		return err
	}
	if !l.all {
		l.events = slices.DeleteFunc(l.events, func(e *fieldsync.Journalled) bool { return !l.sees(e.Entry.Site) })
	}
	if l.called, err = v.LastContacts(l.operation); err != nil {
		return err
	}
	if l.proposed, err = v.ProposedNow(l.o); err != nil {
		return err
	}
	return l.readLabels(v)
}

func (l *look) readLabels(v store.View) error {
	picks, err := v.Picks("")
	l.labels = map[string]api.Labels{}
	for _, p := range picks {
		l.labels[p.List+"/"+p.Code] = api.Labels{En: p.LabelEN, Fr: p.LabelFR}
	}
	return err
}

func (l *look) label(list, code string) api.Labels {
	if x, ok := l.labels[list+"/"+code]; ok {
		return x
	}
	return api.Labels{En: code, Fr: code}
}

func (l *look) draw() api.Progress {
	p := api.Progress{Operation: l.operation, Name: l.o.Name, Reference: l.o.Reference, State: api.OperationState(l.o.State),
		HHour: instantOrNone(l.o.HHour), Thresholds: thresholdsOut(l.o.Thresholds), Position: int64(l.position), Epoch: l.epoch, //nolint:gosec // positions end at 2^53
		Sites: []api.SiteProgress{}, Tablets: []api.TabletLoad{}, Needs: []api.Need{}, Events: []api.Event{}}
	sites := l.drawSites()
	for _, id := range slices.SortedFunc(maps.Keys(sites), func(a, b models.ID) int { return cmp.Compare(sites[a].Code, sites[b].Code) }) {
		s := sites[id]
		p.Sites = append(p.Sites, *s)
		p.Funnel.Authorised += l.sites[id].Authorised
		p.Funnel.Planned += s.Cells
		p.Funnel.Started += s.Started
		p.Funnel.DoneClear += s.DoneClear
		p.Funnel.DoneFind += s.DoneFind
		p.Funnel.NotExecuted += s.NotExecuted
		p.Exposure.Actual += s.Exposure
		p.Exposure.Planned += s.ExposurePlanned
		if l.now.After(l.hOf(id)) {
			p.Exposure.PlannedSoFar += l.exposureBy(id)
		}
	}
	p.Exposure.Curve = l.exposureCurve()
	l.drawTablets(&p, sites)
	l.drawSeizures(&p)
	l.drawNeeds(&p)
	l.drawEvents(&p)
	return p
}

// drawSites sums up tasks by site.
func (l *look) drawSites() map[models.ID]*api.SiteProgress {
	out := map[models.ID]*api.SiteProgress{}
	for id, s := range l.sites {
		if !l.sees(id) {
			continue
		}
		out[id] = &api.SiteProgress{Id: id, Code: s.Code, Name: s.Name, Type: api.EstablishmentType(s.Type), Commune: s.Commune,
			Department: s.Department, Latitude: s.Latitude, Longitude: s.Longitude, TimeZone: s.TimeZone, Lead: s.Lead, Phone: s.Phone,
			Radio: s.Radio, Finds: s.Counts["exhibitsSeized"], HHour: models.FormatTime(l.hOf(id))}
		if c, ok := l.called[id]; ok {
			out[id].LastContact = lastContactOut(c)
		}
	}
	late := map[models.ID]int{}
	first := map[models.ID]string{}
	for _, t := range l.planned() {
		s := out[t.Site]
		if s == nil {
			continue
		}
		l.addTask(s, t)
		if h := l.hOf(t.Site); l.now.After(h) && t.End <= int(l.now.Add(-minutes(l.o.LateAfter)).Sub(h)/time.Minute) {
			late[t.Site]++
		}
		if t.StartedAt != "" && (first[t.Site] == "" || t.StartedAt < first[t.Site]) {
			first[t.Site] = t.StartedAt
		}
	}
	for id, s := range out {
		done := s.DoneClear + s.DoneFind + s.NotExecuted
		s.Late, s.FirstStart = late[id] > done, first[id]
		s.State = siteState(s, done)
	}
	return out
}

func (l *look) addTask(s *api.SiteProgress, t taskDoc) {
	s.Cells++
	s.PlannedEnd = max(s.PlannedEnd, t.End)
	s.ExposurePlanned += t.weight() * t.Start
	if l.now.Sub(l.hOf(t.Site)) >= minutes(t.End) {
		s.DueByNow++
	}
	if t.StartedAt != "" {
		s.Started++
	}
	s.Exposure += t.weight() * l.exposed(t)
	switch models.TaskState(t.State) {
	case models.TaskDoneClear:
		s.DoneClear++
	case models.TaskDoneFind:
		s.DoneFind++
	case models.TaskNotExecuted:
		s.NotExecuted++
	}
}

// exposed is for how many minutes word could have reached a cell before its
// search: until it started, or until now while it has not. One that will not be
// searched counts no longer.
func (l *look) exposed(t taskDoc) int {
	h := l.hOf(t.Site)
	if m, ok := minutesAfter(h, t.StartedAt); ok {
		return max(m, 0)
	}
	if h.IsZero() || t.State == string(models.TaskNotExecuted) {
		return 0
	}
	return max(int(l.now.Sub(h)/time.Minute), 0)
}

func (t taskDoc) weight() int {
	if t.Weight == nil {
		return 1
	}
	return *t.Weight
}

// exposureBy is what the plan's exposure of a site had come to by now: searches
// that should have started count with their start, the others with the time gone.
func (l *look) exposureBy(site models.ID) int {
	gone, sum := int(l.now.Sub(l.hOf(site))/time.Minute), 0
	for _, t := range l.planned() {
		if t.Site == site {
			sum += t.weight() * min(t.Start, gone)
		}
	}
	return sum
}

func siteState(s *api.SiteProgress, done int) string {
	switch {
	case s.Started == 0 && done == 0:
		return "planned"
	case done < s.Cells:
		return "started"
	case s.DoneFind > 0:
		return "find"
	case s.NotExecuted == s.Cells:
		return "not_executed"
	}
	return "clear"
}

// drawTablets lists tablets that still hold something, and tells each site who was heard.
func (l *look) drawTablets(p *api.Progress, sites map[models.ID]*api.SiteProgress) {
	for _, x := range l.streams {
		t, ok := l.tablets[x.Tablet]
		if !ok || sites[t.Establishment] == nil {
			continue
		}
		s := sites[t.Establishment]
		s.Tablets++
		if heard := instantOrNone(x.LastHeard); heard > s.LastHeard {
			s.LastHeard = heard
		}
		if !holdsSomething(x) {
			continue
		}
		s.TabletsNotEmpty++
		s.UnsentEntries += int(x.HeadEntries) //nolint:gosec // below 2^53
		s.UnsentFiles += int(x.HeadFiles)     //nolint:gosec // likewise
		unheard := l.now.Sub(latest(l.hOf(t.Establishment), x.LastHeard)) > minutes(l.o.UnheardAfter)
		p.Tablets = append(p.Tablets, api.TabletLoad{Unheard: unheard && !l.h.IsZero(), Id: t.ID, Label: t.Label, Site: t.Establishment, Entries: int(x.HeadEntries), //nolint:gosec // likewise
			Files: int(x.HeadFiles), OldestAt: instantOrNone(x.HeadOldest), LastHeard: instantOrNone(x.LastHeard)}) //nolint:gosec // likewise
	}
	for i := range p.Sites {
		s := sites[p.Sites[i].Id]
		open := s.DoneClear+s.DoneFind+s.NotExecuted < s.Cells
		since := l.hOf(s.Id)
		if heard, err := models.ParseTime(s.LastHeard); err == nil && heard.After(since) {
			since = heard
		}
		s.Silent = open && !since.IsZero() && l.now.Sub(since) > minutes(l.o.SilentAfter)
		p.Sites[i] = *s
	}
	slices.SortFunc(p.Tablets, func(a, b api.TabletLoad) int {
		return cmp.Or(cmp.Compare(b.Entries, a.Entries), cmp.Compare(a.Label, b.Label))
	})
}

// drawNeeds lists what a person must look at.
func (l *look) drawNeeds(p *api.Progress) {
	need := func(kind string, site models.ID, n int, subject string) {
		if n > 0 {
			x := api.Need{Kind: kind, Site: site, Count: n, Subject: subject}
			if c, ok := l.called[site]; ok && (kind == "late" || kind == "silent" || kind == "unheard") {
				x.LastContact = lastContactOut(c)
			}
			p.Needs = append(p.Needs, x)
		}
	}
	for _, s := range p.Sites {
		if s.Late {
			need("late", s.Id, 1, "")
		}
		if s.Silent {
			need("silent", s.Id, 1, "")
		}
		need("contested", s.Id, l.sites[s.Id].Counts["contested"], "")
		need("incident", s.Id, len(l.sites[s.Id].Incidents), "")
	}
	for _, t := range p.Tablets {
		if t.Unheard {
			need("unheard", t.Site, 1, t.Label)
		}
	}
	for _, c := range l.tray {
		site := models.ID{}
		if c.Site != nil {
			site = *c.Site
		}
		if slices.Contains([]string{"quarantined", "held", "refused"}, c.State) && (site == models.ID{} || l.sees(site)) {
			need(c.State, site, c.Count, "")
		}
	}
	if l.proposed > 0 && l.all {
		need("replan", models.ID{}, 1, strconv.Itoa(l.proposed))
	}
	l.drawSearchNeeds(p)
	l.drawTaskNeeds(p)
	for id, e := range l.exhibits {
		if e.Duplicate && l.sees(e.Site) {
			need("duplicate_seal", e.Site, 1, e.Number)
			p.Needs[len(p.Needs)-1].Exhibit, _ = models.ParseID(id)
		}
	}
	slices.SortStableFunc(p.Needs, func(a, b api.Need) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Site.String(), b.Site.String()), cmp.Compare(a.Subject, b.Subject))
	})
}

func (l *look) drawEvents(p *api.Progress) {
	for _, e := range l.events {
		at, keyedIn := e.Entry.Done()
		x := api.Event{Position: int64(e.Position), At: models.FormatTime(at), ReceivedAt: models.FormatTime(e.ReceivedAt), //nolint:gosec // below 2^53
			Type: e.Entry.Type, Site: e.Entry.Site, Subject: l.subject(e)}
		if keyedIn {
			x.KeyedInAt = models.FormatTime(e.Entry.At)
		}
		p.Events = append(p.Events, x)
	}
}

// subject is what people call the thing that an entry is about: the number of
// an exhibit, the code of a cell.
func (l *look) subject(e *fieldsync.Journalled) string {
	for _, id := range []string{e.Entry.ID.String(), e.Entry.Entity.String()} {
		if x, ok := l.exhibits[id]; ok {
			return x.Number
		}
		if x, ok := l.searches[id]; ok {
			return cmp.Or(x.TaskCode, x.LocationCode)
		}
		if x, ok := l.tasks[id]; ok {
			return x.Code
		}
	}
	return ""
}
