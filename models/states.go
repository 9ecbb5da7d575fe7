package models

import "slices"

// OperationState is where an operation stands.
type OperationState string

// The states of an operation. "Authorised" is not among them: it is a property
// of a cell.
const (
	Draft     OperationState = "draft"     // being composed; its content is secret
	Planned   OperationState = "planned"   // a plan version is published
	Approved  OperationState = "approved"  // the authority agreed to the plan
	Sealed    OperationState = "sealed"    // packages are fixed; release may be asked for
	Released  OperationState = "released"  // two persons released it; tablets may open it
	Live      OperationState = "live"      // H has passed
	Closing   OperationState = "closing"   // no new searches; what is missing comes in
	Closed    OperationState = "closed"    // complete; later entries are quarantined
	Archived  OperationState = "archived"  // kept, read only
	Held      OperationState = "held"      // stopped for now; resumes where it was
	Cancelled OperationState = "cancelled" // stood down for good
)

var beforeClosed = []OperationState{Draft, Planned, Approved, Sealed, Released, Live, Closing}

// OperationMachine is the life of an operation. Held returns to the state that
// it was held in (Operation.HeldFrom), which a table cannot draw: see Resume.
var OperationMachine = Machine[OperationState]{Noun: "Operation", Start: Draft, Moves: slices.Concat(
	[]Move[OperationState]{
		{Draft, "publish", Planned},
		{Planned, "publish", Planned},
		{Planned, "approve", Approved},
		{Approved, "seal", Sealed},
		{Planned, "reopen", Draft},
		{Approved, "reopen", Draft},
		{Sealed, "reopen", Draft},
		{Sealed, "release", Released},
		{Released, "start", Live},
		{Live, "wind_down", Closing},
		{Closing, "close", Closed},
		{Closed, "open_again", Closing},
		{Closed, "archive", Archived},
	},
	from(beforeClosed, "hold", Held),
	from(beforeClosed, "cancel", Cancelled),
	[]Move[OperationState]{{Held, "cancel", Cancelled}},
)}

// Secret says whether the content of an operation in this state must not be
// known: nothing of it is in the journal yet.
func (s OperationState) Secret() bool {
	return slices.Contains([]OperationState{Draft, Planned, Approved, Sealed}, s)
}

// Running says whether tablets may be at work on it.
func (s OperationState) Running() bool {
	return slices.Contains([]OperationState{Released, Live, Closing}, s)
}

// TaskState is how far the search of one location has come.
type TaskState string

// The states of a task.
const (
	TaskPlanned     TaskState = "planned"
	TaskAssigned    TaskState = "assigned"
	TaskAccepted    TaskState = "accepted"
	TaskInProgress  TaskState = "in_progress"
	TaskDoneClear   TaskState = "done_clear"
	TaskDoneFind    TaskState = "done_find"
	TaskNotExecuted TaskState = "not_executed"
	TaskWithdrawn   TaskState = "withdrawn" // a newer plan leaves it out
)

var taskOpen = []TaskState{TaskPlanned, TaskAssigned, TaskAccepted, TaskInProgress}

// TaskMachine is the life of a task. The journal never refuses what happened:
// where tablets disagree, the projection shows the state that is furthest on.
var TaskMachine = Machine[TaskState]{Noun: "Task", Start: TaskPlanned, Moves: slices.Concat(
	[]Move[TaskState]{
		{TaskPlanned, "assign", TaskAssigned},
		{TaskAssigned, "assign", TaskAssigned},
		{TaskAccepted, "assign", TaskAssigned},
		{TaskAssigned, "accept", TaskAccepted},
		{TaskPlanned, "accept", TaskAccepted},
		{TaskAccepted, "return", TaskAssigned},
		{TaskAssigned, "return", TaskPlanned},
	},
	from(taskOpen[:3], "start", TaskInProgress),
	from(taskOpen[:3], "withdraw", TaskWithdrawn),
	[]Move[TaskState]{
		{TaskInProgress, "close_clear", TaskDoneClear},
		{TaskInProgress, "close_find", TaskDoneFind},
	},
	from(taskOpen, "not_execute", TaskNotExecuted),
	from([]TaskState{TaskDoneClear, TaskDoneFind, TaskNotExecuted}, "reopen", TaskInProgress),
)}

// SearchState is where the record of a search stands.
type SearchState string

// The states of a search.
const (
	SearchInProgress  SearchState = "in_progress"
	SearchDoneClear   SearchState = "done_clear"
	SearchDoneFind    SearchState = "done_find"
	SearchNotExecuted SearchState = "not_executed"
)

var searchEnds = []SearchState{SearchDoneClear, SearchDoneFind, SearchNotExecuted}

// SearchMachine is the life of a search.
var SearchMachine = Machine[SearchState]{Noun: "Search", Start: SearchInProgress, Moves: slices.Concat(
	[]Move[SearchState]{
		{SearchInProgress, "close_clear", SearchDoneClear},
		{SearchInProgress, "close_find", SearchDoneFind},
		{SearchInProgress, "not_execute", SearchNotExecuted},
	},
	from(searchEnds, "reopen", SearchInProgress),
)}

// ExhibitState says whether an exhibit stands. Where it is, is told by its
// custody; whether it is closed, by its seals.
type ExhibitState string

// The states of an exhibit. It is never deleted: it can only be voided.
const (
	ExhibitSeized ExhibitState = "seized"
	ExhibitVoided ExhibitState = "voided"
)

// ExhibitMachine is the life of an exhibit.
var ExhibitMachine = Machine[ExhibitState]{Noun: "Exhibit", Start: ExhibitSeized, Moves: []Move[ExhibitState]{
	{ExhibitSeized, "void", ExhibitVoided},
}}

// SealState is how a seal is.
type SealState string

// The states of a seal.
const (
	SealApplied  SealState = "applied"
	SealBroken   SealState = "broken"
	SealReplaced SealState = "replaced" // another was put on in its place
)

// SealMachine is the life of a seal.
var SealMachine = Machine[SealState]{Noun: "Seal", Start: SealApplied, Moves: []Move[SealState]{
	{SealApplied, "break", SealBroken},
	{SealApplied, "replace", SealReplaced},
	{SealBroken, "replace", SealReplaced},
}}

// TabletState is how far a tablet is trusted.
type TabletState string

// The states of a tablet.
const (
	TabletPending   TabletState = "pending"   // enrolled; its fingerprint is not confirmed yet
	TabletConfirmed TabletState = "confirmed" // a coordinator compared the six words
	TabletRevoked   TabletState = "revoked"   // lost or stolen; what comes later is quarantined
	TabletClosed    TabletState = "closed"    // handed back, empty
)

// TabletMachine is the life of a tablet.
var TabletMachine = Machine[TabletState]{Noun: "Tablet", Start: TabletPending, Moves: []Move[TabletState]{
	{TabletPending, "confirm", TabletConfirmed},
	{TabletPending, "revoke", TabletRevoked},
	{TabletConfirmed, "revoke", TabletRevoked},
	{TabletPending, "close", TabletClosed},
	{TabletConfirmed, "close", TabletClosed},
}}
