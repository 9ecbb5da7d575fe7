package models_test

import (
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

func released(t *testing.T) models.Operation {
	t.Helper()
	o := models.Operation{ID: models.NewID(), State: models.Released}
	when := at
	o.ReleasedAt, o.HHour = &when, &when
	return o
}

func TestABrakeNeedsTwoPersons(t *testing.T) {
	asker, second := models.NewID(), models.NewID()
	b := models.Brake{Act: models.BrakeHold, State: models.BrakeAsked, Reason: "fog", AskedBy: asker, AskedAt: at}
	if err := b.Confirm(asker, at); models.CodeOf(err) != models.Forbidden {
		t.Errorf("one person braked alone: %v", err)
	}
	if err := b.Confirm(second, at.Add(models.BrakeGood+time.Second)); models.CodeOf(err) != models.WrongState {
		t.Errorf("an order of yesterday was confirmed: %v", err)
	}
	if err := b.Confirm(second, at.Add(models.BrakeGood)); err != nil || b.State != models.BrakeConfirmed || *b.EndedBy != second {
		t.Errorf("%v %+v", err, b)
	}
	if err := b.Withdraw(asker, at); models.CodeOf(err) != models.WrongState {
		t.Errorf("what has happened was withdrawn: %v", err)
	}
}

func TestANewHIsAskedForWithAnHourInTheFuture(t *testing.T) {
	soon, past := at.Add(time.Hour), at.Add(-time.Hour)
	for _, c := range []struct {
		what string
		b    models.Brake
		ok   bool
	}{
		{"a new H", models.Brake{Act: models.BrakeReschedule, Reason: "fog", HHour: &soon}, true},
		{"a new H that has passed", models.Brake{Act: models.BrakeReschedule, Reason: "fog", HHour: &past}, false},
		{"a new H without one", models.Brake{Act: models.BrakeReschedule, Reason: "fog"}, false},
		{"a hold with an H", models.Brake{Act: models.BrakeHold, Reason: "fog", HHour: &soon}, false},
		{"a hold without a reason", models.Brake{Act: models.BrakeHold}, false},
	} {
		if err := c.b.Check(at); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func TestHMovesAfterReleaseAndBeforeHOnly(t *testing.T) {
	h := models.Instant(at.Add(2 * time.Hour))
	order := models.Brake{Act: models.BrakeReschedule, HHour: &h}
	for state, ok := range map[models.OperationState]bool{models.Sealed: false, models.Released: true, models.Live: false, models.Closing: false} {
		o := released(t)
		o.State = state
		if err := o.Brake(order); (err == nil) != ok || (ok && !o.HHour.Equal(h)) {
			t.Errorf("%s: %v", state, err)
		}
	}
	held := released(t)
	held.State, held.HeldFrom = models.Held, models.Released
	if err := held.Brake(order); err != nil || held.State != models.Held {
		t.Errorf("a held operation: %v", err)
	}
}

func TestASiteIsBrakedByItself(t *testing.T) {
	o, here, there := released(t), models.NewID(), models.NewID()
	var given []models.Brake
	order := func(act models.BrakeAct, ok bool) {
		t.Helper()
		b := models.Brake{Act: act, Site: &here, State: models.BrakeConfirmed}
		if err := o.BrakeSite(b, models.BrakingOf(given, here)); (err == nil) != ok {
			t.Errorf("%s after %d orders: %v", act, len(given), err)
		} else if ok {
			given = append(given, b)
		}
	}
	order(models.BrakeResume, false)
	order(models.BrakeHold, true)
	order(models.BrakeHold, false)
	order(models.BrakeReschedule, true)
	if got := models.BrakingOf(given, here); got != models.SiteHeld {
		t.Errorf("it is %q", got)
	}
	order(models.BrakeResume, true)
	order(models.BrakeStandDown, true)
	order(models.BrakeResume, false)
	if models.BrakingOf(given, here) != models.SiteStopped || models.BrakingOf(given, there) != models.Unbraked {
		t.Error("the brakes of one site reach another, or do not hold")
	}
	o.ReleasedAt, o.State = nil, models.Sealed
	if o.BrakeSite(models.Brake{Act: models.BrakeHold}, models.Unbraked) == nil {
		t.Error("a site was named before release")
	}
}
