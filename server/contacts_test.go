package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

// call is what is read of a contact.
type call struct {
	ID, CorrectedBy, Corrects                   models.ID
	Name, Outcome, Note, WrittenByName, At, Way string
}

// picture is what is read of getProgress.
type shownPicture struct {
	Thresholds struct{ LateAfter, SilentAfter, UnheardAfter int }
	Sites      []struct {
		ID           models.ID
		Late, Silent bool
		LastContact  struct{ At, Outcome string }
	}
	Tablets []struct {
		Label   string
		Unheard bool
	}
	Needs []struct {
		Kind, Subject string
		Site          models.ID
		LastContact   struct{ At, Outcome string }
	}
}

func (d *drill) picture(c *servertest.Client, operation models.ID) (p shownPicture) {
	c.Get("/v1/operations/" + operation.String() + "/progress").Expect(http.StatusOK).Into(&p)
	return p
}

func TestWhoWasCalledIsWrittenDownOnceAndCorrectedByAnotherRow(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		d.project()
		path, c := "/v1/operations/"+id.String(), w.As(models.RoleHQ)
		calls := path + "/sites/" + d.near.ID.String() + "/contacts"
		write := func(in object) (x call) {
			c.Post(calls, in).Expect(http.StatusCreated).Into(&x)
			return x
		}
		first := write(object{"callee": "lead", "way": "telephone", "outcome": "no_answer"})
		if first.Name != "MAT-AIX-1" || first.WrittenByName == "" || first.At != models.FormatTime(w.Now()) {
			t.Errorf("the first call reads %+v", first)
		}
		w.Advance(time.Minute)
		wrong := write(object{"callee": "other", "name": "the gate", "way": "radio", "outcome": "reached", "note": "they open"})
		right := write(object{"callee": "other", "name": "the gate", "way": "radio", "outcome": "message_left", "corrects": wrong.ID, "at": wrong.At})
		if p := c.Post(calls, object{"callee": "lead", "way": "radio", "outcome": "reached", "corrects": wrong.ID}).Expect(http.StatusConflict).Problem(); p.Code != "conflict" {
			t.Errorf("a row was corrected twice: %+v", p)
		}
		slip := write(object{"callee": "lead", "way": "radio", "outcome": "reached"})
		write(object{"callee": "lead", "way": "radio", "outcome": "mistaken", "corrects": slip.ID})
		var page struct {
			Items []call
			Next  string
		}
		c.Get(path + "/contacts?limit=3&site=" + d.near.ID.String()).Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 3 || page.Next == "" || page.Items[2].ID != right.ID || page.Items[1].CorrectedBy != page.Items[0].ID {
			t.Errorf("the newest are %+v", page)
		}
		c.Get(path + "/contacts?limit=3&site=" + d.near.ID.String() + "&cursor=" + page.Next).Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 2 || page.Items[0].CorrectedBy != right.ID || page.Items[1].ID != first.ID {
			t.Errorf("the oldest are %+v", page.Items)
		}
		for _, s := range d.picture(c, id).Sites {
			want := map[models.ID]string{d.near.ID: "message_left"}[s.ID]
			if s.LastContact.Outcome != want {
				t.Errorf("the last contact is %+v, not %q", s.LastContact, want)
			}
		}
		if rows := w.Audit(models.ActContactWrite); len(rows) != 5 || rows[0].Site == nil || *rows[0].Site != d.near.ID {
			t.Errorf("the audit has %+v", rows)
		}
	})
}

func TestAContactIsRefusedWhereItDoesNotSayWhoOrWhen(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		c := w.As(models.RoleCoordinator)
		path := "/v1/operations/" + id.String() + "/sites/"
		for pointer, in := range map[string]object{
			"/name":     {"callee": "other", "way": "radio", "outcome": "reached"},
			"/team":     {"callee": "team", "team": models.NewID(), "way": "radio", "outcome": "reached"},
			"/at":       {"callee": "lead", "way": "radio", "outcome": "reached", "at": models.FormatTime(w.Now().Add(time.Hour))},
			"/corrects": {"callee": "lead", "way": "radio", "outcome": "mistaken"},
		} {
			if at := c.Post(path+d.near.ID.String()+"/contacts", in).Expect(http.StatusBadRequest).Faults(); len(at) != 1 || at[0] != pointer {
				t.Errorf("%v was told at %v", in, at)
			}
		}
		lead := object{"callee": "lead", "way": "radio", "outcome": "reached"}
		c.Post(path+models.NewID().String()+"/contacts", lead).Expect(http.StatusNotFound)
		local := w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.near.ID}})
		local.Post(path+d.far.ID.String()+"/contacts", lead).Expect(http.StatusNotFound)
		c.Post(path+d.far.ID.String()+"/contacts", lead).Expect(http.StatusCreated)
		var page struct{ Items []call }
		local.Get("/v1/operations/" + id.String() + "/contacts").Expect(http.StatusOK).Into(&page)
		local.Get("/v1/operations/" + id.String() + "/contacts?site=" + d.far.ID.String()).Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 0 {
			t.Errorf("a role at one site reads of another: %+v", page.Items)
		}
	})
}

