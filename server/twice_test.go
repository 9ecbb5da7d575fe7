package server_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

// faultsOf is where a problem lies, and which kind it is.
func faultsOf(r servertest.Response) (all []string) {
	for _, f := range r.Problem().Errors {
		all = append(all, f.Pointer+" "+string(f.Code))
	}
	return all
}

func TestOfTwoValuesOfOneNameNoneIsLostWithoutAWord(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		refused := func(method, path, body string, want ...string) {
			t.Helper()
			got := c.Do(method, path, body).Expect(http.StatusBadRequest)
			if all := faultsOf(got); strings.Join(all, ", ") != strings.Join(want, ", ") {
				t.Errorf("%s %s: pointed at %q, not %q", method, path, all, want)
			}
		}
		refused(http.MethodPost, "/v1/operations", `{"reference":"DAWN-1","name":"Dawn","name":"Dusk"}`, "/name duplicate")
		refused(http.MethodPost, "/v1/operations", `{"reference":"DAWN-1","name":"Dawn"}{"reference":"DAWN-2","name":"Dusk"}`, " format")
		refused(http.MethodPost, "/v1/operations", "{\"reference\":\"DAWN-1\",\"name\":\"Caf\xe9\"}", " format")
		refused(http.MethodPost, "/v1/operations", `{"reference":"DAWN-1","name":"Dawn","name":"Dusk","what":1}`, "/name duplicate", "/what unknown") // all at once
		refused(http.MethodPost, "/v1/operations", `{"reference":"DAWN-1",`, " format")
		var list struct{ Items []json.RawMessage }
		if c.Get("/v1/operations").Expect(http.StatusOK).Into(&list); len(list.Items) != 0 {
			t.Errorf("made were %s", list.Items)
		}
		refused(http.MethodPost, "/v1/imports", `{"files":[{"name":"a.csv","content":"x"},{"name":"b.csv","content":"establishment;kind\n","content":"y"}]}`, "/files/1/content duplicate")
		c.Post("/v1/operations", `{"reference":"DAWN-1","name":"Dawn"}`).Expect(http.StatusCreated)
		said := c.Do(http.MethodPost, "/v1/operations", `{"reference":"DAWN-1","name":"Dawn","name":"Dusk"}`, "Accept-Language", "fr").Problem().Errors[0].Message
		if !strings.HasPrefix(said, "figure deux fois, et l’une des deux valeurs serait perdue") {
			t.Errorf("in French it is %q", said)
		}
	})
}

func TestAMemberThatAChecklistHasTwiceIsPointedAt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		text, err := os.ReadFile("../store/seed/template-default.json")
		if err != nil {
			t.Fatal(err)
		}
		first := strings.Index(string(text), `"required": true`)
		if first < 0 {
			t.Fatal("nothing is required of the default checklist")
		}
		twice := string(text[:first]) + `"required": false, ` + string(text[first:])
		for path, taken := range map[string]int{"/v1/templates": http.StatusCreated, "/v1/templates/check": http.StatusOK} {
			all := faultsOf(c.Post(path, twice).Expect(http.StatusBadRequest))
			if len(all) != 1 || !strings.HasPrefix(all[0], "/sections/") || !strings.HasSuffix(all[0], "/required duplicate") {
				t.Errorf("%s: pointed at %q", path, all)
			}
			c.Post(path, string(text)).Expect(taken)
		}
	})
}
