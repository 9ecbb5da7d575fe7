package server

import (
	"encoding/json"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// checklistItem is the checklist, or some of its sections where one entry does
// not hold it, with the pick-lists that it names in a part of their own.
type checklistItem struct {
	ID       models.ID         `json:"id"`
	Version  int               `json:"version"`
	Code     string            `json:"code"`
	Name     json.RawMessage   `json:"name"`
	Facts    json.RawMessage   `json:"facts,omitempty"`
	Sections []json.RawMessage `json:"sections"`
	Lists    checklist.Lists   `json:"lists,omitempty"`
}

// checklists are those of the operation, by which searches begin last.
func (p publication) checklists() (out []checklistItem, err error) {
	for _, t := range []*models.TemplateVersion{p.sealed, p.template} {
		items, err := p.checklist(t)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}

func (p publication) checklist(t *models.TemplateVersion) ([]checklistItem, error) {
	if t == nil {
		return nil, nil
	}
	var body struct {
		Labels   json.RawMessage   `json:"labels"`
		Facts    json.RawMessage   `json:"facts"`
		Sections []json.RawMessage `json:"sections"`
	}
	if err := json.Unmarshal([]byte(t.Body), &body); err != nil {
		return nil, err
	}
	item := checklistItem{t.ID, t.Number, t.Code, body.Labels, body.Facts, body.Sections, p.listsOf(body.Sections)}
	if raw, err := json.Marshal(item); err != nil || len(raw) <= partBytes {
		return []checklistItem{item}, err
	}
	lists := item
	lists.Sections, item.Lists = []json.RawMessage{}, nil
	out := []checklistItem{lists}
	for _, s := range body.Sections {
		one := item
		one.Sections = []json.RawMessage{s}
		out = append(out, one)
	}
	return out, nil
}

// listsOf are the pick-lists that the items of these sections name, that of the
// categories, by which people call what was found, and that of the kinds of kit.
func (p publication) listsOf(sections []json.RawMessage) checklist.Lists {
	named := map[string]bool{"categories": true, equipmentKinds: true}
	var look func(v any)
	look = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if name, ok := v["list"].(string); ok {
				named[name] = true
			}
			for _, inner := range v {
				look(inner)
			}
		case []any:
			for _, inner := range v {
				look(inner)
			}
		}
	}
	for _, raw := range sections {
		var v any
		if json.Unmarshal(raw, &v) == nil {
			look(v)
		}
	}
	lists := checklist.Lists{}
	for name := range named {
		for _, o := range p.lists[name] {
			lists[name] = append(lists[name], checklist.Pick{Code: o.Code, Labels: checklist.Labels{EN: o.LabelEN, FR: o.LabelFR}, Retired: o.Retired})
		}
	}
	return lists
}
