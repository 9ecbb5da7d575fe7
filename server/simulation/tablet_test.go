package simulation_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	field "github.com/cellsweep/cellsweep/server/simulation"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// player is a tablet in somebody's hands.
type player struct {
	*simulation.Tablet
	w      *world
	chance simulation.Chance
	left   int
	heard  bool // since faults stopped
}

// live plays a tablet until everything that it has is at headquarters and
// faults have stopped.
func (p *player) live() {
	acting := true
	rest := func() {
		if acting {
			acting = false
			p.w.mu.Lock()
			p.w.busy--
			p.w.mu.Unlock()
		}
	}
	defer rest()
	for !p.w.ended() && (!p.w.isCalm() || len(p.Waiting()) > 0 || !p.heard) {
		p.w.present()
		if p.left > 0 && !p.Stopped {
			p.work()
		} else {
			rest()
		}
		switch {
		case p.chance.In(25):
			p.w.sleep(time.Duration(p.chance.IntN(300)) * time.Second) // out of reach, and silent
		case !p.w.isCalm():
			p.w.sleep(time.Duration(p.chance.IntN(20_000)) * time.Millisecond)
		default:
			time.Sleep(time.Duration(p.chance.IntN(2000)) * time.Millisecond)
		}
		p.send()
		if p.Forgotten && p.enrol(p.Tablet) {
			p.Forgotten = false
			p.w.net.note("tablet enrolled again after a restore")
		}
		if p.Stopped && p.left > 0 && !p.w.isCalm() {
			p.again()
		}
	}
}

// work lets the officer do some things.
func (p *player) work() {
	if n := len(p.Entries); n > 4 && !p.w.isCalm() && p.chance.In(30) {
		p.twin(n - 1 - p.chance.IntN(3))
	}
	for range min(p.left, 1+p.chance.IntN(4)) {
		p.left--
		p.w.mu.Lock()
		s := p.Write(p.w.cast.Next(p.Tablet), time.Now())
		p.w.cast.Done(s)
		p.w.mu.Unlock()
	}
}

// twin brings a copy of the tablet to life, as a restored backup: both write on.
func (p *player) twin(known int) {
	p.w.net.note("tablet brought back from a copy")
	twin := &player{Tablet: p.Twin(p.Name+"'", known), w: p.w, chance: p.chance.Apart(), left: 5}
	p.w.play(twin)
}

// again takes a new key after a fork and goes on under it, as one must.
func (p *player) again() {
	p.w.mu.Lock()
	c := p.w.cast.Apart()
	p.w.mu.Unlock()
	next := simulation.NewTablet(p.Name+"+", c, p.w.record, p.Operation, p.Site, p.Actor)
	next.Write(simulation.Act{Type: "stream.continued", Body: map[string]any{"oldStream": p.Stream, "seq": len(p.Entries), "hash": p.Entries[len(p.Entries)-1].Hash}}, time.Now())
	if !p.enrol(next) {
		return
	}
	p.w.net.note("tablet enrolled anew")
	left := p.left
	p.left = 0
	p.w.play(&player{Tablet: next, w: p.w, chance: c, left: left})
}

func (p *player) enrol(next *simulation.Tablet) bool {
	code, ok := p.w.hq(http.MethodPost, "/v1/enrolments", "", map[string]any{"label": "again", "siteIds": []models.ID{next.Site}, "maxUses": 1,
		"expiresAt": models.FormatTime(time.Now().Add(time.Hour))})
	if !ok {
		return false
	}
	var made struct{ Code string }
	_ = json.Unmarshal(code, &made)
	claim := fieldsync.Enrolment{Code: made.Code, SigningKey: next.SigningKey(), AgreementKey: field.AgreementKey, Site: next.Site}
	body, _ := json.Marshal(map[string]any{"code": made.Code, "site": next.Site, "label": next.Name, "appVersion": "1", "signingKey": claim.SigningKey,
		"agreementKey": claim.AgreementKey, "sig": claim.Sign(next.Key)})
	for range 5 { // the same key again gets the same answer
		a, err := p.w.net.ask(p.Name, p.w.weather(p.chance, len(body)), http.MethodPost, "/v1/tablets", body)
		if err == nil && a.status == http.StatusCreated {
			var t struct{ TabletID models.ID }
			_ = json.Unmarshal(a.raw, &t)
			next.ID = t.TabletID
			return true
		}
		p.w.sleep(3 * time.Second)
	}
	return false
}

