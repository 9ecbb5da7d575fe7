package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// inhabited is the small operation with persons in its targets, two more cells,
// and a prison that is no site of it.
func inhabited(t *testing.T) []intake.File {
	t.Helper()
	files := dawn(t, "NOU,N,,building", "FRE,B1-A-103,B1-A-1,cell,Cell 103,1\nFRE,B1-A-104,B1-A-1,cell,Cell 104,1\nOSL,O-1,,cell,Cell 1,1\nNOU,N,,building",
		"NOU,Nouméa", "OSL,Oslo,mixed,Oslo,0,NO,59.9,10.7,Europe/Oslo\nNOU,Nouméa")
	for i := range files {
		if files[i].Name == "cells.csv" {
			files[i].Content = []byte("establishment,cell,duration,priority,persons,stays\nFRE,B1-A-101,20,1,X1|X2,\nFRE,B1-A-102,25,2,X3,true\nFRE,STORE,60,1,,\nNOU,N-1,20,3,Y1,\n")
		}
	}
	return files
}

func list(rows ...string) intake.File {
	return intake.File{Name: "occupancy.csv", Content: []byte("establishment,cell,person\n" + strings.Join(rows, "\n") + "\n")}
}

// targets says which cells are targets, and for whom: "FRE B1-A-101 X1,X2".
func targets(t *testing.T, s *store.Store) (all []string, d *store.Drafts) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) error {
		o, err := v.OperationByReference("DAWN")
		if err != nil {
			return err
		}
		if d, err = v.OpenDrafts(o.ID); err != nil {
			return err
		}
		for id, site := range d.Sites {
			e, err := v.Establishment(id)
			if err != nil {
				return err
			}
			for _, c := range site.Cells {
				code := ""
				if c.Location != (models.ID{}) {
					l, err := v.Location(c.Location)
					if err != nil {
						return err
					}
					code = l.Code
				}
				all = append(all, strings.TrimSpace(e.Code+" "+code+" "+strings.Join(c.Persons, ",")))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all, d
}

// told says moves as "X1 B1-A-101 > B1-A-103 splits".
func told(moves []intake.Move) (all []string) {
	for _, m := range moves {
		all = append(all, strings.TrimSpace(m.Person+" "+m.From.Cell+" > "+m.To.Cell+" "+m.Follows))
	}
	return all
}

func cellsOf(spots []intake.Spot) (all []string) {
	for _, s := range spots {
		all = append(all, s.Cell)
	}
	return all
}

// linkOf is the cells of the only link.
func linkOf(t *testing.T, s *store.Store, d *store.Drafts) (codes []string) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) error {
		for _, l := range d.Operation.Links {
			for _, c := range l.Cells {
				x, err := v.Location(c.Location)
				if err != nil {
					return err
				}
				codes = append(codes, x.Code)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(codes)
	return codes
}

func TestTargetsFollowTheirPersons(t *testing.T) {
	for name, x := range map[string]struct {
		rows                                    []string
		moves, gone, elsewhere, empty, unpinned []string
		targets, link                           []string
	}{
		"nobody has moved": {rows: []string{"FRE,B1-A-101,X1", "FRE,B1-A-101,X2", "FRE,B1-A-102,X3", "FRE,B1-A-103,Z9", "NOU,N-1,Y1"},
			targets: []string{"FRE B1-A-101 X1,X2", "FRE B1-A-102 X3", "FRE STORE", "NOU N-1 Y1"}, link: []string{"B1-A-101", "N-1"}},
		"two who shared a cell move together": {rows: []string{"FRE,B1-A-103,X1", "FRE,B1-A-103,X2", "FRE,B1-A-102,X3"},
			moves: []string{"X1 B1-A-101 > B1-A-103 moves", "X2 B1-A-101 > B1-A-103 moves"}, unpinned: []string{"B1-A-101"},
			targets: []string{"FRE B1-A-102 X3", "FRE B1-A-103 X1,X2", "FRE STORE", "NOU N-1 Y1"}, link: []string{"B1-A-103", "N-1"}},
		"one of two moves": {rows: []string{"FRE,B1-A-103,X1", "FRE,B1-A-101,X2", "FRE,B1-A-102,X3"},
			moves:   []string{"X1 B1-A-101 > B1-A-103 splits"},
			targets: []string{"FRE B1-A-101 X2", "FRE B1-A-102 X3", "FRE B1-A-103 X1", "FRE STORE", "NOU N-1 Y1"}, link: []string{"B1-A-101", "B1-A-103", "N-1"}},
		"they change places, and one cell stays a target": {rows: []string{"FRE,B1-A-102,X1", "FRE,B1-A-102,X2", "FRE,B1-A-101,X3"},
			moves:   []string{"X1 B1-A-101 > B1-A-102 joins", "X2 B1-A-101 > B1-A-102 joins", "X3 B1-A-102 > B1-A-101 splits"},
			targets: []string{"FRE B1-A-101 X3", "FRE B1-A-102 X1,X2", "FRE STORE", "NOU N-1 Y1"}, link: []string{"B1-A-101", "B1-A-102", "N-1"}},
		"one comes to another prison": {rows: []string{"FRE,B1-A-101,X1", "FRE,B1-A-101,X2", "FRE,B1-A-102,X3", "FRE,B1-A-104,Y1"},
			moves:   []string{"Y1 N-1 > B1-A-104 moves"},
			targets: []string{"FRE B1-A-101 X1,X2", "FRE B1-A-102 X3", "FRE B1-A-104 Y1", "FRE STORE"}, link: []string{"B1-A-101", "B1-A-104"}},
		"one is released, one sent away, and a cell that is searched anyway is empty": {rows: []string{"FRE,B1-A-101,X2", "FRE,B1-A-103,X3", "OSL,O-1,Y1"},
			moves: []string{"X3 B1-A-102 > B1-A-103 splits"}, gone: []string{"X1 B1-A-101 >"}, elsewhere: []string{"Y1 N-1 > O-1"}, empty: []string{"B1-A-102"},
			targets: []string{"FRE  X1", "FRE B1-A-101 X2", "FRE B1-A-102", "FRE B1-A-103 X3", "FRE STORE", "NOU  Y1"}},
		"the list is of one prison only": {rows: []string{"NOU,N-1,Y1"},
			targets: []string{"FRE B1-A-101 X1,X2", "FRE B1-A-102 X3", "FRE STORE", "NOU N-1 Y1"}, link: []string{"B1-A-101", "N-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T, s *store.Store) {
				withLists(t, s)
				run(t, s, inhabited(t), intake.Options{})
				pin(t, s)
				seen := run(t, s, []intake.File{list(x.rows...)}, intake.Options{DryRun: true})
				c := seen.Occupancy
				for what, pair := range map[string][2][]string{"moves": {told(c.Moves), x.moves}, "gone": {told(c.Gone), x.gone}, "elsewhere": {told(c.Elsewhere), x.elsewhere},
					"empty": {cellsOf(c.Empty), x.empty}, "unpinned": {cellsOf(c.LapsedPins), x.unpinned}} {
					if !slices.Equal(pair[0], pair[1]) {
						t.Errorf("%s: %q, wanted %q", what, pair[0], pair[1])
					}
				}
				run(t, s, []intake.File{list(x.rows...)}, intake.Options{Expect: c.Digest})
				now, d := targets(t, s)
				if !slices.Equal(now, x.targets) {
					t.Errorf("the targets are %q, wanted %q", now, x.targets)
				}
				if got := linkOf(t, s, d); !slices.Equal(got, x.link) {
					t.Errorf("the link joins %q, wanted %q", got, x.link)
				}
				again := run(t, s, []intake.File{list(x.rows...)}, intake.Options{DryRun: true}).Occupancy
				if len(again.Moves) != 0 || len(again.LapsedPins) != 0 || len(again.Gone) != len(c.Gone) {
					t.Errorf("a second time it changes %+v", again)
				}
			})
		})
	}
}

// ordered is an authorisations file in which one order names persons.
const ordered = "reference,issuer,legal_basis,valid_from,valid_to,establishment,cell,persons\n" +
	"A-1,Judge,judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,,,X1|Y1\n" +
	"A-2,Head,admin_cell,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,FRE,B1-A-102,\n"

func TestAnAuthorisationOfAPersonFollowsThemAndWhatItLeavesBehindIsShown(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		withLists(t, s)
		run(t, s, inhabited(t), intake.Options{})
		orders := []intake.File{{Name: "authorisations.csv", Content: []byte(ordered)}}
		run(t, s, orders, intake.Options{})
		_, d := targets(t, s)
		if a := d.Operation.Authorisations; len(a) != 2 || !slices.Equal(a[0].Persons, models.NewWords("X1", "Y1")) || len(a[0].Targets) != 0 || len(a[1].Targets) != 1 {
			t.Fatalf("the orders are %+v", a)
		}
		if again := counted(run(t, s, orders, intake.Options{}), "authorisations"); again.Unchanged != 2 {
			t.Errorf("a second time: %+v", again)
		}
		// X1 goes, X2 stays in the cell that only X1's order covered; X3 goes where no order covers them.
		c := run(t, s, []intake.File{list("FRE,B1-A-103,X1", "FRE,B1-A-101,X2", "FRE,STORE,X3", "NOU,N-1,Y1")}, intake.Options{DryRun: true}).Occupancy
		if len(c.Moves) != 2 || !c.Moves[0].Covered || len(c.Moves[0].Authorisations) != 0 || c.Moves[1].Covered || !slices.Equal(c.Moves[1].Authorisations, []string{"A-2"}) {
			t.Errorf("the moves are %+v", c.Moves)
		}
		if got := cellsOf(c.Uncovered); !slices.Equal(got, []string{"B1-A-101"}) {
			t.Errorf("uncovered are %v", got)
		}
		if d.Operation.Authorisations[0].ID == (models.ID{}) {
			t.Error("an order has no id")
		}
		gone := run(t, s, []intake.File{{Name: "authorisations.csv", Content: []byte(ordered[:strings.Index(ordered, "A-1")] + ordered[strings.Index(ordered, "A-2"):])}}, intake.Options{})
		if _, d := targets(t, s); counted(gone, "authorisations").Removed != 1 || len(d.Operation.Authorisations) != 1 {
			t.Errorf("an order that is in the file no more stays: %+v", gone)
		}
		wrong := strings.Replace(ordered, ",,,X1|Y1", ",,,X1|Y 1", 1)
		if lines := answer(t, s, []intake.File{{Name: "authorisations.csv", Content: []byte(wrong)}}, intake.Options{}); len(lines) != 1 || !strings.HasPrefix(lines[0], "authorisations.csv:2 persons: ") {
			t.Errorf("a person with a space: %q", lines)
		}
	})
}

