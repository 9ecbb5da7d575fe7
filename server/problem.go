package server

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
)

// statuses is the one table from a Fault's code to HTTP.
var statuses = map[models.Code]int{
	models.Invalid:         http.StatusBadRequest,
	models.Unauthenticated: http.StatusUnauthorized,
	models.Forbidden:       http.StatusForbidden,
	models.NotFound:        http.StatusNotFound,
	models.Conflict:        http.StatusConflict,
	models.Stale:           http.StatusPreconditionFailed,
	models.WrongState:      http.StatusConflict,
	models.NeedsVersion:    http.StatusPreconditionRequired,
	models.Reset:           http.StatusGone,
	models.TooOld:          http.StatusUpgradeRequired,
	models.TooLarge:        http.StatusRequestEntityTooLarge,
	models.Unsupported:     http.StatusUnsupportedMediaType,
	models.TooMany:         http.StatusTooManyRequests,
	models.Unavailable:     http.StatusServiceUnavailable,
	models.Full:            http.StatusInsufficientStorage,
	models.Internal:        http.StatusInternalServerError,
}

// problemOf makes the RFC 9457 form of an error, in the language of the caller. What
// is no Fault is Internal, and says nothing of its cause.
func problemOf(ctx context.Context, err error, requestID string) api.Problem {
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok {
		fault = models.NewFault(models.Internal, "Something went wrong here. It has been noted.")
	}
	p := api.Problem{
		Type: "/v1/problems/" + string(fault.Code), Title: tell(ctx, titles[fault.Code].Title), Status: statuses[fault.Code],
		Code: string(fault.Code), Detail: tell(ctx, fault.Message), Instance: requestID,
	}
	p.Errors = fieldsOut(ctx, fault.Fields)
	for _, f := range fault.Fields {
		switch {
		case fault.Code == models.Reset:
			p.Reset = f.Code
		case f.Code == "maxEntries":
			p.MaxEntries = maxEntries
		}
	}
	return p
}

func fieldsOut(ctx context.Context, fields []models.Field) []api.ProblemField {
	return each(fields, func(f models.Field) api.ProblemField {
		return api.ProblemField{Pointer: f.Pointer, Parameter: f.Param, File: f.File, Row: f.Row, Column: f.Column, Code: f.Code, Message: tell(ctx, f.Message)}
	})
}

// refuse answers with a problem and ends the request. The cause goes to the
// log, and only there.
func (s *Server) refuse(c *gin.Context, err error) { s.refuseAs(c, err, statusOf(err)) }

