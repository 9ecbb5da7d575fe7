package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// goalCases is how many cases the matrix must have at least.
const goalCases = 2000

// matrix asks everything as everybody, and counts.
type matrix struct {
	*drill
	t      *testing.T
	cases  int
	twins  int // refusals held against that of an unknown id
	counts map[string]int
	random *rand.Rand
	share  float64 // of all cases, drawn
	photo  []byte  // whole in every operation that is released
	upload string  // the id of one of its uploads
	jobs   map[models.ID]string
}

// matrixStates are those in which rights differ from each other.
var matrixStates = []models.OperationState{models.Draft, models.Planned, models.Sealed, models.Live, models.Closed, models.Held}

func TestWhoMayDoWhatInWhichStateIsTheTableOfRightsAndNothingElse(t *testing.T) {
	run := func(t *testing.T, url string, share float64, least int) {
		m := &matrix{drill: newDrill(t, servertest.New(t, url)), t: t, counts: map[string]int{}, jobs: map[models.ID]string{}, random: rand.New(rand.NewPCG(4, 5)), share: share}
		for _, s := range matrixStates {
			m.proposal(m.operation(s))
		}
		m.photo, m.upload = m.photographs()
		m.project()
		m.all(theNamed(t))
		t.Logf("%d cases: %v; %d pairs with an unknown id answered alike", m.cases, m.counts, m.twins)
		if m.cases < least {
			t.Errorf("only %d cases were tried, %d are wanted", m.cases, least)
		}
		for _, kind := range []string{allowed, unauthenticated, forbidden, notFound, wrongState} {
			if m.counts[kind] < least/100 {
				t.Errorf("only %d cases are %s", m.counts[kind], kind)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) { run(t, servertest.SQLite(t), 0.4, goalCases) })
	t.Run("postgres", func(t *testing.T) { run(t, storetest.Postgres(t), 0.15, goalCases/4) })
}

// proposal lets the plan of an operation be one that mends itself, so that there is one to be read.
func (m *matrix) proposal(operation models.ID) {
	m.Tx(func(tx *store.Tx) error {
		p, err := tx.PlanVersion(operation, 1)
		if err != nil {
			return err
		}
		return tx.AddReplan(&models.Replan{Plan: p.ID, Operation: operation, Base: p.ID, Events: []byte(`{"format":"cellsweep-events/1","now":0,"events":[]}`)})
	})
}

func (m *matrix) all(operations []named) {
	everywhere, here := m.everywhere(), map[models.OperationState][]asker{}
	for _, s := range matrixStates {
		here[s] = m.only(s)
	}
	for _, o := range operations {
		if o.scope == "none" {
			for _, who := range slices.Concat(everywhere, here[models.Live]) {
				m.try(who, o, asked{})
			}
			continue
		}
		for i, s := range matrixStates {
			next := matrixStates[(i+1)%len(matrixStates)]
			for _, site := range m.sitesFor(o) {
				for _, who := range slices.Concat(everywhere, here[s]) {
					m.try(who, o, asked{m.operations[s], s, site})
				}
				for _, who := range here[s] { // the same people ask for an operation that is not theirs
					m.try(who, o, asked{m.operations[next], next, site})
				}
			}
		}
	}
}

func (m *matrix) sitesFor(o named) []models.ID {
	if o.scope == "site" {
		return []models.ID{m.near.ID, m.far.ID}
	}
	return []models.ID{m.near.ID}
}

// everywhere is everybody whose role is not for one operation.
func (m *matrix) everywhere() []asker {
	all := []asker{{name: "nobody", client: m.Nobody(), nobody: true}}
	add := func(name string, grants ...models.Grant) {
		all = append(all, asker{name: name, client: m.Person(grants...), grants: grants})
	}
	add("somebody without a role")
	for _, r := range models.Roles {
		add(string(r), models.Grant{Role: r})
		if r != models.RoleAdmin {
			add(string(r)+" at one site", models.Grant{Role: r, Sites: models.IDSet{m.near.ID}})
		}
	}
	live := m.operations[models.Live]
	add("hq, and coordinator of the live one", models.Grant{Role: models.RoleHQ}, models.Grant{Role: models.RoleCoordinator, Operation: &live})
	add("auditor, and coordinator at one site", models.Grant{Role: models.RoleAuditor}, models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{m.near.ID}})
	add("admin and approver", models.Grant{Role: models.RoleAdmin}, models.Grant{Role: models.RoleApprover})
	tablet := asker{name: "tablet", client: m.tablets[nearCode].client, tablet: true, grants: []models.Grant{{Role: models.RoleTablet, Operation: &models.ID{}}}}
	for _, s := range matrixStates {
		if !s.Secret() { // before release a tablet has no stream in it
			id := m.operations[s]
			tablet.grants = append(tablet.grants, models.Grant{Role: models.RoleTablet, Operation: &id, Sites: models.IDSet{m.near.ID}})
		}
	}
	return append(all, tablet)
}

