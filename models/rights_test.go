package models_test

import (
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

func actor(role models.Role, operation *models.ID, sites ...models.ID) models.Actor {
	return models.Actor{Person: models.NewID(), Grants: []models.Grant{{Role: role, Operation: operation, Sites: sites}}}
}

func TestAForeignOperationCannotBeToldFromAnUnknownOne(t *testing.T) {
	mine, other := models.NewID(), models.NewID()
	a := actor(models.RoleHQ, &mine)
	if got := models.CodeOf(a.May(models.ActProgressRead, models.Scope{Operation: &other}, models.Live)); got != models.NotFound {
		t.Fatalf("a foreign operation answered %s", got)
	}
	if err := a.May(models.ActProgressRead, models.Scope{Operation: &mine}, models.Live); err != nil {
		t.Fatal(err)
	}
}

func TestAnAdministratorSeesNoOperation(t *testing.T) {
	op := models.NewID()
	a := actor(models.RoleAdmin, nil)
	for act := range models.Rights {
		if err := a.May(act, models.Scope{Operation: &op}, models.Live); err == nil {
			t.Errorf("an administrator may %s", act)
		}
	}
	if err := a.May(models.ActPeopleWrite, models.Scope{}, ""); err != nil {
		t.Error(err)
	}
}

func TestAnOfficersSitesLimitWhatIsSeen(t *testing.T) {
	op, here, there := models.NewID(), models.NewID(), models.NewID()
	a := actor(models.RoleHQ, &op, here)
	if !a.Sees(models.ActProgressRead, op, here) || a.Sees(models.ActProgressRead, op, there) {
		t.Error("the site set is not respected")
	}
	if err := a.May(models.ActSearchRead, models.Scope{Operation: &op, Site: &there}, models.Live); models.CodeOf(err) != models.NotFound {
		t.Errorf("a foreign site answered %v", err)
	}
}

func TestTheStateOfAnOperationLimitsWhatARoleMayDo(t *testing.T) {
	op := models.NewID()
	a := actor(models.RoleCoordinator, &op)
	if got := models.CodeOf(a.May(models.ActReleaseAsk, models.Scope{Operation: &op}, models.Draft)); got != models.WrongState {
		t.Errorf("release of a draft answered %s", got)
	}
	if got := models.CodeOf(a.May(models.ActReleaseApprove, models.Scope{Operation: &op}, models.Sealed)); got != models.Forbidden {
		t.Errorf("a coordinator who approves got %s", got)
	}
}

func TestNobodyMayDoAnActThatIsNotInTheTable(t *testing.T) {
	for _, r := range models.Roles {
		if models.CodeOf(actor(r, nil).May("no.such.act", models.Scope{}, "")) != models.Forbidden {
			t.Errorf("%s may do anything", r)
		}
	}
	if models.CodeOf(models.Actor{}.May(models.ActSelf, models.Scope{}, "")) != models.Unauthenticated {
		t.Error("nobody is somebody")
	}
}

func TestReleaseNeedsTwoPersons(t *testing.T) {
	asker, second := models.NewID(), models.NewID()
	o, err := models.NewOperation("DAWN", "Dawn", asker, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"publish", "approve", "seal"} {
		if err := o.Move(verb); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Release(second, at, at); models.CodeOf(err) != models.WrongState {
		t.Errorf("released though nobody asked: %v", err)
	}
	if err := o.AskRelease(asker, at); err != nil {
		t.Fatal(err)
	}
	if err := o.Release(asker, at, at); models.CodeOf(err) != models.Forbidden {
		t.Errorf("one person released alone: %v", err)
	}
	if err := o.Release(second, at, at); err != nil || o.State != models.Released {
		t.Errorf("%v %s", err, o.State)
	}
}

func TestAHeldOperationResumesWhereItWas(t *testing.T) {
	o, _ := models.NewOperation("DAWN", "Dawn", models.NewID(), at)
	for _, verb := range []string{"publish", "hold"} {
		if err := o.Move(verb); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Resume(); err != nil || o.State != models.Planned {
		t.Errorf("%v %s", err, o.State)
	}
	if err := o.Resume(); models.CodeOf(err) != models.WrongState {
		t.Errorf("resumed what was not held: %v", err)
	}
}

func TestHeldAndCancelledAreReachedFromEveryStateBeforeClosed(t *testing.T) {
	ends := []models.OperationState{models.Closed, models.Archived, models.Cancelled, models.Held}
	for _, s := range models.OperationMachine.States() {
		for _, verb := range []string{"hold", "cancel"} {
			_, err := models.OperationMachine.Next(s, verb)
			possible := !slices.Contains(ends, s) || (s == models.Held && verb == "cancel")
			if possible != (err == nil) {
				t.Errorf("%s from %s: %v", verb, s, err)
			}
		}
	}
}
