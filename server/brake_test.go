package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// braked asks for an order as one person, and confirms it as another.
func (th *theatre) braked(o dawnOperation, asker, second person, order members) answer {
	th.Helper()
	id := th.must(201, asker, "POST", o.path+"/brakes", order).text("id")
	return th.must(200, second, "POST", o.path+"/brakes/"+id+"/confirm", nil)
}

func TestNobodyBrakesAlone(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		both, approver := th.person("both", coordinates, approves), th.person("approver", approves)
		o := th.released(th.person("anna", coordinates), approver, inAnHour)
		order := members{"act": "hold", "reason": "fog over the river"}
		first := th.must(201, both, "POST", o.path+"/brakes", order)
		if state := th.must(200, both, "GET", o.path, nil).text("state"); state != "released" {
			t.Errorf("one person alone made it %s", state)
		}
		if a := th.ask(approver, "POST", o.path+"/brakes", order); a.code() != "conflict" {
			t.Errorf("asked for twice: %s", a.raw)
		}
		if a := th.ask(both, "POST", o.path+"/brakes/"+first.text("id")+"/confirm", nil); a.code() != "forbidden" {
			t.Errorf("who asked confirmed too: %s", a.raw)
		}
		th.must(200, approver, "POST", o.path+"/brakes/"+first.text("id")+"/withdraw", members{"reason": "the fog is gone"})
		if a := th.ask(approver, "POST", o.path+"/brakes/"+first.text("id")+"/confirm", nil); a.code() != "wrong_state" {
			t.Errorf("what was withdrawn was confirmed: %s", a.raw)
		}
		if a := th.braked(o, both, approver, order); a.text("state") != "held" {
			t.Errorf("it is %s", a.text("state"))
		}
		if a := th.ask(both, "POST", o.path+"/brakes", order); a.code() != "wrong_state" {
			t.Errorf("held twice: %s", a.raw)
		}
		list := th.must(200, approver, "GET", o.path+"/brakes", nil).body["items"].([]any)
		var states []string
		for _, x := range list {
			states = append(states, x.(members)["state"].(string))
		}
		if !slices.Equal(states, []string{"withdrawn", "confirmed"}) {
			t.Errorf("the orders are %v", states)
		}
		if a := th.ask(approver, "POST", o.path+"/brakes/"+models.NewID().String()+"/confirm", nil); a.status != 404 {
			t.Errorf("an order that nobody gave: %s", a.raw)
		}
	})
}

func TestASiteIsBrakedByWhoeverIsThereAndTheOthersGoOn(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sealed := th.sealed(anna, bela, inAnHour)
		here, there := th.prisons[0], th.prisons[1]
		local := th.person("lora", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{here.ID}})
		hold := members{"act": "hold", "site": here.ID, "reason": "a riot in the yard"}
		if a := th.ask(anna, "POST", sealed.path+"/brakes", hold); a.code() != "wrong_state" {
			t.Errorf("a site was named before release: %s", a.raw)
		}
		th.must(200, anna, "POST", sealed.path+"/release/ask", nil)
		th.must(200, bela, "POST", sealed.path+"/release/approve", nil)
		if a := th.ask(local, "POST", sealed.path+"/brakes", members{"act": "hold", "site": there.ID, "reason": "not mine"}); a.status != 404 {
			t.Errorf("a foreign site was braked: %s", a.raw)
		}
		if a := th.ask(local, "POST", sealed.path+"/brakes", members{"act": "hold", "reason": "not mine"}); a.status != 403 {
			t.Errorf("the whole was braked by one for a site: %s", a.raw)
		}
		if a := th.ask(anna, "POST", sealed.path+"/brakes", members{"act": "hold", "site": models.NewID(), "reason": "no such"}); a.code() != "invalid" {
			t.Errorf("a site that is none: %s", a.raw)
		}
		h := models.FormatTime(inAnHour.Add(2 * time.Hour))
		if a := th.braked(sealed, local, bela, members{"act": "reschedule", "site": here.ID, "hHour": h, "reason": "the bus is late"}); a.text("hHour") == h {
			t.Error("the whole operation has another H")
		}
		if a := th.braked(sealed, local, bela, hold); a.text("state") != "released" {
			t.Errorf("the operation is %s", a.text("state"))
		}
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.read(func(v store.View) error {
			held, err := v.Document(th.idOf(sealed), fieldsync.KindSite, here.ID.String())
			if err != nil || !strings.Contains(string(held.Body), `"state":"held"`) || !strings.Contains(string(held.Body), `"hHour":"`+h) {
				t.Errorf("the held site: %v %s", err, held.Body)
			}
			other, err := v.Document(th.idOf(sealed), fieldsync.KindSite, there.ID.String())
			if strings.Contains(string(other.Body), "held") {
				t.Errorf("the other site: %s", other.Body)
			}
			return err
		})
		if a := th.ask(anna, "POST", sealed.path+"/sites/"+here.ID.String()+"/words", members{"reason": "radio"}); a.code() != "wrong_state" {
			t.Errorf("the words of a held site: %s", a.raw)
		}
		th.must(200, anna, "POST", sealed.path+"/sites/"+there.ID.String()+"/words", members{"reason": "radio"})
	})
}

