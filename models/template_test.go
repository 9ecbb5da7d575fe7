package models_test

import (
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

func TestAnOperationIsGivenTheVersionInWhoseWindowItIsReleased(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 12, n, 0, 0, 0, 0, time.UTC) }
	on := func(n int) *time.Time { d := day(n); return &d }
	all := []models.TemplateVersion{
		{Code: "cell", Number: 1, ActiveFrom: day(1)},
		{Code: "cell", Number: 2, ActiveFrom: day(10)},
		{Code: "cell", Number: 3, ActiveFrom: day(8), RetiredAt: on(7)},   // retired before it began
		{Code: "cell", Number: 4, ActiveFrom: day(20), RetiredAt: on(25)}, // ends, and nothing comes back
		{Code: "vehicle", Number: 5, ActiveFrom: day(2)},
	}
	for _, c := range []struct {
		at   time.Time
		want int // of the code cell; 0 for none
	}{{day(1).Add(-time.Millisecond), 0}, {day(1), 1}, {day(8), 1}, {day(10).Add(-time.Millisecond), 1}, {day(10), 2}, {day(20).Add(-time.Millisecond), 2},
		{day(20), 4}, {day(25).Add(-time.Millisecond), 4}, {day(25), 0}} {
		got := 0
		for _, v := range all {
			if v.Code != "cell" || !v.ActiveAt(c.at, all) {
				continue
			}
			if got != 0 {
				t.Errorf("%s: both %d and %d are active", c.at, got, v.Number)
			}
			got = v.Number
		}
		if got != c.want {
			t.Errorf("%s: %d is active, want %d", c.at, got, c.want)
		}
	}
}
