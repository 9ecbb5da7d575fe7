package server

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListTemplates lists every published version, without its content.
func (h handlers) ListTemplates(ctx context.Context, _ api.ListTemplatesRequestObject) (api.ListTemplatesResponseObject, error) {
	var answer api.ListTemplates200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, err := v.Templates()
		answer.Items = each(rows, templateOut)
		return err
	})
	return answer, err
}

// GetTemplate reads one version with its content.
func (h handlers) GetTemplate(ctx context.Context, r api.GetTemplateRequestObject) (api.GetTemplateResponseObject, error) {
	var answer api.GetTemplate200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		t, err := v.Template(r.Id)
		if err != nil {
			return err
		}
		answer = api.GetTemplate200JSONResponse(templateOut(t))
		return json.Unmarshal([]byte(t.Body), &answer.Body)
	})
	return answer, err
}

// PublishTemplate adds a checklist as the next version of its code. It cannot
// be changed afterwards.
func (h handlers) PublishTemplate(ctx context.Context, r api.PublishTemplateRequestObject) (api.PublishTemplateResponseObject, error) {
	if err := checkTemplate(*r.Body); err != nil {
		return nil, err
	}
	body, err := json.Marshal(*r.Body)
	if err != nil {
		return nil, err
	}
	var answer api.PublishTemplate201JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		t, err := tx.PublishTemplate(r.Body.Code, string(body), store.CallerOf(ctx).Actor.Person)
		if err != nil {
			return err
		}
		answer = api.PublishTemplate201JSONResponse(templateOut(t))
		answer.Body = *r.Body
		return tx.Note(models.ActRegistryWrite, nil, nil, subject("template", t.ID), "", fmt.Sprintf("published %s %d", t.Code, t.Number))
	})
	return answer, err
}

func templateOut(t models.TemplateVersion) api.TemplateVersion {
	return api.TemplateVersion{Id: t.ID, Code: t.Code, Number: t.Number, PublishedAt: models.FormatTime(t.PublishedAt), Retired: t.Retired}
}

// checkTemplate returns what would keep a tablet from showing a checklist:
// sections without items, what has no label in a language, codes twice.
func checkTemplate(t api.TemplateBody) error {
	c := checklist{fs: &models.Faults{}, paths: map[string]bool{}}
	if !models.ValidCode(t.Code) {
		c.fs.Add("/code", "format", "is not a code")
	}
	c.labels("/labels", map[string]any{"en": t.Labels.En, "fr": t.Labels.Fr})
	sections := map[string]bool{}
	for i, s := range t.Sections {
		at := fmt.Sprintf("/sections/%d", i)
		c.code(at+"/code", "", s["code"], sections)
		c.labels(at+"/labels", s["labels"])
		if c.items(at+"/items", "", s["items"]) == 0 {
			c.fs.Add(at+"/items", "required", "a section needs at least one item")
		}
	}
	return c.fs.Err("The checklist cannot be published yet.")
}

// checklist gathers the faults of a checklist. An item's code is unique over all
// sections; one within a matrix or a repeat is named by the outer one, a dot and its own.
type checklist struct {
	fs    *models.Faults
	paths map[string]bool
}

// items checks a list of items and says how many there are.
func (c checklist) items(at, outer string, value any) int {
	list, ok := value.([]any)
	if !ok && value != nil {
		c.fs.Add(at, "format", "must be a list of items")
	}
	for i, v := range list {
		here := fmt.Sprintf("%s/%d", at, i)
		item, ok := v.(map[string]any)
		if !ok {
			c.fs.Add(here, "format", "must be an item")
			continue
		}
		path := c.code(here+"/code", outer, item["code"], c.paths)
		if kind, _ := item["type"].(string); kind == "" {
			c.fs.Add(here+"/type", "required", "is missing")
		}
		c.labels(here+"/labels", item["labels"])
		c.items(here+"/columns", path+".", item["columns"])
		c.items(here+"/items", path+".", item["items"])
	}
	return len(list)
}

// code checks a code and that it is not in seen yet; it gives the whole path.
func (c checklist) code(at, outer string, value any, seen map[string]bool) string {
	code, _ := value.(string)
	path := outer + code
	switch {
	case !models.ValidCode(code):
		c.fs.Add(at, "format", "is not a code")
	case seen[path]:
		c.fs.Add(at, "duplicate", "%q is there twice", path)
	}
	seen[path] = true
	return path
}

func (c checklist) labels(at string, value any) {
	labels, _ := value.(map[string]any)
	for _, language := range []string{"en", "fr"} {
		if text, _ := labels[language].(string); text == "" {
			c.fs.Add(at+"/"+language, "required", "is missing")
		}
	}
}
