package bundle_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestPackagesOfBothLanguagesFollowTheSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../openapi/packages/package.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	follows := func(content []byte) error {
		x, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err != nil {
			return err
		}
		return schema.Validate(x)
	}
	for _, name := range []string{"go.json", "typescript.json"} {
		for _, v := range vectorsIn(t, name) {
			if err := follows(v.Content); err != nil {
				t.Errorf("%s %s: %v", name, v.Name, err)
			}
			for what, bad := range map[string]string{
				"another format":     strings.Replace(string(v.Content), "cellsweep-package/1", "cellsweep-package/2", 1),
				"neither nor":        strings.Replace(strings.Replace(string(v.Content), `"decoy":true`, `"decoy":0`, 1), `"decoy":false`, `"decoy":0`, 1),
				"a decoy with an H":  strings.Replace(string(v.Content), `"decoy":true`, `"decoy":true,"hHour":"2026-05-20T04:00:00.000Z"`, 1),
				"a site without one": strings.Replace(string(v.Content), `"hHour"`, `"h"`, 1),
			} {
				if bad != string(v.Content) && follows([]byte(bad)) == nil {
					t.Errorf("%s %s: %s follows the schema", name, v.Name, what)
				}
			}
		}
	}
}
