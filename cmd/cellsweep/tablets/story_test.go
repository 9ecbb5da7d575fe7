package tablets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// country is a ground of n tasks at as many sites as it takes for eight each,
// two teams a site, with a tablet for each site and one more for the first ten.
func country(n int) *Ground {
	g := &Ground{Labels: map[string]Label{"informed": {En: "Told", Fr: "Informé"}, "areas/door": {En: "Door", Fr: "Porte"}}}
	for _, code := range append(ordinary, "mini") {
		g.Models = append(g.Models, Model{ID: models.NewID(), Code: code, Make: "Make", Name: code, Target: code == "mini", Mini: code == "mini", TACs: []string{"35123456"}})
	}
	for i := range n {
		site := i / 8
		if i%8 == 0 {
			id, code := models.NewID(), fmt.Sprintf("S%02d", site)
			g.Posts = append(g.Posts, Post{id, code, 0, models.TagOf([]byte{0, 0, 0, byte(len(g.Posts))})})
			if site < 10 {
				g.Posts = append(g.Posts, Post{id, code, 1, models.TagOf([]byte{0, 0, 0, byte(len(g.Posts))})})
			}
			g.Stores = append(g.Stores, Place{models.NewID(), id, code, "STORE"})
			g.Plans = append(g.Plans, Plan{id, models.NewID(), 1})
			for k := range 2 {
				g.Teams = append(g.Teams, Team{ID: models.NewID(), Site: id, Name: fmt.Sprintf("%s-T%d", code, k),
					Officers: []Officer{{models.NewID(), "B", "2", false}, {models.NewID(), "A", "1", true}}})
			}
		}
		team := g.Teams[len(g.Teams)-2+i%2]
		g.Tasks = append(g.Tasks, Task{ID: models.NewID(), Site: team.Site, Location: models.NewID(), Team: team.ID, SiteCode: fmt.Sprintf("S%02d", site),
			TeamName: team.Name, Code: fmt.Sprintf("A-%02d", i%8), Start: i % 8 / 2 * 20, Duration: 18, Order: i%8/2 + 1})
	}
	g.Sort()
	return g
}

func TestTheStoryOfFiveHundredCellsHasTheFiguresOfThePress(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3, 99} {
		f := Tell(seed, country(500)).Figures
		if f.Tasks != 500 || f.Searched != 367 || f.NotExecuted != 133 || f.Phones != 164 || f.Mini != 88 || f.Outside != 500 || f.CashOutside != 70_000 {
			t.Errorf("seed %d: %+v", seed, f)
		}
		if f.GateFailed != 3 || f.Overridden != 1 || f.Contested != 1 || f.DuplicateSeals != 2 || f.Incidents != 1 || f.OutOfOrder != 1 {
			t.Errorf("seed %d: %+v", seed, f)
		}
	}
}

func TestAStoryIsWhatItsActsSay(t *testing.T) {
	g := country(500)
	s := Tell(5, g)
	count := map[string]int{}
	phones, mini := 0.0, 0
	for _, script := range s.Scripts {
		for _, a := range script {
			count[a.Type]++
			if a.Type == "exhibit.seized" && a.Body["category"] == "phone" && a.Body["search"] != nil {
				phones += a.Body["quantity"].(float64)
				if d := a.Body["device"].(map[string]any); d["isTargetModel"] == true && d["mini"] == true {
					mini++
				}
			}
		}
	}
	f := s.Figures
	if count["search.started"] != f.Searched || count["search.closed"] != f.Searched || count["search.notExecuted"] != f.NotExecuted {
		t.Errorf("%v of %+v", count, f)
	}
	if int(phones) != f.Phones || mini != f.Mini || count["exhibit.seized"] != f.Exhibits || count["finding.recorded"] != f.Findings || count["incident.reported"] != f.Incidents {
		t.Errorf("%g telephones, %d miniature, %v of %+v", phones, mini, count, f)
	}
	if asserted := f.Answers + f.Corrections + f.Contested; count["answer.asserted"] != asserted {
		t.Errorf("%d answers of %d", count["answer.asserted"], asserted)
	}
	if per := float64(count["answer.asserted"]) / float64(f.Searched); per < 80 || per > 120 {
		t.Errorf("%.1f answers a search", per)
	}
}

