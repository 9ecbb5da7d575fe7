package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/server/staging"
	"github.com/cellsweep/cellsweep/store/blobs"
	"github.com/cellsweep/cellsweep/store/blobs/s3"
)

// fakeS3 is an S3 server within this process, and a bucket in it.
func fakeS3(t *testing.T) (place string, backend *s3mem.Backend) {
	t.Helper()
	backend = s3mem.New()
	if err := backend.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	return "s3://evidence?region=eu-west-3&use_path_style=true&endpoint=" + srv.URL, backend
}

func TestAnS3StoreKeepsGivesAndLosesFilesAsAFolderDoes(t *testing.T) {
	place, backend := fakeS3(t)
	store, err := blobs.Open(t.Context(), place, map[string]blobs.Opener{s3.Scheme: s3.Open})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := servertest.New(t, servertest.SQLite(t), func(d *server.Dependencies) { d.Files.Blobs = store })
	d := newDrill(t, w)
	operation, p, _ := d.live()
	raw := photograph(t, 1)
	p.attach(d.near.ID, raw)
	p.push()
	d.tus().upload(p, raw)
	d.project()
	path := "/v1/operations/" + operation.String() + "/files/" + shaOf(raw) + "/original"
	got := w.As(models.RoleAnalyst).Do(http.MethodGet, path, nil, "X-Reason", "court").Expect(http.StatusOK)
	if !bytes.Equal(got.Body, raw) {
		t.Error("what comes back is not what was sent")
	}
	key := blobs.Key(operation, shaOf(raw))
	object, err := backend.HeadObject("evidence", key)
	if err != nil || object.Size != int64(len(raw)) {
		t.Fatalf("the bucket has %+v, %v", object, err)
	}
	wrong := append([]byte(nil), raw...)
	wrong[len(wrong)-1] ^= 1
	if err := store.Put(t.Context(), "elsewhere", bytes.NewReader(wrong), shaOf(raw)); !errors.Is(err, blobs.ErrWrongHash) {
		t.Errorf("bytes of another hash are answered %v", err)
	}
	if _, err := backend.HeadObject("evidence", "elsewhere"); err == nil {
		t.Error("bytes of another hash are kept")
	}
	if _, err := backend.DeleteObject("evidence", key); err != nil {
		t.Fatal(err)
	}
	d.lost(operation, p, raw, models.FileGone, "")
}

// lost checks that a file is named by a check, asked for, and whole when it came again.
func (d *drill) lost(operation models.ID, p *pen, raw []byte, what, found string) {
	t := d.T
	t.Helper()
	d.As(models.RoleHQ).Get("/v1/operations/" + operation.String() + "/files/" + shaOf(raw) + "/preview").Expect(http.StatusServiceUnavailable)
	check, err := d.Server.CheckFiles(t.Context())
	if err != nil || len(check.Findings) != 1 || check.Findings[0].SHA256 != shaOf(raw) || check.Findings[0].What != what || check.Findings[0].Found != found ||
		check.Findings[0].Operation != "DAWN-live" {
		t.Fatalf("the check says %+v, %v", check, err)
	}
	if len(p.missing()) != 0 {
		t.Error("a check that only looks has asked for a file")
	}
	if err := d.Server.AskAgain(t.Context(), check); err != nil {
		t.Fatal(err)
	}
	if got := p.missing(); !slices.Equal(got, []string{shaOf(raw)}) {
		t.Errorf("missing are %v", got)
	}
	if got := d.fileState(operation, raw); got != "refused" {
		t.Errorf("the file is shown as %q", got)
	}
	if again, err := d.Server.CheckFiles(t.Context()); err != nil || len(again.Findings) != 0 {
		t.Errorf("what was said once is said again: %+v, %v", again, err)
	}
	d.tus().upload(p, raw)
	if len(p.missing()) != 0 || d.fileState(operation, raw) != "stored" {
		t.Error("a file that came again is not whole")
	}
	if again, err := d.Server.CheckFiles(t.Context()); err != nil || len(again.Findings) != 0 {
		t.Errorf("after it came again: %+v, %v", again, err)
	}
}

