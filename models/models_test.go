package models_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

var at = time.Date(2026, 5, 20, 4, 0, 0, 123456789, time.UTC)

// Struct types of the package that are not nouns: they hold no data about anything.
var notNouns = []string{"Fault", "Field", "Faults", "Move", "Machine", "Right", "Scope", "Actor", "Place"}

func TestEveryFieldOfEveryNounHasASensitivity(t *testing.T) {
	known := map[string]bool{models.SensNone: true, models.SensStaff: true, models.SensPersonal: true, models.SensSpecial: true}
	fields := 0
	pkgs, err := parser.ParseDir(token.NewFileSet(), ".", func(f os.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(pkgs["models"], func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !spec.Name.IsExported() {
			return true
		}
		st, ok := spec.Type.(*ast.StructType)
		if !ok || contains(notNouns, spec.Name.Name) {
			return true
		}
		for _, f := range st.Fields.List {
			tag := ""
			if f.Tag != nil {
				tag = reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("sens")
			}
			for _, name := range f.Names {
				fields++
				if !known[tag] {
					t.Errorf("%s.%s has the sensitivity %q", spec.Name.Name, name.Name, tag)
				}
			}
		}
		return true
	})
	if fields < 100 {
		t.Fatalf("only %d fields were looked at: the test does not see the nouns", fields)
	}
}

func contains(set []string, s string) bool {
	for _, x := range set {
		if x == s {
			return true
		}
	}
	return false
}

func TestStatesAreDrawnAsTheCodeHasThem(t *testing.T) {
	var b strings.Builder
	b.WriteString("# States\n\nDrawn from the tables in `models/states.go` by `go test ./models -update`; a test fails when they differ.\n" +
		"A held operation resumes in the state that it was held in.\n")
	draw(&b, models.OperationMachine)
	draw(&b, models.TaskMachine)
	draw(&b, models.SearchMachine)
	draw(&b, models.ExhibitMachine)
	draw(&b, models.SealMachine)
	draw(&b, models.TabletMachine)
	draw(&b, models.BrakeMachine)
	draw(&b, models.PlanJobMachine)
	draw(&b, models.WaiverMachine)
	const file = "../docs/states.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/states.md is not what the tables say (%v); run go test ./models -update", err)
	}
}

func draw[S ~string](b *strings.Builder, m models.Machine[S]) {
	fmt.Fprintf(b, "\n## %s\n\n```mermaid\n%s```\n", m.Noun, m.Mermaid())
}

func TestEveryStateIsReachedFromTheStart(t *testing.T) {
	reach(t, models.OperationMachine)
	reach(t, models.TaskMachine)
	reach(t, models.SearchMachine)
	reach(t, models.ExhibitMachine)
	reach(t, models.SealMachine)
	reach(t, models.TabletMachine)
	reach(t, models.BrakeMachine)
	reach(t, models.PlanJobMachine)
	reach(t, models.WaiverMachine)
}

func reach[S ~string](t *testing.T, m models.Machine[S]) {
	t.Helper()
	seen := map[S]bool{m.Start: true}
	for range m.Moves {
		for _, mv := range m.Moves {
			if seen[mv.From] {
				seen[mv.To] = true
			}
		}
	}
	for _, s := range m.States() {
		if !seen[s] {
			t.Errorf("%s: nothing leads to %s", m.Noun, s)
		}
	}
}

func TestAFaultTellsAllThatIsWrongAtOnce(t *testing.T) {
	err := models.Establishment{Code: "!", Type: "castle", Country: "France", Latitude: 91, TimeZone: "Mars/Olympus"}.Check()
	f, ok := errors.AsType[*models.Fault](err)
	if !ok || f.Code != models.Invalid {
		t.Fatal(err)
	}
	var at []string
	for _, x := range f.Fields {
		at = append(at, x.Pointer)
	}
	if got := strings.Join(at, " "); got != "/code /name /type /country /latitude /timeZone" {
		t.Errorf("faults at %s", got)
	}
}

func TestACauseIsForLogsAndCanBeFound(t *testing.T) {
	cause := errors.New("disk")
	err := fmt.Errorf("saving: %w", models.NewFault(models.Unavailable, "Later.").Because(cause))
	if !errors.Is(err, cause) || models.CodeOf(err) != models.Unavailable || !errors.Is(err, &models.Fault{Code: models.Unavailable}) {
		t.Error(err)
	}
}

