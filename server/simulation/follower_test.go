package simulation_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/server"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// follower pulls documents by cursor, and keeps what it was given.
type follower struct {
	w      *world
	name   string
	chance simulation.Chance
	limit  int
	tablet *simulation.Tablet // nil for headquarters
	bearer string

	docs   map[string]string // newest state by kind and id, as it came
	shadow map[string]string // while it pulls from the start after a reset: what it will show then
	cursor string
}

func (w *world) follower(name string, limit int, t *simulation.Tablet) *follower {
	return &follower{w: w, name: name, chance: w.chance.Apart(), limit: limit, tablet: t, shadow: map[string]string{}}
}

// credentials are a cookie, or the token of a tablet's session, which lasts a
// quarter of an hour and may well end between two pages.
func (f *follower) credentials() []string {
	if f.tablet == nil {
		return []string{"Cookie", "session=" + f.w.cookie}
	}
	return []string{"Authorization", "Bearer " + f.bearer}
}

// signIn gets a tablet a session.
func (f *follower) signIn() {
	path := "/v1/tablets/" + f.tablet.ID.String()
	a, err := f.w.net.ask(f.name, fair(), http.MethodPost, path+"/challenge", nil)
	if err != nil || a.status != http.StatusCreated {
		return
	}
	var c struct{ Nonce string }
	_ = json.Unmarshal(a.raw, &c)
	login := fieldsync.Login{ServerRootKey: server.Public(f.w.keys.Root), Tablet: f.tablet.ID, Nonce: c.Nonce}
	body, _ := json.Marshal(map[string]string{"nonce": c.Nonce, "sig": login.Sign(f.tablet.Key)})
	if a, err = f.w.net.ask(f.name, fair(), http.MethodPost, path+"/token", body); err != nil || a.status != http.StatusCreated {
		return
	}
	var t struct{ Token string }
	_ = json.Unmarshal(a.raw, &t)
	f.bearer = t.Token
}

// page pulls one page; more says that there is another, ok that it came.
func (f *follower) page(w weather) (more, ok bool) {
	query := url.Values{"operation": {f.w.scene.Operation.String()}, "limit": {fmt.Sprint(f.limit)}}
	if f.cursor != "" {
		query.Set("cursor", f.cursor)
	}
	done := f.w.counted("sync.pull", f.cursor == "")
	a, err := f.w.net.ask(f.name, w, http.MethodGet, "/v1/sync/pull?"+query.Encode(), nil, f.credentials()...)
	switch {
	case err != nil:
		return false, false
	case a.status == http.StatusGone:
		f.cursor, f.shadow = "", map[string]string{} // a reset: from the start, into a copy
		return true, true
	case a.status == http.StatusUnauthorized && f.tablet != nil:
		f.signIn()
		return false, false
	case a.status != http.StatusOK:
		return false, false
	}
	done()
	return f.take(a.raw), true
}

// take reads a page.
func (f *follower) take(raw []byte) (more bool) {
	var p struct {
		Documents  []json.RawMessage
		Checkpoint struct{ Cursor string }
		HasMore    bool
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		f.w.record.Wrong(simulation.FollowersSawAll, "%s: a page that cannot be read: %v", f.name, err)
		return false
	}
	for _, d := range p.Documents {
		var is struct {
			Kind, ID, Site, Stream string
			Deleted                bool `json:"_deleted"`
		}
		_ = json.Unmarshal(d, &is)
		if f.tablet != nil && is.Kind == "receipt" && is.Stream != f.tablet.Stream {
			f.w.record.Wrong(simulation.ScopeIsKept, "%s was given the receipt %s of another tablet", f.name, is.ID)
		}
		if f.tablet != nil && is.Site != "" && is.Site != f.tablet.Site.String() {
			f.w.record.Wrong(simulation.ScopeIsKept, "%s was given %s %s of site %s", f.name, is.Kind, is.ID, is.Site)
		}
		if f.shadow[is.Kind+" "+is.ID] = string(d); is.Deleted { // erased, or it belongs to another site now
			delete(f.shadow, is.Kind+" "+is.ID)
		}
	}
	if f.cursor = p.Checkpoint.Cursor; !p.HasMore {
		f.docs = f.shadow
	}
	return p.HasMore
}