// only is everybody whose role is for the operation in one state.
func (m *matrix) only(s models.OperationState) (all []asker) {
	id := m.operations[s]
	for _, r := range models.Roles {
		if r == models.RoleAdmin {
			continue
		}
		g := models.Grant{Role: r, Operation: &id}
		all = append(all, asker{name: fmt.Sprintf("%s of the %s one", r, s), client: m.Person(g), grants: []models.Grant{g}})
	}
	return all
}

// try makes one request and holds what became of it against the table.
func (m *matrix) try(who asker, o named, about asked) {
	if m.share < 1 && m.random.Float64() > m.share {
		return
	}
	want := reckon(who, o, about)
	if o.id == "endAllSessions" && want == allowed { // it ends the session of whoever asks
		who.client = m.Person(who.grants...)
	}
	restore := m.keep(o, about)
	status, body := m.ask(who, o, about, want)
	restore()
	got := outcome(o, status, body)
	m.cases++
	m.counts[got]++
	if got != want {
		m.t.Errorf("%s: %s %s (%s), the operation being %q, site %s: %s, not %s\n%d %.300s", who.name, o.method, o.path, o.act, about.state, m.siteName(about.site), got, want, status, body)
	}
	unknown := asked{models.NewID(), about.state, models.NewID()}
	refusedByRole := want == forbidden && o.scope == "operation" && !slices.Contains(wholeOnly, o.id) && reckon(who, o, unknown) == forbidden
	if want == notFound || refusedByRole { // neither may tell whether there is such an operation
		twinStatus, twin := m.ask(who, o, unknown, want)
		m.twins++
		if twinStatus != status || anonymous(twin) != anonymous(body) {
			m.t.Errorf("%s: %s %s tells an id that exists from an unknown one: %d %s, %d %s", who.name, o.method, o.path, status, body, twinStatus, twin)
		}
	}
}

func (m *matrix) siteName(id models.ID) string {
	return map[models.ID]string{m.near.ID: "near", m.far.ID: "far"}[id]
}

// anonymous is a problem without its request's id.
func anonymous(problem []byte) string {
	var p map[string]any
	if json.Unmarshal(problem, &p) != nil {
		return string(problem)
	}
	delete(p, "instance")
	return fmt.Sprint(p)
}

// keep notes how an operation stands before a request that has no form to be
// wrong, so that it can be put back.
func (m *matrix) keep(o named, about asked) (restore func()) {
	if o.method == http.MethodGet || o.hasBody || about.operation == (models.ID{}) {
		return func() {}
	}
	var before models.Operation
	m.Read(func(v store.View) (err error) {
		before, err = v.Operation(about.operation)
		return err
	})
	return func() {
		m.Tx(func(tx *store.Tx) error {
			now, err := tx.Operation(before.ID)
			if err != nil || now.Version == before.Version {
				return err
			}
			before.Version = now.Version
			return tx.SaveOperation(&before)
		})
	}
}

// ask sends what is right if it reads. What writes is malformed, so that whoever
// may is told so and nothing happens; a refusal must come before that. Only
// what is refused for being about the whole comes after the form.
func (m *matrix) ask(who asker, o named, about asked, want string) (status int, body []byte) {
	var send any
	if o.hasBody {
		send = "{"
		if slices.Contains(wholeOnly, o.id) && want != allowed {
			send = m.wellFormed(o.id)
		}
	}
	path := m.address(o, about)
	if strings.HasPrefix(o.id, "stream") {
		res := who.client.Open(o.method, path, nil)
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode == http.StatusOK {
			return http.StatusOK, nil
		}
	}
	headers := []string{"X-Reason", "matrix"}
	if slices.Contains(wholeOnly, o.id) {
		headers = append(headers, "If-Match", `"1"`)
	}
	res := who.client.Do(o.method, path, send, headers...)
	return res.Status, res.Body
}