func TestAnAuthorisationIsReadOnTheSitesClock(t *testing.T) {
	paris, _ := time.LoadLocation("Europe/Paris")
	noumea, _ := time.LoadLocation("Pacific/Noumea")
	h := time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC) // 06:00 in Paris, 15:00 in Nouméa
	day := models.Authorisation{ValidFrom: h.Add(-time.Hour), ValidTo: h.Add(48 * time.Hour), HoursFrom: "06:00", HoursTo: "21:00"}
	night := day
	night.HoursFrom, night.HoursTo = "21:00", "06:00"
	for _, c := range []struct {
		a     models.Authorisation
		start time.Time
		zone  *time.Location
		want  string
	}{
		{day, h, paris, ""},
		{day, h.Add(-time.Minute), paris, "hours"},
		{day, h.Add(-2 * time.Hour), paris, "validity"},
		{day, h.Add(15*time.Hour - 25*time.Minute), paris, ""},
		{day, h.Add(15*time.Hour - 24*time.Minute), paris, "hours"},
		{day, h.Add(6 * time.Hour), noumea, "hours"},
		{night, h.Add(-30 * time.Minute), paris, ""},
		{night, h.Add(-10 * time.Minute), paris, "hours"},
		{night, h.Add(20 * time.Hour), paris, ""},
	} {
		if got := c.a.Allows(c.start, 25*time.Minute, c.zone); got != c.want {
			t.Errorf("%s–%s at %s: %q, not %q", c.a.HoursFrom, c.a.HoursTo, c.start.In(c.zone), got, c.want)
		}
	}
}

// A page that reads "6:00" for a time of day finds none, and looks for a day on which it comes for ever.
func TestHoursOfAnAuthorisationHaveFiveCharacters(t *testing.T) {
	for clock, right := range map[string]bool{"06:00": true, "6:00": false, "24:00": false, "06:0": false, "06:00 ": false, "-6:00": false} {
		d := models.OperationDraft{Policy: models.Policy{ConflictOfInterest: "none"}, Authorisations: []models.Authorisation{{Reference: "1", Issuer: "x", LegalBasis: "b", ValidTo: time.Unix(1, 0), ValidFrom: time.Unix(0, 0), HoursFrom: clock, HoursTo: "21:00"}}}
		if err := d.Check(); (err == nil) != right || !right && !strings.Contains(err.Error(), "/authorisations/0/hoursFrom") {
			t.Errorf("%q: %v", clock, err)
		}
	}
}

func TestACountryHasTwoCapitalLetters(t *testing.T) {
	for country, right := range map[string]bool{"FR": true, "GP": true, "fr": false, "É": false, "12": false, "F ": false, "FRA": false} {
		e := models.Establishment{Code: "MA", Name: "x", Type: "remand", Country: country, TimeZone: "Europe/Paris"}
		if err := e.Check(); (err == nil) != right {
			t.Errorf("%q: %v", country, err)
		}
	}
}

func TestNumbersOfTelephonesAndCardsAreChecked(t *testing.T) {
	for s, want := range map[string]bool{"490154203237518": true, "490154203237517": false, "49015420323751": false, "": false, "49015420323751X": false} {
		if models.ReadNumber("imei", s).Valid() != want {
			t.Errorf("IMEI %q: %v", s, !want)
		}
	}
	for s, want := range map[string]bool{"8933150319010100010": true, "8933150319010100011": false, "7933150319010100016": false, "89": false} {
		if models.ReadNumber("iccid", s).Valid() != want {
			t.Errorf("ICCID %q: %v", s, !want)
		}
	}
}

func TestAnEnrolmentCodeIsSpent(t *testing.T) {
	site := models.NewID()
	e := models.Enrolment{Label: "dawn", Sites: models.IDSet{site}, MaxUses: 1, CreatedAt: at, ExpiresAt: at.Add(time.Hour)}
	if err := e.Check(); err != nil {
		t.Fatal(err)
	}
	if err := e.Use(models.NewID(), at); err == nil {
		t.Error("a foreign establishment used it")
	}
	if err := e.Use(site, at.Add(time.Hour)); err == nil {
		t.Error("it was used after its end")
	}
	if err := e.Use(site, at); err != nil {
		t.Error(err)
	}
	if err := e.Use(site, at); err == nil {
		t.Error("it was used twice")
	}
}