// weather is fair when faults have stopped.
func (w *world) weather(c simulation.Chance, body int) weather {
	if w.isCalm() {
		return fair()
	}
	return w.net.draw(c, body)
}

// parcelSent is a push and what came back, nil for nothing.
type parcelSent struct {
	simulation.Parcel
	raw []byte
}

// send pushes what waits, in several pushes side by side.
func (p *player) send() {
	if p.chance.In(40) && !p.w.isCalm() {
		p.w.net.note("push under a strange key")
		body := p.Forged(4+p.chance.IntN(4), time.Now())
		_, _ = p.w.net.ask("stranger", fair(), http.MethodPost, "/v1/sync/push", body)
	}
	seqs := p.Waiting()
	if p.chance.In(4) && !p.w.isCalm() {
		p.chance.Shuffle(len(seqs), func(i, k int) { seqs[i], seqs[k] = seqs[k], seqs[i] })
	}
	var parts [][]uint64
	for part := range slices.Chunk(seqs, max(1, min(100, len(seqs)/3+1))) {
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		parts = append(parts, nil) // a beacon
	}
	back := make(chan parcelSent, len(parts))
	for _, part := range parts {
		parcel := p.Pack(part, time.Now())
		w := p.w.weather(p.chance, len(parcel.Body))
		go func() {
			a, err := p.w.net.ask(p.Name, w, http.MethodPost, "/v1/sync/push", parcel.Body)
			if err != nil || a.status != http.StatusOK {
				a.raw = nil
			}
			if err == nil && a.status < 500 && a.status != http.StatusOK && a.status != http.StatusTooManyRequests {
				p.w.record.Wrong(simulation.VerdictByTheRules, "%s: a push was answered %d: %s", p.Name, a.status, a.raw)
			}
			back <- parcelSent{parcel, a.raw}
		}()
	}
	p.learn(back, len(parts))
}

// learn takes in the answers. Those of before a restore that arrive after one
// of the new epoch are thrown away, as the tablet's outbox does.
func (p *player) learn(back <-chan parcelSent, n int) {
	calm := p.w.isCalm()
	p.w.mu.Lock()
	restores := p.w.restores
	p.w.mu.Unlock()
	for range n {
		s := <-back
		p.w.mu.Lock()
		if s.raw != nil && restores == p.w.restores {
			if err := s.Learn(s.raw, server.Public(p.w.keys.Entry)); err != nil {
				p.w.record.Wrong(simulation.AcksAreTrue, "%s: an answer that cannot be read: %v", p.Name, err)
			}
			p.heard = p.heard || calm && !p.Forgotten
		}
		p.w.mu.Unlock()
	}
}

// play sets a tablet to work.
func (w *world) play(p *player) {
	w.mu.Lock()
	w.busy++
	w.mu.Unlock()
	w.living.Go(p.live)
}

// hq asks as headquarters, in fair weather; the server may be away. act is what
// the audit calls it, "" where rows are not counted.
func (w *world) hq(method, path, act string, body any) ([]byte, bool) {
	raw, _ := json.Marshal(body)
	if body == nil {
		raw = nil
	}
	w.mu.Lock()
	w.begun[act]++
	restores := w.restores
	w.mu.Unlock()
	a, err := w.net.ask("headquarters", fair(), method, path, raw, "Cookie", "session="+w.cookie)
	ok := err == nil && a.status < 300
	w.mu.Lock()
	defer w.mu.Unlock()
	if ok && restores == w.restores {
		w.done[act]++
	}
	if err == nil && a.status >= 400 && a.status < 500 && a.status != http.StatusConflict && a.status != http.StatusTooManyRequests && a.status != http.StatusNotFound {
		w.record.Wrong(simulation.QueuesDrain, "headquarters: %s %s was answered %d: %s", method, path, a.status, a.raw)
	}
	return a.raw, ok
}
