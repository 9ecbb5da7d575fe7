package server

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// sessionLength is a long night's work; after it everybody signs in again.
const sessionLength = 16 * time.Hour

// inviteLength is how long a one-time link is good.
const inviteLength = 72 * time.Hour

// noPassword is what a stranger's password is held against, so that an unknown
// login takes as long as a wrong password. It is made when the first stranger
// comes: making it takes 19 MiB for a moment, which a server that is idle keeps.
var noPassword = sync.OnceValue(func() string { return HashPassword("a password that nobody has chosen") })

// SignIn begins a session. A wrong login and a wrong password get one answer.
func (h handlers) SignIn(ctx context.Context, r api.SignInRequestObject) (api.SignInResponseObject, error) {
	if err := h.guard.signIn(remote(ctx), r.Body.Login); err != nil {
		return nil, err
	}
	var p models.Person
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		p, err = v.PersonByLogin(r.Body.Login)
		return err
	})
	phc := p.Password
	if err != nil || phc == "" {
		phc = noPassword()
	}
	if fits := passwordFits(phc, r.Body.Password); !fits || err != nil || p.Disabled || p.Password == "" {
		return nil, models.NewFault(models.Unauthenticated, "The name or the password is not right.").Because(err)
	}
	cookie, err := h.begin(ctx, p)
	if err != nil {
		return nil, err
	}
	answer := api.SignIn201JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse{Body: me(p)}}
	answer.Headers.SetCookie = cookie
	return answer, nil
}

// begin makes a session for a person and returns the cookie that carries it.
func (h handlers) begin(ctx context.Context, p models.Person) (cookie string, err error) {
	token, now := newToken(), models.Instant(h.Wall())
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		s := models.Session{ID: models.NewID(), Person: p.ID, TokenHash: hashOf(token), Agent: agent(ctx),
			CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(sessionLength)}
		if err := tx.AddSession(s); err != nil {
			return err
		}
		return tx.Note("session.begin", nil, nil, "person/"+p.ID.String(), "", "")
	})
	return h.setCookie(token, int(sessionLength.Seconds())).String(), err
}

// GetSetup says whether the first administrator is still missing.
func (h handlers) GetSetup(ctx context.Context, _ api.GetSetupRequestObject) (api.GetSetupResponseObject, error) {
	var answer api.GetSetup200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		any, err := v.AnyPerson()
		answer.Needed = !any
		return err
	})
	return answer, err
}

// CompleteSetup spends a one-time link: it makes the first administrator, or
// sets the password of somebody who was invited.
func (h handlers) CompleteSetup(ctx context.Context, r api.CompleteSetupRequestObject) (api.CompleteSetupResponseObject, error) {
	if err := h.guard.signIn(remote(ctx), hashOf(r.Body.Token)); err != nil {
		return nil, err
	}
	if err := checkPassword(r.Body.Password, r.Body.Login, "/password"); err != nil {
		return nil, err
	}
	phc := HashPassword(r.Body.Password)
	var p models.Person
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		invited, err := tx.TakeInvitation(hashOf(r.Body.Token), h.Wall())
		if err != nil {
			return spent().Because(err)
		}
		if p, err = setUp(tx, invited, *r.Body, phc); err != nil {
			return err
		}
		return tx.Note("password.set", nil, nil, subject("person", p.ID), "", "by one-time link")
	})
	if err != nil {
		return nil, err
	}
	cookie, err := h.begin(ctx, p)
	if err != nil {
		return nil, err
	}
	answer := api.CompleteSetup201JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse{Body: me(p)}}
	answer.Headers.SetCookie = cookie
	return answer, nil
}

