package tablets

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/store/storetest"
)

// onEveryDatabase runs a test on SQLite, and on PostgreSQL where there is one.
func onEveryDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, filepath.Join(t.TempDir(), "test.db")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, storetest.Postgres(t)) })
}

func TestNothingIsLostOrDoubledThroughABadNetwork(t *testing.T) {
	onEveryDatabase(t, func(t *testing.T, database string) {
		const speed = 900 // an hour is four seconds
		p := openPrison(t, database, speed, 4, 2, 4)
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		report, err := Run(ctx, Options{URLs: []string{p.url, p.url}, Operation: p.operation.ID.String(), Count: 6, Seed: 7, Login: "coordinator",
			Password: testPassword, Auditor: "auditor", Progress: t.Output(), Every: time.Second})
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
		if n.LostAnswers == 0 || n.Doubled == 0 || n.OutOfOrder == 0 || n.CutOff == 0 || n.SilentSpells == 0 {
			t.Errorf("the network was too kind to show anything: %+v", n)
		}
		if report.Journal.Ours != report.Story.Entries || int64(report.Story.Entries) != n.Signed {
			t.Errorf("the story has %d entries, %d were signed, the journal holds %d", report.Story.Entries, n.Signed, report.Journal.Ours)
		}
	})
}
