package server_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

func TestAnOperationIsRefusedItsClosingForWhatThePageSaysIsMissing(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		drug, cash, phone := d.evidence(id)
		w.Tx(func(tx *store.Tx) error {
			streams, err := tx.StreamsOf(id)
			if err != nil {
				return err
			}
			streams[0].HeadEntries, streams[0].HeadFiles = 12, 3
			return tx.SaveStream(&streams[0])
		})
		d.be(id, models.Closing)
		path := "/v1/operations/" + id.String()
		var page api.Closing
		w.As(models.RoleHQ).Get(path + "/closing").Expect(http.StatusOK).Into(&page)
		sums, named := map[string]int{}, map[string]bool{}
		for _, l := range page.Lines {
			sums[string(l.Code)] += l.Count
			for _, x := range l.Things {
				named[string(l.Code)+" "+x.Id] = true
				if l.Code == api.MissingTablets && (x.Entries != 12 || x.Files != 3) {
					t.Errorf("the tablet holds %+v", x)
				}
			}
			if l.Site == (models.ID{}) || len(l.Things) != l.Count {
				t.Errorf("the line %+v says no site, or not which", l)
			}
		}
		for code, want := range map[string]int{"open_tasks": 4, "exhibit_unsealed": 3, "exhibit_without_photo": 4, "hand_over_open": 1, "tablets": 1} {
			if sums[code] != want {
				t.Errorf("%d are missing that are %s, not %d", sums[code], code, want)
			}
		}
		for _, want := range []string{"exhibit_unsealed " + drug.String(), "exhibit_unsealed " + cash.String(), "hand_over_open " + phone.String()} {
			if !named[want] {
				t.Errorf("%s is not named", want)
			}
		}
		refused := map[string]int{}
		for _, f := range w.As(models.RoleCoordinator).Post(path+"/close", object{}).Expect(http.StatusConflict).Problem().Errors {
			var n int
			_, _ = fmt.Sscan(f.Message, &n)
			refused[f.Code] = n
		}
		if text(refused) != text(sums) || page.Complete {
			t.Errorf("the closing is refused for %v, and the page says %v", refused, sums)
		}
		w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.far.ID}}).Get(path + "/closing").Expect(http.StatusOK).Into(&page)
		for _, l := range page.Lines {
			if l.Site != d.far.ID {
				t.Errorf("a role at one site is told of another: %+v", l)
			}
		}
	})
}

func TestASearchBesideAnotherOfTheSameCellKeepsTheOperationOpenUntilItEnds(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		p, _ := d.writer(id, d.near)
		task := p.tasks()[0].ID
		first, second := p.starts(task), p.starts(task)
		p.tell(first, second, p.about("search.closed", first.ID, nil, object{"outcome": "done_clear", "counts": object{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}}))
		d.project()
		var page api.Closing
		missing := func() (searches []string) {
			w.As(models.RoleHQ).Get("/v1/operations/" + id.String() + "/closing").Expect(http.StatusOK).Into(&page)
			for _, l := range page.Lines {
				for _, x := range l.Things {
					if l.Code == api.MissingSearches {
						searches = append(searches, x.Id)
					}
				}
			}
			return searches
		}
		if got := missing(); len(got) != 1 || got[0] != second.ID.String() {
			t.Errorf("open beside another: %v", got)
		}
		p.tell(p.about("search.closed", second.ID, nil, object{"outcome": "done_clear", "counts": object{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}}))
		d.project()
		if got := missing(); len(got) > 0 {
			t.Errorf("it is closed, and still open are %v", got)
		}
	})
}

func TestTheSummaryCountsWhatWasPlannedBegunFoundAndLeft(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		w.Advance(time.Hour + 5*time.Minute) // H was in an hour
		p, _ := d.writer(id, d.near)
		tasks := p.tasks()
		search := p.starts(tasks[0].ID)
		phone := p.write("exhibit.seized", d.near.ID, object{"search": search.ID, "number": "1", "description": "telephone", "category": "phone", "quantity": 2, "unit": "piece", "disposition": "seized",
			"device": object{"isTargetModel": true, "imei1": "359043377500085"}})
		p.tell(search, phone)
		w.Advance(7 * time.Minute)
		p.tell(p.write("search.notExecuted", d.near.ID, object{"task": tasks[1].ID, "reasonCode": "occupant_moved", "reason": "in the infirmary", "counts": object{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}}),
			p.about("search.closed", search.ID, nil, object{"outcome": "done_find", "counts": object{"answers": 0, "findings": 0, "exhibits": 1, "files": 0}}),
			p.write("incident.reported", d.near.ID, object{"kind": "other", "text": "shouting"}))
		d.project()
		var s api.OperationSummary
		w.Person(models.Grant{Role: models.RoleHQ}).Get("/v1/operations/" + id.String() + "/summary").Expect(http.StatusOK).Into(&s)
		f := s.Funnel
		if f.Planned != 4 || f.Started != 1 || f.DoneFind != 1 || f.NotExecuted != 1 || len(f.Reasons) != 1 || f.Reasons[0] != (api.SummaryReason{Code: "occupant_moved", Count: 1}) || f.Authorised < 4 {
			t.Errorf("the funnel is %+v", f)
		}
		if s.Span.FirstStart == nil || *s.Span.FirstStart != 5 || *s.Span.StartSpread != 0 || *s.Span.Makespan != 12 || s.Span.ExposurePlanned < 0 {
			t.Errorf("the span is %s", text(s.Span))
		}
		if c := s.Counts; c.Searches != 2 || c.Exhibits != 1 || c.Incidents != 1 || c.Entries < 5 || c.Tablets != 3 {
			t.Errorf("the counts are %+v", c)
		}
		if len(s.Categories) != 1 || s.Categories[0].Code != "phone" || len(s.Models) != 1 || !s.Models[0].Target || s.Models[0].Count != 2 {
			t.Errorf("found was %+v %+v", s.Categories, s.Models)
		}
		var far api.OperationSummary
		w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.far.ID}}).Get("/v1/operations/" + id.String() + "/summary").Expect(http.StatusOK).Into(&far)
		if len(far.Sites) != 1 || far.Funnel.Planned != 2 || far.Funnel.Started != 0 || len(far.Categories) != 0 || far.Counts.Searches != 0 || far.Counts.Entries >= s.Counts.Entries {
			t.Errorf("a role at one site reads %+v", far)
		}
	})
}