func TestTheSameSeedTellsTheSameStory(t *testing.T) {
	g := country(120)
	if !reflect.DeepEqual(Tell(4, g), Tell(4, g)) {
		t.Error("two tellings of one seed differ")
	}
	if reflect.DeepEqual(Tell(4, g), Tell(5, g)) {
		t.Error("two seeds tell the same story")
	}
	renamed := *g // other ids, as another import gives out
	renamed.Tasks = append([]Task{}, g.Tasks...)
	for i := range renamed.Tasks {
		renamed.Tasks[i].ID, renamed.Tasks[i].Location = models.NewID(), models.NewID()
	}
	if a, b := Tell(4, g).Figures, Tell(4, &renamed).Figures; a != b {
		t.Errorf("other ids give another story: %+v, %+v", a, b)
	}
}

func TestEveryBodyOfTheStoryFollowsItsSchema(t *testing.T) {
	schemas, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{names: &names{ids: map[Ref]models.ID{}}, tablet: &tablet{}}
	for _, script := range Tell(3, country(200)).Scripts {
		for _, a := range script {
			body, err := w.body(a)
			if err != nil {
				t.Fatal(err)
			}
			if err := schemas.Check(a.Type, 1, body); err != nil {
				t.Errorf("%s: %v\n%s", a.Key, err, body)
			}
			if len(a.Files) > fieldsync.MaxFiles {
				t.Errorf("%s names %d files", a.Key, len(a.Files))
			}
		}
	}
}

func TestSearchesBeginWithinAMinuteOfH(t *testing.T) {
	g := country(200)
	first, at := map[models.ID]bool{}, map[models.ID]time.Duration{}
	for _, task := range g.Tasks {
		if task.Order == 1 {
			first[task.ID] = true
		}
	}
	for _, script := range Tell(3, g).Scripts {
		for _, a := range script {
			if a.Type == "search.started" {
				at[a.Body["task"].(models.ID)] = a.After
			}
		}
	}
	for id, after := range at {
		if first[id] && (after < 0 || after > time.Minute) {
			t.Errorf("a team's first search began %v after H", after)
		}
	}
}

// A team is in one cell at a time: the next search begins after the last ended.
func TestATeamIsNeverInTwoCellsAtOnce(t *testing.T) {
	g := country(200)
	s := Tell(8, g)
	team := map[Ref]models.ID{}
	open := map[models.ID]Ref{}
	for _, script := range s.Scripts {
		for _, a := range script {
			switch a.Type {
			case "search.started":
				crew := a.Body["team"].(models.ID)
				if open[crew] != "" {
					t.Errorf("%s begins while the team is in %s", a.Key, open[crew])
				}
				open[crew], team[Ref(a.Key)] = Ref(a.Key), crew
			case "search.closed":
				delete(open, team[a.Entity])
			}
		}
	}
}

func TestNumbersOfExhibitsAndSealsAreUnique(t *testing.T) {
	exhibits, seals, imeis := map[string]int{}, map[string]int{}, map[string]int{}
	for _, script := range Tell(6, country(500)).Scripts {
		for _, a := range script {
			switch a.Type {
			case "exhibit.seized":
				exhibits[a.Body["number"].(string)]++
				if d, ok := a.Body["device"].(map[string]any); ok && d["imei1"] != nil {
					imeis[d["imei1"].(string)]++
				}
			case "seal.applied":
				seals[a.Body["number"].(string)]++
			}
		}
	}
	twice := 0
	for _, list := range []map[string]int{exhibits, seals, imeis} {
		for number, n := range list {
			if n > 1 {
				twice++
				if n > 2 || !strings.HasPrefix(number, "DEMO-9999") {
					t.Errorf("%s is used %d times", number, n)
				}
			}
		}
	}
	if twice != 1 {
		t.Errorf("%d numbers are used twice, not the one seal", twice)
	}
	for imei := range imeis {
		if len(imei) != 15 || luhn(imei[:14]) != imei[14:] {
			t.Errorf("%s is no IMEI", imei)
		}
	}
}

// The example of the standard for telephones, and the one of ISO/IEC 7812.
func TestTheCheckDigitIsThatOfLuhn(t *testing.T) {
	for digits, check := range map[string]string{"49015420323751": "8", "7992739871": "3"} {
		if got := luhn(digits); got != check {
			t.Errorf("%s gives %s, not %s", digits, got, check)
		}
	}
}

