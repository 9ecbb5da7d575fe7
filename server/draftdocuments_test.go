package server_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestTheDocumentsOfARemovedAuthorisationAreKeptAndListedOnlyWhenItIsPutBack(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		draft := d.operation(models.Draft)
		at, c := "/v1/operations/"+draft.String()+"/draft", w.As(models.RoleCoordinator)
		read := func() (body map[string]any, etag string, ids []string) {
			got := c.Do("GET", at, nil, "X-Reason", "drill").Expect(http.StatusOK)
			got.Into(&body)
			for _, a := range body["authorisations"].([]any) {
				ids = append(ids, a.(map[string]any)["id"].(string))
			}
			return body, got.ETag(), ids
		}
		listed := func(query string) int {
			var list struct{ Items []api.DraftDocument }
			c.Do("GET", at+"/documents"+query, nil, "X-Reason", "to check").Expect(http.StatusOK).Into(&list)
			return len(list.Items)
		}
		whole, etag, ids := read()
		to := "?authorisation=" + ids[0]
		var added api.DraftDocument
		c.Do("POST", at+"/documents"+to, []byte("%PDF-1.7 order"), "Content-Type", "application/octet-stream", "X-File-Name", "order.pdf").Expect(http.StatusCreated).Into(&added)
		authorisations := whole["authorisations"].([]any)
		whole["authorisations"] = authorisations[1:]
		c.Put(at, etag, whole).Expect(http.StatusOK)
		if all, its := listed(""), listed(to); all != 0 || its != 0 {
			t.Errorf("%d documents are listed of no authorisation, %d of the removed one", all, its)
		}
		c.Do("GET", at+"/documents/"+added.Id.String(), nil, "X-Reason", "the court asks").Expect(http.StatusOK)
		rows := w.Audit(models.ActOperationEdit)
		if told := rows[len(rows)-1].Detail + rows[0].Detail; !strings.Contains(told, added.Id.String()) || !strings.Contains(told, "kept") {
			t.Errorf("the audit says %q", told)
		}
		_, etag, _ = read()
		whole["authorisations"] = authorisations
		c.Put(at, etag, whole).Expect(http.StatusOK)
		if all := listed(""); all != 1 {
			t.Errorf("%d documents are listed after the authorisation was put back", all)
		}
	})
}

func TestTheOrderOfAnAuthorisationIsKeptSealedAndReadWithAReason(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		draft, sealed := d.operation(models.Draft), d.operation(models.Sealed)
		at := "/v1/operations/" + draft.String() + "/draft/documents"
		c := w.As(models.RoleCoordinator)
		var whole struct{ Authorisations []api.Authorisation }
		c.Do("GET", "/v1/operations/"+draft.String()+"/draft", nil, "X-Reason", "drill").Expect(http.StatusOK).Into(&whole)
		if len(whole.Authorisations) == 0 {
			t.Fatal("the draft has no authorisation")
		}
		to := "?authorisation=" + whole.Authorisations[0].Id.String()
		send := func(path string, content []byte) servertest.Response {
			return c.Do("POST", path, content, "Content-Type", "application/octet-stream", "X-File-Name", "Ordonnance%20n%C2%B07.pdf")
		}
		order := []byte("%PDF-1.7 \x00\xff ORDREgeheim")
		var added api.DraftDocument
		send(at+to, order).Expect(http.StatusCreated).Into(&added)
		if added.Name != "Ordonnance n°7.pdf" || added.MediaType != api.MediaPDF || added.Size != len(order) || len(added.Sha256) != 64 || added.UploadedBy != c.Who.ID {
			t.Errorf("%+v", added)
		}
		send(at+to, []byte("MZ no document")).Expect(http.StatusUnsupportedMediaType)
		send(at+to, append([]byte("%PDF-"), make([]byte, models.MaxOrderDocument)...)).Expect(http.StatusRequestEntityTooLarge)
		send(at+"?authorisation="+models.NewID().String(), order).Expect(http.StatusNotFound)
		send(strings.Replace(at, draft.String(), sealed.String(), 1)+to, order).Expect(http.StatusConflict)
		var list struct{ Items []api.DraftDocument }
		c.Do("GET", at+to, nil, "X-Reason", "to check").Expect(http.StatusOK).Into(&list)
		if len(list.Items) != 1 || list.Items[0] != added {
			t.Errorf("%+v", list)
		}
		c.Get(at).Expect(http.StatusBadRequest) // without a reason
		one := at + "/" + added.Id.String()
		read := w.As(models.RoleApprover).Do("GET", one, nil, "X-Reason", "to sign").Expect(http.StatusOK)
		if !bytes.Equal(read.Body, order) || read.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(read.Header.Get("Content-Disposition"), "Ordonnance%20n%C2%B07.pdf") {
			t.Errorf("%q %v", read.Body, read.Header)
		}
		c.Do("GET", strings.Replace(one, draft.String(), sealed.String(), 1), nil, "X-Reason", "of another").Expect(http.StatusNotFound)
		w.As(models.RoleCustodian).Do("GET", one, nil, "X-Reason", "curious").Expect(http.StatusForbidden)
		for _, r := range w.Audit(models.ActPlanRead) {
			if strings.Contains(r.Subject, "Ordonnance") {
				t.Errorf("the audit tells the name: %+v", r)
			}
		}
		some := w.Person(models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{d.near.ID}}) // a role at some sites does not decide about the whole
		some.Do("POST", at+to, order, "Content-Type", "application/octet-stream", "X-File-Name", "a.pdf").Expect(http.StatusForbidden)
		some.Delete(one).Expect(http.StatusForbidden)
		c.Delete(one).Expect(http.StatusNoContent)
		c.Delete(one).Expect(http.StatusNotFound)
	})
}
