package seed

import (
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
)

// Picks returns every option of every list as the noun that the store keeps,
// lists by name, options in the order of their file. Version and UpdatedAt are
// whoever stores them to set.
func (r Reference) Picks() ([]models.Pick, error) {
	var out []models.Pick
	for _, name := range Lists() {
		for i, p := range r.lists[name] {
			data, err := p.rest()
			if err != nil {
				return nil, models.NewFault(models.Internal, "The list %s cannot be written.", name).Because(err)
			}
			out = append(out, models.Pick{List: name, Code: p.Code, LabelEN: p.Labels.EN, LabelFR: p.Labels.FR, Retired: p.Retired, Position: i, Data: data})
		}
	}
	return out, nil
}

// rest is what a list says of an option beyond code and labels: a JSON object
// with its members in alphabetical order, or "".
func (p pick) rest() (string, error) {
	if len(p.data) == 0 {
		return "", nil
	}
	text, err := json.Marshal(p.data)
	return string(text), err
}

// Nouns returns the device catalogue as the nouns that the store keeps, without
// ID, Version and UpdatedAt.
func (r Reference) Nouns() []models.DeviceModel {
	out := make([]models.DeviceModel, len(r.DeviceModels))
	for i, d := range r.DeviceModels {
		out[i] = d.Noun()
	}
	return out
}

// Noun returns the entry as the noun that the store keeps.
func (d DeviceModel) Noun() models.DeviceModel {
	return models.DeviceModel{Code: d.Code, Make: d.Make, Model: d.Model, TypeCodes: models.NewWords(d.TypeCodes...),
		LengthMM: d.LengthMM, WidthMM: d.WidthMM, DepthMM: d.DepthMM, MassG: d.MassG, PriceEUR: d.PriceEUR, Metal: d.Metal,
		DetectedBy: models.NewWords(d.DetectedBy...), HiddenIn: models.NewWords(d.HiddenIn...),
		Target: d.Target, Mini: d.Mini, Source: d.Source, Retired: d.Retired}
}

// TemplateBody returns the checklist as it is written in its file, for
// models.TemplateVersion.Body.
func (r Reference) TemplateBody() string { return string(r.templateText) }