func TestASearchCountsWhatItsTabletHolds(t *testing.T) {
	type held struct{ answers, findings, exhibits, files map[string]bool }
	about := map[Ref]*held{}
	of := map[Ref]Ref{} // exhibit → search
	for _, script := range Tell(9, country(80)).Scripts {
		for _, a := range script {
			search := a.Entity
			if s, ok := a.Body["search"].(Ref); ok {
				search = s
			}
			switch a.Type {
			case "search.started":
				search = Ref(a.Key)
				about[search] = &held{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
			case "seal.applied":
				search = of[a.Body["exhibits"].([]any)[0].(Ref)]
			}
			h := about[search]
			if h == nil {
				continue
			}
			switch a.Type {
			case "answer.asserted":
				h.answers[fmt.Sprint(a.Body["item"], "/", a.Body["row"])] = true // the row of a find is a Ref
			case "finding.recorded":
				h.findings[a.Key] = true
			case "exhibit.seized":
				h.exhibits[a.Key], of[Ref(a.Key)] = true, search
			}
			for _, f := range a.Files {
				h.files[f] = true
			}
			if a.Type == "search.closed" {
				want := map[string]any{"answers": len(h.answers), "findings": len(h.findings), "exhibits": len(h.exhibits), "files": len(h.files)}
				if got := a.Body["counts"]; !reflect.DeepEqual(got, want) {
					t.Errorf("%s counts %v, its tablet holds %v", a.Key, got, want)
				}
			}
		}
	}
}

func TestPicturesOfTwoNamesDiffer(t *testing.T) {
	a, b, c := Picture(1, "a"), Picture(1, "b"), Picture(2, "a")
	if string(a) == string(b) || string(a) == string(c) || string(a) != string(Picture(1, "a")) {
		t.Error("pictures do not follow their seed and name")
	}
	img, err := png.Decode(bytes.NewReader(a))
	if err != nil || img.Bounds().Dx() != side {
		t.Errorf("it cannot be looked at: %v", err)
	}
}

func TestTabletsAreSpreadOverSites(t *testing.T) {
	sites := []siteNeed{{models.NewID(), "A", 1}, {models.NewID(), "B", 4}, {models.NewID(), "C", 2}}
	posts, err := spread(sites, 6)
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]int{}
	for _, p := range posts {
		has[p.SiteCode]++
	}
	if want := map[string]int{"A": 1, "B": 3, "C": 2}; !reflect.DeepEqual(has, want) {
		t.Errorf("%v, not %v", has, want)
	}
	if _, err := spread(sites, 2); models.CodeOf(err) != models.Invalid {
		t.Errorf("two tablets for three sites: %v", err)
	}
}

func TestTheWeatherEnds(t *testing.T) {
	for i := range 200 {
		w := newWeather(3, i, 3*time.Hour)
		for _, s := range w.spells {
			if d := s.to - s.from; d < 10*time.Minute || d > 40*time.Minute {
				t.Errorf("a spell of %v", d)
			}
		}
		bad := 0
		for range 100 {
			if f := w.next(); f == lostAnswer || f == cutOff {
				if bad++; bad > 2 {
					t.Fatal("three pushes in a row went wrong")
				}
			} else {
				bad = 0
			}
		}
	}
}

func TestTheChecklistsWordsAreKept(t *testing.T) {
	var g Ground
	g.Labels = map[string]Label{}
	var sections []section
	raw := `[{"code":"areas","items":[{"code":"areas","labels":{"en":"Areas"},"rows":[{"code":"door","labels":{"en":"Door"}}],
		"columns":[{"code":"searched","options":[{"code":"yes","labels":{"en":"Searched"}}]}]}]}]`
	if err := json.Unmarshal([]byte(raw), &sections); err != nil {
		t.Fatal(err)
	}
	g.label("", sections[0].Items, nil)
	r := room{teller: &teller{Ground: &g}}
	body := r.words("areas.searched", "door", "yes")
	if body["label"] != (Label{En: "Door"}) || body["valueLabel"] != (Label{En: "Searched"}) {
		t.Errorf("%v", body)
	}
}
