package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// together runs the same import n times at once and returns what each was told.
func together(s *store.Store, files []intake.File, n int) []error {
	told, begin := make(chan error, n), make(chan struct{})
	for range n {
		go func() {
			_ = s.Read(ctx, func(store.View) error { <-begin; return nil }) // so that each has a connection
			_, err := intake.Run(ctx, s, files, intake.Options{})
			told <- err
		}()
	}
	time.Sleep(50 * time.Millisecond)
	close(begin)
	errs := make([]error, n)
	for i := range errs {
		errs[i] = <-told
	}
	return errs
}

func TestOfImportsAtTheSameMomentNoneIsTakenTwice(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		done := 0
		for _, err := range together(s, dawn(t), 3) {
			switch {
			case err == nil:
				done++
			case models.CodeOf(err) != models.Conflict:
				t.Error(err)
			}
		}
		if done == 0 {
			t.Error("each was told that another one came first")
		}
		once(t, s)
	})
}

func TestASiteIsAddedOnceByImportsAtTheSameMoment(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, only(dawn(t), "establishments.csv", "locations.csv", "officers.csv", "equipment.csv", "operation.csv"), intake.Options{})
		for round := range 5 {
			files := dawn(t, "25,35,2,1", fmt.Sprintf("%d,35,2,1", 30+round), "They call each other", fmt.Sprint("Reason ", round), "They call each other", fmt.Sprint("Reason ", round))
			for _, err := range together(s, only(files, "teams.csv", "cells.csv", "links.csv", "authorisations.csv"), 4) {
				if err != nil {
					t.Error(err)
				}
			}
			once(t, s)
		}
	})
}

// once checks that the small operation is there and nothing of it twice.
func once(t *testing.T, s *store.Store) {
	t.Helper()
	k := everything(t, s)
	if len(k.Establishments) != 2 || len(k.Locations) != 8 || len(k.Operations) != 1 || len(k.Sites[0]) != 2 || len(k.Drafts[0].Authorisations) != 2 {
		t.Errorf("%d establishments, %d locations, %d operations, %d sites", len(k.Establishments), len(k.Locations), len(k.Operations), len(k.Sites[0]))
	}
}

func TestAParentMayComeLongAfterItsChildren(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		var b strings.Builder
		b.WriteString("establishment,code,parent,kind\n")
		for i := range 1500 { // more than one statement takes
			fmt.Fprintf(&b, "FRE,C-%d,B,cell\n", i)
		}
		b.WriteString("FRE,B,,building\n")
		files := append(only(dawn(t), "establishments.csv"), intake.File{Name: "locations.csv", Content: []byte(b.String())})
		if r := run(t, s, files, intake.Options{}); counted(r, "locations").Created != 1501 {
			t.Errorf("%+v", r)
		}
	})
}

// Somebody puts B1 into STORE while an import puts STORE into B1: each is right for
// itself, and together they would be a circle.
func TestAnImportSeesWhatSomebodyMovedInATreeWhileItBegan(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, only(dawn(t), "establishments.csv", "locations.csv"), intake.Options{})
		told := make(chan error, 1)
		err := s.Tx(ctx, func(tx *store.Tx) error {
			es, err := tx.AllEstablishments()
			if err != nil {
				return err
			}
			tree, err := tx.LockTree(es[0].ID) // FRE
			if err != nil {
				return err
			}
			byCode := map[string]models.Location{}
			for _, l := range tree {
				byCode[l.Code] = l
			}
			go func() {
				_, err := intake.Run(ctx, s, []intake.File{{Name: "locations.csv", Content: []byte("establishment,code,parent,kind\nFRE,STORE,B1,store\n")}}, intake.Options{})
				told <- err
			}()
			time.Sleep(200 * time.Millisecond)
			b1, above := byCode["B1"], byCode["STORE"].ID
			b1.Parent = &above
			return tx.SaveLocation(&b1)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-told; models.CodeOf(err) != models.Invalid {
			t.Errorf("the import made a circle: %v", err)
		}
	})
}
