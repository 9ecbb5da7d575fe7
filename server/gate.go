package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// gate stands before every operation of the contract: it finds out who calls,
// asks the table of rights, and holds the request against the document. Scope
// is judged before form, so that a stranger learns nothing by a malformed request.
func (s *Server) gate(c *gin.Context) {
	p, ok := s.contract.routes[c.Request.Method+" "+c.FullPath()]
	if !ok {
		s.refuse(c, models.NewFault(models.Internal, "This route is not in the contract."))
		return
	}
	who, err := s.whoCalls(c, p)
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.Request = c.Request.WithContext(store.WithCaller(c.Request.Context(), store.Caller{Actor: who, RequestID: requestID(c)}))
	if err := s.allowed(c, p, who); err != nil {
		s.refuse(c, err)
		return
	}
	if !p.plain {
		if err := p.validate(c); err != nil {
			s.refuse(c, err)
			return
		}
	}
	c.Next()
	// Who reads the plan leaves a trace too, which is shown while it grows.
	acts := c.Request.Method != http.MethodGet || p.readsPlan
	if operation, err := models.ParseID(c.Param("operation")); err == nil && acts && c.Writer.Status() < http.StatusMultipleChoices {
		s.stirred(operation) // whatever it was: who follows is told only of what has changed
	}
}

// allowed asks the table of rights about what the request is about.
func (s *Server) allowed(c *gin.Context, p *promise, who models.Actor) error {
	if p.act == models.ActSelf && who.Tablet != (models.ID{}) {
		return models.NewFault(models.Forbidden, "A tablet is not a person.")
	}
	if p.scope == "none" || p.scope == "" {
		return who.May(p.act, models.Scope{}, "")
	}
	named := c.Param("operation")
	if named == "" {
		named = c.Query("operation")
	}
	operation, err := models.ParseID(named)
	if err != nil {
		if mayErr := who.May(p.act, models.Scope{}, ""); mayErr != nil {
			return mayErr
		}
		return models.NewFault(models.Invalid, "The operation's id is not an id.").With(models.Field{Param: "operation", Code: "format", Message: err.Error()})
	}
	scope := models.Scope{Operation: &operation}
	if p.scope == "site" {
		if site, err := models.ParseID(c.Param("site")); err == nil {
			scope.Site = &site
		}
	}
	if err := who.May(p.act, scope, ""); err != nil {
		return err
	}
	return s.Store.Read(c.Request.Context(), func(v store.View) error {
		o, err := v.Operation(operation)
		if err != nil {
			return err
		}
		return who.May(p.act, scope, o.State)
	})
}

// whoCalls reads the session cookie or the bearer token. No credentials is
// nobody; credentials that are not good are an error, except where nobody is
// needed anyway.
func (s *Server) whoCalls(c *gin.Context, p *promise) (models.Actor, error) {
	if p.act == models.ActPublic {
		return models.Actor{}, nil
	}
	if token, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer "); ok {
		return s.tabletCalls(c, token)
	}
	cookie, err := c.Request.Cookie(s.cookieName())
	if err != nil {
		return models.Actor{}, nil
	}
	return s.personCalls(c, cookie.Value)
}

func (s *Server) tabletCalls(c *gin.Context, token string) (actor models.Actor, err error) {
	err = s.Store.Read(c.Request.Context(), func(v store.View) error {
		t, err := v.TabletByToken(hashOf(token), models.Instant(s.Wall()))
		if err != nil {
			return models.NewFault(models.Unauthenticated, "The tablet's session has ended. Ask for a new challenge.").Because(err)
		}
		if err := usable(t); err != nil {
			return err
		}
		streams, err := v.StreamsOfTablet(t.ID)
		var operations []models.ID
		for _, x := range streams {
			operations = append(operations, x.Operation)
		}
		actor = tabletActor(t, operations)
		return err
	})
	return actor, err
}

func usable(t models.Tablet) error {
	if t.State == models.TabletRevoked || t.State == models.TabletClosed {
		return models.NewFault(models.Forbidden, "This tablet is %s.", t.State)
	}
	return nil
}

// tabletActor has one grant without an operation, for what a tablet may do of
// itself; then one for each operation that it has a stream in, at its own
// establishment.
func tabletActor(t models.Tablet, operations []models.ID) models.Actor {
	actor := models.Actor{Tablet: t.ID, Name: t.Label, Grants: []models.Grant{{Role: models.RoleTablet, Operation: &models.ID{}}}}
	for _, id := range operations {
		actor.Grants = append(actor.Grants, models.Grant{Role: models.RoleTablet, Operation: &id, Sites: models.IDSet{t.Establishment}})
	}
	return actor
}

// credential is the hash of what the caller showed, as sessions are kept by.
func (s *Server) credential(c *gin.Context) string {
	if token, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer "); ok {
		return hashOf(token)
	}
	cookie, err := c.Request.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return hashOf(cookie.Value)
}

func (s *Server) personCalls(c *gin.Context, token string) (actor models.Actor, err error) {
	var session models.Session
	err = s.Store.Read(c.Request.Context(), func(v store.View) error {
		session, err = v.SessionByToken(hashOf(token), models.Instant(s.Wall()))
		if err != nil {
			return models.NewFault(models.Unauthenticated, "Your session has ended. Sign in again.").Because(err)
		}
		p, err := v.Person(session.Person)
		if err != nil || p.Disabled {
			return models.NewFault(models.Unauthenticated, "Your session has ended. Sign in again.").Because(err)
		}
		c.Set(sessionKey, session)
		actor = models.Actor{Person: p.ID, Name: p.Name, Grants: p.Grants}
		return nil
	})
	if err == nil && s.Wall().Sub(session.SeenAt) >= seenEvery {
		s.see(c, session.ID)
	}
	return actor, err
}

// seenEvery is how exactly a session says when it was last used: a write for
// every request would cost more than the requests.
const seenEvery = time.Minute

// see notes that a session is in use. Failing at it is no reason to answer nothing.
func (s *Server) see(c *gin.Context, session models.ID) {
	err := s.Store.Tx(c.Request.Context(), func(tx *store.Tx) error { return tx.SeeSession(session, s.Wall()) })
	if err != nil {
		s.log.WarnContext(c.Request.Context(), "session not marked as seen", "request", requestID(c), "cause", causeOf(err))
	}
}

const sessionKey = "session"

// cookieName has the prefix that binds the cookie to this very host, which
// browsers take only over TLS.
func (s *Server) cookieName() string {
	if s.secure() {
		return "__Host-session"
	}
	return "session"
}

func (s *Server) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }

func (s *Server) setCookie(token string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(), Value: token, Path: "/", MaxAge: maxAge, Secure: s.secure(), HttpOnly: true, SameSite: http.SameSiteStrictMode}
}
