package server_test

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// types lists the types of the server's entries about files, in order.
func (d *drill) aboutFiles(operation models.ID) (types []string) {
	d.T.Helper()
	d.Read(func(v store.View) error {
		entries, err := v.Entries(operation, 0, 10_000)
		for _, e := range entries {
			if strings.HasPrefix(e.Entry.Type, "file.") && e.Server {
				types = append(types, e.Entry.Type)
			}
		}
		return err
	})
	return types
}

func (d *drill) fileState(operation models.ID, raw []byte) string {
	d.T.Helper()
	d.project()
	for _, doc := range d.documents(operation, fieldsync.KindFile) {
		if doc.ID == shaOf(raw) {
			var body struct{ State string }
			if err := json.Unmarshal(doc.Body, &body); err != nil {
				d.T.Fatal(err)
			}
			return body.State
		}
	}
	return "no document"
}

func TestAPhotographIsWholeWhenItsLastByteHasComeAndNotBefore(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		raw, c := photograph(t, 1), d.tus()
		p.attach(d.near.ID, raw)
		p.push()
		if got := p.missing(); !slices.Equal(got, []string{shaOf(raw)}) {
			t.Fatalf("missing are %v", got)
		}
		if got := d.fileState(operation, raw); got != "named" {
			t.Errorf("before it came the file is %q", got)
		}
		at, third := c.begin(p, raw), len(raw)/3
		for _, part := range [][2]int{{0, third}, {third, 2 * third}, {2 * third, len(raw) - 1}} {
			c.patch(at, part[0], raw[part[0]:part[1]]).Expect(http.StatusNoContent)
		}
		if len(p.missing()) != 1 || len(d.aboutFiles(operation)) != 0 {
			t.Error("a file that lacks its last byte counts as whole")
		}
		if again := c.begin(p, raw); again != at {
			t.Errorf("the same file begun again is another upload: %s, %s", at, again)
		}
		c.patch(at, len(raw)-1, raw[len(raw)-1:]).Expect(http.StatusNoContent)
		if got := p.missing(); len(got) != 0 {
			t.Errorf("missing are %v", got)
		}
		if got := c.offset(at); got != strconv.Itoa(len(raw)) {
			t.Errorf("after the end the offset is %s", got)
		}
		if got := d.fileState(operation, raw); got != "stored" {
			t.Errorf("the file is %q", got)
		}
		if got := d.aboutFiles(operation); !slices.Equal(got, []string{"file.stored"}) {
			t.Errorf("the journal says %v", got)
		}
	})
}

func TestAnOriginalIsSavedWithAReasonAndAPreviewIsOnlyPixels(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		raw := photograph(t, 2)
		p.attach(d.near.ID, raw)
		p.push()
		d.tus().upload(p, raw)
		d.project()
		path := "/v1/operations/" + operation.String() + "/files/" + shaOf(raw)
		c := w.As(models.RoleCustodian)
		c.Get(path + "/original").Expect(http.StatusBadRequest)
		got := c.Do(http.MethodGet, path+"/original", nil, "X-Reason", "court%20asks").Expect(http.StatusOK)
		if !bytes.Equal(got.Body, raw) {
			t.Error("the original is not what was sent")
		}
		for name, want := range map[string]string{"Content-Disposition": `attachment; filename="` + shaOf(raw) + `.png"`, "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Type": "application/octet-stream", "Cache-Control": "no-store"} {
			if got.Header.Get(name) != want {
				t.Errorf("%s is %q", name, got.Header.Get(name))
			}
		}
		rows := w.Audit(models.ActFileOriginal)
		if len(rows) != 1 || rows[0].Reason != "court asks" || rows[0].Subject != "file/"+shaOf(raw) || rows[0].Site == nil || *rows[0].Site != d.near.ID {
			t.Errorf("the audit has %+v", rows)
		}
		shown := w.As(models.RoleHQ).Get(path + "/preview").Expect(http.StatusOK)
		config, kind, err := image.DecodeConfig(bytes.NewReader(shown.Body))
		if err != nil || kind != "png" || config.Width != 40 || shown.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
			t.Errorf("the preview is %s, %v, %v", kind, config.Width, err)
		}
		if len(w.Audit(models.ActFileRead)) != 1 {
			t.Error("a preview that was looked at is not in the audit")
		}
		stranger := w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.far.ID}})
		stranger.Get(path + "/preview").Expect(http.StatusNotFound)
		w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{d.near.ID}}).Get(path + "/preview").Expect(http.StatusOK)
	})
}

func TestTheSameBytesFromTwoTabletsAreOneFile(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, near, far := d.live()
		raw, c := photograph(t, 3), d.tus()
		near.attach(d.near.ID, raw)
		far.attach(d.far.ID, raw)
		near.push()
		far.push()
		begun := c.begin(far, raw) // and not gone on with
		c.upload(near, raw)
		if len(near.missing()) != 0 || len(far.missing()) != 0 {
			t.Error("a file that one tablet has brought is asked of another")
		}
		answer := c.create(len(raw), far.metadata(raw)).Expect(http.StatusCreated)
		if answer.Header.Get("Upload-Offset") != strconv.Itoa(len(raw)) || c.offset(answer.Header.Get("Location")) != strconv.Itoa(len(raw)) || c.offset(begun) != strconv.Itoa(len(raw)) {
			t.Error("the second creation does not say that all is here")
		}
		if got := d.aboutFiles(operation); !slices.Equal(got, []string{"file.stored"}) {
			t.Errorf("the journal says %v", got)
		}
		// In another operation they are another file.
		other := d.pen(nearCode, d.operation(models.Released))
		if answer := c.create(len(raw), other.metadata(raw)).Expect(http.StatusCreated); answer.Header.Get("Upload-Offset") != "0" {
			t.Error("a file of one operation counts in another")
		}
	})
}

func TestWhatATabletMayUploadHasAnEndAndAnExportHasNot(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		w.Server.Files.Quota = 6000
		_, p, far := d.live()
		c := d.tus()
		c.upload(p, photograph(t, 1))
		c.begin(p, photograph(t, 2))
		third := photograph(t, 3)
		answer := c.create(len(third), p.metadata(third)).Expect(http.StatusRequestEntityTooLarge)
		if got := answer.Problem().Errors[0].Code; got != "quota" {
			t.Errorf("the code is %q", got)
		}
		c.begin(p, photograph(t, 2)) // what has begun goes on
		c.upload(far, third)
	})
}

func TestUploadsThatNobodyGoesOnWithAreRemovedAfterSevenDays(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		_, p, _ := d.live()
		raw, c := photograph(t, 4), d.tus()
		old := c.begin(p, raw)
		c.patch(old, 0, raw[:100]).Expect(http.StatusNoContent)
		w.Advance(7*24*time.Hour - time.Minute)
		fresh := c.begin(p, photograph(t, 5))
		if n, err := w.Server.SweepUploads(t.Context()); n != 0 || err != nil {
			t.Fatalf("swept %d, %v", n, err)
		}
		w.Advance(2 * time.Minute)
		if n, err := w.Server.SweepUploads(t.Context()); n != 1 || err != nil {
			t.Fatalf("swept %d, %v", n, err)
		}
		c.Do(http.MethodHead, old, nil).Expect(http.StatusNotFound)
		if c.offset(fresh) != "0" {
			t.Error("an upload of yesterday was removed")
		}
		c.upload(p, raw)
	})
}