// setUp makes the first administrator when nobody was invited, else it sets the
// password of whoever was. A link of the first administrator is worth nothing
// once there is anybody, and one of somebody who is disabled by now neither.
func setUp(tx *store.Tx, invited *models.ID, in api.SetupInput, phc string) (models.Person, error) {
	if invited != nil {
		p, err := tx.Person(*invited)
		if err != nil || p.Disabled {
			return p, spent().Because(err)
		}
		if err := checkPassword(in.Password, p.Login, "/password"); err != nil {
			return p, err
		}
		p.Password = phc
		return p, tx.SavePerson(&p)
	}
	p := models.Person{ID: models.NewID(), Login: in.Login, Name: in.Name, Password: phc, Language: "en",
		Grants: []models.Grant{{Role: models.RoleAdmin}}}
	if err := p.Check(); err != nil {
		return p, err
	}
	if err := alone(tx); err != nil {
		return p, err
	}
	return p, tx.AddPerson(&p)
}

// alone refuses who would be the first and is not, whoever else tries at the same moment.
func alone(tx *store.Tx) error {
	if err := tx.LockPeople(); err != nil {
		return err
	}
	any, err := tx.AnyPerson()
	if err == nil && any {
		err = models.NewFault(models.Invalid, "Somebody else is the first administrator already, perhaps since a moment ago. Nothing was changed; ask them for a link of your own.")
	}
	return err
}

func spent() *models.Fault {
	return models.NewFault(models.Invalid, "This link has been used or is too old. Ask an administrator for a new one.")
}

// SetupLink makes the one-time link of the first administrator, "" when there
// is somebody already. Two replicas that start at once may make two that are good,
// of which one alone makes somebody the first: see alone.
func (s *Server) SetupLink(ctx context.Context) (link string, err error) {
	token := newToken()
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		any, err := tx.AnyPerson()
		if err != nil || any {
			return err
		}
		link = s.BaseURL + "/setup#" + token
		return tx.Invite(hashOf(token), nil, s.Wall().Add(inviteLength))
	})
	return link, err
}

// LinkFor makes a one-time link for somebody, whose sessions end. It is for
// whoever runs this server: it asks for nobody's right.
func (s *Server) LinkFor(ctx context.Context, login string) (link string, err error) {
	token := newToken()
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := tx.PersonByLogin(login)
		if err != nil {
			return err
		}
		if _, err := tx.EndSessions(p.ID, models.ID{}, models.ID{}); err != nil {
			return err
		}
		link = s.BaseURL + "/setup#" + token
		if err := tx.Invite(hashOf(token), &p.ID, s.Wall().Add(inviteLength)); err != nil {
			return err
		}
		return tx.Note(models.ActPeopleWrite, nil, nil, "person/"+p.ID.String(), "", "link from the command line")
	})
	return link, err
}

// GetMe says who is signed in.
func (h handlers) GetMe(ctx context.Context, _ api.GetMeRequestObject) (api.GetMeResponseObject, error) {
	caller := store.CallerOf(ctx).Actor
	var p models.Person
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		p, err = v.Person(caller.Person)
		return err
	})
	return api.GetMe200JSONResponse(me(p)), err
}

// ListSessions lists the caller's sign-ins.
func (h handlers) ListSessions(ctx context.Context, _ api.ListSessionsRequestObject) (api.ListSessionsResponseObject, error) {
	answer := api.ListSessions200JSONResponse{Items: []api.Session{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, err := v.Sessions(store.CallerOf(ctx).Actor.Person, h.Wall())
		for _, s := range rows {
			answer.Items = append(answer.Items, api.Session{Id: s.ID, Agent: s.Agent, CreatedAt: models.FormatTime(s.CreatedAt),
				SeenAt: models.FormatTime(s.SeenAt), ExpiresAt: models.FormatTime(s.ExpiresAt), Current: s.ID == sessionOf(ctx).ID})
		}
		return err
	})
	return answer, err
}

// EndSession ends one of the caller's sessions.
func (h handlers) EndSession(ctx context.Context, r api.EndSessionRequestObject) (api.EndSessionResponseObject, error) {
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		n, err := tx.EndSessions(store.CallerOf(ctx).Actor.Person, r.Id, models.ID{})
		if err == nil && n == 0 {
			err = models.NewFault(models.NotFound, "There is no such session of yours.")
		}
		if err != nil {
			return err
		}
		return tx.Note("session.end", nil, nil, subject("session", r.Id), "", "")
	})
	return api.EndSession204Response{}, err
}

