package checklist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// basisData is what an entry of the pick-list legal-bases says beside its code,
// labels and whether it is retired: openapi/templates/legal-basis.v1.json.
type basisData struct {
	Kind        *string     `json:"kind"`
	Texts       *[]string   `json:"texts"`
	Hours       *Hours      `json:"hours"`
	Presence    *string     `json:"presence"`
	Sealing     *bool       `json:"sealing"`
	Signers     *[]string   `json:"signers"`
	Sections    *[]string   `json:"sections"`
	Documents   *[]Document `json:"documents"`
	Validated   *bool       `json:"validated"`
	Counsel     *Labels     `json:"counsel"`
	ValidatedBy *string     `json:"validatedBy"`
	ValidatedAt *string     `json:"validatedAt"`
}

// basisMembers are the members of the objects of a basis, by their place: the
// index of a list is a *.
var basisMembers = map[string][]string{
	"":       {"kind", "texts", "hours", "presence", "sealing", "signers", "sections", "documents", "validated", "counsel", "validatedBy", "validatedAt"},
	"/hours": {"from", "to", "days", "exceptions"}, "/hours/exceptions/*": {"date", "days", "from", "to"},
	"/documents/*": {"code", "labels", "when"}, "/documents/*/labels": {"en", "fr"}, "/counsel": {"en", "fr"},
}

// ReadBasis reads the data of a legal basis and adds to fs every fault of it,
// under JSON pointers that begin with at. sections are those that it may demand,
// nil where that is not known. With a fault the basis is of no use.
func ReadBasis(fs *models.Faults, at, code string, labels Labels, data []byte, sections []string) Basis {
	var whole any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&whole); err != nil || d.More() {
		fs.Add(at, "format", "must be one JSON object")
		return Basis{}
	}
	unknownMembers(fs, at, "", whole)
	var in basisData
	if err := json.Unmarshal(data, &in); err != nil {
		where := at
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) && wrong.Field != "" {
			where += "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
		fs.Add(where, "format", "is not of the type that the schema gives it")
		return Basis{}
	}
	members, _ := whole.(map[string]any)
	for _, name := range []string{"kind", "texts", "hours", "presence", "sealing", "signers", "sections", "validated", "counsel"} {
		if _, there := members[name]; !there {
			fs.Add(at+"/"+name, "required", "must be there")
		}
	}
	b := Basis{Code: code, Labels: labels, Kind: or(in.Kind), Texts: or(in.Texts), Hours: in.Hours, Presence: or(in.Presence), Sealing: or(in.Sealing),
		Signers: or(in.Signers), Sections: or(in.Sections), Documents: or(in.Documents), Validated: or(in.Validated), Counsel: or(in.Counsel)}
	b.Check(fs, at, sections)
	return b
}

func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// unknownMembers tells of members that no object of a basis has: in something
// that people write, a misspelling.
func unknownMembers(fs *models.Faults, at, place string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if !slices.Contains(basisMembers[place], name) {
				fs.Add(at+"/"+escaped(name), "unknown", "a legal basis has no such member here")
				continue
			}
			unknownMembers(fs, at+"/"+name, place+"/"+name, inner)
		}
	case []any:
		for i, inner := range v {
			unknownMembers(fs, fmt.Sprintf("%s/%d", at, i), place+"/*", inner)
		}
	}
}

// escaped writes a name as a part of a JSON pointer (RFC 6901).
func escaped(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
