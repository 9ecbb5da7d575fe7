package server_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// evidence is an operation with exhibits of both of its sites.
func (d *drill) evidence(live models.ID) (near, far, moved models.ID) {
	p, _ := d.writer(live, d.near)
	q, _ := d.writer(live, d.far)
	search := p.starts(p.tasks()[0].ID)
	phone := p.write("exhibit.seized", d.near.ID, object{"search": search.ID, "number": "K7M-042-Q", "description": "=HYPERLINK(\"http://x\";\"phone\")", "category": "phone", "quantity": 1, "unit": "piece", "disposition": "seized",
		"device": object{"isTargetModel": true, "imei1": "35-904337-750008-5", "iccid": "8988211000000430010F"}})
	drug := p.write("exhibit.seized", d.near.ID, object{"search": search.ID, "number": "2", "description": " +33 6, resin", "category": "drug", "quantity": 0.10, "unit": "kg", "disposition": "seized"})
	more := p.write("exhibit.seized", d.near.ID, object{"search": search.ID, "number": "3", "description": "tablets", "category": "drug", "quantity": 12.5, "unit": "g", "disposition": "seized"})
	seal := p.write("seal.applied", d.near.ID, object{"number": "S-1", "type": "closed_provisional", "exhibits": []any{phone.ID}})
	p.tell(search, phone, drug, more, seal,
		p.write("custody.recorded", d.near.ID, object{"kind": "released", "exhibits": []any{phone.ID}, "to": object{"name": "@Registry"}}))
	cash := q.write("exhibit.seized", d.far.ID, object{"number": "k7m042q", "description": "notes in a store room", "category": "cash", "quantity": 70000, "unit": "EUR", "disposition": "seized"})
	q.tell(cash)
	d.project()
	return drug.ID, cash.ID, phone.ID
}

func TestTheRegisterSaysOfEachExhibitWhatItIsWhoHasItAndWhatIsWrong(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		drug, cash, phone := d.evidence(live)
		path := "/v1/operations/" + live.String() + "/register"
		look := func(c *servertest.Client, query string) (page api.RegisterPage) {
			c.Get(path + query).Expect(http.StatusOK).Into(&page)
			return page
		}
		custodian := d.As(models.RoleCustodian)
		for query, want := range map[string][]models.ID{"?exhibit=" + drug.String(): {drug}, "?exhibit=k7m+042+q": {phone, cash}, "?seal=s1": {phone}, "?identity=359043377500085": {phone},
			"?identity=8988211000000430010": {phone}, "?state=released": {phone}, "?alarms=true": {phone}, "?site=" + d.far.ID.String(): {cash}, "?holder=nobody": {}, "?exhibit=7": {}} {
			var got []models.ID
			for _, line := range look(custodian, query).Items {
				got = append(got, line.Id)
			}
			slices.SortFunc(want, func(a, b models.ID) int { return strings.Compare(a.String(), b.String()) })
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		line := look(custodian, "?exhibit="+phone.String()).Items[0]
		if line.Seal != "S-1" || line.CustodyState != "released" || line.HandOverOpen.Lacks != "receiver" || line.HandOverOpen.Overdue || !line.NumberDuplicate ||
			len(line.History) != 1 || line.Identity[0].Read != "35-904337-750008-5" || !slices.Contains(line.Identity[0].Checks, "check_digit") || line.Identity[1].Normal != "8988211000000430010" {
			t.Errorf("%+v", line)
		}
		w.Advance(72 * time.Hour)
		custodian = d.Person(models.Grant{Role: models.RoleCustodian}) // the session of the other has ended by then
		if !look(custodian, "?exhibit="+phone.String()).Items[0].HandOverOpen.Overdue {
			t.Error("three days between two holders are not too long")
		}
		var pages []api.RegisterLine
		for page := look(custodian, "?limit=1"); ; page = look(custodian, "?limit=1&cursor="+page.Next) {
			if pages = append(pages, page.Items...); page.Next == "" {
				break
			}
		}
		if len(pages) != 4 {
			t.Errorf("page by page there are %d exhibits, not 4", len(pages))
		}
		here := d.Person(models.Grant{Role: models.RoleCustodian, Sites: models.IDSet{d.far.ID}})
		if lines := look(here, "").Items; len(lines) != 1 || lines[0].Id != cash {
			t.Errorf("who is at one site sees %d exhibits", len(lines))
		}
		here.Get(path + "?site=" + d.near.ID.String()).Expect(http.StatusNotFound)
		d.As(models.RoleAnalyst).Get(path).Expect(http.StatusForbidden)
		if rows := w.Audit(models.ActRegisterRead); len(rows) < 15 || !slices.ContainsFunc(rows, func(r models.AuditRow) bool { return strings.Contains(r.Detail, phone.String()) }) {
			t.Errorf("%d readings are in the audit", len(rows))
		}
	})
}

