package sync_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestMemoryFindsADocumentByTheKeysThatItHasNow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := fieldsync.NewMemory()
		now := map[string][]string{} // keys of each document, as they were put last
		for range rapid.IntRange(0, 30).Draw(t, "puts") {
			id := fmt.Sprint("d", rapid.IntRange(0, 5).Draw(t, "id"))
			now[id] = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 3, rapid.ID[string]).Draw(t, "keys")
			if err := m.Put(fieldsync.Document{Kind: fieldsync.KindTask, ID: id, Keys: now[id]}); err != nil {
				t.Fatal(err)
			}
		}
		for _, key := range []string{"a", "b", "c", "d"} {
			want := ""
			for i := range 6 {
				for _, k := range now[fmt.Sprint("d", i)] {
					if k == key {
						want += fmt.Sprint("d", i, " ")
					}
				}
			}
			got := ""
			found, err := m.Find(fieldsync.KindTask, key)
			for _, d := range found {
				got += d.ID + " "
			}
			if err != nil || got != want {
				t.Fatalf("%s: %q, %v; want %q", key, got, err, want)
			}
			if other, _ := m.Find(fieldsync.KindSearch, key); len(other) != 0 {
				t.Fatalf("%s: a search was found", key)
			}
		}
	})
}