func TestANewHIsInTheJournalAndStartsTheOperationThen(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sealed := th.sealed(anna, bela, inAnHour)
		order := members{"act": "reschedule", "hHour": models.FormatTime(inAnHour.Add(24 * time.Hour)), "reason": "the prosecutor wants a day more"}
		if a := th.ask(anna, "POST", sealed.path+"/brakes", order); a.code() != "wrong_state" {
			t.Errorf("H of a sealed plan was moved: %s", a.raw)
		}
		o := th.released(anna, bela, storetest.Dawn)
		if a := th.braked(o, anna, bela, order); a.text("hHour") != order["hHour"] {
			t.Errorf("H is %s", a.text("hHour"))
		}
		if err := th.server.startDue(ctx); err != nil {
			t.Fatal(err)
		}
		if got := th.must(200, anna, "GET", o.path, nil).text("state"); got != "released" {
			t.Errorf("at the old H it is %s", got)
		}
		all := th.entries(th.idOf(o))
		if last := all[len(all)-1]; last.Entry.Type != "operation.rescheduled" || !strings.Contains(last.Entry.Body, order["hHour"].(string)) {
			t.Errorf("the journal ends with %s %s", last.Entry.Type, last.Entry.Body)
		}
		th.isSoundJournal(th.idOf(o))
	})
}

func TestADarkSiteBelievesTheOrderByTheWordsThatItsCoordinatorReads(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		th.server.Work = bundle.Ours() // a tablet believes nothing cheaper
		anna, bela, otto := th.person("anna", coordinates), th.person("bela", approves), th.person("otto", models.Grant{Role: models.RoleAuditor})
		sealed := th.sealed(anna, bela, inAnHour)
		th.braked(sealed, anna, bela, members{"act": "hold", "reason": "before release"})
		th.braked(sealed, anna, bela, members{"act": "resume", "reason": "before release"})
		th.must(200, anna, "POST", sealed.path+"/release/ask", nil)
		th.must(200, bela, "POST", sealed.path+"/release/approve", nil)
		here := th.prisons[0].ID
		pack := th.openedByWords(anna, sealed, here)
		used := map[models.BrakeAct]int{}
		for i, act := range []models.BrakeAct{models.BrakeHold, models.BrakeResume, models.BrakeHold, models.BrakeStandDown} {
			id := th.must(201, bela, "POST", sealed.path+"/brakes", members{"act": act, "reason": "order by radio"}).text("id")
			code := sealed.path + "/brakes/" + id + "/sites/" + here.String() + "/code"
			if a := th.ask(anna, "POST", code, members{"reason": "for the radio"}); a.code() != "wrong_state" {
				t.Errorf("the code of what nobody confirmed: %s", a.raw)
			}
			th.must(200, anna, "POST", sealed.path+"/brakes/"+id+"/confirm", nil)
			words := th.must(200, anna, "POST", code, members{"reason": "for the radio"}).text("words")
			got, ok := pack.Believe(words, used)
			if !ok || got.Act != act {
				t.Errorf("the %d. order, %s, was understood as %+v", i+1, act, got)
			}
			if _, again := pack.Believe(words, map[models.BrakeAct]int{act: got.N}); again {
				t.Errorf("the code of the %d. order is good twice", i+1)
			}
			used[act] = got.N
		}
		if a := th.must(200, otto, "GET", "/v1/audit?act=bundle.words&operation="+sealed.id, nil); strings.Count(a.raw, "for the radio") != 4 {
			t.Errorf("the audit has %s", a.raw)
		}
	})
}

