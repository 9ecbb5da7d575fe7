package robust

import (
	"bytes"
	"encoding/json"
)

// encode writes v as indented JSON, without the escapes that HTML would need.
// Everything in a report can be written, so there is no error to return.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return []byte("null\n")
	}
	return b.Bytes()
}
