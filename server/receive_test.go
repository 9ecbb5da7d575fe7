package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// exported is an export in the making.
type exported struct {
	t     testing.TB
	plain bytes.Buffer
	at    []int // where each record begins
}

func (x *exported) record(r fieldsync.ExportRecord, raw []byte) {
	x.t.Helper()
	x.at = append(x.at, x.plain.Len())
	if err := fieldsync.WriteExportRecord(&x.plain, r, raw); err != nil {
		x.t.Fatal(err)
	}
}

// export is what a tablet would carry home: all that the pen has not sent, in
// pushes of two entries, and files.
func (p *pen) export(files ...[]byte) *exported {
	p.d.T.Helper()
	x := &exported{t: p.d.T}
	var pushes [][]byte
	for from := 0; from < len(p.unsent); from += 2 {
		p.seqBeacon++
		head := fieldsync.Head{N: 2_000_000 + p.seqBeacon, Seq: p.seq, Hash: p.prev, At: p.d.Now()}
		head.Sign(p.stream, p.key)
		raw, err := json.Marshal(object{"v": 1, "stream": p.stream, "head": head, "entries": p.unsent[from:min(from+2, len(p.unsent))]})
		if err != nil {
			p.d.T.Fatal(err)
		}
		pushes = append(pushes, raw)
	}
	n, m := uint64(len(pushes)), uint64(len(files))
	x.record(fieldsync.ExportRecord{Record: fieldsync.ExportFormat, Tablet: "tablet", Key: "age", AppVersion: "1.0.0", At: models.FormatTime(p.d.Now()), Pushes: &n, Files: &m}, nil)
	for _, raw := range pushes {
		x.record(fieldsync.ExportRecord{Record: fieldsync.ExportPush, SHA256: shaOf(raw)}, raw)
	}
	for _, raw := range files {
		claim := fieldsync.FileClaim{Stream: p.stream, SHA256: shaOf(raw), Size: uint64(len(raw))}
		x.record(fieldsync.ExportRecord{Record: fieldsync.ExportFile, Stream: p.stream, SHA256: claim.SHA256, Sig: claim.Sign(p.key)}, raw)
	}
	x.record(fieldsync.ExportRecord{Record: fieldsync.ExportEnd, Pushes: &n, Files: &m}, nil)
	return x
}

// sealed encrypts an export to a server, as its enrolment's answer names the key.
func sealed(t testing.TB, key string, plain []byte) []byte {
	t.Helper()
	public, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(public) != 32 {
		t.Fatalf("%q is no key: %v", key, err)
	}
	recipient, err := age.ParseX25519Recipient(bundle.Recipient(public))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, recipient)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (d *drill) receive(raw []byte) servertest.Response {
	d.T.Helper()
	return d.As(models.RoleCoordinator).Do(http.MethodPost, "/v1/sync/import", raw, "Content-Type", "application/octet-stream")
}

func TestWhatATabletWithoutNetworkCarriesHomeIsJudgedAsAPushIs(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		operation, p, _ := d.live()
		one, two, three := photograph(t, 1), photograph(t, 2), photograph(t, 3)
		p.incident()
		p.attach(d.near.ID, one, two)
		p.incident()
		p.attach(d.near.ID, three)
		p.incident()
		raw := sealed(t, w.Server.Keys.AgePublic(), p.export(one, two).plain.Bytes())
		var got server.Receipt
		d.receive(raw).Expect(http.StatusOK).Into(&got)
		if !got.Whole || got.Fault != nil || got.Pushes.Arrived != 3 || got.Files.Arrived != 2 || len(got.Streams) != 1 || len(got.Streams[0].Results) != 5 {
			t.Fatalf("the receipt says %+v", got)
		}
		for _, r := range got.Streams[0].Results {
			if r.Verdict != fieldsync.Stored || r.Duplicate {
				t.Errorf("an entry is %+v", r)
			}
		}
		if missing := got.Streams[0].FilesMissing; !reflect.DeepEqual(missing, []string{shaOf(three)}) || got.Acks.Acks[0].FilesMissing != 1 {
			t.Errorf("missing are %v", missing)
		}
		ack := got.Acks.Acks[0]
		at, err := fieldsync.ParseTime(ack.Time)
		if err != nil {
			t.Fatal(err)
		}
		signed := fieldsync.Ack{Seq: ack.Seq, Hash: ack.Hash, Epoch: ack.Epoch, Time: at, Sig: ack.Sig}
		entryKey, _ := fieldsync.ParseSigningKey(server.Public(w.Server.Keys.Entry))
		if ack.Seq != 5 || ack.Hash != p.prev || !signed.Verify(p.stream, entryKey) {
			t.Errorf("the ack is %+v", ack)
		}
		if len(got.QR) != 1 || !strings.HasPrefix(got.QR[0], "data:image/png;base64,") {
			t.Errorf("there are %d codes", len(got.QR))
		}
		if d.fileState(operation, two) != "stored" || d.fileState(operation, three) != "named" {
			t.Error("the documents do not show it")
		}
		if rows := w.Audit(models.ActExportReceive); len(rows) != 1 || rows[0].Subject != "export/tablet" || rows[0].Operation == nil || *rows[0].Operation != operation {
			t.Errorf("the audit has %+v", rows)
		}
		d.twice(operation, raw)
	})
}

