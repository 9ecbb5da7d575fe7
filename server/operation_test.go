package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

var inAnHour = storetest.Dawn.Add(time.Hour)

func TestAnOperationGoesFromDraftToReleaseByTwoPersons(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.sealed(anna, bela, inAnHour)
		known, pending, revoked := th.tablet(th.prisons[0], models.TabletConfirmed), th.tablet(th.prisons[1], models.TabletPending), th.tablet(th.prisons[0], models.TabletRevoked)
		if a := th.must(200, anna, "POST", o.path+"/release/ask", nil); a.text("nextStep") != "approve_release" || a.text("hHour") != "" {
			t.Errorf("after asking: %s", a.raw)
		}
		a := th.must(200, bela, "POST", o.path+"/release/approve", nil)
		if a.text("state") != "released" || a.text("hHour") != models.FormatTime(inAnHour) {
			t.Errorf("after release: %s", a.raw)
		}
		id := th.idOf(o)
		th.read(func(v store.View) error {
			streams, err := v.StreamsOf(id)
			names := []string{}
			for _, x := range streams {
				names = append(names, x.Stream)
			}
			want := []string{fieldsync.Stream(known.SigningKey, id), fieldsync.Stream(pending.SigningKey, id)}
			slices.Sort(want)
			if !slices.Equal(names, want) || slices.Contains(names, fieldsync.Stream(revoked.SigningKey, id)) {
				t.Errorf("the streams are %v, wanted %v", names, want)
			}
			return err
		})
		th.isSoundJournal(id)
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.read(func(v store.View) error {
			tasks, err := v.Count(id, fieldsync.KindTask)
			if n := count(tasks, string(models.TaskAssigned)); n != 6 {
				t.Errorf("%d tasks are assigned, wanted 6: %v", n, tasks)
			}
			return err
		})
		picture, _, _ := th.send(anna, "GET", o.path+"/progress", nil)
		if f := picture.body["funnel"].(members); f["authorised"] != 6.0 || f["planned"] != 6.0 {
			t.Errorf("the funnel is %v", f)
		}
		if sites := picture.body["sites"].([]any); len(sites) != 2 || sites[0].(members)["lead"] != "Officer AIX 1" || sites[0].(members)["latitude"] != 43.5 {
			t.Errorf("the sites are %v", sites)
		}
	})
}

// isSoundJournal checks that the journal is one chain of the server's own, that
// every signature holds and every body follows the schema of its type.
func (th *theatre) isSoundJournal(operation models.ID) {
	th.Helper()
	schemas, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		th.Fatal(err)
	}
	all := th.entries(operation)
	prev := fieldsync.ZeroHash
	key, err := fieldsync.ParseSigningKey(Public(th.server.Keys.Entry))
	if err != nil {
		th.Fatal(err)
	}
	types := map[string]int{}
	for i, e := range all {
		types[e.Entry.Type]++
		if !e.Server || e.Position != uint64(i+1) || e.Entry.Seq != uint64(i+1) || e.Entry.Prev != prev || e.Verdict != fieldsync.Stored || !e.Entry.Verify(e.Stream, key) {
			th.Fatalf("entry %d is not the next of a sound chain: %+v", i+1, e)
		}
		prev = e.Entry.Hash(e.Stream)
		if err := schemas.Check(e.Entry.Type, e.Entry.Version, e.Entry.Body); err != nil {
			th.Errorf("%s: %v\n%s", e.Entry.Type, err, e.Entry.Body)
		}
		if !strings.HasPrefix(e.Entry.Body, `{"salt":"`) {
			th.Errorf("the body of %s does not begin with its salt", e.Entry.Type)
		}
	}
	if types["plan.released"] < 2 || types["reference.published"] < 4 {
		th.Errorf("the journal holds %v", types)
	}
}

func TestOnePersonAloneReleasesNothing(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		both, approver := th.person("both", coordinates, approves), th.person("bela", approves)
		o := th.drafted(both, inAnHour)
		th.must(201, both, "POST", o.path+"/plans", members{"rounds": 1})
		th.must(200, both, "POST", o.path+"/plans/1/publish", nil)
		if a := th.ask(both, "POST", o.path+"/approve", nil); a.status != 403 {
			t.Errorf("who published approved too: %s", a.raw)
		}
		if a := th.ask(both, "POST", o.path+"/seal", nil); a.code() != "wrong_state" {
			t.Errorf("sealed without approval: %s", a.raw)
		}
		th.must(200, approver, "POST", o.path+"/approve", nil)
		th.must(200, both, "POST", o.path+"/seal", nil)
		if a := th.ask(approver, "POST", o.path+"/release/approve", nil); a.code() != "wrong_state" {
			t.Errorf("released though nobody asked: %s", a.raw)
		}
		if a := th.ask(approver, "POST", o.path+"/release/ask", nil); a.code() != "forbidden" {
			t.Errorf("an approver asked: %s", a.raw)
		}
		th.must(200, both, "POST", o.path+"/release/ask", nil)
		if a := th.ask(both, "POST", o.path+"/release/approve", nil); a.status != 403 {
			t.Errorf("who asked released too: %s", a.raw)
		}
		th.read(func(v store.View) error {
			if _, err := v.Journal(th.idOf(o)); err == nil {
				t.Error("there is a journal before release")
			}
			return nil
		})
		th.must(200, approver, "POST", o.path+"/release/approve", nil)
		if a := th.ask(approver, "POST", o.path+"/release/approve", nil); a.code() != "wrong_state" {
			t.Errorf("released twice: %s", a.raw)
		}
	})
}

