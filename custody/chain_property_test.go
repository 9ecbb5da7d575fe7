package custody_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

var people = []models.Party{durand, petit, roux, laboMD, {Name: "Registry"}}

// cleanChain draws hand-overs in which each gives on what it has, in one entry
// or two; pairs tells the entries of each hand-over that took two.
func cleanChain(t *rapid.T) (c custody.Case, pairs [][2]int) {
	c = then(seizure, custody.Movement{Kind: "seized", To: durand})
	holder := durand
	for range rapid.IntRange(1, 6).Draw(t, "hand-overs") {
		to := rapid.SampledFrom(people).Draw(t, "to")
		if custody.Same(to, holder) {
			continue
		}
		if rapid.Bool().Draw(t, "two entries") {
			pairs = append(pairs, [2]int{len(c.Movements), len(c.Movements) + 1})
			c = then(then(c, released(holder, to)), received(holder, to, "P"))
		} else {
			c = then(c, signed(received(holder, to, "P")))
		}
		holder = to
		if rapid.Bool().Draw(t, "examined") {
			c = then(c, examined(to, ""))
		}
	}
	return c, pairs
}

func TestAChainInWhichEachGivesOnWhatItHasIsClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _ := cleanChain(t)
		if got := custody.Follow(c); len(got.Alarms) > 0 || got.Open != nil {
			t.Fatalf("%+v", got)
		}
	})
}

func TestAHandOverWithOneEntryMissingIsNeverClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, pairs := cleanChain(t)
		if len(pairs) == 0 {
			return
		}
		pair := rapid.SampledFrom(pairs).Draw(t, "pair")
		i := pair[rapid.IntRange(0, 1).Draw(t, "side")]
		c.Movements = slices.Delete(slices.Clone(c.Movements), i, i+1)
		if got := custody.Follow(c); len(got.Alarms) == 0 && got.Open == nil {
			t.Fatalf("without %d: %+v", i, got)
		}
	})
}

func TestTheTwoEntriesOfAHandOverMayComeInEitherOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, pairs := cleanChain(t)
		want := custody.Follow(c)
		for _, p := range pairs {
			if rapid.Bool().Draw(t, "swapped") {
				c.Movements[p[0]], c.Movements[p[1]] = c.Movements[p[1]], c.Movements[p[0]]
			}
		}
		if got := custody.Follow(c); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

func TestACorrectedEventIsAsGoodAsOneRecordedRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _ := cleanChain(t)
		want := custody.Follow(c)
		i := rapid.IntRange(0, len(c.Movements)-1).Draw(t, "wrong")
		right := c.Movements[i]
		wrong := right
		wrong.From, wrong.To, wrong.Place = models.Party{Name: "Typo"}, models.Party{Name: "Mistake"}, "Nowhere"
		fix := custody.Movement{From: right.From, To: right.To, Place: right.Place}
		if right.Kind != "received" || right.Place == "" { // what a correction does not say stays
			return
		}
		c.Movements[i] = wrong
		got := custody.Follow(then(c, correction(right.ID, fix)))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

// anyMovement draws what no sane person would record.
func anyMovement(t *rapid.T) custody.Movement {
	anyone := rapid.SampledFrom(append(people, nobody))
	return custody.Movement{Kind: rapid.SampledFrom(models.CustodyKinds).Draw(t, "kind"), From: anyone.Draw(t, "from"), To: anyone.Draw(t, "to"),
		Place: rapid.SampledFrom([]string{"", "P", "Q"}).Draw(t, "place"), At: dawn.Add(time.Duration(rapid.IntRange(0, 500).Draw(t, "at")) * time.Minute),
		Corrects: string(rune('a' + rapid.IntRange(0, 9).Draw(t, "corrects"))), Giver: rapid.Bool().Draw(t, "giver"), Receiver: rapid.Bool().Draw(t, "receiver"),
		Struck: rapid.Bool().Draw(t, "struck")}
}

func TestWhateverIsRecordedTheChainEndsInOneStateAndEachAlarmNamesItsEvent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := seizure
		for range rapid.IntRange(0, 10).Draw(t, "events") {
			c = then(c, anyMovement(t))
		}
		before := slices.Clone(c.Movements)
		got, again := custody.Follow(c), custody.Follow(c)
		if !reflect.DeepEqual(got, again) || !slices.Equal(before, c.Movements) {
			t.Fatal("following a chain changes it")
		}
		if !slices.Contains([]string{"held", "released", "stored", "returned", "destroyed", "lost"}, got.State) {
			t.Fatalf("state %q", got.State)
		}
		if (got.State == "released") != (got.Open != nil && got.Open.Lacks == custody.Receiver) {
			t.Fatalf("released without an open hand-over, or the other way round: %+v %+v", got, got.Open)
		}
		for _, a := range got.Alarms {
			if a.Index < 1 || a.Index > len(c.Movements) || c.Movements[a.Index-1].ID != a.Event {
				t.Fatalf("alarm %+v names another event", a)
			}
		}
		if m := got.Holder; m != nobody && !slices.ContainsFunc(people, func(p models.Party) bool { return custody.Same(p, m) }) {
			t.Fatalf("somebody who was never named has it: %+v", m)
		}
	})
}