func TestWhatIsLateIsForTheOperationToSay(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		d.project()
		path, c := "/v1/operations/"+id.String()+"/thresholds", w.As(models.RoleHQ)
		etag := c.Get(path).Expect(http.StatusOK).ETag()
		if p := d.picture(c, id); p.Thresholds.LateAfter != 10 || p.Thresholds.SilentAfter != 20 || p.Thresholds.UnheardAfter != 30 {
			t.Errorf("the usual thresholds are %+v", p.Thresholds)
		}
		w.Tx(func(tx *store.Tx) error {
			streams, err := tx.StreamsOf(id)
			if err != nil {
				return err
			}
			streams[0].HeadEntries = 3
			return tx.SaveStream(&streams[0])
		})
		w.Advance(time.Hour + 25*time.Minute) // H was in an hour; the first cell was to take 20 minutes
		kinds := func() (late, silent, unheard int) {
			for _, n := range d.picture(c, id).Needs {
				switch n.Kind {
				case "late":
					late++
				case "silent":
					silent++
				case "unheard":
					unheard++
				}
			}
			return late, silent, unheard
		}
		if late, silent, unheard := kinds(); late != 0 || silent != 2 || unheard != 0 {
			t.Errorf("25 minutes after H: %d late, %d silent, %d unheard", late, silent, unheard)
		}
		c.Put(path, etag, object{"lateAfter": 0, "silentAfter": 30, "unheardAfter": 30}).Expect(http.StatusBadRequest)
		c.Put(path, etag, object{"lateAfter": 5, "silentAfter": 26, "unheardAfter": 24}).Expect(http.StatusOK)
		c.Put(path, etag, object{"lateAfter": 6, "silentAfter": 26, "unheardAfter": 24}).Expect(http.StatusPreconditionFailed)
		if late, silent, unheard := kinds(); late != 2 || silent != 0 || unheard != 1 {
			t.Errorf("with thresholds of its own: %d late, %d silent, %d unheard", late, silent, unheard)
		}
		if p := d.picture(c, id); p.Thresholds.LateAfter != 5 || !p.Tablets[0].Unheard {
			t.Errorf("the picture says %+v %+v", p.Thresholds, p.Tablets)
		}
		w.As(models.RoleApprover).Put(path, etag, object{"lateAfter": 5, "silentAfter": 26, "unheardAfter": 25}).Expect(http.StatusForbidden)
		c.Post("/v1/operations/"+id.String()+"/sites/"+d.near.ID.String()+"/contacts", object{"callee": "lead", "way": "radio", "outcome": "reached"}).Expect(http.StatusCreated)
		for _, n := range d.picture(c, id).Needs {
			if want := map[bool]string{true: "reached"}[n.Site == d.near.ID]; n.Kind == "late" && n.LastContact.Outcome != want {
				t.Errorf("the line of a late site says %+v, not %q", n.LastContact, want)
			}
		}
		if rows := w.Audit(models.ActThresholds); len(rows) != 1 || rows[0].Detail != "late 5, silent 26, unheard 24 min" {
			t.Errorf("the audit has %+v", rows)
		}
	})
}

func TestAFollowerHearsOfACallAtTheirSiteAndOfNoOther(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, path, p := running(t, w)
		operation := "/v1/operations/" + p.operation.String()
		near := follow(t, w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.near.ID}}), path)
		far := follow(t, w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.far.ID}}), path)
		before := near.poked()
		far.poked()
		c := w.As(models.RoleCoordinator)
		c.Post(operation+"/sites/"+d.near.ID.String()+"/contacts", object{"callee": "lead", "way": "radio", "outcome": "reached"}).Expect(http.StatusCreated)
		if after := near.poked(); after != before {
			t.Errorf("a call moved the journal from %s to %s", before, after)
		}
		select {
		case line := <-far.lines:
			t.Errorf("the other site heard %q", line)
		case <-time.After(1500 * time.Millisecond): // longer than the database is looked at
		}
		etag := c.Get(operation + "/thresholds").ETag()
		c.Put(operation+"/thresholds", etag, object{"lateAfter": 7, "silentAfter": 20, "unheardAfter": 30}).Expect(http.StatusOK)
		near.poked()
		far.poked()
	})
}

func TestTwoWhoPlanAtOnceHearOfEachOthersChanges(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, _, _ := running(t, w)
		id := d.operation(models.Draft)
		path, c := "/v1/operations/"+id.String(), w.As(models.RoleCoordinator)
		etag := c.Do(http.MethodGet, path+"/sites/"+d.near.ID.String(), nil, "X-Reason", "drill").Expect(http.StatusOK).ETag()
		f := follow(t, w.Person(models.Grant{Role: models.RoleCoordinator}), path+"/draft-stream")
		if got := f.poked(); got != `{"changed":[]}` {
			t.Errorf("at first it says %s", got)
		}
		c.Put(path+"/sites/"+d.near.ID.String(), etag, d.site(d.near)).Expect(http.StatusOK)
		if got := f.poked(); got != `{"changed":["drafts"]}` {
			t.Errorf("of a site's draft it says %s", got)
		}
		c.Post(path+"/plans", object{"rounds": 1}).Expect(http.StatusCreated)
		if got := f.poked(); got != `{"changed":["plans"]}` {
			t.Errorf("of a plan it says %s", got)
		}
		officer, cell := d.Officer("MAT-AIX-1").ID, object{"establishment": d.near.ID, "location": d.Cell(nearCode, "B1/W1/L1/C1").ID}
		c.Post(path+"/waivers", object{"officer": officer, "cell": cell, "reason": "nobody else has the skill"}).Expect(http.StatusCreated)
		if got := f.poked(); got != `{"changed":["waivers"]}` {
			t.Errorf("of a waiver it says %s", got)
		}
		if res := w.As(models.RoleCustodian).Get(path + "/draft-stream"); res.Status != http.StatusForbidden {
			t.Errorf("a custodian follows a draft: %d", res.Status)
		}
	})
}
