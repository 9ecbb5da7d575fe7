package tablets

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// onEveryDatabase runs a test on SQLite, and on PostgreSQL where there is one.
func onEveryDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, filepath.Join(t.TempDir(), "test.db")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, storetest.Postgres(t)) })
}

// meddler answers some requests itself, as a server under load, restored or
// with changed rights would.
type meddler struct {
	inner           http.RoundTripper
	mu              sync.Mutex
	pushes, pulls   int
	refused, resets int
}

func (m *meddler) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	answer := 0
	switch {
	case r.URL.Path == "/v1/sync/push":
		if m.pushes++; m.pushes%9 == 0 && m.refused < 12 {
			m.refused++
			answer = []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInternalServerError}[m.refused%3]
		}
	case r.URL.Path == "/v1/sync/pull" && r.URL.Query().Has("cursor"):
		if m.pulls++; m.pulls%4 == 0 && m.resets < 5 {
			m.resets++
			answer = http.StatusGone
		}
	}
	m.mu.Unlock()
	if answer == 0 {
		return m.inner.RoundTrip(r)
	}
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{StatusCode: answer, Status: http.StatusText(answer), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Retry-After": {"0"}, "Content-Type": {"application/problem+json"}},
		Body:   io.NopCloser(strings.NewReader(`{"code":"test","detail":"Made by the test.","reset":"access"}`))}, nil
}

func TestNothingIsLostOrDoubledThroughABadNetwork(t *testing.T) {
	onEveryDatabase(t, func(t *testing.T, database string) {
		const speed = 300 // an hour is twelve seconds: faster, and under the race detector all is sent in one go
		p := openPrison(t, database, speed, 2, 2, 3)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		between := &meddler{inner: &http.Transport{MaxIdleConnsPerHost: inFlight}}
		report, err := Run(ctx, Options{URLs: []string{p.url, p.url}, Operation: testReference, Count: 4, Seed: 7, Login: "coordinator",
			Password: testPassword, Auditor: "auditor", Progress: t.Output(), Every: time.Second, Over: between})
		if err != nil {
			t.Fatal(err, report.Faults)
		}
		if err := report.Write(t.Output()); err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Faults {
			t.Error(f)
		}
		for _, s := range report.Skipped {
			t.Error(s)
		}
		n := report.Traffic
		if n.LostAnswers+n.Doubled+n.OutOfOrder+n.CutOff < 6 || n.SilentSpells == 0 || n.Restarts == 0 || between.refused == 0 || between.resets == 0 {
			t.Errorf("the network was too kind to show anything: %+v, %d refused, %d resets", n, between.refused, between.resets)
		}
		if report.Journal.Ours != report.Story.Entries || int64(report.Story.Entries) != n.Signed || report.Receipts["applied"] != report.Story.Entries {
			t.Errorf("the story has %d entries, %d were signed, the journal holds %d, %d are applied", report.Story.Entries, n.Signed, report.Journal.Ours, report.Receipts["applied"])
		}
	})
}

// onceAtWork is called when the tablets first tell how far they are: after how many seconds
// that is depends on the machine.
type onceAtWork func()

func (stop onceAtWork) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "entries signed") {
		stop()
	}
	return len(line), nil
}

func TestWhoStopsIsToldWhatIsLeft(t *testing.T) {
	t.Parallel()
	p := openPrison(t, filepath.Join(t.TempDir(), "test.db"), 60, 1, 1, 2)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := Run(ctx, Options{URLs: []string{p.url}, Operation: testReference, Count: 1, Seed: 1, Login: "coordinator", Password: testPassword,
		Every: 100 * time.Millisecond, Progress: onceAtWork(stop)})
	if models.CodeOf(err) != models.Unavailable || !strings.Contains(err.Error(), "signed") {
		t.Error(err)
	}
}

func TestAWrongPasswordAndAnUnknownOperationAreSaid(t *testing.T) {
	p := openPrison(t, filepath.Join(t.TempDir(), "test.db"), 60, 1, 1, 1)
	o := Options{URLs: []string{p.url}, Operation: testReference, Count: 1, Login: "coordinator", Password: "wrong"}
	if _, err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("a wrong password: %v", err)
	}
	o.Password, o.Operation = testPassword, "NO-SUCH"
	if _, err := Run(t.Context(), o); models.CodeOf(err) != models.NotFound {
		t.Errorf("an unknown operation: %v", err)
	}
}