func TestACellThatWasLeftOutIsSearchedAgainWhenItsPersonsMove(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		withLists(t, s)
		run(t, s, inhabited(t), intake.Options{})
		_, d := targets(t, s)
		whole := d.Operation
		whole.LeftOut = []models.LeftOut{{Cell: whole.Links[0].Cells[0], Reason: "an informer"}}
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.SaveDrafts(d, store.DraftChanges{Operation: &whole}) }); err != nil {
			t.Fatal(err)
		}
		rows := list("FRE,B1-A-103,X1", "FRE,B1-A-103,X2", "FRE,B1-A-102,X3")
		c := run(t, s, []intake.File{rows}, intake.Options{DryRun: true}).Occupancy
		if got := cellsOf(c.LapsedOut); !slices.Equal(got, []string{"B1-A-101"}) {
			t.Errorf("lapsed are %v", got)
		}
		run(t, s, []intake.File{rows}, intake.Options{Expect: c.Digest})
		if _, d := targets(t, s); len(d.Operation.LeftOut) != 0 {
			t.Errorf("left out are still %v", d.Operation.LeftOut)
		}
	})
}

// pin pins the first cell of the link.
func pin(t *testing.T, s *store.Store) {
	t.Helper()
	_, d := targets(t, s)
	err := s.Tx(ctx, func(tx *store.Tx) error {
		whole := d.Operation
		cell := whole.Links[0].Cells[0]
		whole.Pins = []models.Pin{{Cell: cell, Team: d.Sites[cell.Establishment].Teams[0].ID}}
		return tx.SaveDrafts(d, store.DraftChanges{Operation: &whole})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatAnAuthorisationDoesNotCoverAfterAMoveIsSaid(t *testing.T) {
	s := storetest.OpenURL(t, storetest.SQLite(t))
	withLists(t, s)
	run(t, s, inhabited(t), intake.Options{})
	c := run(t, s, []intake.File{list("FRE,B1-A-103,X1", "FRE,B1-A-102,X2", "FRE,B1-A-102,X3")}, intake.Options{DryRun: true}).Occupancy
	if len(c.Moves) != 2 || c.Moves[0].Covered || !slices.Equal(c.Moves[0].Authorisations, []string{"A-1"}) || !c.Moves[1].Covered || c.Moves[1].Authorisations != nil {
		t.Errorf("%+v", c.Moves)
	}
}

func TestAListIsAppliedOnlyAsItWasShown(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		withLists(t, s)
		run(t, s, inhabited(t), intake.Options{})
		files := []intake.File{list("FRE,B1-A-103,X1", "FRE,B1-A-101,X2", "FRE,B1-A-102,X3")}
		refused := func(o intake.Options, want models.Code) {
			t.Helper()
			if _, err := intake.Run(ctx, s, files, o); models.CodeOf(err) != want {
				t.Errorf("answered %v, wanted %s", err, want)
			}
		}
		refused(intake.Options{}, models.NeedsVersion)
		refused(intake.Options{Expect: "0"}, models.Stale)
		shown := run(t, s, files, intake.Options{DryRun: true}).Occupancy.Digest
		other := []intake.File{list("FRE,B1-A-104,X1", "FRE,B1-A-101,X2", "FRE,B1-A-102,X3")}
		if _, err := intake.Run(ctx, s, other, intake.Options{Expect: shown}); models.CodeOf(err) != models.Stale {
			t.Errorf("another list was applied: %v", err)
		}
		before, _ := targets(t, s)
		if r := run(t, s, files, intake.Options{Expect: shown}); !r.Applied || r.Files[0].Updated != 1 || r.Files[0].Unchanged != 2 {
			t.Errorf("%+v", r)
		}
		if after, _ := targets(t, s); slices.Equal(before, after) {
			t.Error("nothing has moved")
		}
		refused(intake.Options{Expect: shown}, models.Stale)
	})
}

func TestAListIsRefusedWhereASealedPlanWouldNotFollow(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		withLists(t, s)
		first := run(t, s, inhabited(t), intake.Options{})
		files := []intake.File{list("FRE,B1-A-103,X1", "FRE,B1-A-101,X2", "FRE,B1-A-102,X3")}
		be := func(state models.OperationState) {
			t.Helper()
			if err := s.Tx(ctx, func(tx *store.Tx) error {
				o, err := tx.LockOperation(*first.Operation)
				if err != nil {
					return err
				}
				o.State = state
				return tx.SaveOperation(&o)
			}); err != nil {
				t.Fatal(err)
			}
		}
		options := intake.Options{DryRun: true, Operation: first.Operation}
		be(models.Sealed)
		if _, err := intake.Run(ctx, s, files, options); models.CodeOf(err) != models.WrongState || !strings.Contains(err.Error(), "reopen") {
			t.Errorf("sealed: %v", err)
		}
		be(models.Live)
		if _, err := intake.Run(ctx, s, files, options); models.CodeOf(err) != models.WrongState {
			t.Errorf("live: %v", err)
		}
		be(models.Approved)
		options.Expect = run(t, s, files, options).Occupancy.Digest
		options.DryRun = false
		run(t, s, files, options)
		err := s.Read(ctx, func(v store.View) error {
			o, err := v.Operation(*first.Operation)
			if o.State != models.Draft || o.Plan != nil {
				t.Errorf("after targets have moved the operation is %s", o.State)
			}
			rows, err2 := v.Audit(store.AuditFilter{Operation: o.ID, Limit: 10})
			said := ""
			for _, r := range rows {
				said += r.Act + " " + r.Subject + " " + r.Detail + "\n"
			}
			if !strings.Contains(said, "plan.read occupancy moves 1") || !strings.Contains(said, "reopen") || strings.Contains(said, "X1") || strings.Contains(said, "B1-A") {
				t.Errorf("the audit says\n%s", said)
			}
			if err == nil {
				err = err2
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestFaultsOfAListAreToldByRowAndColumn(t *testing.T) {
	s := storetest.OpenURL(t, storetest.SQLite(t))
	withLists(t, s)
	run(t, s, inhabited(t), intake.Options{})
	_, err := intake.Run(ctx, s, []intake.File{list("FRE,B1-A-101,X1", "FRE,B1-A-102,X1", "FRE,NONE,X2", "XXX,B1-A-101,X3", "FRE,B1-A-101,", "FRE,B1-A-101,a b")}, intake.Options{DryRun: true})
	text := ""
	if err != nil {
		text = err.Error()
	}
	for _, want := range []string{"occupancy.csv:3 person", "occupancy.csv:4 cell", "occupancy.csv:5 establishment", "occupancy.csv:6 person", "occupancy.csv:7 person"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not told: %s", want, text)
		}
	}
}
