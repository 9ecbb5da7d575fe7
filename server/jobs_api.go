package server

import (
	"context"
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// What a job is made with when the request does not say, and how many jobs of
// an operation may wait or run at once.
const (
	jobRounds  = 200
	jobSeconds = 60
	jobsOpen   = 20
)

// StartPlanJob asks for planning. Some replica will take it up.
func (h handlers) StartPlanJob(ctx context.Context, r api.StartPlanJobRequestObject) (api.StartPlanJobResponseObject, error) {
	if err := whole(ctx, models.ActPlanJob, r.Operation); err != nil {
		return nil, err
	}
	j, err := jobIn(*r.Body)
	if err != nil {
		return nil, err
	}
	j.Operation, j.CreatedBy = r.Operation, store.CallerOf(ctx).Actor.Person
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(r.Operation)
		if err != nil {
			return err
		}
		if err := still(ctx, j.Kind.Act(), o); err != nil {
			return err
		}
		open, err := tx.OpenPlanJobs(o.ID)
		if err != nil {
			return err
		}
		if open >= jobsOpen {
			return models.NewFault(models.TooMany, "%d jobs of this operation wait or run already. Cancel one, or wait.", open)
		}
		if err := tx.AddPlanJob(&j); err != nil {
			return err
		}
		return tx.Note(j.Kind.Act(), &o.ID, nil, subject("plan-job", j.ID), "", "start "+string(j.Kind))
	})
	if err != nil {
		return nil, err
	}
	h.jobNews(ctx, j.ID)
	out, err := h.jobOut(ctx, j)
	return api.StartPlanJob202JSONResponse(out), err
}

func jobIn(in api.PlanJobInput) (models.PlanJob, error) {
	j := models.PlanJob{Kind: models.PlanJobKind(in.Kind), Asked: models.PlanAsked{Seed: uint64(max(in.Seed, 0)), Rounds: in.Rounds, Seconds: in.DeadlineSeconds, Note: in.Note}}
	if j.Asked.Rounds == 0 {
		j.Asked.Rounds = jobRounds
	}
	if j.Asked.Seconds == 0 {
		j.Asked.Seconds = jobSeconds
	}
	j.Asked.Plan, j.Asked.Runs = in.Plan, in.Runs
	if err := askedIn(&j, in); err != nil {
		return j, err
	}
	return j, j.Asked.Check()
}

// askedIn reads what a kind is asked for besides.
func askedIn(j *models.PlanJob, in api.PlanJobInput) (err error) {
	switch {
	case j.Kind == models.JobWhatIf:
		j.Asked.Scenarios, err = scenariosIn(in.Scenarios)
	case j.Kind == models.JobReplan && in.Replan.Events == nil:
		err = lacksAsked("/replan", "say what has happened; an empty list of events is what the journal says")
	case j.Kind == models.JobReplan:
		j.Asked.Replan, err = json.Marshal(in.Replan)
	case j.Kind == models.JobTeams && in.Teams.Sites == nil:
		err = lacksAsked("/teams", "say for which sites teams are wanted")
	case j.Kind == models.JobTeams:
		j.Asked.Seed = uint64(max(in.Teams.Seed, 0))
		j.Asked.Teams, err = json.Marshal(in.Teams)
	}
	return err
}

func lacksAsked(pointer, message string) error {
	return models.NewFault(models.Invalid, "The job is not right yet.").With(models.Field{Pointer: pointer, Code: "required", Message: message})
}