func TestAFileThatIsGoneOrAlteredIsNamedAndAskedForAgain(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		one, two := photograph(t, 1), photograph(t, 2)
		p.attach(d.near.ID, one, two)
		p.push()
		d.tus().upload(p, one)
		d.tus().upload(p, two)
		d.project()
		at := func(raw []byte) string {
			return filepath.Join(w.Server.Files.Blobs.Name(), blobs.Key(operation, shaOf(raw)))
		}
		if err := os.Remove(at(one)); err != nil {
			t.Fatal(err)
		}
		d.lost(operation, p, one, models.FileGone, "")
		other := append([]byte(nil), two...)
		other[len(other)/2] ^= 4 // one bit
		if err := os.WriteFile(at(two), other, 0o600); err != nil {
			t.Fatal(err)
		}
		d.lost(operation, p, two, models.FileAltered, shaOf(other))
		aside := filepath.Join(w.Server.Files.Blobs.Name(), blobs.AsideKey(operation, shaOf(two), shaOf(other)))
		if kept, err := os.ReadFile(aside); err != nil || !bytes.Equal(kept, other) {
			t.Errorf("the altered bytes are not kept aside: %v", err)
		}
	})
}

func TestFilesThatWereOnlyAwayAreWholeAgainWhenTheyAreBack(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	operation, p, _ := d.live()
	raw := photograph(t, 1)
	p.attach(d.near.ID, raw)
	p.push()
	d.tus().upload(p, raw)
	at := filepath.Join(w.Server.Files.Blobs.Name(), blobs.Key(operation, shaOf(raw)))
	check := func(want string) {
		t.Helper()
		found, err := w.Server.CheckFiles(t.Context())
		if err != nil || len(found.Findings) != 1 || found.Findings[0].What != want {
			t.Fatalf("the check says %+v, %v", found, err)
		}
		if err := w.Server.AskAgain(t.Context(), found); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(at, at+".away"); err != nil {
		t.Fatal(err)
	}
	check(models.FileGone)
	if err := os.Rename(at+".away", at); err != nil {
		t.Fatal(err)
	}
	check(server.Back)
	if len(p.missing()) != 0 || d.fileState(operation, raw) != "stored" {
		t.Error("a file that is back is not whole")
	}
}

// full is a reader after which a disk is full.
type full struct {
	io.Reader
	left int
}

func (f *full) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, &os.PathError{Op: "write", Path: "/a/path/of/the/server", Err: syscall.ENOSPC}
	}
	n, err := f.Reader.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func TestAFullDiskIsSaidAndWhatCameBeforeItStays(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		raw, c := photograph(t, 1), d.tus()
		p.attach(d.near.ID, raw)
		p.push()
		at := c.begin(p, raw)
		w.Server.Files.Staging.Writer = func(r io.Reader) io.Reader { return &full{r, 700} }
		answer := c.patch(at, 0, raw).Expect(http.StatusInsufficientStorage)
		if problem := answer.Problem(); problem.Code != "full" || !strings.Contains(problem.Detail, "no room") || strings.Contains(string(answer.Body), "path") {
			t.Errorf("a full disk is answered %s", answer.Body)
		}
		w.Server.Files.Staging.Writer = nil
		if got := c.offset(at); got != "700" {
			t.Errorf("of what came before the disk was full %s bytes are here", got)
		}
		c.patch(at, 700, raw[700:]).Expect(http.StatusNoContent)
		if len(p.missing()) != 0 || d.fileState(operation, raw) != "stored" {
			t.Error("the file is not whole when there is room again")
		}
	})
}

