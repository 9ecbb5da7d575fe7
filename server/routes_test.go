package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi"
)

func TestTheServerServesWhatTheDocumentNamesAndNothingElse(t *testing.T) {
	c, err := loadContract()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{contract: c, metrics: newMetrics(prometheus.NewRegistry()), guard: newGuard(time.Now), hub: newHub()}
	var served, named []string
	for _, r := range s.newEngine().Routes() {
		served = append(served, r.Method+" "+r.Path)
	}
	for route := range c.routes {
		named = append(named, route)
	}
	slices.Sort(served)
	slices.Sort(named)
	for _, r := range named {
		if !slices.Contains(served, r) {
			t.Errorf("%s is named and not served", r)
		}
	}
	for _, r := range served {
		if !slices.Contains(named, r) {
			t.Errorf("%s is served and not named", r)
		}
	}
	if len(named) < 80 {
		t.Errorf("the document names only %d operations", len(named))
	}
}

func TestEveryOperationNamesItsActAndScopeAndHowItFails(t *testing.T) {
	doc, err := openapi.Document()
	if err != nil {
		t.Fatal(err)
	}
	used := map[models.Act]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			name := method + " " + path
			act, scope := models.Act(text(op, "x-act")), text(op, "x-scope")
			used[act] = true
			if _, known := models.Rights[act]; !known && act != models.ActPublic && act != models.ActSelf {
				t.Errorf("%s has the act %q, to which nobody has a right", name, act)
			}
			if !slices.Contains([]string{"none", "operation", "site"}, scope) {
				t.Errorf("%s has the scope %q", name, scope)
			}
			named := strings.Contains(path, "{operation}") || op.Parameters.GetByInAndName("query", "operation") != nil && act != models.ActAuditRead
			if named != (scope != "none") || (scope == "site") != strings.Contains(path, "{site}") {
				t.Errorf("%s has the scope %s", name, scope)
			}
			if open := op.Security != nil && len(*op.Security) == 0; open != (act == models.ActPublic) {
				t.Errorf("%s: its act is %s, but it asks for credentials: %t", name, act, !open)
			}
			if d := op.Responses.Default(); d == nil || d.Ref != "#/components/responses/Problem" && method != http.MethodHead { // which has no body to say it in
				t.Errorf("%s does not say that it fails with a problem", name)
			}
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 {
				t.Errorf("%s has no id, no summary or not one tag", name)
			}
		}
	}
	for act := range models.Rights {
		if !used[act] {
			t.Errorf("nothing can be done that is %s", act)
		}
	}
}

func TestEveryCodeHasOneStatusAndOneExplanation(t *testing.T) {
	for _, code := range models.Codes {
		if statuses[code] < 400 || statuses[code] > 599 {
			t.Errorf("%s has the status %d", code, statuses[code])
		}
		if h := titles[code]; h.Title == "" || h.Meaning == "" || h.Remedy == "" {
			t.Errorf("%s is not explained", code)
		}
	}
	if len(statuses) != len(models.Codes) || len(titles) != len(models.Codes) {
		t.Errorf("%d codes, %d statuses, %d explanations", len(models.Codes), len(statuses), len(titles))
	}
}
