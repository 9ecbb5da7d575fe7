package store

import (
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