// refuseAs refuses with a status of another protocol's choice.
func (s *Server) refuseAs(c *gin.Context, err error, status int) {
	if status >= http.StatusInternalServerError && wentAway(c.Request.Context(), err) {
		// The answer is written all the same: whoever is there after all learns that it may be asked again, over
		// another connection. net/http would call this one gone for every request that comes.
		c.Set(goneKey, true)
		c.Header("Connection", "close")
		err, status = models.NewFault(models.Unavailable, "The request was broken off."), http.StatusServiceUnavailable
	}
	p := problemOf(c.Request.Context(), err, requestID(c))
	p.Status = status
	level := slog.LevelDebug
	if p.Status >= 500 && !c.GetBool(goneKey) {
		level = slog.LevelError
	}
	s.log.LogAttrs(c.Request.Context(), level, "refused", slog.String("request", p.Instance), slog.String("code", p.Code),
		slog.Int("status", p.Status), slog.String("cause", causeOf(err)))
	if p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable || p.Status == http.StatusInsufficientStorage {
		c.Header("Retry-After", strconv.Itoa(1+rand.IntN(4))) //nolint:gosec // not all of them in the same second
	}
	if p.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", "Bearer")
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"/v1/problems/internal","title":"Internal","status":500,"code":"internal"}`)
	}
	if !c.Writer.Written() {
		c.Header("Content-Language", tongue(c.Request.Context()))
		c.Data(p.Status, "application/problem+json", body)
	}
	c.Abort()
}

// clientClosed is the status in logs and metrics of a request whose caller did
// not wait for the answer, as nginx has it: no fault of the server.
const clientClosed = 499

// goneKey says of a request that its caller went away.
const goneKey = "gone"

// statusOfRequest is what logs and metrics say of how a request ended.
func statusOfRequest(c *gin.Context) int {
	if c.GetBool(goneKey) {
		return clientClosed
	}
	return c.Writer.Status()
}

// wentAway says whether a request failed because its caller is gone. The database
// calls it interrupted, or that the request ended; what else went wrong in that
// moment is still told.
func wentAway(ctx context.Context, err error) bool {
	return errors.Is(ctx.Err(), context.Canceled) && (errors.Is(err, context.Canceled) || models.CodeOf(err) == models.Unavailable)
}

// causeOf says what lies under a Fault; of a Fault without a cause nothing,
// since its sentence may repeat what somebody typed.
func causeOf(err error) string {
	if fault, ok := errors.AsType[*models.Fault](err); ok {
		err = fault.Unwrap()
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return ""
	}
	return err.Error()
}

// help is what /v1/problems/{code} explains.
type help struct{ Title, Meaning, Remedy string }

var titles = map[models.Code]help{
	models.Invalid:         {"The input breaks a rule", "Something in the request does not have the form that it must have; `errors` says what and where.", "Mend what `errors` names and send it again. Nothing was saved."},
	models.Unauthenticated: {"Nobody is signed in", "The request carries no session, or one that has ended.", "Sign in, then repeat the request."},
	models.Forbidden:       {"Not allowed", "You are signed in, but your role does not allow this, or a second person is needed.", "Ask somebody who holds the role, or an administrator."},
	models.NotFound:        {"Not found", "It does not exist, or it is not within what you were given.", "Check the address; if you should see it, ask an administrator for the role."},
	models.Conflict:        {"It exists already", "It clashes with something that is there, as the same code twice.", "Use another code, or change what exists."},
	models.Stale:           {"Changed by somebody else", "It was changed since you read it, and your change would have undone that.", "Read it again, make your change to what you read, and send that."},
	models.WrongState:      {"Not in this state", "The state that it is in does not allow this.", "See docs/states.md for what leads where."},
	models.NeedsVersion:    {"Say what you changed", "An edit must name the version that it is based on.", "Read it, and send its ETag back as If-Match."},
	models.Reset:           {"Read from the start", "The cursor is no longer valid: your access or the epoch has changed.", "Pull from the start into a copy and swap it. Keep what you have not sent."},
	models.TooOld:          {"Too old", "This program is too old for what the server would answer.", "Update it. What it has recorded can still be sent."},
	models.TooLarge:        {"Too large", "The request is above a stated limit.", "Send it in parts; /v1/sync/limits names the limits of push."},
	models.Unsupported:     {"Not spoken here", "The content type or encoding is not one that this address takes.", "Send application/json."},
	models.TooMany:         {"Too often", "There were too many requests in a short time.", "Wait as long as Retry-After says."},
	models.Unavailable:     {"Not now", "It cannot be done at the moment.", "Try again after a while. Nothing was lost."},
	models.Full:            {"No room", "There is no room left where files are kept.", "Keep what you have and send it again later. Whoever runs this server must make room."},
	models.Internal:        {"A fault of ours", "The server failed in a way that it did not foresee. It has been noted under the request's id.", "Try again; if it stays, give the request's id to whoever runs this server."},
}

// GetProblem explains the type of a problem.
func (h handlers) GetProblem(ctx context.Context, r api.GetProblemRequestObject) (api.GetProblemResponseObject, error) {
	t, ok := titles[models.Code(r.Code)]
	if !ok {
		return nil, models.NewFault(models.NotFound, "There is no problem of this type.")
	}
	return api.GetProblem200JSONResponse{Code: r.Code, Status: statuses[models.Code(r.Code)], Title: tell(ctx, t.Title), Meaning: tell(ctx, t.Meaning), Remedy: tell(ctx, t.Remedy)}, nil
}
