package simulation_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"path/filepath"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// direct decides what happens at headquarters and to the machine, until the
// tablets have done what they had to do. Then faults stop.
func (w *world) direct(leave bool) {
	backup := ""
	for round := 0; ; round++ {
		w.sleep(time.Duration(2+w.chance.IntN(12)) * time.Second)
		w.mu.Lock()
		busy := w.busy
		w.mu.Unlock()
		if busy == 0 && round > 10 || round > 600 {
			break
		}
		switch w.chance.IntN(9) {
		case 0, 1:
			w.strike()
		case 2:
			w.admitPending()
		case 3:
			if w.chance.In(4) {
				w.revoke()
			}
		case 4, 5:
			w.settle()
		case 6:
			if w.chance.In(3) {
				backup = w.backUp(backup)
			}
		}
	}
	if leave {
		w.closeForAQuarter()
	}
	w.admitPending()
	for range 20 {
		w.settle()
	}
	close(w.calm) // and everybody comes back at once
}

// strike lets the disk or the power fail at one of the next commits.
func (w *world) strike() {
	b := []blow{failCommit, powerBefore, powerAfter, powerWithout}[w.chance.IntN(4)]
	w.net.note([]string{"", "commit failed", "power failed before a commit", "power failed after a commit, before the answer", "power failed"}[b])
	// Mostly where it hurts: an idle server writes as well, and loses nothing by it.
	w.running().disk.arm(b, []string{"", "INSERT INTO entries", "INSERT INTO documents"}[w.chance.IntN(3)])
}

// closeForAQuarter: nobody is there for 90 days, and the tablets lie in a
// drawer with what they have.
func (w *world) closeForAQuarter() {
	w.power <- struct{}{}
	defer func() { <-w.power }()
	o := w.running()
	if o.disk.arm(nothing, ""); o.disk.dead() {
		return
	}
	w.net.note("90 days offline")
	back := make(chan struct{})
	w.mu.Lock()
	w.back = back
	w.mu.Unlock()
	w.shut(o)
	time.Sleep(90 * 24 * time.Hour)
	w.open(o.disk.file)
	w.mu.Lock()
	w.back = nil
	w.mu.Unlock()
	close(back)
}

type row struct {
	ID          models.ID
	State       string
	Fingerprint string
}

// admitPending confirms every tablet that waits for it.
func (w *world) admitPending() {
	raw, ok := w.hq(http.MethodGet, "/v1/tablets?state=pending&limit=100", "", nil)
	if !ok {
		return
	}
	var page struct{ Items []row }
	_ = json.Unmarshal(raw, &page)
	for _, t := range page.Items {
		w.hq(http.MethodPost, "/v1/tablets/"+t.ID.String()+"/confirm", "tablet.confirm", map[string]string{"fingerprint": t.Fingerprint})
	}
}

func (w *world) revoke() {
	w.mu.Lock()
	t := w.tablets[w.chance.IntN(len(w.tablets))]
	w.mu.Unlock()
	w.net.note("tablet revoked")
	w.hq(http.MethodPost, "/v1/tablets/"+t.ID.String()+"/revoke", "tablet.revoke", map[string]string{"reason": "it is lost"})
	w.record.Revoke(t.Stream)
}

// settle decides about one entry of the tray.
func (w *world) settle() {
	raw, ok := w.hq(http.MethodGet, "/v1/operations/"+w.scene.Operation.String()+"/tray?limit=50", "", nil)
	if !ok {
		return
	}
	var page struct {
		Items []struct {
			Entry   models.ID
			Verdict string
		}
	}
	_ = json.Unmarshal(raw, &page)
	for _, x := range page.Items {
		if x.Verdict == "quarantined" && w.chance.In(3) {
			action := []string{"apply", "reject"}[w.chance.IntN(2)]
			w.hq(http.MethodPost, "/v1/operations/"+w.scene.Operation.String()+"/tray/"+x.Entry.String()+"/settle", "operation.run",
				map[string]string{"action": action, "reason": "both are true"})
			return
		}
	}
}

// backUp makes a backup, or puts back the one that there is, once.
func (w *world) backUp(have string) string {
	if have == "" {
		file := filepath.Join(w.dir, "backup.db")
		if store.Backup(context.Background(), w.running().disk.file, file) != nil {
			return ""
		}
		return file
	}
	w.power <- struct{}{}
	defer func() { <-w.power }()
	if o := w.running(); w.restores == 0 && !o.disk.dead() {
		w.net.note("server restored from a backup")
		w.shut(o)
		file := filepath.Join(w.dir, "restored.db")
		w.must(store.CopyBackup(have, file))
		w.mu.Lock()
		w.restores++
		w.begun, w.done, w.before = map[string]int{}, map[string]int{}, w.audited(file)
		w.record.Restored()
		w.mu.Unlock()
		w.open(file)
		_, err := w.running().server.StartEpochs(context.Background(), "the administrator", "the disk broke")
		w.must(err)
	}
	return have
}

// audited counts the audit rows of each act in a database file.
func (w *world) audited(file string) map[string]int {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	w.must(err)
	defer func() { _ = db.Close() }()
	rows, err := db.Query("SELECT act, count(*) FROM audit_rows GROUP BY act") //nolint:noctx // nothing to wait for
	w.must(err)
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var act string
		var n int
		w.must(rows.Scan(&act, &n))
		counts[act] = n
	}
	w.must(rows.Err())
	return counts
}
