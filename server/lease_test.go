package server_test

import (
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestATabletGetsTheServersHalfOfItsKeyTheSameEachTimeAndAnotherThanOthers(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		lease := func(x fieldTablet) (l api.TabletLease) {
			x.client.Post("/v1/sync/lease", nil).Expect(200).Into(&l)
			return l
		}
		near, far := lease(d.tablets[nearCode]), lease(d.tablets[farCode])
		if near.Share == far.Share || len(near.Share) != 43 || near.Seconds != int((72*time.Hour).Seconds()) {
			t.Errorf("%+v and %+v", near, far)
		}
		if again := lease(d.tablets[nearCode]); again.Share != near.Share {
			t.Error("what a tablet had sealed before could not be opened any more")
		}
		if rows := w.Audit(models.ActTabletLease); len(rows) != 3 || rows[0].Actor != d.tablets[nearCode].ID && rows[0].Actor != d.tablets[farCode].ID {
			t.Errorf("%d rows in the audit", len(rows))
		}
	})
}

func TestATabletThatIsNotConfirmedOrRevokedGetsNoHalfOfAKey(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		d.tablet(d.near, models.TabletPending).client.Post("/v1/sync/lease", nil).Expect(409)
		d.tablet(d.near, models.TabletRevoked).client.Post("/v1/sync/lease", nil).Expect(403)
		for _, role := range []models.Role{models.RoleAdmin, models.RoleCoordinator, models.RoleOfficer} {
			w.As(role).Post("/v1/sync/lease", nil).Expect(403)
		}
	})
}

func TestTheLengthOfALeaseIsASetting(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t), func(d *server.Dependencies) { d.TabletLease = 5 * time.Hour })
	d := newDrill(t, w)
	var l api.TabletLease
	d.tablets[nearCode].client.Post("/v1/sync/lease", nil).Expect(200).Into(&l)
	if l.Seconds != 5*3600 {
		t.Errorf("%+v", l)
	}
}
