package models

import "time"

// PlanVersion is one plan of an operation: an instance and its solution, as the
// planner's documents. Their content is secret until release.
type PlanVersion struct {
	ID          ID         `sens:"none"`
	Operation   ID         `sens:"none"`
	Number      int        `sens:"none"` // 1, 2, 3 … within the operation
	Instance    []byte     `sens:"special"`
	Plan        []byte     `sens:"special"`
	Origin      PlanOrigin `sens:"special"`
	CreatedBy   ID         `sens:"staff"`
	CreatedAt   time.Time  `sens:"none"`
	PublishedBy *ID        `sens:"staff"`
	PublishedAt *time.Time `sens:"none"`
}

// PlanOrigin is what a version comes from and what it comes to, so that a list
// of versions need not open every plan.
type PlanOrigin struct {
	Job    *ID               `sens:"none"` // that made it; nil: it was made at once
	From   int               `sens:"none"` // number of the version that was changed by hand, 0 for none
	Seed   uint64            `sens:"none"`
	Rounds int               `sens:"none"` // that were completed
	Engine string            `sens:"none"`
	Note   string            `sens:"special"`
	Totals PlanTotals        `sens:"special"`
	Source string            `sens:"none"`    // mark of the drafts and the registry that it was made of (store.View.SourceMark); "" of old ones
	Parts  map[string]string `sens:"special"` // digest of what each site was planned from, by its code; "" is what concerns all
	// The cells that were left out by hand when it was made: they are in neither of its documents.
	LeftOut []PlanLeftOut `sens:"special"`
}

// PlanLeftOut is a cell that a plan leaves out because somebody decided so.
type PlanLeftOut struct {
	Cell   string `sens:"special"` // as the plan would name it
	Reason string `sens:"special"`
}

// PlanTotals are the objectives of a plan with their bounds; they name nothing.
type PlanTotals struct {
	Makespan, MakespanBound         int `sens:"special"` // minutes
	SumMakespan, SumMakespanBound   int `sens:"special"` // minutes
	Exposure, ExposureBound         int `sens:"special"` // Σ weight · start
	GroupSlip, SiteSlip             int `sens:"special"` // minutes
	UnsearchedPriority              int `sens:"special"`
	Searched, Unsearched            int `sens:"special"` // cells
	Sites, SitesProven              int `sens:"special"`
	MakespanBest, SumMakespanBest   int `sens:"special"` // what Bound refers to: less than the plan's where a slack was spent
	Conflicts, Pins, WaiversApplied int `sens:"special"` // of the instance that it was made from, and what could not be kept
}
