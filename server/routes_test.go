package server

import (
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func TestTheServerServesWhatTheDocumentNamesAndNothingElse(t *testing.T) {
	c, err := loadContract()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{contract: c, metrics: newMetrics(prometheus.NewRegistry()), guard: newGuard(time.Now), hub: newHub()}
	var served, named []string
	for _, r := range s.newEngine().Routes() {
		served = append(served, r.Method+" "+r.Path)
	}
	for route := range c.routes {
		named = append(named, route)
	}
	slices.Sort(served)
	slices.Sort(named)
	for _, r := range named {
		if !slices.Contains(served, r) {
			t.Errorf("%s is named and not served", r)
		}
	}
	for _, r := range served {
		if !slices.Contains(named, r) {
			t.Errorf("%s is served and not named", r)
		}
	}
	if len(named) < 80 {
		t.Errorf("the document names only %d operations", len(named))
	}
}