func TestACoordinatorOfAnotherOperationGetsTheOneTheyBegin(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		first := th.must(201, anna, "POST", "/v1/operations", members{"reference": "ONE", "name": "One"}).text("id")
		firstID, _ := models.ParseID(first)
		carl := th.person("carl", models.Grant{Role: models.RoleCoordinator, Operation: &firstID})
		second := th.must(201, carl, "POST", "/v1/operations", members{"reference": "TWO", "name": "Two"}).text("id")
		th.must(201, anna, "POST", "/v1/operations", members{"reference": "THREE", "name": "Three"})
		list := func(who person, query string) (refs []string) {
			for _, x := range th.must(200, who, "GET", "/v1/operations"+query, nil).body["items"].([]any) {
				refs = append(refs, x.(members)["reference"].(string))
			}
			return refs
		}
		if got := list(carl, ""); !slices.Equal(got, []string{"TWO", "ONE"}) {
			t.Errorf("carl sees %v", got)
		}
		if got := list(anna, "?sort=asc"); !slices.Equal(got, []string{"ONE", "TWO", "THREE"}) {
			t.Errorf("anna sees %v", got)
		}
		if got := list(anna, "?q=thr&state=draft"); !slices.Equal(got, []string{"THREE"}) {
			t.Errorf("a search found %v", got)
		}
		tag := th.must(200, carl, "GET", "/v1/operations/"+second, nil).etag
		th.must(200, carl, "PUT", "/v1/operations/"+second, members{"reference": "TWO", "name": "Renamed"}, "If-Match", tag)
		if a := th.ask(carl, "PUT", "/v1/operations/"+second, members{"reference": "TWO", "name": "Again"}, "If-Match", tag); a.code() != "stale" {
			t.Errorf("an old version was changed: %s", a.raw)
		}
		if a := th.ask(th.person("nobody"), "GET", "/v1/operations/"+second, nil); a.status != 404 {
			t.Errorf("a stranger saw it: %s", a.raw)
		}
		if a := th.ask(anna, "POST", "/v1/operations", members{"reference": "ONE", "name": "Twin"}); a.code() != "conflict" {
			t.Errorf("a reference was used twice: %s", a.raw)
		}
	})
}

func TestWhatIsOrderedAfterReleaseIsInTheJournal(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.sealed(anna, bela, inAnHour)
		th.braked(o, bela, anna, members{"act": "hold", "reason": "word got round"})
		if a := th.braked(o, bela, anna, members{"act": "resume", "reason": "a false alarm"}); a.text("state") != "sealed" {
			t.Errorf("resumed as %s", a.text("state"))
		}
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		th.must(200, bela, "POST", o.path+"/release/approve", nil)
		th.braked(o, bela, anna, members{"act": "hold", "reason": "fog"})
		th.braked(o, anna, bela, members{"act": "resume", "reason": "the fog is gone"})
		th.braked(o, anna, bela, members{"act": "stand_down", "reason": "stood down by the prosecutor"})
		var orders []string
		for _, e := range th.entries(th.idOf(o)) {
			if strings.HasPrefix(e.Entry.Type, "operation.") {
				orders = append(orders, e.Entry.Type)
				if strings.Contains(e.Entry.Body, "false alarm") || !strings.Contains(e.Entry.Body, anna.id.String()) || !strings.Contains(e.Entry.Body, bela.id.String()) {
					t.Errorf("%s: %s", e.Entry.Type, e.Entry.Body)
				}
			}
		}
		if !slices.Equal(orders, []string{"operation.held", "operation.resumed", "operation.stoodDown"}) {
			t.Errorf("the journal has %v", orders)
		}
		th.isSoundJournal(th.idOf(o))
	})
}

