package server

import (
	"encoding/json"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Of two members of one name JSON readers keep the last: a location that says
// kind twice is taken for a cell.
func TestADocumentSaysItsKindOnceAndItsOwnKindByAnotherName(t *testing.T) {
	for kind, own := range map[fieldsync.Kind]string{fieldsync.KindLocation: "locationKind", fieldsync.KindTask: "locationKind",
		fieldsync.KindCustody: "custodyKind", fieldsync.KindFile: "fileKind"} {
		d := fieldsync.Document{Kind: kind, ID: "x", Rev: 2, Position: 7, Body: json.RawMessage(`{"code":"A","id":"x","kind":"store"}`)}
		raw := documentOut(d, true)
		if want := `{"id":"x","kind":"` + string(kind) + `","rev":2,"_deleted":false,"position":7,"code":"A","` + own + `":"store"}`; string(raw) != want {
			t.Errorf("%s\n%s", raw, want)
		}
	}
}

func TestAReceiptShowsThePositionOfItsEntry(t *testing.T) {
	d := fieldsync.Document{Kind: fieldsync.KindReceipt, ID: "h", Rev: 1, Position: 9, Body: json.RawMessage(`{"position":4,"verdict":"stored"}`)}
	if raw, want := string(documentOut(d, true)), `{"id":"h","kind":"receipt","rev":1,"_deleted":false,"position":4,"verdict":"stored"}`; raw != want {
		t.Errorf("%s\n%s", raw, want)
	}
}

func TestAnErasedDocumentIsItsEnvelope(t *testing.T) {
	if raw, want := string(documentOut(fieldsync.Document{Kind: fieldsync.KindFinding, ID: "f", Deleted: true}, false)), `{"id":"f","kind":"finding","rev":0,"_deleted":true}`; raw != want {
		t.Errorf("%s\n%s", raw, want)
	}
}

func TestAPictureTakesExhibitsThatAreWeighed(t *testing.T) {
	docs := map[string]exhibitDoc{}
	if err := keep(docs, fieldsync.Document{ID: "a", Body: json.RawMessage(`{"category":"drug","quantity":2.5}`)}); err != nil {
		t.Fatal(err)
	}
	if err := keep(docs, fieldsync.Document{ID: "b", Body: json.RawMessage(`{"category":"phone","quantity":100}`)}); err != nil {
		t.Fatal(err)
	}
	if a, b := docs["a"].pieces(), docs["b"].pieces(); a != 3 || b != 100 {
		t.Errorf("%d and %d pieces", a, b)
	}
}
