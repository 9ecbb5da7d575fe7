package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// blockers are the codes of what a closing is refused for.
func blockers(t *testing.T, r servertest.Response) (codes []string) {
	t.Helper()
	for _, f := range r.Expect(http.StatusConflict).Problem().Errors {
		codes = append(codes, f.Code)
		if f.Message == "" || strings.ContainsAny(f.Message[:1], " 0%") {
			t.Errorf("%s is not said in words: %q", f.Code, f.Message)
		}
	}
	return codes
}

func TestALostTabletsStreamIsClosedAtItsProvenHead(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		p, lost := d.writer(live, d.near)
		first, second, third := p.incident(), p.incident(), p.incident()
		p.send(object{"v": 1, "stream": p.stream, "head": p.head(3), "entries": []any{first}}).Expect(200) // two entries went down with it
		later := p.incident()
		end := func(as *servertest.Client) servertest.Response {
			return as.Post("/v1/operations/"+live.String()+"/tablets/"+lost.ID.String()+"/close", object{"reason": "fell into the river"})
		}
		end(d.Person(models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{d.far.ID}})).Expect(http.StatusNotFound)
		var closed struct {
			Stream, Hash string
			Seq          uint64
			Missing      [][2]uint64
		}
		end(d.As(models.RoleCoordinator)).Expect(200).Into(&closed)
		if closed.Seq != 3 || closed.Hash != third.Hash(p.stream) || !slices.Equal(closed.Missing, [][2]uint64{{2, 3}}) {
			t.Errorf("closed at %+v", closed)
		}
		end(d.As(models.RoleCoordinator)).Expect(http.StatusConflict)
		d.project()
		var last *fieldsync.Journalled
		d.Read(func(v store.View) error {
			newest, err := v.NewestEntries(live, 1, "tablet.closed")
			last = newest[0]
			return err
		})
		var body struct {
			Seq     uint64
			Hash    string
			Missing [][2]uint64
			Reason  string
		}
		if err := json.Unmarshal([]byte(last.Entry.Body), &body); err != nil || body.Seq != 3 || body.Hash != closed.Hash || len(body.Missing) != 1 || body.Reason != "fell into the river" {
			t.Errorf("the entry says %+v: %v", body, err)
		}
		// It is found after all: what its head proves is taken, what came later is not.
		for i, r := range p.tell(later, third, second) {
			want := []string{"quarantined tablet_revoked", "stored ", "stored "}[i]
			if got := string(r.Verdict) + " " + string(r.Code); got != want {
				t.Errorf("entry %d was told %s, not %s", r.Seq, got, want)
			}
		}
		if row := d.Audit(models.ActOperationRun)[0]; row.Detail != "close stream" || row.Reason != "fell into the river" {
			t.Errorf("the audit says %+v", row)
		}
	})
}

func TestAHeadThatAnotherTabletWitnessedProvesWhatIsOlderThanTheLoss(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		p, lost := d.writer(live, d.near)
		q, _ := d.writer(live, d.near)
		witness := func(h fieldsync.Head) {
			raw, err := json.Marshal(h)
			if err != nil {
				t.Fatal(err)
			}
			e := q.write("head.witnessed", d.near.ID, object{"stream": p.stream, "head": json.RawMessage(raw)})
			if told := q.told(e); told != "stored" {
				t.Fatalf("the witness was told %s", told)
			}
			if got := q.became(e); got != "applied" {
				t.Fatalf("the witness is %s", got)
			}
		}
		one, two := p.incident(), p.incident()
		witness(p.head(1)) // beside the car, tablet to tablet
		three := p.incident()
		forged := p.head(2)
		forged.Sign(p.stream, q.key) // whoever finds a tablet cannot vouch for it
		witness(forged)
		d.As(models.RoleCoordinator).Post("/v1/tablets/"+lost.ID.String()+"/revoke", object{"reason": "lost"}).Expect(200)
		for i, r := range p.tell(one, two, three) {
			if want := []fieldsync.Code{"", "", fieldsync.TabletRevoked}[i]; r.Code != want {
				t.Errorf("entry %d was told %s %s", i+1, r.Verdict, r.Code)
			}
		}
	})
}

func TestANewerHeadOfARevokedTabletTakesNothingAwayFromWhatTheOldOneProves(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, lost := d.writer(d.operation(models.Live), d.near)
		one, two := p.incident(), p.incident()
		p.send(object{"v": 1, "stream": p.stream, "head": p.head(1), "entries": []any{}}).Expect(200)
		d.As(models.RoleCoordinator).Post("/v1/tablets/"+lost.ID.String()+"/revoke", object{"reason": "lost"}).Expect(200)
		three := p.incident()
		var a pushed
		p.send(object{"v": 1, "stream": p.stream, "head": p.head(2), "entries": []any{two}}).Expect(200).Into(&a)
		p.send(object{"v": 1, "stream": p.stream, "head": p.head(3), "entries": []any{one, three}}).Expect(200).Into(&a)
		if a.Results[0].Code != "" || a.Results[1].Code != fieldsync.TabletRevoked {
			t.Errorf("the second push was told %+v", a.Results)
		}
	})
}

