package server

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// carried is a tablet whose agreement key a test holds, with a session.
type carried struct {
	models.Tablet
	agreement []byte // its private agreement key
}

func (th *theatre) carried(p prison, state models.TabletState) carried {
	th.Helper()
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		th.Fatal(err)
	}
	c := carried{th.tablet(p, state), key.Bytes()}
	c.AgreementKey = base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
	th.tx(func(tx *store.Tx) error {
		if err := tx.SaveTablet(&c.Tablet); err != nil {
			return err
		}
		return tx.AddTabletToken(c.ID, hashOf("bearer-"+c.ID.String()), tx.Now, tx.Now.Add(time.Hour))
	})
	return c
}

// asks sends a request of a tablet.
func (th *theatre) asks(c carried, path string) answer {
	th.Helper()
	return th.ask(person{}, "GET", path, nil, "Authorization", "Bearer bearer-"+c.ID.String())
}

// bundles is what a tablet is told that there is for it.
func (th *theatre) bundles(c carried) (list []struct {
	ID, SHA256 string
	Size       int
}) {
	th.Helper()
	a := th.asks(c, "/v1/bundles")
	if err := json.Unmarshal([]byte(a.raw), &list); err != nil || a.status != 200 {
		th.Fatalf("%d %s", a.status, a.raw)
	}
	return list
}

// opensByNetwork opens a package as a tablet does.
func (th *theatre) opensByNetwork(c carried, id string) (bundle.Content, answer) {
	th.Helper()
	a := th.asks(c, "/v1/bundles/"+id+"/key")
	if a.status != 200 {
		return bundle.Content{}, a
	}
	identity, err := bundle.OpenAtTablet(a.text("identity"), c.agreement)
	if err != nil {
		th.Fatal(err)
	}
	content, err := bundle.Open(identity, []byte(th.asks(c, "/v1/bundles/"+id).raw))
	if err != nil {
		th.Fatal(err)
	}
	return content, a
}

func TestATabletOpensItsPackageAfterReleaseAndFindsWhatItWouldPull(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../openapi/packages/package.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sealed := th.sealed(anna, bela, inAnHour)
		c := th.carried(th.prisons[0], models.TabletConfirmed)
		list := th.bundles(c)
		if len(list) != 1 || hashOf(th.asks(c, "/v1/bundles/"+list[0].ID).raw) != list[0].SHA256 || th.asks(c, "/v1/bundles/"+list[0].ID).raw[:3] != "age" {
			t.Fatalf("before release: %+v", list)
		}
		if _, a := th.opensByNetwork(c, list[0].ID); a.status != 404 {
			t.Errorf("the key before release: %s", a.raw)
		}
		th.must(200, anna, "POST", sealed.path+"/release/ask", nil)
		th.must(200, bela, "POST", sealed.path+"/release/approve", nil)
		content, _ := th.opensByNetwork(c, list[0].ID)
		if content.Operation.String() != sealed.id || content.HHour != models.FormatTime(inAnHour) || content.Decoy {
			t.Errorf("it holds %+v", content)
		}
		raw, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		if x, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw)); err != nil || schema.Validate(x) != nil {
			t.Errorf("it does not follow the schema: %v %v", err, schema.Validate(x))
		}
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		var page struct{ Documents []json.RawMessage }
		if err := json.Unmarshal([]byte(th.asks(c, "/v1/sync/pull?limit=2000&operation="+sealed.id).raw), &page); err != nil {
			t.Fatal(err)
		}
		if a, b := asText(page.Documents), asText(content.Documents); !slices.Equal(a, b) || len(a) < 8 {
			t.Errorf("the package has\n%s\nand pull gives\n%s", strings.Join(b, "\n"), strings.Join(a, "\n"))
		}
		th.namesItsPackage(th.idOf(sealed), th.prisons[0].ID, list[0].SHA256)
	})
}

func asText(documents []json.RawMessage) (out []string) {
	for _, d := range documents {
		out = append(out, string(d))
	}
	return out
}

// namesItsPackage holds the hash in plan.released of a site against its package.
func (th *theatre) namesItsPackage(operation, site models.ID, sum string) {
	th.Helper()
	n := 0
	for _, e := range th.entries(operation) {
		if e.Entry.Type != "plan.released" || e.Entry.Site != site {
			continue
		}
		if n++; !strings.Contains(e.Entry.Body, `"packageSha256":"`+sum+`"`) {
			th.Errorf("plan.released names another package than %s: %s", sum, e.Entry.Body)
		}
	}
	if n == 0 {
		th.Error("nothing was released to the site")
	}
}

