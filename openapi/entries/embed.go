// Package entries holds the normative JSON Schema of the body of every entry:
// one file for each type and version, named type.vN.json.
//
// Beside the standard keywords a schema says, for the reader and the projector:
//
//	x-stream      who writes such entries: tablet or server
//	x-creates     the kind of document that the entry creates, or null
//	x-needs       what must be there first, or the entry is held: a JSON pointer
//	              into the entry (its body under /body) and the kinds that the
//	              id it leads to may be of; a pointer to an array means each
//	              of its elements, one that leads nowhere means nothing
//	examples      a body
//	x-exampleBase the example's base, x-exampleFiles its files, where it has them
package entries

import "embed"

// FS holds the schemas, at its root.
//
//go:embed *.json
var FS embed.FS
