package check

import (
	"errors"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// FuzzRun holds that no two documents can do more than be refused or be judged,
// and that the judgement of the same documents is the same.
func FuzzRun(f *testing.F) {
	for _, pair := range [][2]string{{dawn, dawnPlan}, {yard, yardPlan}} {
		in, plan := parsed(f, pair[0]), parsed(f, pair[1])
		sign(f, in, plan)
		f.Add(written(f, in), written(f, plan))
	}
	in, plan := parsed(f, yard), parsed(f, yardPlan)
	for _, kind := range []string{"longestCell", "release", "area", "walkForest", "pigeonhole", "L2", "eligibility", "equipment", "refuted"} {
		item(plan, "sites", "id", "S")["lowerBound"] = 40
		item(plan, "sites", "id", "S")["bound"] = doc{"kind": kind, "value": 40, "witness": doc{"cell": "x", "cells": []any{"x", "y"}, "teams": []any{"T1"}, "kind": "dog"}}
		f.Add(written(f, in), written(f, plan))
	}
	f.Fuzz(func(t *testing.T, instance, plan []byte) {
		found, err := Run(instance, plan)
		if fault, ok := errors.AsType[*models.Fault](err); err != nil && (!ok || fault.Code != models.Invalid || len(fault.Fields) == 0) {
			t.Fatalf("not a fault that says what is invalid: %v", err)
		}
		for _, v := range found {
			if !slices.Contains(Rules, v.Rule) {
				t.Fatalf("an unknown rule: %s", v)
			}
		}
		if again, _ := Run(instance, plan); !slices.Equal(found, again) {
			t.Fatal("judged twice, found different things")
		}
	})
}