// counted notes that an audited act is asked for, and gives what notes that it
// was answered.
func (w *world) counted(act string, counts bool) (done func()) {
	if !counts {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun[act]++
	restores := w.restores
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if restores == w.restores {
			w.done[act]++
		}
	}
}

// pull pulls until there is no more, if all goes well.
func (f *follower) pull() (whole bool) {
	for range 10_000 {
		more, ok := f.page(f.w.weather(f.chance, 100))
		if !ok {
			return false
		}
		if !more {
			return true
		}
		if f.chance.In(30) && !f.w.isCalm() {
			f.w.net.note("token ends in mid-pull")
			f.w.sleep(16 * time.Minute)
		}
	}
	return false
}

// poll follows by asking now and then.
func (f *follower) poll() {
	for !f.w.ended() {
		f.w.present()
		f.pull()
		f.w.sleep(time.Duration(1+f.chance.IntN(40)) * time.Second)
		if f.w.isCalm() {
			time.Sleep(2 * time.Second)
		}
	}
}

// listen follows by pokes alone: it pulls when it is told that there is news,
// and never else.
func (f *follower) listen() {
	for !f.w.ended() {
		f.w.present()
		w := f.w.weather(f.chance, 100)
		w.twice, w.silent = false, false
		res, err := f.w.net.open(f.name, w, 24*time.Hour, http.MethodGet, "/v1/sync/stream?operation="+f.w.scene.Operation.String(), nil, f.credentials()...)
		if err == nil {
			f.hear(res)
		}
		select {
		case <-time.After(time.Second):
		case <-f.w.over:
		}
	}
}

func (f *follower) hear(res *http.Response) {
	heard := make(chan bool, 1)
	stop := make(chan struct{})
	go func() { // a stream never ends by itself
		select {
		case <-f.w.over:
		case <-stop:
		}
		_ = res.Body.Close()
	}()
	go func() {
		defer close(heard)
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			if !strings.HasPrefix(lines.Text(), "data:") {
				continue
			}
			if f.chance.In(6) && !f.w.isCalm() {
				time.Sleep(20 * time.Second) // a slow reader
			}
			select {
			case heard <- true:
			default:
			}
		}
	}()
	for range heard {
		for range 60 {
			if f.pull() || f.w.ended() {
				break
			}
			time.Sleep(time.Second)
		}
	}
	close(stop)
}

func (w *world) ended() bool {
	select {
	case <-w.over:
		return true
	default:
		return false
	}
}

// clerk reads the journal itself, page by page: every position once, in order.
type clerk struct {
	w     *world
	epoch string
	seen  []string // hash at each position
}

func (k *clerk) read() {
	for !k.w.ended() {
		k.w.present()
		k.w.mu.Lock()
		restores := k.w.restores
		k.w.mu.Unlock()
		done := k.w.counted("journal.read", true)
		a, err := k.w.net.ask("auditor", fair(), http.MethodGet, fmt.Sprintf("/v1/operations/%s/journal?limit=40&after=%d", k.w.scene.Operation, len(k.seen)), nil, "Cookie", "session="+k.w.cookie)
		if err == nil && a.status == http.StatusOK {
			done()
			k.w.mu.Lock()
			if restores == k.w.restores {
				k.take(a.raw)
			}
			k.w.mu.Unlock()
		}
		time.Sleep(4 * time.Second)
	}
}

func (k *clerk) take(raw []byte) {
	var p struct {
		Epoch string
		Items []struct {
			Position int
			Hash     string
		}
	}
	_ = json.Unmarshal(raw, &p)
	if k.epoch != "" && k.epoch != p.Epoch {
		k.seen, k.epoch = nil, p.Epoch // the server was restored: from the start
		return
	}
	k.epoch = p.Epoch
	for _, e := range p.Items {
		if e.Position != len(k.seen)+1 {
			k.w.record.Wrong(simulation.PositionsInOrder, "who reads the journal was given position %d after %d", e.Position, len(k.seen))
			return
		}
		k.seen = append(k.seen, e.Hash)
	}
}