// openedByWords opens the package of a site as a dark site does.
func (th *theatre) openedByWords(coordinator person, o dawnOperation, site models.ID) (c bundle.Content) {
	th.Helper()
	words := th.must(200, coordinator, "POST", o.path+"/sites/"+site.String()+"/words", members{"reason": "the site is dark"}).text("words")
	th.read(func(v store.View) error {
		b, err := v.BundleFor(th.idOf(o), site)
		if err != nil {
			return err
		}
		identity, err := bundle.OpenWithWords(b.Words, words)
		if err != nil {
			return err
		}
		c, err = bundle.Open(identity, b.Package)
		return err
	})
	return c
}

// starts is the H of a site as the picture shows it.
func (th *theatre) starts(who person, o dawnOperation, site models.ID) (h string) {
	th.Helper()
	for _, x := range th.must(200, who, "GET", o.path+"/progress", nil).body["sites"].([]any) {
		if s := x.(members); s["id"] == site.String() {
			h, _ = s["hHour"].(string)
		}
	}
	return h
}

func TestASiteGoesEarlyByOrderOfTwoAndTheOthersKeepTheirHour(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.released(anna, bela, inAnHour)
		here, there := th.prisons[0].ID, th.prisons[1].ID
		early := models.FormatTime(storetest.Dawn.Add(10 * time.Minute))
		order := members{"act": "reschedule", "site": here, "hHour": early, "reason": "they have heard of it"}
		if a := th.braked(o, anna, bela, order); a.text("hHour") != models.FormatTime(inAnHour) {
			t.Errorf("the whole begins at %s", a.text("hHour"))
		}
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		if h := th.starts(anna, o, here); h != early {
			t.Errorf("the site begins at %s", h)
		}
		if h := th.starts(anna, o, there); h != models.FormatTime(inAnHour) {
			t.Errorf("the other site begins at %s", h)
		}
		whole := models.FormatTime(storetest.Dawn.Add(5 * time.Minute))
		th.braked(o, anna, bela, members{"act": "reschedule", "hHour": whole, "reason": "then all of them"})
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		for _, site := range []models.ID{here, there} { // both orders are of one instant here: the journal says which is the later
			if h := th.starts(anna, o, site); h != whole {
				t.Errorf("a site begins at %s, not when the whole does", h)
			}
		}
		later := models.FormatTime(storetest.Dawn.Add(20 * time.Minute))
		th.braked(o, anna, bela, members{"act": "reschedule", "site": there, "hHour": later, "reason": "the bus is late"})
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		if h := th.starts(anna, o, there); h != later {
			t.Errorf("the site that got an hour of its own after the whole begins at %s", h)
		}
		if h := th.starts(anna, o, here); h != whole {
			t.Errorf("the other site begins at %s", h)
		}
		th.isSoundJournal(th.idOf(o))
	})
}

func TestTheWholeGoesAtOnceByOrderOfTwoAndADarkSiteBelievesIt(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		th.server.Work = bundle.Ours() // a tablet believes nothing cheaper
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.released(anna, bela, inAnHour)
		order := members{"act": "reschedule", "atOnce": true, "reason": "it is on the radio"}
		if a := th.ask(anna, "POST", o.path+"/brakes", members{"act": "hold", "atOnce": true, "reason": "wrong"}); a.code() != "invalid" {
			t.Errorf("a hold at once: %s", a.raw)
		}
		if a := th.braked(o, anna, bela, order); a.text("hHour") != models.FormatTime(storetest.Dawn) {
			t.Errorf("H is %s, not the moment of the second word", a.text("hHour"))
		}
		if err := th.server.startDue(ctx); err != nil {
			t.Fatal(err)
		}
		if got := th.must(200, anna, "GET", o.path, nil).text("state"); got != "live" {
			t.Errorf("it is %s", got)
		}
		all := th.entries(th.idOf(o))
		if last := all[len(all)-1]; last.Entry.Type != "operation.rescheduled" || !strings.Contains(last.Entry.Body, models.FormatTime(storetest.Dawn)) {
			t.Errorf("the journal ends with %s %s", last.Entry.Type, last.Entry.Body)
		}
		here := th.prisons[0].ID
		pack := th.openedByWords(anna, o, here)
		id := th.must(200, anna, "GET", o.path+"/brakes", nil).body["items"].([]any)[0].(members)["id"].(string)
		words := th.must(200, anna, "POST", o.path+"/brakes/"+id+"/sites/"+here.String()+"/code", members{"reason": "for the radio"}).text("words")
		if got, ok := pack.Believe(words, nil); !ok || got.Act != models.BrakeReschedule {
			t.Errorf("a dark site understood %+v", got)
		}
		th.isSoundJournal(th.idOf(o))
	})
}
