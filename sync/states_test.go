package sync_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

func names[S ~string](m models.Machine[S]) (out []string) {
	for _, s := range m.States() {
		out = append(out, string(s))
	}
	return out
}

// docs/states.md is drawn from the tables in models: no document may be in a
// state that they do not have.
func TestEveryStateThatIsProjectedIsInTheTables(t *testing.T) {
	tables := map[string][]string{"task": names(models.TaskMachine), "search": names(models.SearchMachine),
		"exhibit": names(models.ExhibitMachine), "seal": names(models.SealMachine)}
	raw, err := os.ReadFile(filepath.Join(vectorsPath, "projections.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Name   string
			Expect struct {
				Documents []struct {
					Kind string
					Body struct{ State string }
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, v := range file.Vectors {
		for _, d := range v.Expect.Documents {
			states, drawn := tables[d.Kind]
			if !drawn {
				continue
			}
			seen[d.Kind]++
			if !slices.Contains(states, d.Body.State) {
				t.Errorf("%s: a %s is %q, which is none of %v", v.Name, d.Kind, d.Body.State, states)
			}
		}
	}
	for kind := range tables {
		if seen[kind] == 0 {
			t.Errorf("no vector has a document of kind %s", kind)
		}
	}
}
