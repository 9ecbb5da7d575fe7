package checklist_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/checklist/draw"
	"github.com/cellsweep/cellsweep/models"
)

// read holds what was read to what every template that is read can do: be linted,
// rendered, compared, written and read again.
func readAndWritten(t *testing.T, x checklist.Template) {
	t.Helper()
	var fs models.Faults
	checklist.Lint(&fs, "", x, colours())
	for _, language := range []string{"en", "fr"} {
		checklist.Render(x, colours(), language)
	}
	text := jsonOf(t, x)
	again, err := checklist.Parse([]byte(text))
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, text)
	}
	if jsonOf(t, again) != text {
		t.Fatalf("written %s\nand then %s", text, jsonOf(t, again))
	}
	var more models.Faults
	checklist.Lint(&more, "", again, colours())
	if more.Len() != fs.Len() {
		t.Fatalf("%d faults, and %d when it is read again", fs.Len(), more.Len())
	}
	if d := checklist.Compare(x, again); len(d) > 0 {
		t.Fatalf("it differs from itself: %v", d)
	}
}

func FuzzATemplateInJSONIsReadOrToldWhatIsWrong(f *testing.F) {
	f.Add(defaultTemplate(f))
	f.Add([]byte(`{"code":"t","version":1,"labels":{"en":"a","fr":"b"},"facts":[],"sections":[{"code":"s","labels":{"en":"a","fr":"b"},"items":[{"code":"a","type":"repeat","labels":{"en":"a","fr":"b"},"relevantIf":{"item":"a.a","answered":true},"items":[{"code":"a","type":"text","labels":{"en":"a","fr":"b"}}]}]}]}`))
	for text := range faultsOfForm() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x, err := checklist.Parse(text)
		if err != nil {
			if c := models.CodeOf(err); c != models.Invalid && c != models.TooLarge {
				t.Fatal(err)
			}
			return
		}
		readAndWritten(t, x)
	})
}

func FuzzATemplateInCSVIsReadOrToldWhatIsWrong(f *testing.F) {
	whole, err := checklist.WriteCSV(parsedDefault(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("kind;path;type;en;fr;version\ntemplate;t;;T;T;1\nsection;s;;S;S;\nitem;x;text;X;X;\n"))
	f.Add([]byte("kind,path,type,en,fr,flags\nitem,'=x,repeat,a,b,\noption,,,,,alone\nconstraint,,,,,\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		x, places, err := checklist.ReadCSV("x.csv", text)
		if err != nil {
			if c := models.CodeOf(err); c != models.Invalid && c != models.TooLarge {
				t.Fatal(err)
			}
			return
		}
		readAndWritten(t, x)
		var fs models.Faults
		checklist.Lint(&fs, "", x, nil)
		_ = places.Of(fs.Err("faults"))
	})
}

// question is what an evaluation is asked, as the fuzzer writes it.
type question struct {
	Template json.RawMessage   `json:"template"`
	Context  checklist.Context `json:"context"`
	Answers  checklist.Answers `json:"answers"`
}

func FuzzAnEvaluationEndsAndSaysTheSameTwice(f *testing.F) {
	r := rand.New(rand.NewPCG(31, 0)) //nolint:gosec // a seed
	for range 40 {
		text, err := json.Marshal(draw.Next(r))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"template":{"code":"t","version":1,"labels":{"en":"a","fr":"b"},"facts":[],"sections":[{"code":"s","labels":{"en":"a","fr":"b"},"items":[{"code":"a","type":"people","each":"b","labels":{"en":"a","fr":"b"}},{"code":"b","type":"people","each":"a","relevantIf":{"item":"a","has":"x"},"labels":{"en":"a","fr":"b"}}]}]},"answers":[]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var q question
		if json.Unmarshal(text, &q) != nil {
			return
		}
		x, err := checklist.Parse(q.Template)
		if err != nil {
			return
		}
		e := checklist.Evaluate(x, q.Context, q.Answers)
		if !reflect.DeepEqual(e, checklist.Evaluate(x, q.Context, q.Answers)) {
			t.Fatal("the same question, another answer")
		}
		heldTogether(t, e)
		d := checklist.Move(x, x, q.Context, q.Answers)
		if len(d.Kept)+len(d.Aside) != len(q.Answers) {
			t.Fatalf("of %d answers %d were kept and %d set aside", len(q.Answers), len(d.Kept), len(d.Aside))
		}
		for at := range q.Answers {
			checklist.Offered(x, q.Context, q.Answers, at)
		}
	})
}

// heldTogether holds an evaluation to what is true of every one.
func heldTogether(t *testing.T, e checklist.Evaluation) {
	t.Helper()
	states := map[checklist.Instance]checklist.State{}
	for _, s := range e.Instances {
		if _, twice := states[s.Instance]; twice {
			t.Fatalf("%v is there twice", s.Instance)
		}
		if !s.Relevant && (s.Required || s.Answered || s.Value != nil || s.Suggestion != nil) {
			t.Fatalf("not relevant, and yet %+v", s)
		}
		states[s.Instance] = s
	}
	for _, p := range e.Problems {
		s, there := states[p.Instance]
		if p.Message.EN == "" && p.Code != "constraint" || p.Code == "missing" && (!there || !s.Required || s.Answered) || there && !s.Relevant && p.Code != "unknown_row" {
			t.Fatalf("%+v of %+v", p, s)
		}
	}
}

func FuzzAValueIsOfItsTypeOrNot(f *testing.F) {
	for _, v := range []string{`"yes"`, `null`, `[]`, `1e400`, `-0`, `{"number":1,"unit":"kg"}`, `["a"]`, `"2024-02-29T00:00:00.000Z"`, `"\ud800"`, "\"\u2028\"", `[[[]]]`, `{`, ``, `1 2`} {
		f.Add(v, "because")
	}
	types := checklist.ItemTypes()
	f.Fuzz(func(t *testing.T, value, comment string) {
		x := checklist.Template{Code: "t", Version: 1, Sections: []checklist.Section{{Code: "s"}}}
		answers := checklist.Answers{}
		for _, kind := range types {
			item := checklist.Item{Code: kind, Type: kind, Labels: both(kind), Units: []string{"kg"}, Options: []checklist.Choice{{Code: "a", Requires: []string{"comment"}}}, Refusal: true}
			x.Sections[0].Items = append(x.Sections[0].Items, item)
			answers[checklist.Instance{Path: kind}] = checklist.Answer{Value: json.RawMessage(value), Comment: comment}
		}
		e := checklist.Evaluate(x, checklist.Context{}, answers)
		heldTogether(t, e)
		for _, s := range e.Instances {
			bad := 0
			for _, p := range e.Problems {
				if p.Instance == s.Instance && p.Code == "type" {
					bad++
				}
			}
			if s.Answered && bad > 0 || bad > 1 {
				t.Fatalf("%s of %s: answered and of the wrong type", value, s.Path)
			}
		}
	})
}