// smallDisk is a file system of one megabyte, where the test may mount one.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir).Run(); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := exec.Command("umount", dir).Run(); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// A file of which every byte is staged and that the blob store has no room for
// is not whole; it is finished as soon as somebody asks for it and there is room.
func TestAFileThatTheStoreHasNoRoomForIsFinishedWhenThereIs(t *testing.T) {
	disk := smallDisk(t)
	store, err := blobs.Open(t.Context(), filepath.Join(disk, "files"), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := servertest.New(t, servertest.SQLite(t), func(d *server.Dependencies) { d.Files.Blobs = store })
	d := newDrill(t, w)
	operation, p, _ := d.live()
	raw, c := photograph(t, 1), d.tus()
	p.attach(d.near.ID, raw)
	p.push()
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 2<<20), 0o600); err == nil {
		t.Fatal("a disk of 1 MiB took 2")
	}
	at := c.begin(p, raw)
	c.patch(at, 0, raw).Expect(http.StatusInsufficientStorage)
	if answer := c.Do(http.MethodHead, at, nil, "Tus-Resumable", "1.0.0"); answer.Status != http.StatusInsufficientStorage {
		t.Errorf("an upload that could not be finished is answered %d, as if it were whole", answer.Status)
	}
	if len(p.missing()) != 1 || len(d.aboutFiles(operation)) != 0 {
		t.Error("the file counts as whole")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if got := c.offset(at); got != strconv.Itoa(len(raw)) || len(p.missing()) != 0 || d.fileState(operation, raw) != "stored" {
		t.Errorf("there is room again, and the file is not whole (offset %s)", got)
	}
}

// replica is another server on the same database, files and keys.
func replica(t *testing.T, w *servertest.World, area *staging.Area) *httptest.Server {
	t.Helper()
	d := w.Server.Dependencies
	d.Files.Staging = area
	s, err := server.New(d)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv
}

func TestAnUploadThatOneReplicaBeganGoesOnAtAnother(t *testing.T) {
	dir := t.TempDir()
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		other, err := staging.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		second := replica(t, w, other)
		raw, c := photograph(t, 1), d.tus()
		p.attach(d.near.ID, raw)
		p.push()
		at := c.begin(p, raw)
		c.patch(at, 0, raw[:900]).Expect(http.StatusNoContent)

		// A request that hangs at the one, its tablet long gone, gives way to the next at the other.
		hung, err := net.Dial("tcp", strings.TrimPrefix(w.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = hung.Close() }()
		head := "PATCH " + at + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 900\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " +
			strconv.Itoa(len(raw)-900) + "\r\n\r\n"
		if _, err := hung.Write(append([]byte(head), raw[900:1000]...)); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		w.URL = second.URL
		for range 50 {
			if c.offset(at) == "1000" {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got := c.offset(at); got != "1000" || time.Since(began) > 8*time.Second {
			t.Fatalf("the other replica has %s bytes after %s", got, time.Since(began))
		}
		c.patch(at, 1000, raw[1000:]).Expect(http.StatusNoContent)
		if len(p.missing()) != 0 || d.fileState(operation, raw) != "stored" || len(d.aboutFiles(operation)) != 1 {
			t.Error("the file is not whole, or more than once")
		}
	}, func(d *server.Dependencies) {
		area, err := staging.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		d.Files.Staging = area
	})
}

func TestAnUploadIsLockedBetweenProcessesAndItsHolderIsAskedToLetGo(t *testing.T) {
	dir := t.TempDir()
	var areas [2]*staging.Area
	for i := range areas {
		var err error
		if areas[i], err = staging.Open(dir); err != nil {
			t.Fatal(err)
		}
	}
	id := strings.Repeat("a", 43)
	first, _ := areas[0].NewLock(id)
	second, _ := areas[1].NewLock(id)
	asked := make(chan struct{})
	if err := first.Lock(t.Context(), func() { close(asked) }); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := second.Lock(short, func() {}); err == nil {
		t.Fatal("both hold it")
	}
	select {
	case <-asked:
	case <-time.After(5 * time.Second):
		t.Fatal("the holder was not asked to let go")
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := second.Lock(t.Context(), func() {}); err != nil {
		t.Fatal(err)
	}
	if err := second.Unlock(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("locks leave %v behind, %v", left, err)
	}
}
