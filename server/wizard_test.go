package server_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

const prisons = "code,name,type,commune,department,country,latitude,longitude,timezone\n"

// book is a workbook of French headings: one officer, and one whose sex is wrong.
func book(t *testing.T) string {
	t.Helper()
	raw, err := sheet.WriteXLSX([]sheet.Page{{Name: "Agents", Rows: [][]string{{"Matricule", "Nom", "Sexe", "Téléfone"}, {"S-1", "Camille Fictif", "f", "+33"}, {"S-2", "Lou Fictif", "q", ""}}},
		{Name: "Cellules", Rows: [][]string{{"aaa", "bbb"}}}})
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

func TestAPreviewTellsWhatIsNewWhatChangesAndWhatIsWrong(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		send := func(body object) (r api.ImportReport) {
			c.Post("/v1/imports", body).Expect(http.StatusOK).Into(&r)
			return r
		}
		send(object{"files": []object{{"name": "e.csv", "content": prisons + "S01,One,remand,Lyon,69,FR,45.75,4.85,Europe/Paris\nS02,Two,remand,Lyon,69,FR,45.75,4.85,Europe/Paris\n"}}})
		r := send(object{"preview": true, "files": []object{
			{"name": "e.csv", "content": prisons + "S01,First,remand,Lyon,69,FR,45.75,4.85,Europe/Paris\nS02,Two,remand,Lyon,69,FR,45.75,4.85,Europe/Paris\nS03,,remand,,,FR,1,1,Europe/Paris\nS04,Four,remand,,,FR,1,1,Europe/Paris\n"},
			{"name": "people.xlsx", "content": book(t), "encoding": "base64"}}})
		if r.Applied || len(r.Files) != 3 {
			t.Fatalf("%+v", r)
		}
		e := r.Files[0]
		if e.Kind != "establishments" || e.Rows != 4 || e.Created != 1 || e.Updated != 1 || e.Unchanged != 1 || e.Preview.Faulty != 1 || e.Preview.More != 0 {
			t.Errorf("%+v", e)
		}
		if f := e.Preview.Faults; len(f) != 1 || f[0].Row != 4 || f[0].Column != "name" {
			t.Errorf("%+v", f)
		}
		if ch := e.Preview.Changes; len(ch) != 2 || ch[0].Row != 2 || ch[0].New || len(ch[0].Fields) != 1 || ch[0].Fields[0].Column != "name" || ch[0].Fields[0].Old != "One" || ch[0].Fields[0].New != "First" ||
			ch[1].Key != "S04" || !ch[1].New {
			t.Errorf("%+v", ch)
		}
		p := r.Files[1]
		if p.Name != "people.xlsx/Agents" || p.Kind != "officers" || len(p.Preview.UnknownColumns) != 1 || p.Preview.UnknownColumns[0].Nearest != "phone" {
			t.Errorf("%+v", p)
		}
		if x := r.Files[2]; x.Kind != "" || x.Preview.Means != "cells" || r.Faults < 3 {
			t.Errorf("%d faults, %+v", r.Faults, x)
		}
		if got := walk(w, c, "/v1/establishments", "code", url.Values{}); !slices.Equal(got, []string{"S01", "S02"}) {
			t.Errorf("a preview saved: %v", got)
		}
		if rows := w.Audit(models.ActImport); len(rows) != 2 || !strings.Contains(rows[1].Detail+rows[0].Detail, "3 files") {
			t.Errorf("audit: %+v", rows)
		}
		c.Post("/v1/imports", object{"files": []object{{"name": "x.xlsx", "content": "!", "encoding": "base64"}}}).Expect(http.StatusBadRequest)
	})
}