// EndAllSessions signs the caller out everywhere.
func (h handlers) EndAllSessions(ctx context.Context, _ api.EndAllSessionsRequestObject) (api.EndAllSessionsResponseObject, error) {
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		caller := store.CallerOf(ctx).Actor.Person
		if _, err := tx.EndSessions(caller, models.ID{}, models.ID{}); err != nil {
			return err
		}
		return tx.Note("session.end", nil, nil, subject("person", caller), "", "all")
	})
	return api.EndAllSessions204Response{}, err
}

// ChangePassword sets a new password and ends every other session.
func (h handlers) ChangePassword(ctx context.Context, r api.ChangePasswordRequestObject) (api.ChangePasswordResponseObject, error) {
	caller := store.CallerOf(ctx).Actor.Person
	if err := h.guard.signIn(remote(ctx), subject("person", caller)); err != nil {
		return nil, err
	}
	version, phc, err := h.newPassword(ctx, caller, *r.Body)
	if err != nil {
		return nil, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(caller)
		if err != nil {
			return err
		}
		if p.Version != version {
			return models.NewFault(models.Stale, "Your account was changed at the same moment. Try again.")
		}
		p.Password = phc
		if err := tx.SavePerson(&p); err != nil {
			return err
		}
		if _, err := tx.EndSessions(caller, models.ID{}, sessionOf(ctx).ID); err != nil {
			return err
		}
		return tx.Note("password.change", nil, nil, subject("person", caller), "", "")
	})
	return api.ChangePassword204Response{}, err
}

// newPassword checks a change of password and hashes the new one, outside any
// transaction: that takes 50 ms, for which nobody else could write. The version
// is that of the person it was checked against.
func (h handlers) newPassword(ctx context.Context, person models.ID, in api.PasswordInput) (version int64, phc string, err error) {
	var p models.Person
	err = h.Store.Read(ctx, func(v store.View) (err error) {
		p, err = v.Person(person)
		return err
	})
	if err == nil && !passwordFits(p.Password, in.Old) {
		err = models.NewFault(models.Invalid, "The old password is not right.").
			With(models.Field{Pointer: "/old", Code: "wrong", Message: "is not your password"})
	}
	if err == nil {
		err = checkPassword(in.New, p.Login, "/new")
	}
	if err != nil {
		return 0, "", err
	}
	return p.Version, HashPassword(in.New), nil
}

func me(p models.Person) api.Me {
	return api.Me{Id: p.ID, Login: p.Login, Name: p.Name, Language: api.Language(p.Language), Grants: grantsOut(p.Grants), Acts: actsOf(p.Grants)}
}

// actsOf lists what somebody with these grants may do somewhere, for menus.
func actsOf(grants []models.Grant) []string {
	acts := []string{}
	for act, right := range models.Rights {
		for _, g := range grants {
			if slices.Contains(right.Roles, g.Role) && !slices.Contains(acts, string(act)) {
				acts = append(acts, string(act))
			}
		}
	}
	slices.Sort(acts)
	return acts
}

func grantsOut(grants []models.Grant) []api.Grant {
	out := make([]api.Grant, len(grants))
	for i, g := range grants {
		out[i] = api.Grant{Role: api.Role(g.Role), Sites: g.Sites}
		if g.Operation != nil {
			out[i].Operation = *g.Operation
		}
	}
	return out
}

// request returns the HTTP request that a handler's context belongs to.
func request(ctx context.Context) *http.Request {
	if c, ok := ctx.(*gin.Context); ok {
		return c.Request
	}
	return nil
}

func sessionOf(ctx context.Context) models.Session {
	s, _ := ctx.Value(sessionKey).(models.Session)
	return s
}

func agent(ctx context.Context) string {
	if r := request(ctx); r != nil {
		return r.UserAgent()[:min(len(r.UserAgent()), 200)]
	}
	return ""
}
