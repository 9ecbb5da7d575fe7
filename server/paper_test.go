package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestHeadquartersSeesWhatCameFromPaperAtTheTimeOfTheSheet(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		typed := w.Now()
		there := typed.Add(-3 * time.Hour)
		incident := func(text string, source object) {
			body := object{"kind": "other", "severity": "low", "text": text}
			if source != nil {
				body["source"] = source
			}
			p.write("incident.reported", d.near.ID, body)
		}
		sheet := object{"kind": "paper", "writtenBy": models.NewID()}
		timed := object{"kind": "paper", "writtenBy": models.NewID(), "doneAt": models.FormatTime(there)}
		incident("recorded", nil)
		incident("says \"paper\"", nil)
		incident("on paper", timed)
		incident("on paper without a time", sheet)
		p.push()
		d.project()
		var shown struct {
			Events []struct{ Type, At, KeyedInAt string }
		}
		w.As(models.RoleHQ).Get("/v1/operations/" + operation.String() + "/progress").Expect(http.StatusOK).Into(&shown)
		now := models.FormatTime(typed)
		want := [][2]string{{now, now}, {models.FormatTime(there), now}, {now, ""}, {now, ""}} // newest first
		if len(shown.Events) < len(want) {
			t.Fatalf("%+v", shown.Events)
		}
		for i, x := range want {
			if e := shown.Events[i]; e.Type != "incident.reported" || e.At != x[0] || e.KeyedInAt != x[1] {
				t.Errorf("event %d is %+v, not at %s, typed in at %q", i, e, x[0], x[1])
			}
		}
	})
}
