package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestALegalBasisIsEditedAndValidatedByWhoSaysSo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, where := w.As(models.RoleCoordinator), "/v1/picklists/legal-bases/admin_cell"
		shipped := basisNamed(t, c, "admin_cell")
		if shipped.Data["validated"] != false {
			t.Fatal("what ships is validated by nobody")
		}
		data := shipped.Data
		put := func(version int, labels object) (p api.Pick) {
			t.Helper()
			in := object{"labels": labels}
			if data != nil {
				in["data"] = data
			}
			c.Put(where, fmt.Sprintf(`"%d"`, version), in).Expect(http.StatusOK).Into(&p)
			return p
		}
		labels := object{"en": shipped.Labels.En, "fr": shipped.Labels.Fr}
		data["validated"], data["validatedBy"], data["signers"] = true, "somebody else", []string{"lead"}
		once := put(1, labels)
		if once.Data["validatedBy"] != c.Who.ID.String() || once.Data["validatedAt"] == nil {
			t.Errorf("validated by %v at %v", once.Data["validatedBy"], once.Data["validatedAt"])
		}
		data = once.Data
		if again := put(2, labels); again.Data["validatedAt"] != once.Data["validatedAt"] {
			t.Error("the same words are validated anew")
		}
		data = nil // other words, and nothing is said of the data
		if p := put(3, object{"en": "Search of a cell", "fr": "Fouille de cellule"}); p.Data["validated"] != false || p.Data["validatedBy"] != nil || fmt.Sprint(p.Data["signers"]) != "[lead]" {
			t.Errorf("after a change of words: %v", p.Data)
		}
		audit := w.As(models.RoleAuditor).Get("/v1/audit?limit=20").Expect(http.StatusOK)
		for _, want := range []string{"put, validated by counsel", "put, no longer validated by counsel"} {
			if !strings.Contains(string(audit.Body), want) {
				t.Errorf("the audit does not say %q", want)
			}
		}
		c.Delete(where).Expect(http.StatusNotFound)
	})
}

func TestALegalBasisThatIsNotRightIsRefusedByItsPlaces(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		labels := object{"en": "New", "fr": "Nouvelle"}
		put := func(list string, in object) servertest.Response { return c.Put("/v1/picklists/"+list+"/new", "", in) }
		if at := put("legal-bases", object{"labels": labels}).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/data"}) {
			t.Errorf("without data: told at %v", at)
		}
		data := basisNamed(t, c, "judicial_flagrante").Data
		data["kind"], data["hours"], data["judge"] = "military", object{"from": "21:00", "to": "06:00"}, "me"
		at := put("legal-bases", object{"labels": labels, "data": data}).Expect(http.StatusBadRequest).Faults()
		slices.Sort(at)
		if !slices.Equal(at, []string{"/data/hours", "/data/judge", "/data/kind"}) {
			t.Errorf("told at %v", at)
		}
		if at := put("entry-routes", object{"labels": labels, "data": object{"speed": 3}}).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/data"}) {
			t.Errorf("data of another list: told at %v", at)
		}
		delete(data, "judge")
		data["kind"], data["hours"] = "judicial", object{"from": "06:00", "to": "21:00", "exceptions": []object{{"date": "2026-07-14"}}}
		put("legal-bases", object{"labels": labels, "data": data}).Expect(http.StatusOK)
	})
}

func basisNamed(t *testing.T, c *servertest.Client, code string) api.Pick {
	t.Helper()
	for _, p := range picks(c, "legal-bases") {
		if p.Code == code {
			return p
		}
	}
	t.Fatal("no basis", code)
	return api.Pick{}
}
