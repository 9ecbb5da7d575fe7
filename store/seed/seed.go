// Package seed holds the reference data that ships with Cellsweep: the
// pick-lists, the device catalogue and the checklist of one cell, in English
// and French. It is loaded into a fresh database and is the agency's to edit
// from then on. README.md describes the files.
//
// Everything legal in it is a default that counsel has not validated.
package seed

import (
	"bytes"
	"embed"
	"encoding/json"
	"io"
	"strings"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

//go:embed *.json
var files embed.FS

const (
	templateFile = "template-default.json"
	devicesFile  = "device-models.json"
)

// Option is one code of a list. A code is never deleted, only retired.
type Option struct {
	Code    string           `json:"code"`
	Labels  checklist.Labels `json:"labels"`
	Retired bool             `json:"retired"`
}

// Reference is all that ships.
type Reference struct {
	ConcealmentPlaces  []ConcealmentPlace
	EntryRoutes        []Option
	Categories         []Category
	Dispositions       []Disposition
	NotExecutedReasons []NotExecutedReason
	DetectionTools     []DetectionTool
	DamageCodes        []Option
	Presence           []Presence
	Skills             []Option
	EquipmentKinds     []EquipmentKind
	LegalBases         []checklist.Basis
	EstablishmentTypes []EstablishmentType
	LocationKinds      []LocationKind
	HowFound           []Option
	SealTypes          []Option
	InvolvementRoles   []Option
	Confidence         []Option
	DeviceModels       []DeviceModel
	Template           checklist.Template
	lists              map[string][]pick // by name of the list, in the order of the file
	templateText       []byte
}

// pick is an option with what else its list says of it.
type pick struct {
	Option
	data map[string]json.RawMessage
}

// targets says where each list goes. The name of a list is that of its file.
func (r *Reference) targets() map[string]any {
	return map[string]any{
		"concealment-places": &r.ConcealmentPlaces, "entry-routes": &r.EntryRoutes, "categories": &r.Categories,
		"dispositions": &r.Dispositions, "not-executed-reasons": &r.NotExecutedReasons, "detection-tools": &r.DetectionTools,
		"damage-codes": &r.DamageCodes, "presence": &r.Presence, "skills": &r.Skills, "equipment-kinds": &r.EquipmentKinds,
		"legal-bases": &r.LegalBases, "establishment-types": &r.EstablishmentTypes, "location-kinds": &r.LocationKinds,
		"how-found": &r.HowFound, "seal-types": &r.SealTypes, "involvement-roles": &r.InvolvementRoles, "confidence": &r.Confidence,
	}
}

// Load reads and checks what ships. It fails with models.Internal when a file
// cannot be read and models.Invalid, with file and JSON pointer, when one is
// not right: neither can happen in a build whose tests passed.
func Load() (Reference, error) {
	var r Reference
	r.lists = map[string][]pick{}
	for name, target := range r.targets() {
		text, err := files.ReadFile(name + ".json")
		if err != nil {
			return Reference{}, models.NewFault(models.Internal, "The list %s is missing.", name).Because(err)
		}
		if err := decode(name+".json", text, target); err != nil {
			return Reference{}, err
		}
		if r.lists[name], err = picks(name+".json", text); err != nil {
			return Reference{}, err
		}
	}
	text, err := files.ReadFile(devicesFile)
	if err != nil {
		return Reference{}, models.NewFault(models.Internal, "The device catalogue is missing.").Because(err)
	}
	if err := decode(devicesFile, text, &r.DeviceModels); err != nil {
		return Reference{}, err
	}
	if r.templateText, err = files.ReadFile(templateFile); err != nil {
		return Reference{}, models.NewFault(models.Internal, "The checklist is missing.").Because(err)
	}
	if err := decode(templateFile, r.templateText, &r.Template); err != nil {
		return Reference{}, err
	}
	return r, r.Check()
}

// decode reads one JSON document and nothing after it. A member that the
// structure does not know is a fault: in a file of ours it is a misspelling.
func decode(file string, text []byte, target any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(target)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			return models.NewFault(models.Invalid, "%s has something after its end.", file)
		}
		return nil
	}
	return models.NewFault(models.Invalid, "%s cannot be read.", file).With(models.Field{File: file, Code: "format", Message: err.Error()}).Because(err)
}

// picks reads a list once more, for what it says beyond code and labels.
func picks(file string, text []byte) ([]pick, error) {
	var options []Option
	var members []map[string]json.RawMessage
	if err := json.Unmarshal(text, &options); err != nil {
		return nil, models.NewFault(models.Invalid, "%s cannot be read.", file).Because(err)
	}
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, models.NewFault(models.Invalid, "%s cannot be read.", file).Because(err)
	}
	out := make([]pick, len(options))
	for i, o := range options {
		for _, known := range []string{"code", "labels", "retired"} {
			delete(members[i], known)
		}
		out[i] = pick{o, members[i]}
	}
	return out, nil
}

// Lists returns the names of the pick-lists, sorted.
func Lists() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // the files are compiled in: there is always a directory
	}
	var names []string
	for _, e := range entries {
		if e.Name() != templateFile && e.Name() != devicesFile {
			names = append(names, strings.TrimSuffix(e.Name(), ".json"))
		}
	}
	return names
}

// ChecklistLists are the pick-lists as checklists know them.
func (r Reference) ChecklistLists() checklist.Lists {
	lists := checklist.Lists{}
	for name, options := range r.lists {
		for _, p := range options {
			lists[name] = append(lists[name], checklist.Pick{Code: p.Code, Labels: p.Labels, Retired: p.Retired})
		}
	}
	return lists
}
