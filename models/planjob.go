package models

import "time"

// PlanJobKind is what a job of planning makes.
type PlanJobKind string

// The kinds of jobs.
const (
	JobPlan   PlanJobKind = "plan"   // a new plan version
	JobWhatIf PlanJobKind = "whatif" // the drafts as they might be, side by side
	JobRobust PlanJobKind = "robust" // what becomes of a version when searches take longer
	JobReplan PlanJobKind = "replan" // the plan in force mended: a proposal that can be issued
	JobTeams  PlanJobKind = "teams"  // teams proposed of the officers who can come
)

// Act is what somebody must be allowed to do who asks for a job of this kind:
// that by which the same is done within a request.
func (k PlanJobKind) Act() Act {
	if k == JobReplan {
		return ActPlanReplan
	}
	return ActPlanWrite
}

// PlanJobState is how far a job of planning has come.
type PlanJobState string

// The states of a job of planning.
const (
	JobQueued    PlanJobState = "queued"    // no replica has a place for it yet
	JobRunning   PlanJobState = "running"   // a replica works on it, and says so again and again
	JobDone      PlanJobState = "done"      // its result is there
	JobCancelled PlanJobState = "cancelled" // somebody ended it; what it had by then is its result
	JobFailed    PlanJobState = "failed"    // it could not be done, and says why
	JobLost      PlanJobState = "lost"      // the replicas that worked on it died, one after another
)

// PlanJobMachine is the life of a job. A replica that is silent for too long
// loses the job to another, which begins it anew.
var PlanJobMachine = Machine[PlanJobState]{Noun: "Job", Start: JobQueued, Moves: []Move[PlanJobState]{
	{JobQueued, "take", JobRunning},
	{JobRunning, "take_over", JobRunning},
	{JobRunning, "give_back", JobQueued},
	{JobRunning, "finish", JobDone},
	{JobQueued, "cancel", JobCancelled},
	{JobRunning, "cancel", JobCancelled},
	{JobRunning, "fail", JobFailed},
	{JobRunning, "lose", JobLost},
}}

// Ended says whether nothing more will become of the job.
func (s PlanJobState) Ended() bool { return s != JobQueued && s != JobRunning }

// PlanJobTakes is how many replicas may die over a job before it is lost: what
// kills one after another had better not be tried for ever.
const PlanJobTakes = 3

// PlanJob is planning that takes longer than a request may.
type PlanJob struct {
	ID           ID           `sens:"none"`
	Operation    ID           `sens:"none"`
	Kind         PlanJobKind  `sens:"none"`
	State        PlanJobState `sens:"none"`
	Asked        PlanAsked    `sens:"special"`
	Reached      PlanReached  `sens:"special"`
	Plan         *ID          `sens:"none"`    // the version that it made
	Result       []byte       `sens:"special"` // JSON of what it found, where that is no version
	Fault        *PlanFault   `sens:"special"` // why it failed
	CreatedBy    ID           `sens:"staff"`
	CreatedAt    time.Time    `sens:"none"`
	StartedAt    *time.Time   `sens:"none"`
	EndedAt      *time.Time   `sens:"none"`
	CancelledBy  *ID          `sens:"staff"`
	Holder       string       `sens:"none"` // the replica that works on it
	HeldUntil    *time.Time   `sens:"none"` // until then it need not say so again
	Takes        int          `sens:"none"` // how many replicas have taken it
	Improvements int          `sens:"none"` // how often it found something better
}

// PlanAsked is what a job is asked for.
type PlanAsked struct {
	Seed    uint64 `sens:"none"`
	Rounds  int    `sens:"none"`
	Seconds int    `sens:"none"`    // the longest that it may work
	Note    string `sens:"special"` // what the coordinator wants remembered of the plan
	// For JobWhatIf the cellsweep-scenarios/1 document; for JobRobust the version and how often it is played.
	Scenarios []byte `sens:"special"`
	Plan      int    `sens:"none"`
	Runs      int    `sens:"none"`
	// For JobReplan and JobTeams what the request would have said, as JSON.
	Replan []byte `sens:"special"`
	Teams  []byte `sens:"special"`
}

// PlanReached is how good the best plan so far is. It names no site and no cell.
// Of a job that makes several things it is that of the plan under way.
type PlanReached struct {
	Round, Rounds                  int      `sens:"none"`
	UnsearchedPriority, Slip       int      `sens:"special"`
	Makespan, MakespanBound        int      `sens:"special"` // minutes
	SumMakespan, SumMakespanBound  int      `sens:"special"` // minutes
	SitesProven, Sites, CellsInUse int      `sens:"special"`
	Work                           PlanWork `sens:"special"`
}

// PlanWork is how far a job is that makes several things: scenarios planned,
// scenarios played, sites whose teams are found. Of is 0 for any other.
type PlanWork struct {
	Done, Of int    `sens:"none"`
	Name     string `sens:"special"` // of the scenario under way, "" for the drafts as they are
}

// Better says whether r is a better plan than b by the first three objectives.
func (r PlanReached) Better(b PlanReached) bool {
	for _, x := range [][2]int{{r.UnsearchedPriority, b.UnsearchedPriority}, {r.Slip, b.Slip}, {r.Makespan, b.Makespan}, {r.SumMakespan, b.SumMakespan}} {
		if x[0] != x[1] {
			return x[0] < x[1]
		}
	}
	return false
}

// PlanImprovement is a better plan that a job found on its way.
type PlanImprovement struct {
	Number  int         `sens:"none"` // 1, 2, 3 … within the job
	At      time.Time   `sens:"none"`
	Reached PlanReached `sens:"special"`
}

// PlanFault is why a job failed: a Fault without its cause.
type PlanFault struct {
	Code    Code    `sens:"none"`
	Message string  `sens:"special"`
	Fields  []Field `sens:"special"`
}

// Check returns every fault of what a job is asked for.
func (a PlanAsked) Check() error {
	var fs Faults
	if a.Seed > maxSeed {
		fs.Add("/seed", "range", "must be from 0 to %d", uint64(maxSeed))
	}
	if a.Rounds < 1 || a.Rounds > 1_000_000 {
		fs.Add("/rounds", "range", "must be from 1 to 1000000")
	}
	if a.Seconds < 1 || a.Seconds > 3600 {
		fs.Add("/deadlineSeconds", "range", "must be from 1 to 3600")
	}
	checkText(&fs, "/note", a.Note, 0, 500)
	return fs.Err("The job is not right yet.")
}

// maxSeed is the greatest seed that every reader of a JSON plan holds exactly.
const maxSeed = 1 << 52
