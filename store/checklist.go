package store

import (
	"fmt"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// ChecklistLists are pick-lists as checklists know them, each in its order.
func ChecklistLists(picks []models.Pick) checklist.Lists {
	lists := checklist.Lists{}
	for _, p := range picks {
		lists[p.List] = append(lists[p.List], checklist.Pick{Code: p.Code, Labels: checklist.Labels{EN: p.LabelEN, FR: p.LabelFR}, Retired: p.Retired})
	}
	return lists
}

// LintChecklist tells every fault of a checklist (models.Invalid), with the
// agency's pick-lists as they are.
func (v View) LintChecklist(t checklist.Template) error {
	picks, err := v.Picks("")
	if err != nil {
		return err
	}
	var fs models.Faults
	checklist.Lint(&fs, "", t, ChecklistLists(picks))
	return fs.Err("The checklist cannot be published yet.")
}

// NextTemplate is the number that the next version of a code gets.
func (v View) NextTemplate(code string) (n int, err error) {
	err = v.db.Model(&models.TemplateVersion{}).Where("code = ?", code).Select("coalesce(max(number), 0) + 1").Scan(&n).Error
	return n, err
}

// PublishChecklist adds a checklist as the next version of its code, with that
// number, active from now or from a later moment. It is refused (models.Invalid) when the
// lint finds anything, with the agency's pick-lists as they are.
func (tx *Tx) PublishChecklist(t checklist.Template, by models.ID, activeFrom *time.Time) (models.TemplateVersion, error) {
	if err := tx.LintChecklist(t); err != nil {
		return models.TemplateVersion{}, err
	}
	from := tx.Now
	if activeFrom != nil {
		from = models.Instant(*activeFrom)
	}
	if from.Before(tx.Now) { // it would say that operations were given it before it was there
		return models.TemplateVersion{}, models.NewFault(models.Invalid, "A version begins now or later.").
			With(models.Field{Param: "activeFrom", Code: "range", Message: "must be an instant that is not past"})
	}
	numbered := func(number int) (string, error) {
		t.Version = number
		text, err := t.JSON()
		return string(text), err
	}
	v, err := tx.PublishTemplate(t.Code, numbered, by, from)
	if err != nil {
		return v, err
	}
	return v, tx.Note(models.ActRegistryWrite, nil, nil, "template/"+v.ID.String(), "", fmt.Sprintf("published %s %d", v.Code, v.Number))
}
