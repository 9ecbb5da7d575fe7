package server_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// roundTrip makes of a value what JSON makes of it.
func roundTrip(t *testing.T, from, to any) {
	t.Helper()
	raw, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(raw, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func text(v any) string { return fmt.Sprint(v) }
