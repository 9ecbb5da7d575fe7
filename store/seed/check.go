package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// Check returns every fault of the reference data as one models.Invalid with
// JSON pointers that begin with the name of the list: "/legal-bases/3/hours".
func (r Reference) Check() error {
	var fs models.Faults
	for _, name := range Lists() {
		seen := map[string]bool{}
		if len(r.lists[name]) == 0 {
			fs.Add("/"+name, "required", "the list is empty")
		}
		for i, p := range r.lists[name] {
			checkOption(&fs, fmt.Sprintf("/%s/%d", name, i), p.Option, seen)
		}
	}
	r.checkReferences(&fs)
	r.checkLegalBases(&fs)
	r.checkDevices(&fs)
	checklist.Lint(&fs, "/template", r.Template, r.ChecklistLists())
	return fs.Err("The reference data is not right.")
}

func checkOption(fs *models.Faults, at string, o Option, seen map[string]bool) {
	if !models.ValidCode(o.Code) {
		fs.Add(at+"/code", "format", "%q is not a code", o.Code)
	}
	if seen[o.Code] {
		fs.Add(at+"/code", "duplicate", "%q is there twice", o.Code)
	}
	seen[o.Code] = true
	o.Labels.Check(fs, at+"/labels")
}

// has says whether a list has a code.
func (r Reference) has(list, code string) bool {
	return slices.ContainsFunc(r.lists[list], func(p pick) bool { return p.Code == code })
}

func (r Reference) checkCodes(fs *models.Faults, at, list string, codes ...string) {
	for _, c := range codes {
		if !r.has(list, c) {
			fs.Add(at, "unknown", "%q is not in the list %s", c, list)
		}
	}
}

// checkReferences follows what one list says of another, and of the
// establishment types and location kinds that the code knows.
func (r Reference) checkReferences(fs *models.Faults) {
	areas := r.Template.RowsOf("areas")
	for i, p := range r.ConcealmentPlaces {
		if p.Area != "" && !slices.Contains(areas, p.Area) {
			fs.Add(fmt.Sprintf("/concealment-places/%d/area", i), "unknown", "%q is no area of the checklist", p.Area)
		}
	}
	for i, t := range r.DetectionTools {
		at := fmt.Sprintf("/detection-tools/%d", i)
		if t.Equipment != "" {
			r.checkCodes(fs, at+"/equipment", "equipment-kinds", t.Equipment)
		}
		checkEach(fs, at+"/finds", t.Finds, []string{"any", "metal", "ferromagnetic", "semiconductor", "radio", "image", "odour"})
	}
	for i, k := range r.LocationKinds {
		checkEach(fs, fmt.Sprintf("/location-kinds/%d/within", i), k.Within, append([]string{""}, models.LocationKinds...))
	}
	units := r.Template.ItemOf("finds", "quantity").Units
	for i, c := range r.Categories {
		checkEach(fs, fmt.Sprintf("/categories/%d/units", i), c.Units, units)
		checkEach(fs, fmt.Sprintf("/categories/%d/unit", i), []string{c.Unit}, c.Units)
	}
	r.sameCodes(fs, "establishment-types", models.EstablishmentTypes)
	r.sameCodes(fs, "location-kinds", models.LocationKinds)
}

// sameCodes says when a list and the codes that the code itself knows differ.
func (r Reference) sameCodes(fs *models.Faults, list string, known []string) {
	r.checkCodes(fs, "/"+list, list, known...)
	for i, p := range r.lists[list] {
		checkEach(fs, fmt.Sprintf("/%s/%d/code", list, i), []string{p.Code}, known)
	}
}

func checkEach(fs *models.Faults, at string, words, set []string) {
	if len(words) == 0 {
		fs.Add(at, "required", "names nothing")
	}
	for _, w := range words {
		if !slices.Contains(set, w) {
			fs.Add(at, "unknown", "%q is not one of %s", w, strings.Join(set, ", "))
		}
	}
}

func (r Reference) checkLegalBases(fs *models.Faults) {
	var sections []string
	for _, s := range r.Template.Sections {
		sections = append(sections, s.Code)
	}
	for i, b := range r.LegalBases {
		b.Check(fs, fmt.Sprintf("/legal-bases/%d", i), sections)
	}
}

func (r Reference) checkDevices(fs *models.Faults) {
	seen := map[string]bool{}
	if len(r.DeviceModels) == 0 {
		fs.Add("/device-models", "required", "the catalogue is empty")
	}
	for i, d := range r.DeviceModels {
		at := fmt.Sprintf("/device-models/%d", i)
		checkOption(fs, at, d.Option, seen)
		r.checkCodes(fs, at+"/detectedBy", "detection-tools", d.DetectedBy...)
		r.checkCodes(fs, at+"/hiddenIn", "concealment-places", d.HiddenIn...)
		if d.Source == "" || len(d.DetectedBy) == 0 || len(d.HiddenIn) == 0 {
			fs.Add(at, "required", "must say its source, what detects it and where it is hidden")
		}
		if strings.Contains(d.Source, "://") || len(d.Source) > 400 {
			fs.Add(at+"/source", "format", "names a publication and its year in 400 characters, not an address that may go away")
		}
		if d.Target && !d.Mini {
			fs.Add(at+"/target", "range", "the target type is a miniature telephone")
		}
		if err := d.Noun().Check(); err != nil {
			fs.Add(at, "invalid", "%s", err)
		}
	}
}
