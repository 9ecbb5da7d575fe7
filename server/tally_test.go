package server_test

import (
	"net/http"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

func TestTheSummaryCountsTheJournalFromWhereItWasCountedLast(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		p, _ := d.writer(live, d.near)
		hq := d.As(models.RoleHQ)
		ask := func() (s api.OperationSummary) {
			t.Helper()
			d.project() // the summary names the sites that documents tell of
			hq.Get("/v1/operations/" + live.String() + "/summary").Expect(http.StatusOK).Into(&s)
			return s
		}
		journal := "SELECT count(*) FROM entries WHERE operation = '" + live.String() + "'"
		right := func(when string) api.OperationSummary {
			t.Helper()
			s := ask()
			if n := d.count(journal); s.Counts.Entries != int64(n) || n == 0 {
				t.Errorf("%s the summary has %d entries, the journal %d", when, s.Counts.Entries, n)
			}
			for _, site := range s.Sites {
				about := journal + " AND site = '" + site.Id.String() + "'"
				if n, r := d.count(about), d.count(about+" AND type = 'answer.resolved'"); site.Counts.Entries != int64(n) || site.Counts.Resolved != r {
					t.Errorf("%s %s has %d entries and %d resolved, the journal %d and %d", when, site.Code, site.Counts.Entries, site.Counts.Resolved, n, r)
				}
			}
			return s
		}
		right("at first")
		search := p.starts(p.tasks()[0].ID)
		one := p.about("answer.asserted", search.ID, nil, object{"item": "presence", "value": "occupant"})
		two := p.about("answer.asserted", search.ID, nil, object{"item": "presence", "value": "witnesses"})
		p.push()
		right("with a search")
		right("asked again") // nothing is counted twice
		p.about("answer.resolved", search.ID, []models.ID{one.ID, two.ID}, object{"item": "presence", "value": "occupant", "reason": "both asked"})
		p.push()
		if s := right("with a resolved answer"); s.Counts.Resolved != 1 {
			t.Errorf("resolved are %d", s.Counts.Resolved)
		}
		// What was counted is not read again: somebody with the database's password moves an entry, and nobody sees it …
		before := ask()
		d.sql("UPDATE entries SET site = '" + d.far.ID.String() + "' WHERE id = '" + search.ID.String() + "'")
		p.incident()
		p.push()
		after := ask()
		for i, s := range after.Sites {
			want := before.Sites[i].Counts.Entries
			if s.Id == d.near.ID {
				want++
			}
			if s.Counts.Entries != want {
				t.Errorf("after one entry more %s has %d entries, not %d", s.Code, s.Counts.Entries, want)
			}
		}
		// … until the journal is another one, as after a backup, or another replica asks.
		other := w.Beside(w.Database)
		var seen api.OperationSummary
		other.As(models.RoleHQ).Get("/v1/operations/" + live.String() + "/summary").Expect(http.StatusOK).Into(&seen)
		w.Tx(func(tx *store.Tx) error {
			_, _, err := tx.NewEpoch(live)
			return err
		})
		if s := right("in a new epoch"); seen.Counts.Entries != s.Counts.Entries || seen.Sites[0].Counts.Entries != s.Sites[0].Counts.Entries {
			t.Errorf("another replica counts %+v, this one %+v", seen.Counts, s.Counts)
		}
	})
}