func TestAClosingNamesAllThatBlocksItAndTheEntryWhatWasOverridden(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		o := d.operation(models.Closing)
		p, lost := d.writer(o, d.near)
		q, _ := d.writer(o, d.near)
		search := p.starts(p.tasks()[0].ID)
		waits := p.about("finding.voided", models.NewID(), nil, object{"reason": "double"})
		torn := p.write("incident.reported", d.near.ID, object{"kind": "no such kind"})
		out := p.again(p.incident(), func(e *fieldsync.Entry) { e.Site = d.far.ID })
		p.tell(search, waits, torn, out, p.about("answer.asserted", search.ID, nil, object{"item": "areas.bed", "value": "yes"}))
		q.tell(q.about("answer.asserted", search.ID, nil, object{"item": "areas.bed", "value": "no"}))
		p.send(object{"v": 1, "stream": p.stream, "head": p.head(1), "entries": []any{}}).Expect(200)
		p.incident() // stays on the tablet
		p.send(object{"v": 1, "stream": p.stream, "head": p.head(2), "entries": []any{}}).Expect(200)
		d.project()
		anna, path := d.As(models.RoleCoordinator), "/v1/operations/"+o.String()
		shut := func(body any) servertest.Response { return anna.Post(path+"/close", body) }
		got := blockers(t, shut(nil))
		want := []string{"open_tasks", "open_searches", "contested", "held", "quarantined", "refused", "tablets"}
		if !slices.Equal(got, want) {
			t.Errorf("it is blocked by %v, not %v", got, want)
		}
		r := shut(nil)
		for _, word := range []string{"Tablet " + nearCode, "entry 5 of 6", p.taskAt(p.tasks()[0].ID).Code} {
			if !strings.Contains(string(r.Body), word) {
				t.Errorf("the refusal does not say %q: %s", word, r.Body)
			}
		}
		anna.Post(path+"/tablets/"+lost.ID.String()+"/close", object{"reason": "lost"}).Expect(200)
		for _, e := range []fieldsync.Entry{waits, torn, out} {
			d.onEntry(o, e.ID, "settle", object{"action": "reject"}).Expect(200)
		}
		if got = blockers(t, shut(nil)); !slices.Equal(got, []string{"open_tasks", "open_searches", "contested"}) {
			t.Errorf("after the decisions it is blocked by %v", got)
		}
		shut(object{"reason": "the judge ordered it"}).Expect(200)
		d.project()
		var entry *fieldsync.Journalled
		d.Read(func(v store.View) error {
			newest, err := v.NewestEntries(o, 1, "operation.closed")
			entry = newest[0]
			return err
		})
		var body struct {
			Reason     string
			Overridden []struct {
				Code  string
				Count int
			}
		}
		if err := json.Unmarshal([]byte(entry.Entry.Body), &body); err != nil || body.Reason != "the judge ordered it" || fmt.Sprint(body.Overridden) != "[{open_tasks 4} {open_searches 1} {contested 1}]" {
			t.Errorf("the entry says %+v: %v", body, err)
		}
		since, _ := d.document(o, fieldsync.KindOperation, o.String())["stateSince"].(map[string]any)
		if shown, _ := since["overridden"].([]any); len(shown) != 3 {
			t.Errorf("the operation shows %v as overridden", since)
		}
		if row := d.Audit(models.ActOperationRun)[0]; row.Detail != "close, overriding what is missing" || row.Reason != "the judge ordered it" {
			t.Errorf("the audit says %+v", row)
		}
		after := q.incident()
		if told := q.told(after); told != "quarantined operation_closed" {
			t.Errorf("what comes after the closing is told %s", told)
		}
		d.onEntry(o, after.ID, "settle", object{"action": "apply"}).Expect(200)
		if got := q.became(after); got != "settled" {
			t.Errorf("after a decision it is %s", got)
		}
	})
}

func TestAClosedOperationIsOpenedAgain(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		o := d.operation(models.Closing)
		p, _ := d.writer(o, d.near)
		anna, path := d.As(models.RoleCoordinator), "/v1/operations/"+o.String()
		anna.Post(path+"/close", object{"reason": "nobody went in"}).Expect(200)
		late := p.incident()
		if told := p.told(late); told != "quarantined operation_closed" {
			t.Errorf("while it is closed an entry is told %s", told)
		}
		var again struct{ State string }
		anna.Post(path+"/open-again", object{"reason": "two cells were forgotten"}).Expect(200).Into(&again)
		next := p.incident()
		if told := p.told(next); again.State != "closing" || told != "stored" || p.became(next) != "applied" {
			t.Errorf("opened again it is %s, and what comes is %s", again.State, told)
		}
		if got := p.became(late); got != "waiting" {
			t.Errorf("what came while it was closed is %s", got)
		}
		if state := d.document(o, fieldsync.KindOperation, o.String())["state"]; state != "running" {
			t.Errorf("the picture shows it as %v", state)
		}
		anna.Post(path+"/open-again", object{"reason": "twice"}).Expect(http.StatusConflict)
	})
}