// address fills in a path: for reading with what exists, for writing with what
// is no id.
func (m *matrix) address(o named, about asked) string {
	things := map[string]string{"{operation}": about.operation.String(), "{site}": about.site.String(), "{code}": "invalid", "{list}": "search-reasons",
		"{number}": "current", "{kind}": "task", "{id}": "none", "{entry}": "none", "{document}": "none", "{brake}": "none", "{sha256}": shaOf(m.photo), "{upload}": m.upload, "{job}": "none", "{waiver}": "none", "{other}": "current", "{session}": "none", "{file}": "none"}
	if tasks := m.documents(about.operation, fieldsync.KindTask); o.id == "getDocument" && len(tasks) > 0 {
		things["{document}"] = tasks[0].ID
	}
	if o.method == http.MethodGet {
		things["{id}"] = m.existing(o.path)
	}
	if o.method == http.MethodGet || o.id == "cancelPlanJob" { // which refuses one that has ended
		things["{job}"] = m.job(about.operation)
	}
	if o.id == "readDraftDocument" {
		things["{file}"] = m.orderDocument(about.operation)
	}
	path := o.path
	for _, name := range slices.Sorted(maps.Keys(things)) {
		path = strings.ReplaceAll(path, name, things[name])
	}
	if o.id == "pullDocuments" || o.id == "streamSync" || o.id == "getTree" {
		path += "?operation=" + about.operation.String()
	}
	if o.id == "compareTemplates" {
		path += "?with=" + things["{id}"]
	}
	return path
}

func (m *matrix) wellFormed(id string) any {
	switch id {
	case "putDraft":
		return m.whole()
	case "putThresholds":
		return object{"lateAfter": 10, "silentAfter": 20, "unheardAfter": 30}
	case "proposeReplan":
		return object{"events": []object{}}
	case "createPlan", "closeOperation":
		return object{}
	case "startPlanJob":
		return object{"kind": "plan"}
	case "tryPlan":
		return object{"changes": []object{{"cell": "S01/C1", "team": "T1"}}}
	case "askWhyNot":
		return object{"cell": "S01/C1"}
	case "askWhatIf":
		return object{"scenarios": []object{}}
	case "proposeTeams":
		return object{"sites": []object{{"establishment": m.near.ID}}}
	case "giveChecklist":
		return object{"template": models.NewID(), "reason": "as agreed"}
	case "updateOperation":
		return object{"reference": "X-1", "name": "X"}
	}
	return object{"reason": "as agreed"}
}

// bundle is the id of the package of the near prison for the live operation.
func (m *matrix) bundle() (id string) {
	m.Read(func(v store.View) error {
		b, err := v.BundleFor(m.operations[models.Live], m.near.ID)
		id = b.ID.String()
		return err
	})
	return id
}

// job is the id of a job of planning of an operation that nobody began; that of
// an operation which does not exist is any.
func (m *matrix) job(operation models.ID) string {
	if id, ok := m.jobs[operation]; ok {
		return id
	}
	j := models.PlanJob{ID: models.NewID(), Operation: operation, Kind: models.JobPlan, CreatedBy: models.NewID()}
	if slices.Contains(slices.Collect(maps.Values(m.operations)), operation) {
		m.Tx(func(tx *store.Tx) error {
			if err := tx.AddPlanJob(&j); err != nil {
				return err
			}
			return tx.CancelPlanJob(operation, j.ID, j.CreatedBy)
		})
	}
	m.jobs[operation] = j.ID.String()
	return m.jobs[operation]
}

// orderDocument is the id of a document of an operation's authorisations.
func (m *matrix) orderDocument(operation models.ID) string {
	id := models.NewID()
	if slices.Contains(slices.Collect(maps.Values(m.operations)), operation) {
		m.Tx(func(tx *store.Tx) error {
			all, err := tx.DraftDocuments(operation)
			if err != nil || len(all) > 0 {
				if len(all) > 0 {
					id = all[0].ID
				}
				return err
			}
			_, err = tx.AddDraftDocument(models.OrderDocument{ID: id, Operation: operation, Name: "a.pdf", MediaType: "application/pdf"}, []byte("%PDF-"))
			return err
		})
	}
	return id.String()
}

// existing is the id of something at an address of the registry or the server.
func (m *matrix) existing(path string) string {
	switch {
	case strings.HasPrefix(path, "/v1/people/"):
		return m.As(models.RoleAdmin).Who.ID.String()
	case strings.HasPrefix(path, "/v1/establishments/"):
		return m.near.ID.String()
	case strings.HasPrefix(path, "/v1/locations/"):
		return m.Cell(nearCode, "B1/W1/L1/C1").ID.String()
	case strings.HasPrefix(path, "/v1/officers/"):
		return m.Officer("MAT-AIX-1").ID.String()
	case strings.HasPrefix(path, "/v1/tablets/"):
		return m.tablets[nearCode].ID.String()
	case strings.HasPrefix(path, "/v1/bundles/"):
		return m.bundle()
	case strings.HasPrefix(path, "/v1/equipment/"):
		return m.dog()
	case strings.HasPrefix(path, "/v1/device-models/"):
		return m.first("/v1/device-models")
	case strings.HasPrefix(path, "/v1/templates/"):
		return m.first("/v1/templates")
	}
	return "none"
}
