package bundle_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
)

var update = flag.Bool("update", false, "write testdata/go.json anew")

// vector is a package with all that opens it, as both languages write and read it.
type vector struct {
	Name      string        `json:"name"`
	Identity  string        `json:"identity"`
	Words     string        `json:"words"`
	Codes     []bundle.Code `json:"codes"`
	Package   []byte        `json:"package"`
	WordsFile []byte        `json:"wordsFile"`
	Tablet    struct {
		AgreementKey string `json:"agreementKey"`
		PrivateKey   string `json:"privateKey"`
	} `json:"tablet"`
	Key     string          `json:"key"`
	Content json.RawMessage `json:"content"`
}

func vectorsIn(t *testing.T, name string) []vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) < 2 {
		t.Fatalf("%s: %d vectors, %v", name, len(file.Vectors), err)
	}
	return file.Vectors
}

func TestGoAndTypeScriptOpenEachOthersPackages(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	for _, name := range []string{"go.json", "typescript.json"} {
		for _, v := range vectorsIn(t, name) {
			t.Run(strings.TrimSuffix(name, ".json")+": "+v.Name, v.opens)
		}
	}
}

func (v vector) opens(t *testing.T) {
	content, err := bundle.Open(v.Identity, v.Package)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(content)
	if err != nil || !sameJSON(got, v.Content) {
		t.Errorf("it holds %s, not %s: %v", got, v.Content, err)
	}
	if got, err := bundle.OpenWithWords(v.WordsFile, strings.ToUpper(v.Words)); err != nil || got != v.Identity {
		t.Errorf("by words: %q %v", got, err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(v.Tablet.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := bundle.OpenAtTablet(v.Key, raw); err != nil || got != v.Identity {
		t.Errorf("by network: %q %v", got, err)
	}
	for _, c := range v.Codes {
		if got, ok := content.Believe(c.Words, nil); !ok || got.Act != c.Act || got.N != c.N {
			t.Errorf("%s %d is understood as %+v", c.Act, c.N, got)
		}
	}
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// writeVectors makes a package of a site and a decoy, with new keys.
func writeVectors(t *testing.T) {
	t.Helper()
	var file struct {
		Vectors []vector `json:"vectors"`
	}
	for _, x := range []struct{ name, language string }{{"a site, French words", "fr"}, {"a decoy, English words", "en"}} {
		s := secrets(t, x.language, x.language == "fr")
		c := bundle.Content{Format: bundle.Format, Bundle: bundle.NewID(), Site: models.NewID(), Decoy: !s.Target}
		v := vector{Name: x.name, Identity: s.Identity, Words: s.Words, Codes: []bundle.Code{}}
		if s.Target {
			operation, plan := models.NewID(), models.NewID()
			c.Operation, c.Plan, c.PlanVersion, c.HHour = &operation, &plan, 3, "2026-05-20T04:00:00.000Z"
			c.Documents = []json.RawMessage{json.RawMessage(`{"id":"` + c.Site.String() + `","kind":"site","rev":1,"_deleted":false,"name":"Maison d’arrêt «Été» 🔒"}`)}
			var err error
			if c.Brakes, err = s.Commitments(c.Bundle, c.Site, bundle.Ours()); err != nil {
				t.Fatal(err)
			}
			v.Codes = s.Codes
		}
		v.fill(t, c)
		file.Vectors = append(file.Vectors, v)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/go.json", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (v *vector) fill(t *testing.T, c bundle.Content) {
	t.Helper()
	text, err := c.Pack()
	if err != nil {
		t.Fatal(err)
	}
	raw, public := tablet(t)
	v.Tablet.AgreementKey, v.Tablet.PrivateKey = public, base64.RawURLEncoding.EncodeToString(raw)
	if v.Package, err = bundle.Seal(v.Identity, text, 64<<10); err != nil {
		t.Fatal(err)
	}
	if v.WordsFile, err = bundle.SealToWords(v.Identity, v.Words, bundle.Ours()); err != nil {
		t.Fatal(err)
	}
	if v.Key, err = bundle.SealToTablet(v.Identity, public); err != nil {
		t.Fatal(err)
	}
	if v.Content, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
}
