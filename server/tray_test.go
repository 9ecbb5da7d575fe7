package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func (d *drill) document(operation models.ID, kind fieldsync.Kind, id string) (body map[string]any) {
	d.T.Helper()
	d.Read(func(v store.View) error {
		x, err := v.Document(operation, kind, id)
		if err != nil {
			return err
		}
		return json.Unmarshal(x.Body, &body)
	})
	return body
}

func TestACoordinatorAttachesWhatWasNotedAtALostSearch(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, _ := d.writer(d.operation(models.Live), d.near)
		tasks := p.tasks()
		lost := models.NewID()
		answer := p.about("answer.asserted", lost, nil, object{"item": "areas.searched", "row": "mattress", "value": "yes"})
		search := p.starts(tasks[0].ID)
		p.tell(answer, search)
		if got := p.became(answer); got != "held" {
			t.Fatalf("the answer is %s", got)
		}
		for _, c := range []struct {
			body   object
			status int
			at     string
		}{
			{object{"action": "attach"}, 400, "/to"},
			{object{"action": "attach", "to": object{"kind": "task", "id": tasks[0].ID}}, 400, "/to/kind"},
			{object{"action": "attach", "to": object{"kind": "search", "id": models.NewID()}}, 400, "/to/id"},
			{object{"action": "attach", "to": object{"kind": "search", "id": search.ID}, "hash": hexOf("another")}, 404, ""},
		} {
			r := d.onEntry(p.operation, answer.ID, "settle", c.body).Expect(c.status)
			if at := strings.Join(r.Faults(), " "); at != c.at {
				t.Errorf("%v is wrong at %q, not %q", c.body, at, c.at)
			}
		}
		var r fieldsync.Receipt
		d.onEntry(p.operation, answer.ID, "settle", object{"action": "attach", "to": object{"kind": "search", "id": search.ID}}).Expect(200).Into(&r)
		if r.Status != fieldsync.Settled || r.Decision != fieldsync.DecideAttach || r.AttachedTo == nil {
			t.Errorf("the receipt says %+v", r)
		}
		if v := d.document(p.operation, fieldsync.KindAnswer, search.ID.String()+"/areas.searched/mattress")["value"]; v != "yes" {
			t.Errorf("the answer is %v", v)
		}
		row := d.Audit(models.ActOperationRun)[0]
		if row.Detail != "attach" || row.Reason != "seen with the team" || !strings.HasSuffix(row.Subject, answer.ID.String()) {
			t.Errorf("the audit says %+v", row)
		}
		d.onEntry(p.operation, answer.ID, "settle", object{"action": "apply"}).Expect(http.StatusConflict) // there is nothing more to decide
	})
}

func TestABranchIsAdoptedWholeByOneDecision(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, _ := d.writer(d.operation(models.Live), d.near)
		p.tell(p.incident())
		clone := *p
		main := p.incident()
		one, two := clone.incident(), clone.incident()
		p.tell(main, one, two)
		d.onEntry(p.operation, main.ID, "adopt", object{}).Expect(http.StatusConflict)
		if got := p.became(two); got != "waiting" {
			t.Fatalf("the branch is %s", got)
		}
		d.onEntry(p.operation, two.ID, "adopt", object{}).Expect(200)
		late := clone.incident()
		p.tell(late)
		for _, e := range []fieldsync.Entry{one, two, late} {
			if got := p.became(e); got != "settled" {
				t.Errorf("entry %d of the branch is %s", e.Seq, got)
			}
		}
		if n := len(d.document(p.operation, fieldsync.KindSite, d.near.ID.String())["incidents"].([]any)); n != 5 {
			t.Errorf("the site shows %d incidents, not those of both branches", n)
		}
		q, _ := d.writer(p.operation, d.near) // the tablet with a new key
		if told := q.told(q.write("stream.continued", d.near.ID, object{"oldStream": p.stream, "seq": main.Seq, "hash": main.Hash(p.stream)})); told != "stored" {
			t.Errorf("the new stream is told %s", told)
		}
		d.project()
		o := d.document(p.operation, fieldsync.KindOperation, p.operation.String())
		for _, list := range []string{"streamsContinued", "branchesAdopted"} {
			if all, _ := o[list].([]any); len(all) != 1 {
				t.Errorf("the operation shows %v as %s", o[list], list)
			}
		}
	})
}