// twice takes the same export in once more: nothing changes.
func (d *drill) twice(operation models.ID, raw []byte) {
	t := d.T
	t.Helper()
	before := d.newestPosition(operation)
	var again server.Receipt
	d.receive(raw).Expect(http.StatusOK).Into(&again)
	if after := d.newestPosition(operation); after != before || !again.Whole {
		t.Errorf("the same export again brings the journal from %d to %d; %+v", before, after, again)
	}
	for _, r := range again.Streams[0].Results {
		if !r.Duplicate {
			t.Errorf("again an entry is %+v", r)
		}
	}
	for _, f := range again.Stored {
		if !f.Duplicate || f.Verdict != "stored" {
			t.Errorf("again a file is %+v", f)
		}
	}
}

// An export is cut at every class of byte: within each record's line, at its
// end, in its bytes, before and after the line feed behind them. What is whole
// before the cut is taken in, the receipt says where it ends, and the whole
// export brings the rest.
func TestAnExportThatIsCutShortBringsWhatIsWholeAndSaysWhatIsNot(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	live := d.operation(models.Live)
	cuts := 0
	for _, cut := range []struct {
		record, more int // bytes into that record
	}{{0, 0}, {0, 5}, {1, 0}, {1, 3}, {1, 60}, {1, 400}, {2, 0}, {2, 1}, {3, 0}, {3, 20}, {3, -1}, {4, -1}, {4, 300}, {5, 0}, {5, 3}, {5, -1}} {
		p, _ := d.writer(live, d.near)
		one, two := photograph(t, uint64(1000+cuts)), photograph(t, uint64(2000+cuts))
		cuts++
		p.attach(d.near.ID, one, two)
		p.incident()
		p.incident()
		x := p.export(one, two)
		at := x.at[cut.record] + cut.more
		if cut.record == 0 {
			d.receive(sealed(t, w.Server.Keys.AgePublic(), x.plain.Bytes()[:at])).Expect(http.StatusBadRequest)
			continue
		}
		var got server.Receipt
		d.receive(sealed(t, w.Server.Keys.AgePublic(), x.plain.Bytes()[:at])).Expect(http.StatusOK).Into(&got)
		whole := 0
		for i := 1; i < len(x.at); i++ {
			if end := x.at[i]; end <= at {
				whole = i - 1 // records 1 … i-1 are complete
			}
		}
		name := fmt.Sprintf("cut %d bytes into record %d", cut.more, cut.record)
		if got.Whole || got.Fault == nil || got.Fault.Code != "truncated" {
			t.Errorf("%s: the receipt says %+v", name, got)
			continue
		}
		if arrived := int(got.Pushes.Arrived + got.Files.Arrived); arrived < min(whole, 4) || arrived > 4 || got.Pushes.Named != 2 || got.Files.Named != 2 { //nolint:gosec // small
			t.Errorf("%s: %d records are whole, and %d arrived", name, whole, arrived)
		}
		var again server.Receipt
		d.receive(sealed(t, w.Server.Keys.AgePublic(), x.plain.Bytes())).Expect(http.StatusOK).Into(&again)
		if !again.Whole || len(p.missing()) != 0 || again.Acks.Acks[0].Seq != 3 {
			t.Errorf("%s: the whole export does not bring the rest: %+v", name, again)
		}
	}
}

