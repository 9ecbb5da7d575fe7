package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// follower reads the events of an operation.
type follower struct {
	t     *testing.T
	res   *http.Response
	lines chan string // closed when the stream has ended
}

func follow(t *testing.T, c *servertest.Client, path string) *follower {
	t.Helper()
	f := &follower{t: t, res: c.Open(http.MethodGet, path, nil), lines: make(chan string, 100)}
	if f.res.StatusCode != http.StatusOK || f.res.Header.Get("Content-Type") != "text/event-stream" {
		raw, _ := io.ReadAll(f.res.Body)
		t.Fatalf("%s was answered %d: %s", path, f.res.StatusCode, raw)
	}
	go func() {
		defer close(f.lines)
		for s := bufio.NewScanner(f.res.Body); s.Scan(); {
			if s.Text() != "" {
				f.lines <- s.Text()
			}
		}
	}()
	return f
}

// next is the next line, "" when the stream ended, and a failure when neither comes.
func (f *follower) next() string {
	f.t.Helper()
	select {
	case line := <-f.lines:
		return line
	case <-time.After(10 * time.Second):
		f.t.Fatal("nothing came in 10 s, and the stream did not end")
		return ""
	}
}

// poked reads one event and gives its data.
func (f *follower) poked() string {
	f.t.Helper()
	if line := f.next(); line != "event: poke" {
		f.t.Fatalf("not a poke: %q", line)
	}
	return strings.TrimPrefix(f.next(), "data: ")
}

// ends fails unless the stream ends without another event.
func (f *follower) ends() {
	f.t.Helper()
	if line := f.next(); line != "" {
		f.t.Errorf("the stream goes on with %q", line)
	}
	_ = f.res.Body.Close()
}

// running is a drill with a live operation whose server works in the background.
func running(t *testing.T, w *servertest.World) (d *drill, path string, p *pen) {
	d = newDrill(t, w)
	id := d.operation(models.Live)
	d.project()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); w.Server.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return d, "/v1/operations/" + id.String() + "/stream", d.pen(nearCode, id)
}

func TestAStreamPokesWhenSomethingComesAndEndsWithTheSession(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		_, path, p := running(t, w)
		c := w.Person(models.Grant{Role: models.RoleHQ})
		f := follow(t, c, path)
		before := f.poked()
		p.incident()
		p.push()
		if after := f.poked(); after == before || !strings.HasPrefix(after, `{"position":`) {
			t.Errorf("poked with %s after %s", after, before)
		}
		c.Delete("/v1/sessions").Expect(http.StatusNoContent)
		p.incident()
		p.push()
		f.ends()
	})
}

func TestAStreamEndsWhenTheRoleDoes(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		_, path, p := running(t, w)
		c := w.Person(models.Grant{Role: models.RoleHQ})
		f := follow(t, c, path)
		f.poked()
		w.Tx(func(tx *store.Tx) error {
			who, err := tx.Person(c.Who.ID)
			if err != nil {
				return err
			}
			who.Grants = []models.Grant{{Role: models.RoleAuditor}}
			return tx.SavePerson(&who)
		})
		p.incident()
		p.push()
		f.ends()
	})
}

func TestAStreamOfOneSiteIsSilentAboutAnother(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, path, p := running(t, w)
		near := follow(t, w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.near.ID}}), path)
		near.poked()
		q := d.pen(farCode, p.operation)
		q.write("incident.reported", d.far.ID, object{"kind": "other", "text": "far"})
		q.push()
		for range 500 { // until the far prison's document has changed
			if docs := at(d.far.ID, d.documents(p.operation, fieldsync.KindReceipt)); len(docs) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		p.incident()
		p.push()
		told, visible := near.poked(), map[string]bool{}
		d.Read(func(v store.View) error {
			docs, err := v.Documents(store.Feed{Operation: p.operation, All: true, Limit: 10_000})
			for _, x := range docs {
				change := fmt.Sprintf(`{"position":%d}`, x.Position)
				visible[change] = visible[change] || x.Site != d.far.ID
			}
			return err
		})
		if !visible[told] {
			t.Errorf("poked with %s, at which only the far prison has changed: %v", told, visible)
		}
		_ = near.res.Body.Close()
	})
}

func TestEveryStreamEndsWhenTheServerIsToStop(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		ctx, stop := context.WithCancel(context.Background())
		w.Server.EndStreams(ctx)
		d, path, p := running(t, w)
		streams := []*follower{follow(t, w.As(models.RoleHQ), path), follow(t, w.As(models.RoleCoordinator), path),
			follow(t, d.tablets[nearCode].client, "/v1/sync/stream?operation="+p.operation.String())}
		for _, f := range streams {
			f.poked()
		}
		stop()
		for _, f := range streams {
			f.ends()
		}
	})
}

