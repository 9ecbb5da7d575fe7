package custody_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

var update = flag.Bool("update", false, "write testdata/chains.json anew")

var (
	dawn    = time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)
	durand  = officer(1)
	petit   = officer(2)
	roux    = officer(3)
	laboMD  = models.Party{Name: "Dr Martin", Organisation: "Laboratory"}
	nobody  = models.Party{}
	seizure = custody.Case{Seizer: durand}
)

func officer(n byte) models.Party { return models.Party{Officer: models.ID(uuid.UUID{15: n})} }

// then adds a movement, ten minutes after the one before unless it says when.
func then(c custody.Case, m custody.Movement) custody.Case {
	m.ID = string(rune('a' + len(c.Movements)))
	if m.At.IsZero() {
		m.At = dawn.Add(time.Duration(len(c.Movements)) * 10 * time.Minute)
	}
	c.Movements = append(slices.Clone(c.Movements), m)
	return c
}

func story(moves ...custody.Movement) custody.Case {
	c := seizure
	for _, m := range moves {
		c = then(c, m)
	}
	return c
}

func released(from, to models.Party) custody.Movement {
	return custody.Movement{Kind: "released", From: from, To: to}
}

func received(from, to models.Party, place string) custody.Movement {
	return custody.Movement{Kind: "received", From: from, To: to, Place: place}
}

func signed(m custody.Movement) custody.Movement {
	m.Giver, m.Receiver = true, true
	return m
}

func at(m custody.Movement, minutes int) custody.Movement {
	m.At = dawn.Add(time.Duration(minutes) * time.Minute)
	return m
}

func examined(by models.Party, seal string) custody.Movement {
	return custody.Movement{Kind: "examined", To: by, Seal: seal}
}

func correction(of string, m custody.Movement) custody.Movement {
	m.Kind, m.Corrects = "correction", of
	return m
}

// stories are chains and what is expected of them; they are written to testdata.
var stories = []struct {
	name   string
	given  custody.Case
	state  string
	holder models.Party
	place  string
	lacks  string // side of the open hand-over, "" for none
	alarms []custody.Alarm
}{
	{"nothing happened yet: the team has it", story(), "held", durand, "", "", nil},
	{"another of the team hands it over, both sign", story(signed(received(petit, roux, "Store 2"))), "held", roux, "Store 2", "", nil},
	{"two entries, one of each side", story(released(durand, roux), received(durand, roux, "Store 2")), "held", roux, "Store 2", "", nil},
	{"the receiver's entry comes first", story(received(durand, roux, "Store 2"), released(durand, roux)), "held", roux, "Store 2", "", nil},
	{"only the receiver says so", story(received(durand, roux, "Store 2")), "held", roux, "Store 2", "giver", nil},
	{"only the giver says so", story(released(durand, roux)), "released", nobody, "", "receiver", nil},
	{"the giver's entry bears both signatures", story(signed(released(durand, roux))), "held", roux, "", "", nil},
	{"the next hand-over leaves one side lacking for good", story(received(durand, roux, ""), signed(received(roux, laboMD, ""))), "held", laboMD, "", "", []custody.Alarm{{Code: "one_sided", Event: "a", Index: 1}}},
	{"received from somebody who did not have it", story(signed(received(durand, roux, "")), signed(received(petit, laboMD, ""))), "held", laboMD, "", "", []custody.Alarm{{Code: "not_the_holder", Event: "b", Index: 2}}},
	{"an outsider is never of the team", story(signed(received(laboMD, roux, ""))), "held", roux, "", "", []custody.Alarm{{Code: "not_the_holder", Event: "a", Index: 1}}},
	{"too long with nobody", story(released(durand, roux), at(received(durand, roux, ""), 121)), "held", roux, "", "", []custody.Alarm{{Code: "gap", Event: "b", Index: 2}}},
	{"just not too long with nobody", story(released(durand, roux), at(received(durand, roux, ""), 120)), "held", roux, "", "", nil},
	{"examined on the way", story(released(durand, laboMD), examined(laboMD, ""), received(durand, laboMD, "")), "held", laboMD, "", "", []custody.Alarm{{Code: "examined_in_transit", Event: "b", Index: 2}}},
	{"examined by somebody who does not have it", story(signed(received(durand, roux, "")), examined(laboMD, "")), "held", roux, "", "", []custody.Alarm{{Code: "not_the_holder", Event: "b", Index: 2}}},
	{"stored by its holder, and moved to another shelf", story(signed(received(durand, roux, "")), custody.Movement{Kind: "stored", Place: "Shelf 1"}, custody.Movement{Kind: "stored", To: roux, Place: "Shelf 4"}), "stored", roux, "Shelf 4", "", nil},
	{"stored with somebody else is a hand-over", story(signed(received(durand, roux, "")), custody.Movement{Kind: "stored", To: laboMD, Place: "Shelf 1"}), "stored", laboMD, "Shelf 1", "giver", nil},
	{"returned to its owner", story(signed(received(durand, roux, "")), custody.Movement{Kind: "returned", From: roux}), "returned", nobody, "", "", nil},
	{"destroyed, and then examined", story(custody.Movement{Kind: "destroyed"}, examined(nobody, "")), "held", nobody, "", "", []custody.Alarm{{Code: "after_end", Event: "b", Index: 2}}},
	{"lost and found again", story(custody.Movement{Kind: "lost"}, signed(received(nobody, roux, "Store 2"))), "held", roux, "Store 2", "", []custody.Alarm{{Code: "after_end", Event: "b", Index: 2}}},
	{"a correction names the right receiver", story(signed(received(durand, petit, "Store 2")), signed(received(roux, laboMD, "")), correction("a", custody.Movement{To: roux})), "held", laboMD, "", "", nil},
	{"a correction of a correction", story(signed(received(durand, petit, "Store 2")), correction("a", custody.Movement{To: laboMD}), correction("b", custody.Movement{To: roux})), "held", roux, "Store 2", "", nil},
	{"struck out: it never happened", story(signed(received(durand, roux, "Store 2")), custody.Movement{Kind: "destroyed"}, correction("b", custody.Movement{Struck: true})), "held", roux, "Store 2", "", nil},
	{"the same hand-over told twice", story(signed(received(durand, roux, "Store 2")), signed(received(durand, roux, ""))), "held", roux, "Store 2", "", nil},
	{"one side, and then the same with both signatures", story(received(durand, roux, "Store 2"), signed(received(durand, roux, ""))), "held", roux, "Store 2", "", nil},
	{"a broken seal that an examination names", sealBroken(story(examined(nobody, "s1")), 900), "held", durand, "", "", nil},
	{"a seal broken while it was examined", sealBroken(story(examined(nobody, "")), 30), "held", durand, "", "", nil},
	{"a broken seal that nothing explains", sealBroken(story(examined(nobody, "")), 900), "held", durand, "", "", []custody.Alarm{{Code: "seal_broken", Event: "s1"}}},
	{"an examination of another seal explains nothing", sealBroken(story(examined(nobody, "s2")), 0), "held", durand, "", "", []custody.Alarm{{Code: "seal_broken", Event: "s1"}}},
	{"a voided exhibit has no alarms", voided(sealBroken(story(received(petit, roux, ""), received(laboMD, laboMD, "")), 900)), "held", laboMD, "", "", nil},
	{"people of other houses are known by name", story(signed(received(durand, laboMD, "")), signed(received(models.Party{Name: "dr  martin"}, roux, ""))), "held", roux, "", "", nil},
	{"corrections in a circle correct nothing", story(signed(received(durand, roux, "")), correction("c", custody.Movement{To: petit}), correction("b", custody.Movement{To: petit})), "held", roux, "", "", nil},
}