func TestTheTableOfTheRegisterHoldsNoFormula(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		d.evidence(live)
		path := "/v1/operations/" + live.String() + "/register.csv"
		d.As(models.RoleHQ).Get(path).Expect(http.StatusBadRequest)
		got := d.As(models.RoleHQ).Do(http.MethodGet, path, nil, "X-Reason", url.PathEscape("for the magistrate")).Expect(http.StatusOK)
		if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s %s", kind, got.Header.Get("Content-Disposition"))
		}
		text, marked := strings.CutPrefix(string(got.Body), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || !marked || len(rows) != 5 {
			t.Fatalf("%d rows, marked %v: %v", len(rows), marked, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.ContainsAny(strings.TrimLeft(cell, " ")+" ", "=+-@") && strings.IndexAny(strings.TrimLeft(cell, " "), "=+-@") == 0 {
					t.Errorf("a spreadsheet computes %q", cell)
				}
			}
		}
		if !strings.Contains(text, `'=HYPERLINK`) || !strings.Contains(text, "' +33 6, resin") || !strings.Contains(text, "0.1,kg") {
			t.Errorf("what was written is not all there:\n%s", text)
		}
		if rows := w.Audit(models.ActRegisterRead); len(rows) != 1 || rows[0].Reason != "for the magistrate" || rows[0].Subject != "register.csv" {
			t.Errorf("%+v", rows)
		}
	})
}

func TestWhatWasSeizedIsAddedUpByCategoryAndUnit(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		d.evidence(live)
		var picture api.Progress
		d.As(models.RoleHQ).Get("/v1/operations/" + live.String() + "/progress").Expect(http.StatusOK).Into(&picture)
		var got []string
		for _, a := range picture.Seizures.Amounts {
			got = append(got, a.Category+" "+a.Quantity+" "+a.Unit)
		}
		if strings.Join(got, ", ") != "cash 70000 EUR, drug 112.5 g, phone 1 piece" {
			t.Errorf("%v", got)
		}
	})
}

func TestACodeOfAPickListIsNeverTakenOutOnlyRetired(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		type list struct{ Items []api.Pick }
		var before, after list
		c.Get("/v1/picklists?list=entry-routes").Expect(http.StatusOK).Into(&before)
		body := []object{}
		for _, p := range before.Items {
			body = append(body, object{"code": p.Code, "labels": p.Labels, "retired": p.Code == "drone", "version": p.Version})
		}
		slices.Reverse(body)
		put := func(items []object) servertest.Response {
			return c.Do(http.MethodPut, "/v1/picklists/entry-routes", object{"items": items})
		}
		if faults := put(body[1:]).Expect(http.StatusBadRequest).Faults(); !slices.Contains(faults, "/items") {
			t.Errorf("a list without %s: %v", body[0]["code"], faults)
		}
		put(append(body, body[0])).Expect(http.StatusBadRequest)
		put(append(slices.Clone(body), object{"code": "sewer", "labels": object{"en": "Sewer", "fr": "Égout"}, "version": 0})).Expect(http.StatusOK)
		c.Get("/v1/picklists?list=entry-routes").Expect(http.StatusOK).Into(&after)
		if n := len(after.Items); n != len(before.Items)+1 || after.Items[0].Code != before.Items[n-2].Code || after.Items[n-1].Code != "sewer" {
			t.Errorf("the list is %+v", after.Items)
		}
		if i := slices.IndexFunc(after.Items, func(p api.Pick) bool { return p.Code == "drone" }); i < 0 || !after.Items[i].Retired {
			t.Error("drone is not retired")
		}
		put(body).Expect(http.StatusBadRequest) // sewer is there now
		c.Do(http.MethodDelete, "/v1/picklists/entry-routes/drone", nil).Expect(http.StatusNotFound)
	})
}