func TestATabletThatComesBackTakesThePlaceOfItsLostStream(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, _, p := running(t, w)
		tablet := d.tablets[nearCode].client
		path := "/v1/sync/stream?operation=" + p.operation.String()
		lost := follow(t, tablet, path)
		lost.poked()
		back := follow(t, tablet, path)
		back.poked()
		lost.ends()
		p.incident()
		p.push()
		back.poked()
		_ = back.res.Body.Close()
	})
}

func TestAPersonFollowsInSixteenWindowsAndNoMore(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	_, path, _ := running(t, w)
	c := w.As(models.RoleHQ)
	for range 16 {
		f := follow(t, c, path)
		f.poked()
		defer func() { _ = f.res.Body.Close() }()
	}
	if got := c.Get(path).Expect(http.StatusTooManyRequests); got.Header.Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
	f := follow(t, w.As(models.RoleCoordinator), path) // somebody else is none the worse
	f.poked()
	_ = f.res.Body.Close()
}

func TestAStreamEndsAtTheNextNewsOnceItsTabletIsRevoked(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, path, p := running(t, w)
		person := follow(t, w.Person(models.Grant{Role: models.RoleHQ}), path)
		person.poked()
		far := d.tablets[farCode]
		q := d.pen(farCode, p.operation)
		f := follow(t, far.client, "/v1/sync/stream?operation="+q.operation.String())
		f.poked()
		w.Tx(func(tx *store.Tx) error {
			tablet, err := tx.Tablet(far.ID)
			if err == nil {
				err = tablet.Move("revoke")
			}
			if err != nil {
				return err
			}
			return tx.SaveTablet(&tablet)
		})
		p.incident()
		p.push()
		person.poked()
		f.ends()
		_ = person.res.Body.Close()
	})
}

func TestNothingIsLeftOfAStreamWhoseClientHasGone(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	id := d.operation(models.Live)
	d.project()
	c := w.As(models.RoleHQ)
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	before := goleak.IgnoreCurrent()
	for range 5 {
		f := follow(t, c, "/v1/operations/"+id.String()+"/stream")
		f.poked()
		_ = f.res.Body.Close()
	}
	if m := string(w.Do(http.MethodGet, "/metrics", nil).Body); !strings.Contains(m, "cellsweep_live_followers ") {
		t.Error("open streams are not counted")
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	goleak.VerifyNone(t, before)
}

func TestAStreamThatNobodyMayFollowIsAProblem(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	draft := "/v1/operations/" + d.operation(models.Draft).String() + "/stream"
	w.As(models.RoleHQ).Get(draft).Expect(http.StatusConflict)
	w.As(models.RoleAuditor).Get(draft).Expect(http.StatusForbidden)
	w.As(models.RoleHQ).Get("/v1/sync/stream?operation=none").Expect(http.StatusBadRequest)
	w.As(models.RoleHQ).Get("/v1/sync/stream").Expect(http.StatusBadRequest)
}

func TestEveryMethodThatIsNotNamedIsAProblem(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	c := w.As(models.RoleCoordinator)
	named := map[string]bool{}
	for _, o := range theNamed(t) {
		named[o.method+" "+o.path] = true
	}
	for _, o := range theNamed(t) {
		path := strings.NewReplacer("{", "", "}", "").Replace(o.path)
		for _, method := range []string{http.MethodHead, http.MethodOptions, http.MethodPatch, http.MethodTrace, "PROPFIND"} {
			if named[method+" "+o.path] {
				continue
			}
			r := c.Do(method, path, nil)
			if r.Status != http.StatusNotFound || r.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s was answered %d as %s", method, path, r.Status, r.Header.Get("Content-Type"))
			}
		}
	}
}

func TestAMemberThatIsMissingIsNamed(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	got := w.Nobody().Post("/v1/sessions", object{"password": 7, "extra": 1}).Expect(http.StatusBadRequest).Problem()
	want := map[string]string{"/login": "is missing", "/password": "must be of type string", "/extra": "is not known here"}
	for _, e := range got.Errors {
		if want[e.Pointer] != e.Message {
			t.Errorf("%s: %s", e.Pointer, e.Message)
		}
		delete(want, e.Pointer)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
}

// Over HTTP/2 a connection carries other requests as well, and stays with them.
func TestAStreamOverHTTP2PokesAsAnyOther(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	id := d.operation(models.Live)
	d.project()
	s := httptest.NewUnstartedServer(w.Server.Handler())
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1/operations/"+id.String()+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range w.As(models.RoleHQ).Cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	if res.ProtoMajor != 2 || res.Header.Get("Content-Type") != "text/event-stream" || err != nil || line != "event: poke\n" {
		t.Errorf("HTTP/%d %s: %q, %v", res.ProtoMajor, res.Header.Get("Content-Type"), line, err)
	}
	_ = res.Body.Close()
}