func TestAPackageIsNoneForWhoeverItIsNotFor(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		idleAnd := func() prison {
			th.prison("AIX")
			th.prison("ARL")
			p := th.prison("NIX")
			th.prisons = th.prisons[:2]
			return p
		}
		idle := idleAnd()
		o := th.sealed(anna, bela, inAnHour)
		here, pending := th.carried(th.prisons[0], models.TabletConfirmed), th.carried(th.prisons[0], models.TabletPending)
		there, decoyed := th.carried(th.prisons[1], models.TabletConfirmed), th.carried(idle, models.TabletConfirmed)
		mine, theirs := th.bundles(here)[0], th.bundles(there)[0]
		decoy := th.bundles(decoyed)
		if len(decoy) != 1 || decoy[0].Size != mine.Size || len(th.bundles(pending)) != 1 {
			t.Errorf("a prison that is not searched is told apart: %+v %+v", decoy, mine)
		}
		alike := func(when string, refused ...answer) {
			t.Helper()
			unknown := th.asks(here, "/v1/bundles/"+models.NewID().String()+"/key")
			for i, a := range refused {
				delete(a.body, "instance")
				delete(unknown.body, "instance")
				if a.status != 404 || fmt.Sprint(a.body) != fmt.Sprint(unknown.body) {
					t.Errorf("%s, %d: %d %s, not as an unknown one: %s", when, i, a.status, a.raw, unknown.raw)
				}
			}
		}
		key := func(c carried, id string) answer { return th.asks(c, "/v1/bundles/"+id+"/key") }
		alike("before release", key(here, mine.ID), key(decoyed, decoy[0].ID), key(here, theirs.ID), th.asks(here, "/v1/bundles/"+theirs.ID), th.asks(here, "/v1/bundles/"+theirs.ID+"/words"))
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		alike("when it is asked for", key(here, mine.ID))
		th.must(200, bela, "POST", o.path+"/release/approve", nil)
		alike("after release", key(pending, mine.ID), key(decoyed, decoy[0].ID), key(here, theirs.ID))
		if a := key(here, mine.ID); a.status != 200 {
			t.Errorf("the key after release: %s", a.raw)
		}
		if a := th.ask(anna, "POST", o.path+"/sites/"+idle.ID.String()+"/words", members{"reason": "radio"}); a.status != 404 {
			t.Errorf("the words of a decoy: %s", a.raw)
		}
		th.braked(o, anna, bela, members{"act": "hold", "site": th.prisons[0].ID, "reason": "a riot"})
		alike("at a held site", key(here, mine.ID))
		if a := key(there, theirs.ID); a.status != 200 {
			t.Errorf("the key of the other site: %s", a.raw)
		}
		th.braked(o, anna, bela, members{"act": "hold", "reason": "fog"})
		alike("while it is held", key(there, theirs.ID))
		th.braked(o, anna, bela, members{"act": "stand_down", "reason": "over"})
		if got := th.bundles(there); len(got) != 0 {
			t.Errorf("after it was stood down: %+v", got)
		}
	})
}

func TestPackagesAreSealedAnewTogetherWheneverThePlanIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.sealed(anna, bela, inAnHour)
		c := th.carried(th.prisons[0], models.TabletConfirmed)
		first := th.bundles(c)[0]
		th.must(200, anna, "POST", o.path+"/reopen", members{"reason": "one cell more"})
		if got := th.bundles(c); len(got) != 1 || got[0].ID != first.ID {
			t.Errorf("a tablet can tell that the plan is being changed: %+v", got)
		}
		th.seal(anna, bela, o)
		second := th.bundles(c)
		if len(second) != 1 || second[0].ID == first.ID || second[0].SHA256 == first.SHA256 || second[0].Size != first.Size {
			t.Errorf("%+v after %+v", second, first)
		}
		if a := th.asks(c, "/v1/bundles/"+first.ID); a.status != 404 {
			t.Errorf("the first is still there: %d", a.status)
		}
		late := th.prison("NEU") // it comes to the registry after everything was sealed
		th.prisons = th.prisons[:2]
		th.tx(func(tx *store.Tx) error { return addDecoys(tx, late.ID) })
		th.tx(func(tx *store.Tx) error { return addDecoys(tx, late.ID) }) // its second tablet
		decoy := th.bundles(th.carried(late, models.TabletConfirmed))
		if len(decoy) != 1 || decoy[0].Size != second[0].Size {
			t.Errorf("a prison that came later is told apart: %+v", decoy)
		}
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		th.must(200, bela, "POST", o.path+"/release/approve", nil)
		th.namesItsPackage(th.idOf(o), th.prisons[0].ID, second[0].SHA256)
	})
}

func TestWhatWasSealedBeforeThereWerePackagesIsSealedAgainBeforeRelease(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.sealed(anna, bela, inAnHour)
		th.tx(func(tx *store.Tx) error { return tx.AddRound(th.idOf(o), nil) })
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		if a := th.ask(bela, "POST", o.path+"/release/approve", nil); a.code() != "wrong_state" || !strings.Contains(a.raw, "seal it again") {
			t.Errorf("released without packages: %s", a.raw)
		}
	})
}

func TestOnlyATestMayMakePackagesThatAreCheapToGuess(t *testing.T) {
	cheap := bundle.Work{Words: 10, Brakes: 1}
	for _, asked := range []bundle.Work{cheap, {Words: 15}, {Words: 14, Brakes: 11}, {Brakes: 11}, {Words: 18, Brakes: 11}} {
		if _, err := workOf(asked, false); models.CodeOf(err) != models.Invalid {
			t.Errorf("a program was let seal with %+v", asked)
		}
	}
	for _, asked := range []bundle.Work{{}, bundle.Ours()} {
		if got, err := workOf(asked, false); err != nil || got != bundle.Ours() {
			t.Errorf("a program that asks for %+v seals with %+v: %v", asked, got, err)
		}
	}
	if got, err := workOf(cheap, true); err != nil || got != cheap {
		t.Errorf("a test seals with %+v: %v", got, err)
	}
}