func TestAModelIsOfferedWithTheReasons(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		c.Post("/v1/device-models", object{"code": "tested", "make": "L8star", "model": "BM99", "metal": "low", "tacs": []string{"35904337"}, "detectedBy": []string{}, "hiddenIn": []string{}, "source": "x"}).Expect(http.StatusCreated)
		var answer struct{ Items []api.DeviceModelMatch }
		c.Get("/v1/device-model-matches?imei=35-904337-750008-5&text=" + url.QueryEscape("l8star BM99")).Expect(http.StatusOK).Into(&answer)
		if len(answer.Items) == 0 || answer.Items[0].Model.Code != "tested" || !slices.Equal(answer.Items[0].Reasons, []api.DeviceModelMatchReasons{"type_code", "name"}) {
			t.Errorf("%+v", answer.Items)
		}
		c.Get("/v1/device-model-matches").Expect(http.StatusOK).Into(&answer)
		if len(answer.Items) != 0 {
			t.Error("who sees nothing is offered something")
		}
	})
}

func TestAnOperationSetsHowLongAnExhibitMayBeBetweenTwoHolders(t *testing.T) {
	for minutes, gap := range map[int]bool{0: true, 30: true, 121: false} {
		t.Run(fmt.Sprint(minutes), func(t *testing.T) {
			servertest.Run(t, func(t *testing.T, w *servertest.World) {
				d := newDrill(t, w)
				draft := d.operation(models.Draft)
				path, whole := "/v1/operations/"+draft.String()+"/draft", d.whole()
				get := func() servertest.Response {
					return d.As(models.RoleCoordinator).Do(http.MethodGet, path, nil, "X-Reason", "drill").Expect(http.StatusOK)
				}
				put := func(m int) servertest.Response {
					if whole["custodyMinutes"] = m; m == 0 {
						delete(whole, "custodyMinutes")
					}
					return d.As(models.RoleCoordinator).Put(path, get().ETag(), whole)
				}
				for _, wrong := range []int{-1, 10081} {
					if at := put(wrong).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/custodyMinutes"}) {
						t.Errorf("%d is told at %v", wrong, at)
					}
				}
				put(minutes).Expect(http.StatusOK)
				var shown struct{ CustodyMinutes int }
				if get().Into(&shown); shown.CustodyMinutes != minutes {
					t.Errorf("%d is shown as %d", minutes, shown.CustodyMinutes)
				}
				d.release(draft)
				if alarms := d.handedOver(draft, 2*time.Hour); (len(alarms) > 0) != gap {
					t.Errorf("two hours and a second between two holders at a limit of %d: %v", minutes, alarms)
				}
			})
		})
	}
}

// release takes a drafted operation to where tablets write of it.
func (d *drill) release(operation models.ID) {
	d.T.Helper()
	path := "/v1/operations/" + operation.String()
	d.As(models.RoleCoordinator).Post(path+"/plans", object{"rounds": 1}).Expect(http.StatusCreated)
	for i, s := range steps {
		if i == 0 {
			s.path = "/plans/2/publish"
		}
		d.As(s.by).Post(path+s.path, nil).Expect(http.StatusOK)
	}
	d.be(operation, models.Live)
}

// handedOver gives an exhibit from hand to hand within a time, and what alarms
// its chain has then.
func (d *drill) handedOver(operation models.ID, within time.Duration) []any {
	d.T.Helper()
	p, _ := d.writer(operation, d.near)
	exhibit := p.write("exhibit.seized", d.near.ID, object{"number": "1", "description": "notes", "category": "cash", "quantity": 50, "unit": "EUR", "disposition": "seized"})
	given := p.write("custody.recorded", d.near.ID, object{"kind": "released", "exhibits": []any{exhibit.ID}, "to": object{"name": "Registry"}})
	for _, r := range p.tell(exhibit, given) {
		if r.Verdict != "stored" {
			d.T.Fatalf("the hand-over was told %+v", r)
		}
	}
	if got := p.receipt(exhibit); got.Status != "applied" {
		d.T.Fatalf("the exhibit is %+v", got)
	}
	d.Advance(within)
	p.tell(p.write("custody.recorded", d.near.ID, object{"kind": "received", "exhibits": []any{exhibit.ID}, "to": object{"name": "Registry"}, "place": "registry"}))
	d.project()
	shown := d.document(operation, fieldsync.KindExhibit, exhibit.ID.String())
	if shown["custodyState"] != "held" {
		d.T.Fatalf("the exhibit is %v", shown)
	}
	alarms, _ := shown["custodyAlarms"].([]any)
	return slices.Collect(func(yield func(any) bool) {
		for _, a := range alarms {
			if code := a.(map[string]any)["code"]; code == "gap" && !yield(code) {
				return
			}
		}
	})
}
