package server_test

import (
	"net/http"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

// The decision is an entry of the server's own; one that its own schema would
// refuse was written for a while, and nothing came of it.
func TestADecisionAboutAnEntryInQuarantineIsCarriedOut(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation := d.operation(models.Live)
		for action, want := range map[string]string{"apply": "apply", "reject": "reject"} {
			p, _ := d.writer(operation, d.near)
			foreign := p.write("incident.reported", d.far.ID, object{"kind": "other", "text": "a test"})
			if got := p.push().Results[0]; got.Code != "out_of_scope" {
				t.Fatalf("the entry was told %+v", got)
			}
			d.project()
			var receipt struct{ Status, Decision, Detail string }
			w.As(models.RoleCoordinator).Post("/v1/operations/"+operation.String()+"/tray/"+foreign.ID.String()+"/settle",
				object{"action": action, "reason": "they were there"}).Expect(http.StatusOK).Into(&receipt)
			if receipt.Status != "settled" || receipt.Decision != want {
				t.Errorf("%s: %+v", action, receipt)
			}
		}
	})
}