func TestWhatAPreviewOfAnOperationShowsIsInTheAudit(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		w.Cell("S01", "B1/W1/L1/C1")
		files := func(duration string) []object {
			return []object{{"name": "operation.csv", "content": "reference,name\nDAWN-9,Dawn\n"}, {"name": "cells.csv", "content": "établissement;cellule;durée;motif\nS01;B1-W1-L1-C1;" + duration + ";secret\n"}}
		}
		c.Post("/v1/imports", object{"files": files("20")}).Expect(http.StatusOK)
		var r api.ImportReport
		c.Post("/v1/imports", object{"preview": true, "files": files("25")}).Expect(http.StatusOK).Into(&r)
		if ch := r.Files[1].Preview.Changes; len(ch) != 1 || len(ch[0].Fields) != 1 || ch[0].Fields[0].Column != "duration" || ch[0].Fields[0].Old != "20" || ch[0].Fields[0].New != "25" || ch[0].Key != "S01 B1-W1-L1-C1" {
			t.Errorf("%+v", ch)
		}
		if rows := w.Audit(models.ActPlanRead); len(rows) != 1 || rows[0].Operation == nil || rows[0].Actor != c.Who.ID {
			t.Errorf("audit: %+v", rows)
		}
	})
}

func TestTheFormatsOfFilesAreExplainedAndEmptyOnesAreRead(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		var f struct{ Items []api.ImportFormat }
		c.Get("/v1/imports/formats").Expect(http.StatusOK).Into(&f)
		if len(f.Items) != 10 || len(f.Items[1].Columns) != 9 || f.Items[1].Columns[0].Meaning.Fr == "" {
			t.Errorf("%+v", f)
		}
		all := c.Get("/v1/imports/template?language=fr").Expect(http.StatusOK)
		faults := &sheet.Faults{}
		if tables := sheet.ReadXLSX("x", all.Body, faults.Of); len(tables) != 10 || tables[6].Kind.Name != sheet.Cells {
			t.Errorf("%d sheets", len(tables))
		}
		one := c.Get("/v1/imports/template?kind=equipment&as=csv").Expect(http.StatusOK)
		if string(one.Body) != "\ufeffestablishment,kind,serial,calibrated_until\r\n" {
			t.Errorf("%q", one.Body)
		}
		c.Get("/v1/imports/template?as=csv").Expect(http.StatusBadRequest)
	})
}

func TestAWingIsShownThenMadeAndItsCellsAreSelected(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, site := w.As(models.RoleCoordinator), w.Establishment("S01").ID.String()
		at := "/v1/establishments/" + site
		wing := object{"dryRun": true, "building": "D1", "wing": "D1-A", "landings": 3, "firstLanding": 0, "cells": 42, "cellCode": "{wing}{landing}{nn}", "capacity": 2}
		var r api.WingReport
		c.Post(at+"/wings", wing).Expect(http.StatusOK).Into(&r)
		if r.Applied || r.Buildings != 1 || r.Wings != 1 || r.Landings != 3 || r.Cells != 126 || len(r.Items) != 131 || r.Items[2].Code != "D1-A-0" {
			t.Errorf("%+v", r.Items[:3])
		}
		find := func(pattern string) (s api.Selection) {
			c.Get(at + "/selection?pattern=" + url.QueryEscape(pattern)).Expect(http.StatusOK).Into(&s)
			return s
		}
		if s := find("*"); len(s.Items) != 0 {
			t.Errorf("a preview made %d cells", len(s.Items))
		}
		wing["dryRun"] = false
		c.Post(at+"/wings", wing).Expect(http.StatusOK).Into(&r)
		if s := find("D1-A001..D1-A020, @D1-A-2, Z*"); !r.Applied || len(s.Items) != 62 || !slices.Equal(s.Idle, []string{"Z*"}) {
			t.Errorf("%v, %d cells, idle %v", r.Applied, len(s.Items), s.Idle)
		}
		c.Post(at+"/wings", wing).Expect(http.StatusBadRequest)
		c.Get(at + "/selection?pattern=A1..B2").Expect(http.StatusBadRequest)
		c.Post("/v1/establishments/"+models.NewID().String()+"/wings", wing).Expect(http.StatusNotFound)
		w.As(models.RoleHQ).Post(at+"/wings", wing).Expect(http.StatusForbidden)
		if rows := w.Audit(models.ActRegistryWrite); len(rows) != 1 || !strings.Contains(rows[0].Detail, "126 cells") {
			t.Errorf("audit: %+v", rows)
		}
	})
}
