package checklist_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/checklist/draw"
)

func TestADraftThatMovesToAnotherVersionLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 0)) //nolint:gosec // a seed
	kept, aside, required := 0, 0, 0
	for range 1500 {
		c := draw.Next(r)
		to := draw.Changed(r, c.Template)
		d := checklist.Move(c.Template, to, c.Context, c.Answers)
		together := checklist.Answers{}
		for at, a := range d.Kept {
			together[at] = a
		}
		for _, a := range d.Aside {
			if _, twice := together[a.Instance]; twice || a.Why == "" {
				t.Fatalf("%v is kept and set aside, or without a reason", a.Instance)
			}
			together[a.Instance] = a.Answer
		}
		if !reflect.DeepEqual(together, c.Answers) {
			t.Fatalf("of %d answers %d came through", len(c.Answers), len(together))
		}
		for _, p := range checklist.Evaluate(to, c.Context, d.Kept).Problems {
			if p.Code == "unknown_item" {
				t.Fatalf("kept, and the version does not have it: %v", p.Instance)
			}
		}
		kept, aside, required = kept+len(d.Kept), aside+len(d.Aside), required+len(d.Required)
	}
	if kept == 0 || aside == 0 || required == 0 {
		t.Errorf("nothing is shown by this: %d kept, %d aside, %d newly required", kept, aside, required)
	}
	t.Logf("1500 moves: %d answers kept, %d set aside, %d newly required", kept, aside, required)
}

func TestADraftThatMovesToTheSameVersionKeepsWhatItKnows(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 0)) //nolint:gosec // a seed
	for range 500 {
		c := draw.Next(r)
		again := c.Template
		again.Version++
		d := checklist.Move(c.Template, again, c.Context, c.Answers)
		if len(checklist.Compare(c.Template, again)) != 0 || len(d.Aside) == 0 && len(d.Required) != 0 {
			t.Fatalf("the same version differs: %v, %v", checklist.Compare(c.Template, again), d.Required)
		}
		wrong := map[checklist.Instance]bool{}
		for _, p := range checklist.Evaluate(c.Template, c.Context, c.Answers).Problems {
			wrong[p.Instance] = true
		}
		for _, a := range d.Aside {
			if state, there := checklist.Evaluate(c.Template, c.Context, c.Answers).Of(a.Instance); there && state.Relevant && !wrong[a.Instance] {
				t.Fatalf("%v was right and is set aside: %s", a.Instance, a.Why)
			}
		}
	}
}

func TestWhatDiffersBetweenTwoVersionsIsToldByItem(t *testing.T) {
	from, to := goodTemplate(t), goodTemplate(t)
	at(&to, "who").Labels.FR = "Agents"
	at(&to, "yn").Required = false
	at(&to, "one").Options = at(&to, "one").Options[:2]
	at(&to, "many").Type = "text"
	at(&to, "why").RelevantIf = nil
	at(&to, "listed").List = "gone"
	at(&to, "grid").Rows = append(at(&to, "grid").Rows, checklist.Choice{Code: "r3", Labels: both("r3")})
	at(&to, "serial").Constraints = nil
	at(&to, "finds").Items = at(&to, "finds").Items[:1]
	at(&to, "one").Options[0].Retired = true
	to.Facts[1].Type = "boolean"
	first := &to.Sections[0].Items
	to.Sections[1].Items = append(to.Sections[1].Items, (*first)[11], checklist.Item{Code: "more", Type: "text", Labels: both("more")})
	*first = slices.Delete(*first, 11, 12)
	want := []checklist.Difference{
		{Path: "fact number", What: "type", From: "number", To: "boolean"},
		{Path: "who", What: "words"}, {Path: "yn", What: "required"},
		{Path: "one", What: "choices", From: "c"}, {Path: "one", What: "limits"},
		{Path: "many", What: "type", From: "select_many", To: "text"},
		{Path: "serial", What: "words"}, {Path: "serial", What: "limits"}, {Path: "why", What: "shown"},
		{Path: "listed", What: "choices", From: "colours", To: "gone"},
		{Path: "grid", What: "choices", To: "r3"},
		{Path: "dev", What: "place", From: "first", To: "second"}, {Path: "more", What: "added"}, {Path: "finds.detail", What: "removed"},
	}
	if got := checklist.Compare(from, to); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}
