package server_test

import (
	"net/http"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

type documentPage struct {
	Items []struct{ ID, Kind, Search string }
	Next  string
}

func TestHeadquartersReadsTheAnswersOfOneSearchAndNoOthers(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, id := watched(t, w)
		p, hq := d.written[d.near.Code], d.As(models.RoleHQ)
		searches := []models.ID{}
		for _, task := range at(d.near.ID, d.documents(id, fieldsync.KindTask))[:2] {
			s := p.write("search.started", d.near.ID, object{"task": task.ID, "location": d.Cell(d.near.Code, "B1/W1/L1/C1").ID, "confirmedBy": "scan"})
			said := []fieldsync.Entry{s}
			for _, item := range []string{"informed", "presence", "restored"} {
				said = append(said, p.about("answer.asserted", s.ID, nil, object{"item": item, "value": "yes"}))
			}
			p.tell(said...)
			searches = append(searches, s.ID)
		}
		d.project()
		path := "/v1/operations/" + id.String() + "/answers?limit=2&search="
		for _, s := range searches {
			seen := map[string]bool{}
			for cursor := ""; ; {
				var page documentPage
				hq.Get(path + s.String() + cursor).Expect(http.StatusOK).Into(&page)
				for _, x := range page.Items {
					if x.Search != s.String() || seen[x.ID] {
						t.Errorf("%s is of search %s", x.ID, x.Search)
					}
					seen[x.ID] = true
				}
				if page.Next == "" {
					break
				}
				cursor = "&cursor=" + page.Next
			}
			if len(seen) != 3 {
				t.Errorf("the search has %d answers, not 3", len(seen))
			}
		}
	})
}

func TestTheCourseOfExposureEndsWhereExposureStands(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, id := watched(t, w)
		var picture api.Progress
		d.As(models.RoleHQ).Get("/v1/operations/" + id.String() + "/progress").Expect(http.StatusOK).Into(&picture)
		if len(picture.Exposure.Curve) < 2 {
			t.Fatalf("the course has %d points", len(picture.Exposure.Curve))
		}
		actual, before := 0, api.ExposurePoint{Minute: -1}
		for _, x := range picture.Exposure.Curve {
			if x.Minute <= before.Minute || x.Planned < before.Planned {
				t.Errorf("the course goes back from %+v to %+v", before, x)
			}
			if x.Actual != nil {
				actual = *x.Actual
			}
			before = x
		}
		if actual != picture.Exposure.Actual || before.Planned != picture.Exposure.Planned {
			t.Errorf("the course ends at %d of %d, exposure stands at %d of %d", actual, before.Planned, picture.Exposure.Actual, picture.Exposure.Planned)
		}
	})
}

func TestAnEntryIsFoundInTheJournalByItsId(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, id := watched(t, w)
		want := d.written[d.near.Code].sent[1]
		var page api.JournalPage
		path := "/v1/operations/" + id.String() + "/journal?entry="
		d.As(models.RoleAnalyst).Get(path + want.ID.String()).Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 1 || page.Items[0].Entry["id"] != want.ID.String() || page.Items[0].Hash == "" {
			t.Errorf("asked for %s, got %+v", want.ID, page.Items)
		}
		d.As(models.RoleAnalyst).Get(path + models.NewID().String()).Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 0 {
			t.Errorf("an unknown id finds %+v", page.Items)
		}
		d.As(models.RoleHQ).Get(path + want.ID.String()).Expect(http.StatusForbidden)
	})
}
