package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

type told struct {
	Title, Detail, Meaning, Remedy string
	Errors                         []struct{ Message string }
}

func TestWhatIsWrongIsSaidInTheLanguageOfWhoAsked(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	c := w.As(models.RoleCoordinator)
	const english, french = "The input breaks a rule: is missing", "Les données enfreignent une règle: manque"
	for header, want := range map[string]string{
		"":                    english,
		"de, zh;q=0.4":        english,
		"fr-CA, en;q=0.5":     french,
		"en;q=0.5, fr":        french,
		"en, fr;q=0.9":        english,
		"no language; at all": english,
	} {
		r := c.Do(http.MethodPost, "/v1/operations", object{}, "Accept-Language", header).Expect(http.StatusBadRequest)
		var problem told
		r.Into(&problem)
		tag := map[string]string{english: "en", french: "fr"}[want]
		if len(problem.Errors) == 0 || problem.Title+": "+problem.Errors[0].Message != want || r.Header.Get("Content-Language") != tag {
			t.Errorf("%q: %s %+v", header, r.Header.Get("Content-Language"), problem)
		}
	}
}

// Faults that are no refusal are said in it as well: those of a file that was to be
// looked at, and of a checklist.
func TestFaultsInAnAnswerAreSaidInTheLanguageOfWhoAsked(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	files := object{"files": []any{object{"name": "establishments.csv", "content": "code,name,type,commune,department,country,latitude,longitude,timezone\nS 01,,remand,Lyon,69,FR,95,4.85,Europe/Paris\n"}}, "dryRun": true, "preview": true}
	c := w.As(models.RoleCoordinator)
	seen := string(c.Do(http.MethodPost, "/v1/imports", files, "Accept-Language", "fr").Expect(http.StatusOK).Body)
	if !strings.Contains(seen, "doit ") || strings.Contains(seen, "must ") {
		t.Error(seen)
	}
	labels := object{"en": "One", "fr": "Un"}
	item := object{"code": "i1", "type": "text", "labels": labels}
	twice := object{"code": "list", "labels": labels, "sections": []object{{"code": "s1", "labels": labels, "items": []object{item, item}}}}
	checked := string(c.Do(http.MethodPost, "/v1/templates/check", twice, "Accept-Language", "fr").Expect(http.StatusOK).Body)
	if !strings.Contains(checked, "déjà") && !strings.Contains(checked, "deux fois") {
		t.Error(checked)
	}
}

func TestEveryKindOfProblemIsExplainedInFrench(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	for _, code := range models.Codes {
		var english, french told
		w.Nobody().Do(http.MethodGet, "/v1/problems/"+string(code), nil).Expect(http.StatusOK).Into(&english)
		w.Nobody().Do(http.MethodGet, "/v1/problems/"+string(code), nil, "Accept-Language", "fr").Expect(http.StatusOK).Into(&french)
		if english.Title == french.Title || english.Meaning == french.Meaning || english.Remedy == french.Remedy {
			t.Errorf("%s: %+v", code, french)
		}
	}
}