func TestADamagedExportBringsWhatIsBeforeTheDamageAndSaysWhereItIs(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		_, p, _ := d.live()
		files := [][]byte{}
		for i := range uint64(80) { // some 190 KB: three of age's pieces
			files = append(files, photograph(t, i))
		}
		p.attach(d.near.ID, files[:30]...)
		p.attach(d.near.ID, files[30:60]...)
		p.attach(d.near.ID, files[60:]...)
		raw := sealed(t, w.Server.Keys.AgePublic(), p.export(files...).plain.Bytes())
		raw[len(raw)*2/3] ^= 1
		var got server.Receipt
		d.receive(raw).Expect(http.StatusOK).Into(&got)
		if got.Whole || got.Fault == nil || got.Fault.Code != "damaged" || got.Fault.Record < 10 || got.Files.Arrived < 10 || got.Files.Arrived > 60 || got.Pushes.Arrived != 2 {
			t.Fatalf("the receipt says %+v %+v", got.Fault, got.Files)
		}
		if len(got.Streams[0].FilesMissing) != 80-int(got.Files.Arrived) { //nolint:gosec // below 80
			t.Errorf("%d files arrived and %d are missing", got.Files.Arrived, len(got.Streams[0].FilesMissing))
		}
	})
}

func TestWhatIsNoExportToThisServerIsRefused(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	_, p, _ := d.live()
	p.incident()
	right := p.export().plain.Bytes()
	stranger, err := server.LoadKeys(t.TempDir()+"/keys", w.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"nothing": {}, "a text": []byte("hello"), "not encrypted": right, "for another server": sealed(t, stranger.AgePublic(), right),
		"something else": sealed(t, w.Server.Keys.AgePublic(), []byte("{\"record\":\"other\"}\n")), "no header": sealed(t, w.Server.Keys.AgePublic(), right[bytes.IndexByte(right, '\n')+1:])} {
		if got := d.receive(raw); got.Status != http.StatusBadRequest {
			t.Errorf("%s is answered %d %s", name, got.Status, got.Body)
		}
	}
	d.As(models.RoleCoordinator).Do(http.MethodPost, "/v1/sync/import", right, "Content-Type", "application/json").Expect(http.StatusUnsupportedMediaType)
}

func TestAFileInAnExportThatIsNotAsItWasSignedIsRefusedAlone(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	_, p, far := d.live()
	good := photograph(t, 1)
	p.attach(d.near.ID, good)
	x := p.export()
	x.plain.Truncate(x.at[len(x.at)-1])
	claim := func(raw []byte, by *pen) fieldsync.ExportRecord {
		c := fieldsync.FileClaim{Stream: p.stream, SHA256: shaOf(raw), Size: uint64(len(raw))}
		return fieldsync.ExportRecord{Record: fieldsync.ExportFile, Stream: p.stream, SHA256: c.SHA256, Sig: c.Sign(by.key)}
	}
	altered := bytes.Clone(good)
	altered[50] ^= 1
	x.record(claim(good, p), altered)
	x.record(claim(photograph(t, 2), far), photograph(t, 2))
	x.record(claim([]byte("<html>"), p), []byte("<html>"))
	x.record(fieldsync.ExportRecord{Record: "of the future"}, []byte("passed over"))
	x.record(claim(good, p), good)
	x.record(fieldsync.ExportRecord{Record: fieldsync.ExportEnd}, nil)
	var got server.Receipt
	d.receive(sealed(t, w.Server.Keys.AgePublic(), x.plain.Bytes())).Expect(http.StatusOK).Into(&got)
	var codes []string
	for _, f := range got.Stored {
		codes = append(codes, f.Verdict+" "+f.Code)
	}
	if want := []string{"refused wrong_hash", "refused bad_signature", "refused wrong_type", "stored "}; !reflect.DeepEqual(codes, want) {
		t.Errorf("the files are %v", codes)
	}
	if len(p.missing()) != 0 {
		t.Error("the right copy is not whole")
	}
}