// jobOut shows a job. Why one failed may name a site or an officer, and a note or
// the name of a scenario anything: they are for who covers the whole operation.
func (s *Server) jobOut(ctx context.Context, j models.PlanJob) (out api.PlanJob, err error) {
	out = api.PlanJob{Id: j.ID, Kind: api.PlanJobKind(j.Kind), State: api.PlanJobState(j.State), Seed: int64(j.Asked.Seed), Rounds: j.Asked.Rounds, //nolint:gosec // at most 2^52
		DeadlineSeconds: j.Asked.Seconds, Improvements: j.Improvements, CreatedBy: j.CreatedBy, CreatedAt: models.FormatTime(j.CreatedAt),
		StartedAt: instantOut(j.StartedAt), EndedAt: instantOut(j.EndedAt), CancelledBy: orNone(j.CancelledBy)}
	if j.Improvements > 0 || j.Reached.Rounds > 0 {
		out.Reached = reachedOut(j.Reached)
	}
	if w := j.Reached.Work; w.Of > 0 {
		out.Work = api.PlanWork{Unit: workUnits[j.Kind], Done: w.Done, Of: w.Of}
	}
	if _, all := store.CallerOf(ctx).Actor.Sites(models.ActPlanRead, j.Operation); all {
		out.Note, out.Work.Name = j.Asked.Note, j.Reached.Work.Name
		if j.Fault != nil {
			out.Fault = problemOf(ctx, (&models.Fault{Code: j.Fault.Code, Message: j.Fault.Message}).With(j.Fault.Fields...), subject("plan-job", j.ID))
		}
	}
	if j.Plan != nil {
		err = s.Store.Read(ctx, func(v store.View) (err error) {
			out.Plan, err = v.PlanNumber(*j.Plan)
			return err
		})
	}
	return out, err
}

// workUnits is what is counted of a job that makes several things.
var workUnits = map[models.PlanJobKind]api.PlanWorkUnit{models.JobWhatIf: api.PlanWorkUnitScenario, models.JobRobust: api.PlanWorkUnitRun, models.JobTeams: api.PlanWorkUnitSite}

func reachedOut(r models.PlanReached) api.PlanReached {
	return api.PlanReached{Round: r.Round, Rounds: r.Rounds, UnsearchedPriority: r.UnsearchedPriority, Slip: r.Slip, Makespan: r.Makespan, MakespanBound: r.MakespanBound,
		SumMakespan: r.SumMakespan, SumMakespanBound: r.SumMakespanBound, Gap: gap(r.SumMakespan, r.SumMakespanBound), Sites: r.Sites, SitesProven: r.SitesProven, Cells: r.CellsInUse}
}

// ListPlanJobs lists the jobs of an operation, newest first.
func (h handlers) ListPlanJobs(ctx context.Context, r api.ListPlanJobsRequestObject) (api.ListPlanJobsResponseObject, error) {
	answer := api.ListPlanJobs200JSONResponse{Items: []api.PlanJob{}}
	var jobs []models.PlanJob
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		jobs, answer.Next, err = v.PlanJobs(r.Operation, pageOf(r.Params.Limit, r.Params.Cursor, "", api.DirectionDesc))
		return err
	})
	for _, j := range jobs {
		out, err := h.jobOut(ctx, j)
		if err != nil {
			return nil, err
		}
		answer.Items = append(answer.Items, out)
	}
	return answer, err
}

// GetPlanJob reads one.
func (h handlers) GetPlanJob(ctx context.Context, r api.GetPlanJobRequestObject) (api.GetPlanJobResponseObject, error) {
	j, err := h.planJob(ctx, r.Operation, r.Job)
	if err != nil {
		return nil, err
	}
	out, err := h.jobOut(ctx, j)
	return api.GetPlanJob200JSONResponse(out), err
}

func (s *Server) planJob(ctx context.Context, operation, job models.ID) (j models.PlanJob, err error) {
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		j, err = v.PlanJob(operation, job)
		return err
	})
	return j, err
}

// CancelPlanJob ends a job. Whichever replica works on it learns of it from the
// database, and keeps what it has.
func (h handlers) CancelPlanJob(ctx context.Context, r api.CancelPlanJobRequestObject) (api.CancelPlanJobResponseObject, error) {
	if err := whole(ctx, models.ActPlanJob, r.Operation); err != nil {
		return nil, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.CancelPlanJob(r.Operation, r.Job, store.CallerOf(ctx).Actor.Person); err != nil {
			return err
		}
		return tx.Note(models.ActPlanJob, &r.Operation, nil, subject("plan-job", r.Job), "", "cancel")
	})
	if err != nil {
		return nil, err
	}
	h.jobNews(ctx, r.Job)
	j, err := h.planJob(ctx, r.Operation, r.Job)
	if err != nil {
		return nil, err
	}
	out, err := h.jobOut(ctx, j)
	return api.CancelPlanJob202JSONResponse(out), err
}
