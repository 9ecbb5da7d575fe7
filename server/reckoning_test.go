package server_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi"
	"github.com/cellsweep/cellsweep/server/servertest"
)

// wholeOnly are the operations about an operation as a whole: a role at some of
// its sites does not decide about them, nor read them.
var wholeOnly = []string{"updateOperation", "getDraft", "putDraft", "createPlan", "publishPlan", "approvePlan", "sealOperation", "reopenPlan", "askRelease",
	"approveRelease", "windDownOperation", "closeOperation", "archiveOperation", "listJournal",
	"startPlanJob", "cancelPlanJob", "getPlanJobResult", "putThresholds", "listReadings", "tryPlan", "askWhyNot", "askWhatIf", "proposeTeams",
	"listDraftDocuments", "readDraftDocument", "giveChecklist"}

// named is an operation of the document.
type named struct {
	id, method, path, scope string
	act                     models.Act
	hasBody, plain          bool
}

func theNamed(t testing.TB) (all []named) {
	t.Helper()
	doc, err := openapi.Document()
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			all = append(all, named{id: op.OperationID, method: method, path: path, scope: extension(op, "x-scope"), act: models.Act(extension(op, "x-act")),
				hasBody: op.RequestBody != nil, plain: op.Extensions["x-plain"] == true})
		}
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(strings.Compare(a.path, b.path), strings.Compare(a.method, b.method))
	})
	return all
}

func extension(op *openapi3.Operation, name string) string {
	s, _ := op.Extensions[name].(string)
	return s
}

// asker is somebody who asks, and what was given to them, as the test wrote it down.
type asker struct {
	name   string
	client *servertest.Client
	grants []models.Grant
	nobody bool
	tablet bool
}

// asked is what a request is about.
type asked struct {
	operation models.ID
	state     models.OperationState
	site      models.ID
}

// What may become of a request before anybody looks at its content.
const (
	allowed         = "allowed"
	unauthenticated = "unauthenticated"
	forbidden       = "forbidden"
	notFound        = "not found"
	wrongState      = "wrong state"
)

// reckon says what must become of a request, from the table of rights and the
// grants alone. It is written without Actor.May on purpose.
func reckon(who asker, o named, about asked) string {
	right := models.Rights[o.act]
	switch {
	case o.act == models.ActPublic:
		return allowed
	case who.nobody:
		return unauthenticated
	case o.act == models.ActSelf && who.tablet:
		return forbidden
	case o.act == models.ActSelf:
		return allowed
	}
	inScope, holds, everywhere := false, false, false
	for _, g := range who.grants {
		if o.scope != "none" {
			elsewhere := g.Operation != nil && *g.Operation != about.operation
			otherSite := o.scope == "site" && len(g.Sites) > 0 && !slices.Contains(g.Sites, about.site)
			if g.Role == models.RoleAdmin || elsewhere || otherSite {
				continue
			}
		}
		inScope = true
		if slices.Contains(right.Roles, g.Role) {
			holds = true
			everywhere = everywhere || len(g.Sites) == 0
		}
	}
	switch {
	case o.scope != "none" && !inScope:
		return notFound
	case !holds:
		return forbidden
	case o.scope != "none" && len(right.States) > 0 && !slices.Contains(right.States, about.state):
		return wrongState
	case slices.Contains(wholeOnly, o.id) && !everywhere:
		return forbidden
	}
	return allowed
}

// outcome says what became of a request. A refusal that a handler gives for a
// reason of its own, as that the same person asked before, is allowed here.
func outcome(o named, status int, body []byte) string {
	var p struct{ Detail string }
	_ = json.Unmarshal(body, &p)
	switch {
	case status == http.StatusUnauthorized:
		return unauthenticated
	case status == http.StatusNotFound:
		return notFound
	case status == http.StatusForbidden && (strings.HasPrefix(p.Detail, "Your role does not allow this (") || strings.HasPrefix(p.Detail, "This concerns every site") || p.Detail == "A tablet is not a person."):
		return forbidden
	case status == http.StatusConflict && strings.HasPrefix(p.Detail, "This is not possible while the operation is "):
		return wrongState
	case status >= 500, o.method == http.MethodGet && status != http.StatusOK && status != http.StatusForbidden:
		return fmt.Sprintf("status %d", status)
	}
	return allowed
}