func sealBroken(c custody.Case, minutes int) custody.Case {
	c.Seals = []custody.SealFate{{ID: "s1", Broken: true, BrokenAt: dawn.Add(time.Duration(minutes) * time.Minute)}, {ID: "s0"}}
	return c
}

func voided(c custody.Case) custody.Case {
	c.Voided = true
	return c
}

func TestTheChainSaysWhoHasAnExhibitWhereItIsAndWhatIsWrong(t *testing.T) {
	for _, s := range stories {
		got := custody.Follow(s.given)
		lacks := ""
		if got.Open != nil {
			lacks = got.Open.Lacks
		}
		if got.State != s.state || !custody.Same(got.Holder, s.holder) || got.Place != s.place || lacks != s.lacks || !slices.Equal(got.Alarms, s.alarms) {
			t.Errorf("%s: %+v (open %+v)", s.name, got, got.Open)
		}
	}
	t.Logf("%d stories", len(stories))
}

func TestTheVectorsOfTheChainAreThoseOfTheStories(t *testing.T) {
	const path = "testdata/chains.json"
	type told struct {
		Name   string        `json:"name"`
		Given  custody.Case  `json:"given"`
		Expect custody.Chain `json:"expect"`
	}
	var all []told
	for _, s := range stories {
		all = append(all, told{s.name, s.given, custody.Follow(s.given)})
	}
	want, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, append(want, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if is, err := os.ReadFile(path); err != nil || string(is) != string(want)+"\n" {
		t.Errorf("%s differs: go test ./custody -run Vectors -update, if that was meant (%v)", path, err)
	}
}

func TestAHandOverIsOverdueOnlyPastTheLimit(t *testing.T) {
	open := custody.Follow(story(released(durand, roux))).Open
	if open.Overdue(dawn.Add(120*time.Minute), 0) || !open.Overdue(dawn.Add(121*time.Minute), 0) || open.Overdue(dawn.Add(121*time.Minute), 3*time.Hour) {
		t.Errorf("%+v", open)
	}
}

// One keyboard writes an accent with its letter, another after it, a third not at all; no hand-over is out of order for that.
func TestANameIsTheSameHoweverItsAccentsAreWritten(t *testing.T) {
	for _, other := range []string{"He\u0301le\u0300ne Müller", "hélène  mu\u0308ller", "HELENE MULLER"} {
		if !custody.Same(models.Party{Name: "Hélène Müller"}, models.Party{Name: other}) {
			t.Errorf("%+q is somebody else", other)
		}
	}
	if custody.Same(models.Party{Name: "Hélène Müller"}, models.Party{Name: "Hélène Muller-Roux"}) {
		t.Error("two names are one")
	}
}

// A broken tablet can correct its corrections for as long as it likes, in any order and in a circle.
func TestManyCorrectionsOfCorrectionsAreFollowedOnce(t *testing.T) {
	const many = 30_000
	id := func(i int) string { return fmt.Sprintf("c%d", i) }
	for name, corrects := range map[string]func(i int) string{
		"each the one before": func(i int) string { return id(i - 1) }, "each the one after": func(i int) string { return id(i + 1) },
		"a circle": func(i int) string { return id(i%many + 1) },
	} {
		all := []custody.Movement{{ID: id(0), Kind: "seized", To: durand}}
		for i := 1; i <= many; i++ {
			all = append(all, custody.Movement{ID: id(i), Kind: "correction", Corrects: corrects(i), Place: id(i)})
		}
		if name == "each the one after" {
			all[many].Corrects = id(0)
		}
		began := time.Now()
		got := custody.Follow(custody.Case{Movements: all})
		if want := map[bool]string{true: "", false: id(many)}[name == "a circle"]; got.Place != want {
			t.Errorf("%s: it is at %q", name, got.Place)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}
