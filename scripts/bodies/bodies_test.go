package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sample = `{"type":"object","required":["salt","items"],"properties":{
	"salt":{"type":"string"},
	"unreadableBecause":{"description":"Why not.","type":"string"},
	"imei1":{"type":"string"},
	"quantity":{"anyOf":[{"type":"number"},{"type":"null"}]},
	"when":{"anyOf":[{"type":"string","pattern":"x"},{"type":"string","const":""}]},
	"value":{"anyOf":[{"type":"string"},{"type":"number"}]},
	"items":{"type":"array","items":{"type":"object","required":["sha256"],"properties":{"sha256":{"type":"string"}}}},
	"ids":{"type":"array","items":{"type":"string"}},
	"open":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"}}}}},
	"allOf":[{"if":{},"then":{"properties":{"open":{"items":{"properties":{"more":{"type":"string"}}}}}}}]}`

func TestASchemaBecomesTheTypeThatItDescribes(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "cell.painted.v2.json"), []byte(sample), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "out.go")
	if err := run([]string{folder, out}, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(string(text)), " ")
	for _, want := range []string{
		"type CellPaintedV2 struct {",
		"Salt string `json:\"salt\"`",
		"// Why not. UnreadableBecause *string `json:\"unreadableBecause,omitempty\"`",
		"IMEI1 *string `json:\"imei1,omitempty\"`",
		"Quantity Nullable[json.Number] `json:\"quantity,omitzero\"`",
		"When *string `json:\"when,omitempty\"`",
		"Value json.RawMessage `json:\"value,omitzero\"`",
		"Items []CellPaintedV2Items `json:\"items\"`",
		"SHA256 string `json:\"sha256\"`",
		"IDs []string `json:\"ids,omitzero\"`",
		"Open []json.RawMessage `json:\"open,omitzero\"`",
		"case \"cell.painted/2\": return new(CellPaintedV2)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s in\n%s", want, text)
		}
	}
}

func TestABodyThatIsNoObjectIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "cell.painted.v1.json"), []byte(`{"type":"string"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{folder, filepath.Join(folder, "out.go")}, io.Discard); err == nil {
		t.Error("a body may be a string")
	}
	if err := run([]string{t.TempDir(), "out.go"}, io.Discard); err == nil {
		t.Error("no schemas were taken for schemas")
	}
}
