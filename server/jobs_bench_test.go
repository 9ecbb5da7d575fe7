package server_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

// A push waits for the disk and for a core. Beside a job of planning, which
// keeps all cores but one busy and writes two rows a second, it must not wait
// much longer than alone.
func BenchmarkAPush(b *testing.B) {
	d := newDrill(b, servertest.New(b, servertest.SQLite(b)))
	draft, live := d.operation(models.Draft), d.operation(models.Live)
	p := d.pen(nearCode, live)
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan struct{})
	go func() { d.Server.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	pushes := func(b *testing.B) {
		var took []time.Duration
		for b.Loop() {
			p.write("note.added", d.near.ID, object{"of": object{"kind": "site", "id": d.near.ID}, "text": "quiet"})
			d.Advance(200 * time.Millisecond) // a tablet may not send as fast as this
			begin := time.Now()
			p.push()
			took = append(took, time.Since(begin))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	}
	coordinator, path := d.As(models.RoleCoordinator), "/v1/operations/"+draft.String()+"/plan-jobs"
	var job struct{ ID, State string }
	for range 2 {
		b.Run("alone", pushes)
		coordinator.Post(path, object{"kind": "plan", "rounds": 1_000_000, "deadlineSeconds": 600}).Expect(http.StatusAccepted).Into(&job)
		for job.State != "running" {
			coordinator.Get(path + "/" + job.ID).Expect(http.StatusOK).Into(&job)
		}
		b.Run("beside a job", pushes)
		coordinator.Post(path+"/"+job.ID+"/cancel", nil).Expect(http.StatusAccepted)
		for job.State == "running" {
			coordinator.Get(path + "/" + job.ID).Expect(http.StatusOK).Into(&job)
		}
	}
}