func TestAContestedAnswerIsResolvedFromHeadquartersOrFromATablet(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		p, _ := d.writer(live, d.near)
		q, _ := d.writer(live, d.near)
		search := p.starts(p.tasks()[0].ID)
		p.tell(search)
		say := func(p *pen, item string, value any) fieldsync.Entry {
			e := p.about("answer.asserted", search.ID, nil, object{"item": item, "value": value})
			p.tell(e)
			return e
		}
		one, two := say(p, "areas.bed", "yes"), say(q, "areas.bed", "no")
		three, four := say(p, "areas.bin", 1.5), say(q, "areas.bin", 2)
		d.project()
		id := search.ID.String() + "/areas.bed"
		if tray := d.tray(live, d.As(models.RoleHQ)); !slices.Contains(tray, "answer "+id) {
			t.Errorf("the tray shows %v", tray)
		}
		resolve := func(body object) servertest.Response {
			return d.As(models.RoleCoordinator).Post("/v1/operations/"+live.String()+"/answers/resolve", body)
		}
		if at := resolve(object{"answer": id, "value": "yes", "reason": "both asked", "supersedes": []any{models.NewID()}}).Expect(400).Faults(); !slices.Equal(at, []string{"/supersedes/0"}) {
			t.Errorf("an assertion that there is not is wrong at %v", at)
		}
		resolve(object{"answer": id, "value": object{"odd": true}, "reason": "both asked", "supersedes": []any{one.ID}}).Expect(400)
		var answer struct {
			State string
			Value any
		}
		late := say(q, "areas.bed", "perhaps") // nobody had seen it when the decision was made
		resolve(object{"answer": id, "value": "yes", "reason": "both asked", "supersedes": []any{one.ID, two.ID}}).Expect(200).Into(&answer)
		if answer.State != "contested" {
			t.Errorf("with an assertion that nobody had seen it is %+v", answer)
		}
		resolve(object{"answer": id, "value": "yes", "reason": "all asked", "supersedes": []any{late.ID}}).Expect(200).Into(&answer)
		if answer.State != "answered" || answer.Value != "yes" {
			t.Errorf("it is %+v", answer)
		}
		resolve(object{"answer": id, "value": "yes", "reason": "again", "supersedes": []any{late.ID}}).Expect(http.StatusConflict)
		p.tell(p.about("answer.resolved", search.ID, []models.ID{three.ID, four.ID}, object{"item": "areas.bin", "value": 2, "reason": "weighed again"}))
		d.project()
		if a := d.document(live, fieldsync.KindAnswer, search.ID.String()+"/areas.bin"); a["state"] != "answered" || a["value"] != 2.0 {
			t.Errorf("resolved by a tablet it is %v %v", a["state"], a["value"])
		}
	})
}

func TestTheTrayShowsAllThatWaitsPageByPageAndOnlyOfOnesSites(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		p, _ := d.writer(live, d.near)
		far, _ := d.writer(live, d.far)
		search := p.starts(p.tasks()[0].ID)
		x := p.write("exhibit.seized", d.near.ID, object{"search": search.ID, "number": "1", "description": "x", "category": "sim", "quantity": 1, "unit": "piece", "disposition": "seized"})
		y := p.write("exhibit.seized", d.near.ID, object{"search": search.ID, "number": "2", "description": "y", "category": "sim", "quantity": 1, "unit": "piece", "disposition": "seized"})
		one := p.write("seal.applied", d.near.ID, object{"number": "S-1", "type": "closed_provisional", "exhibits": []any{x.ID}})
		two := p.write("seal.applied", d.near.ID, object{"number": "S-1", "type": "closed_provisional", "exhibits": []any{y.ID}})
		p.tell(search, x, y, one, two, p.about("search.closed", search.ID, nil, object{"outcome": "done_find", "counts": object{"answers": 0, "findings": 0, "exhibits": 2, "files": 0}}))
		waits := p.about("finding.voided", models.NewID(), nil, object{"reason": "double"})
		p.tell(waits)
		out := far.write("incident.reported", d.near.ID, object{"kind": "other", "text": "not mine"})
		far.tell(out)
		elsewhere := far.write("finding.voided", d.far.ID, object{"reason": "double"})
		elsewhere = far.again(elsewhere, func(e *fieldsync.Entry) { e.Entity = models.NewID() })
		far.tell(elsewhere)
		d.project()
		want := []string{"receipt " + waits.Hash(p.stream), "receipt " + out.Hash(far.stream), "receipt " + elsewhere.Hash(far.stream),
			"seal " + one.ID.String(), "seal " + two.ID.String(), "search " + search.ID.String()}
		got := d.tray(live, d.As(models.RoleCoordinator))
		slices.Sort(want)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("the tray shows\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		here := d.Person(models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{d.near.ID}})
		if seen := d.tray(live, here); slices.Contains(seen, "receipt "+elsewhere.Hash(far.stream)) || len(seen) != len(want)-1 {
			t.Errorf("who is at one site sees %v", seen)
		}
		path := "/v1/operations/" + live.String() + "/tray/" + elsewhere.ID.String()
		for _, act := range []string{"/settle", "/retry", "/adopt"} {
			body := object{"reason": "not mine"}
			if act == "/settle" {
				body["action"] = "reject"
			}
			here.Post(path+act, body).Expect(http.StatusNotFound)
		}
		d.onEntry(live, search.ID, "settle", object{"action": "apply"}).Expect(200)
		d.onEntry(live, one.ID, "settle", object{"action": "apply"}).Expect(200)
		if got := d.tray(live, d.As(models.RoleCoordinator)); len(got) != len(want)-2 {
			t.Errorf("after two decisions the tray shows %v", got)
		}
	})
}
