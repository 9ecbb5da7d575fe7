package server

import (
	"encoding/json"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// narrowed leaves of the document of an operation what somebody at some of its
// sites may see: its authorisations name the sites, and the cells at them, that
// are to be searched. Every other document belongs to one site, and is given
// whole or not at all.
func narrowed(v store.View, operation models.ID, sites models.IDSet, d fieldsync.Document) (fieldsync.Document, error) {
	if d.Kind != fieldsync.KindOperation {
		return d, nil
	}
	places, err := v.DocumentIDs(operation, fieldsync.KindLocation, sites)
	if err != nil {
		return d, err
	}
	here := map[any]bool{}
	for _, id := range places {
		here[id] = true
	}
	for _, id := range sites {
		here[id.String()] = true
	}
	return narrowedTo(here, d)
}

// narrowedTo is narrowed to the sites and locations that are here.
func narrowedTo(here map[any]bool, d fieldsync.Document) (fieldsync.Document, error) {
	var body map[string]json.RawMessage
	if d.Kind != fieldsync.KindOperation || d.Deleted {
		return d, nil
	}
	if err := json.Unmarshal(d.Body, &body); err != nil {
		return d, err
	}
	var all []map[string]any
	if raw, ok := body["authorisations"]; !ok || json.Unmarshal(raw, &all) != nil {
		return d, nil
	}
	var err error
	all = slices.DeleteFunc(all, func(x map[string]any) bool { return !narrow(x, "sites", here) || !narrow(x, "locations", here) })
	if body["authorisations"], err = json.Marshal(all); err != nil {
		return d, err
	}
	d.Body, err = json.Marshal(body)
	return d, err
}

// narrow leaves in a list of an authorisation what is here, and says whether the
// authorisation still says anything: a list of none would cover everything.
func narrow(x map[string]any, name string, here map[any]bool) bool {
	list, _ := x[name].([]any)
	if len(list) == 0 {
		return true
	}
	list = slices.DeleteFunc(list, func(id any) bool { return !here[id] })
	x[name] = list
	return len(list) > 0
}
