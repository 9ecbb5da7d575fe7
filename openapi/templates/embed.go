// Package templates holds the normative JSON Schema of checklists. docs/checklist.md
// says what a document of that form means.
package templates

import _ "embed"

// Schema is template.v1.json (JSON Schema, draft 2020-12). Its examples pass the lint.
//
//go:embed template.v1.json
var Schema []byte