func TestAnOperationIsLiveWhenItsHourHasCome(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		now, later := th.released(anna, bela, storetest.Dawn), th.released(anna, bela, storetest.Dawn.Add(time.Millisecond))
		if err := th.server.startDue(ctx); err != nil {
			t.Fatal(err)
		}
		if got := th.must(200, anna, "GET", now.path, nil).text("state"); got != "live" {
			t.Errorf("at H it is %s", got)
		}
		if got := th.must(200, anna, "GET", later.path, nil).text("state"); got != "released" {
			t.Errorf("before H it is %s", got)
		}
	})
}

func TestAnOperationClosesWhenNothingIsMissingOrWithAReason(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.released(anna, bela, storetest.Dawn)
		if err := th.server.startDue(ctx); err != nil {
			t.Fatal(err)
		}
		if a := th.ask(anna, "POST", o.path+"/close", members{"reason": "too early"}); a.code() != "wrong_state" {
			t.Errorf("closed while live: %s", a.raw)
		}
		th.must(200, anna, "POST", o.path+"/wind-down", nil)
		th.refusesToClose(anna, o, "journal")
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.refusesToClose(anna, o, "open_tasks")
		a := th.must(200, anna, "POST", o.path+"/close", members{"reason": "nobody went in"})
		if a.text("state") != "closed" {
			t.Errorf("it is %s", a.text("state"))
		}
		all := th.entries(th.idOf(o))
		if last := all[len(all)-1]; last.Entry.Type != "operation.closed" || !strings.Contains(last.Entry.Body, "nobody went in") {
			t.Errorf("the journal ends with %s %s", last.Entry.Type, last.Entry.Body)
		}
		th.must(200, anna, "POST", o.path+"/archive", nil)
	})
}

func TestAnOperationWithNothingMissingClosesWithoutAReason(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sealed := th.sealed(anna, bela, storetest.Dawn)
		tablet := th.tablet(th.prisons[0], models.TabletConfirmed)
		th.must(200, anna, "POST", sealed.path+"/release/ask", nil)
		th.must(200, bela, "POST", sealed.path+"/release/approve", nil)
		if err := th.server.startDue(ctx); err != nil {
			t.Fatal(err)
		}
		th.must(200, anna, "POST", sealed.path+"/wind-down", nil)
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		id := th.idOf(sealed)
		th.finishTasks(id)
		th.tablets(id, tablet, func(x *store.Stream) { x.HeadEntries = 12 })
		th.refusesToClose(anna, sealed, "1 tablets hold")
		th.tablets(id, tablet, func(x *store.Stream) { x.HeadEntries, x.HeadSeq = 0, 7 })
		th.refusesToClose(anna, sealed, "1 tablets hold")
		th.tablets(id, tablet, func(x *store.Stream) { x.HeadSeq = 0 })
		if a := th.must(200, anna, "POST", sealed.path+"/close", nil); a.text("state") != "closed" {
			t.Errorf("it is %s", a.text("state"))
		}
		th.isSoundJournal(id)
	})
}

// finishTasks writes every task as searched, as if the tablets had said so.
func (th *theatre) finishTasks(operation models.ID) {
	th.Helper()
	th.tx(func(tx *store.Tx) error {
		p, position, err := tx.Project(operation)
		if err != nil {
			return err
		}
		tasks, err := tx.Documents(store.Feed{Operation: operation, Kinds: []fieldsync.Kind{fieldsync.KindTask}, All: true, Limit: 100})
		if err != nil || len(tasks) != 6 {
			th.Fatalf("%d tasks: %v", len(tasks), err)
		}
		for _, x := range tasks {
			d, _, err := p.Get(fieldsync.KindTask, x.ID)
			if err != nil {
				return err
			}
			d.Body = []byte(strings.Replace(string(d.Body), `"state":"assigned"`, `"state":"done_clear"`, 1))
			if err := p.Put(d); err != nil {
				return err
			}
		}
		return p.Done(position)
	})
}

// tablets changes what a tablet has said of itself.
func (th *theatre) tablets(operation models.ID, t models.Tablet, say func(*store.Stream)) {
	th.Helper()
	th.tx(func(tx *store.Tx) error {
		x, err := tx.Stream(fieldsync.Stream(t.SigningKey, operation))
		if err != nil {
			return err
		}
		say(&x)
		return tx.SaveStream(&x)
	})
}

func (th *theatre) refusesToClose(who person, o dawnOperation, why string) {
	th.Helper()
	a := th.ask(who, "POST", o.path+"/close", nil)
	if a.code() != "wrong_state" || !strings.Contains(a.raw, why) {
		th.Errorf("closing with %s answered %d %s", why, a.status, a.raw)
	}
}

// count adds up the documents in some states.
func count(rows []store.StateCount, states ...string) (n int) {
	for _, r := range rows {
		if slices.Contains(states, r.State) {
			n += r.Count
		}
	}
	return n
}
