package server_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// release is what programs of one wire version sent: sync/testdata/releases.
type release struct {
	Operation, Site    models.ID
	SigningKey, Stream string
	Pushes             []struct {
		Name, Body string
		Results    []struct {
			Seq     uint64
			ID      string
			Verdict fieldsync.Verdict
			Code    fieldsync.Code
		}
	}
}

func TestTheServerAcceptsWhatAnyReleaseEverPushed(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "sync", "testdata", "releases", "*", "pushes.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no releases: %v", err)
	}
	for _, path := range paths {
		var r release
		raw, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(raw, &r)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			servertest.Run(t, func(t *testing.T, w *servertest.World) { r.isAccepted(t, newDrill(t, w)) })
		})
	}
}

func (r release) isAccepted(t *testing.T, d *drill) {
	r.stage(d)
	for _, sent := range r.Pushes {
		var a pushed
		d.Nobody().Do("POST", "/v1/sync/push", sent.Body).Expect(200).Into(&a)
		if len(a.Results) != len(sent.Results) || a.Ack == nil {
			t.Errorf("%s: %d rows of %d, ack %v", sent.Name, len(a.Results), len(sent.Results), a.Ack)
			continue
		}
		for i, got := range a.Results {
			if want := sent.Results[i]; got.Seq != want.Seq || got.ID != want.ID || got.Verdict != want.Verdict || got.Code != want.Code {
				t.Errorf("%s: element %d is told %+v, and was told %+v", sent.Name, i, got, want)
			}
		}
	}
	d.project()
	for _, x := range d.documents(r.Operation, fieldsync.KindReceipt) {
		var receipt fieldsync.Receipt
		if err := json.Unmarshal(x.Body, &receipt); err != nil {
			t.Fatal(err)
		}
		if receipt.Status == fieldsync.Refused && receipt.StatusCode != fieldsync.UnknownType {
			t.Errorf("%s is refused: %s %s", receipt.Type, receipt.StatusCode, receipt.Detail)
		}
	}
}

// stage makes the operation and the tablet that the release wrote for.
func (r release) stage(d *drill) {
	d.T.Helper()
	d.Tx(func(tx *store.Tx) error {
		site := d.near
		site.ID, site.Code = r.Site, "REL"
		o, err := models.NewOperation("RELEASE", "Release", models.NewID(), tx.Now)
		if err != nil {
			return err
		}
		o.ID, o.State = r.Operation, models.Live
		t := models.Tablet{ID: models.NewID(), Establishment: r.Site, Label: "of the release", State: models.TabletConfirmed,
			SigningKey: r.SigningKey, AgreementKey: r.SigningKey}
		for _, act := range []func() error{
			func() error { return tx.AddEstablishments([]models.Establishment{site}) },
			func() error { return tx.AddOperation(&o) },
			func() error { return tx.OpenJournal(o.ID) },
			func() error { return tx.AddTablet(&t) },
			func() error { return tx.AddStreams(o.ID, []models.Tablet{t}) },
		} {
			if err := act(); err != nil {
				return err
			}
		}
		return nil
	})
	var streams []store.Stream
	d.Read(func(v store.View) (err error) {
		streams, err = v.StreamsOf(r.Operation)
		return err
	})
	if !slices.ContainsFunc(streams, func(s store.Stream) bool { return s.Stream == r.Stream }) {
		d.T.Fatalf("the stream of the release is not %v", streams)
	}
}
