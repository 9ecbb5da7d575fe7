package seed

import (
	"encoding/json"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// A checklist that is read and found right can be written and read again, and
// is found right again; one that is wrong is told as such, at a place.
func FuzzAChecklistIsFoundRightOrToldWhereItIsWrong(f *testing.F) {
	whole, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole.templateText)
	f.Add([]byte(`{"code":"x","sections":[{"code":"a","items":[{"code":"a","type":"repeat","items":[{"code":"a"}]}]}]}`))
	f.Add([]byte(`{} {}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := whole
		r.Template = checklist.Template{}
		if decode("fuzz.json", text, &r.Template) != nil {
			return
		}
		err := r.Check()
		if err != nil && (models.CodeOf(err) != models.Invalid || err.Error() == "") {
			t.Fatal(err)
		}
		written, writeErr := json.Marshal(r.Template)
		if writeErr != nil {
			t.Fatal(writeErr)
		}
		again := whole
		again.Template = checklist.Template{}
		if readErr := decode("fuzz.json", written, &again.Template); readErr != nil {
			t.Fatalf("what was written cannot be read: %v", readErr)
		}
		if (again.Check() == nil) != (err == nil) {
			t.Fatalf("found %v, and written back %v", err, again.Check())
		}
	})
}
