package store_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

var ctx = context.Background()

func options(url string) store.Options {
	return store.Options{URL: url, Clock: func() time.Time { return storetest.Dawn }, Sealer: storetest.Mask{}}
}

func newestVersion(t *testing.T) int64 {
	t.Helper()
	files, err := fs.Glob(store.Migrations(), "sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return int64(len(files))
}

// empty gives the URL of a database without any schema.
func empty(t *testing.T, dialect string) string {
	t.Helper()
	if dialect == "postgres" {
		return storetest.EmptyPostgres(t)
	}
	return filepath.Join(t.TempDir(), "old.db")
}

// A database that stopped at version N went through each version before it with
// rows in it. testdata/upgrade/000NN.sql holds rows as version NN had them; it
// is never changed when the schema changes.
func TestADatabaseOfEachOldVersionIsReadAfterTheUpgrade(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		for version := int64(1); version <= newestVersion(t); version++ {
			t.Run(fmt.Sprint(version), func(t *testing.T) {
				url := empty(t, dialect)
				for step := int64(1); step <= version; step++ {
					if err := store.MigrateTo(ctx, options(url), step); err != nil {
						t.Fatal(err)
					}
					fill(t, url, step)
				}
				s := storetest.OpenURL(t, url)
				everyRowIsRead(t, s, schemaOf(t, url), version)
				for step, check := range map[int64]func(*testing.T, *store.Store){1: peopleAreRead, 2: registryIsRead, 3: operationIsRead, 4: journalIsRead, 5: closedStreamIsRead,
					6: filesAreRead, 7: bundlesAreRead, 8: departureIsRead, 9: treeIsRead, 10: tagsAreRead, 11: windowsAreRead, 12: planJobIsRead, 13: waiverIsRead, 14: replansAreRead, 15: contactsAreRead, 16: draftDocumentsAreRead, 17: watchesAreRead, 18: clocksAreRead, 19: marksAreRead} {
					if step <= version {
						check(t, s)
					}
				}
			})
		}
	})
}

// tagsAreRead: a tablet of before has no tag until it is given one, and a code of
// before stays.
func tagsAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Tx(ctx, func(tx *store.Tx) error {
		tagged, err := tx.TabletByKey("key8")
		if err != nil || tagged.Tag != "K7M" {
			t.Errorf("the tablet's tag is %q (%v)", tagged.Tag, err)
		}
		old, err := tx.TabletByKey("key")
		if err != nil || old.Tag != "" {
			t.Errorf("a tablet of before has the tag %q (%v)", old.Tag, err)
		}
		if err := tx.TagTablet(&old); err != nil {
			return err
		}
		again, err := tx.TabletByKey("key")
		if err != nil || again.Tag != models.TabletTag("key", 0) {
			t.Errorf("it was given %q (%v)", again.Tag, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for what, statement := range map[string]string{"deleted": "DELETE FROM picks WHERE code = 'drone'", "renamed": "UPDATE picks SET code = 'drones' WHERE code = 'drone'"} {
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Raw().Exec(statement).Error }); err == nil || !strings.Contains(err.Error(), "never "+what) && !strings.Contains(err.Error(), "never deleted") {
			t.Errorf("a code was %s: %v", what, err)
		}
	}
}

var literal = regexp.MustCompile(`(sealed|bytes)\('((?:[^']|'')*)'\)`)

// fill inserts the rows of a version; sealed('…') and bytes('…') become literals of the dialect.
func fill(t *testing.T, url string, version int64) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("testdata/upgrade/%05d.sql", version))
	if err != nil {
		t.Fatalf("the newest migration needs rows to upgrade from next time: %v", err)
	}
	statement := literal.ReplaceAllStringFunc(string(text), func(found string) string {
		parts := literal.FindStringSubmatch(found)
		raw := []byte(strings.ReplaceAll(parts[2], "''", "'"))
		if parts[1] == "sealed" {
			raw, _ = storetest.Mask{}.Seal(raw)
		}
		if strings.HasPrefix(url, "postgres") {
			return `'\x` + hex.EncodeToString(raw) + "'"
		}
		return "X'" + hex.EncodeToString(raw) + "'"
	})
	if _, err := connect(t, url).Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// everyRowIsRead reads each table as its row type, and counts.
func everyRowIsRead(t *testing.T, s *store.Store, tables map[string]table, version int64) {
	t.Helper()
	filled := 0
	err := s.Read(ctx, func(v store.View) error {
		for _, row := range store.Rows() {
			rows := reflect.New(reflect.SliceOf(reflect.TypeOf(row)))
			if err := v.Raw().Find(rows.Interface()).Error; err != nil {
				t.Errorf("%T: %v", row, err)
			}
			if rows.Elem().Len() > 0 {
				filled++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if version == newestVersion(t) && filled != len(tables) {
		t.Errorf("%d tables of %d have a row to be upgraded", filled, len(tables))
	}
}

func id(tail string) models.ID {
	return models.ID([]byte(must(hex.DecodeString("0198f2a0000070008000" + strings.Repeat("0", 12-len(tail)) + tail))))
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

var written = storetest.Dawn.Add(123 * time.Millisecond)

// read looks at a store; every difference is an error of the test.
func read(t *testing.T, s *store.Store, look func(v store.View, same func(what string, got, want any))) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) error {
		look(v, func(what string, got, want any) {
			t.Helper()
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: read %+v, not %+v", what, got, want)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func peopleAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		p, err := v.PersonByLogin("ada")
		same("person", err, nil)
		operation := id("01")
		p.CreatedAt = p.CreatedAt.UTC()
		same("person", p, models.Person{ID: id("a1"), Login: "ada", Name: "Ada Édith", Password: "$argon2id$x", Language: "fr", CreatedAt: written, Version: 3,
			Grants: []models.Grant{{Role: models.RoleCoordinator, Operation: &operation, Sites: models.IDSet{id("02"), id("03")}}}})
		session, err := v.SessionByToken("session", storetest.Dawn)
		same("session", err, nil)
		same("session", session.Person, p.ID)
	})
	err := s.Tx(ctx, func(tx *store.Tx) error {
		person, err := tx.TakeInvitation("invitation", storetest.Dawn)
		if err == nil && *person != id("a1") {
			t.Errorf("the invitation was for %v", person)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func registryIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		e, err := v.Establishment(id("02"))
		same("establishment", err, nil)
		e.UpdatedAt = e.UpdatedAt.UTC()
		same("establishment", e, models.Establishment{ID: id("02"), Code: "S01", Name: "Maison d'arrêt", Type: "remand", Commune: "Lyon", Department: "69",
			Country: "FR", Latitude: 45.75, Longitude: 4.85, TimeZone: "Europe/Paris", Version: 2, UpdatedAt: written})
		tree, err := v.LocationsOf(e.ID)
		same("tree", err, nil)
		same("tree", []any{len(tree), *tree[1].Parent, tree[1].Capacity}, []any{2, tree[0].ID, 2})
		o, err := v.Officer(id("90"))
		same("officer", err, nil)
		same("officer", []any{o.Skills, *o.HomeLocation}, []any{models.NewWords("lead", "photo"), id("2f")})
		k, err := v.PieceOfEquipment(id("91"))
		same("equipment", []any{err, k.CalibratedTo}, []any{nil, "2026-12-31"})
		p, err := v.Pick("routes", "drone")
		same("pick", []any{err, p.Retired, p.Version}, []any{nil, true, int64(2)})
		d, err := v.DeviceModel(id("a0"))
		same("device model", []any{err, d.TypeCodes, d.Target}, []any{nil, models.NewWords("35123456", "35654321"), true})
		c, err := v.Template(id("b0"))
		same("template", []any{err, c.Number, c.Body}, []any{nil, 2, `{"sections":[]}`})
	})
}

func operationIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		o, err := v.Operation(id("01"))
		same("operation", []any{err, o.State, o.HHour.UTC(), o.AskedBy, o.Version}, []any{nil, models.Live, storetest.Dawn, (*models.ID)(nil), int64(9)})
		d, err := v.Draft(o.ID)
		same("draft", []any{err, d.Policy.MaxTeamsPerLanding, d.Version}, []any{nil, 3, int64(4)})
		x, err := v.SiteDraft(o.ID, id("02"))
		same("site", []any{err, x.Lead, x.Version, len(x.Cells)}, []any{nil, "D-0001", int64(5), 1})
		p, err := v.PlanByID(*o.Plan)
		same("plan", []any{err, p.Number, string(p.Instance), string(p.Plan), p.PublishedAt.UTC()}, []any{nil, 1, `{"instance":1}`, `{"plan":1}`, written})
	})
}

func journalIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	operation := id("01")
	read(t, s, func(v store.View, same func(string, any, any)) {
		e, _, err := v.Enrolments(store.Page{})
		same("enrolment", []any{err, e[0].Uses, e[0].EndedAt}, []any{nil, 1, (*time.Time)(nil)})
		x, err := v.TabletByToken("token", storetest.Dawn)
		same("tablet", []any{err, x.Label, x.LastHeard.UTC()}, []any{nil, "T1", written})
		j, err := v.Journal(operation)
		same("journal", []any{err, j.Epoch, j.Head}, []any{nil, "epoch-1", uint64(1)})
		stream, err := v.Stream("stream")
		same("stream", []any{err, stream.Present.Spans, stream.HeadOldest.UTC()}, []any{nil, fieldsync.SpansOf([]uint64{1, 2, 3, 4, 5, 7, 8, 9}), written})
		entries, err := v.Entries(operation, 0, 10)
		same("entries", []any{err, len(entries)}, []any{nil, 1})
		same("the entry's hash", entries[0].Entry.Hash(entries[0].Stream), entries[0].Hash)
		d, err := v.Document(operation, fieldsync.KindOperation, operation.String())
		same("document", []any{err, d.Keys, d.Site}, []any{nil, []string{"a key"}, models.ID{}})
		rows, err := v.Audit(store.AuditFilter{Operation: operation, Limit: 10})
		same("audit", []any{err, rows[0].Reason, rows[0].At.UTC(), *rows[0].Site}, []any{nil, "a reason", written, id("02")})
	})
	err := s.Tx(ctx, func(tx *store.Tx) error {
		raw, err := tx.TakeInbox("unknown", 10)
		if err == nil && (len(raw) != 1 || string(raw[0].Raw) != "an element") {
			t.Errorf("the inbox holds %+v", raw)
		}
		if err := tx.Note(models.ActPlanRead, nil, nil, "", "", ""); err != nil {
			t.Errorf("the next audit row: %v", err)
		}
		p, _, projectErr := tx.Project(operation)
		if projectErr != nil {
			return projectErr
		}
		if found, err := p.Find(fieldsync.KindOperation, "a key"); err != nil || len(found) != 1 {
			t.Errorf("by its key: %v, %v", found, err)
		}
		return tx.TakeChallenge(id("d1"), "nonce", storetest.Dawn)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func closedStreamIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		stream, err := v.Stream("stream")
		same("closed stream", []any{err, stream.ClosedAt, stream.ClosedSeq, stream.ClosedHash}, []any{nil, uint64(7), uint64(9), "closed"})
	})
}

// clocksAreRead: of a stream of before nobody knows how its clock goes.
func clocksAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		stream, err := v.Stream("stream")
		ahead := int64(-365 * 24 * time.Hour / time.Millisecond)
		same("the tablet's clock", []any{err, stream.ClockAhead}, []any{nil, &ahead})
	})
}

func filesAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	operation := id("01")
	read(t, s, func(v store.View, same func(string, any, any)) {
		f, err := v.File(operation, "f6")
		same("file", []any{err, f.State, f.Size, f.Height, f.CheckedAt.UTC()}, []any{nil, models.FileWhole, int64(812345), 4032, written})
		bytes, err := v.FileBytes("stream")
		same("the stream's bytes", []any{err, bytes}, []any{nil, int64(2 * 812345)})
	})
	missing, err := s.FilesMissing(ctx, "stream", 10)
	if err != nil || len(missing) != 1 || missing[0] != "f7" {
		t.Errorf("missing are %v, %v", missing, err)
	}
	if u, err := s.Upload(ctx, "upload"); err != nil || u.SHA256 != "f7" {
		t.Errorf("the upload is %+v, %v", u, err)
	}
}

func bundlesAreRead(t *testing.T, s *store.Store) {
	operation := id("01")
	read(t, s, func(v store.View, same func(string, any, any)) {
		b, err := v.BundleFor(operation, id("02"))
		same("bundle", []any{err, string(b.Package), string(b.Words), b.Round, b.CreatedAt.UTC()}, []any{nil, "package", "ten words", 1, written})
		same("its secrets", strings.Contains(string(b.Secrets), "abaisser"), true)
		brakes, err := v.Brakes(operation)
		same("brakes", []any{err, len(brakes)}, []any{nil, 1})
		same("the brake", []any{brakes[0].Reason, *brakes[0].Site, *brakes[0].EndedBy}, []any{"fog", id("02"), id("a2")})
	})
}

func replansAreRead(t *testing.T, s *store.Store) {
	read(t, s, func(v store.View, same func(string, any, any)) {
		all, err := v.Replans(id("01"))
		same("replans", []any{err, len(all)}, []any{nil, 1})
		same("the replan", []any{all[0].Now, all[0].Reason, all[0].Sites[0], *all[0].IssuedBy}, []any{35, "fire in wing C", id("02"), id("a2")})
	})
}

func draftDocumentsAreRead(t *testing.T, s *store.Store) {
	read(t, s, func(v store.View, same func(string, any, any)) {
		d, content, err := v.DraftDocument(id("01"), id("d1"))
		same("the document", []any{err, d.Name, d.Authorisation, string(content), d.UploadedBy}, []any{nil, "order.pdf", id("d2"), "%PDF-1.7", id("a1")})
	})
}

// A version of before has a window from its publication on.
func windowsAreRead(t *testing.T, s *store.Store) {
	read(t, s, func(v store.View, same func(string, any, any)) {
		old, err := v.Template(id("b0"))
		same("a version of before", []any{err, old.ActiveFrom.UTC(), old.RetiredAt == nil}, []any{nil, written, true})
		ended, err := v.Template(id("b9"))
		same("a version with a window", []any{err, ended.ActiveFrom.UTC(), ended.RetiredAt.UTC()}, []any{nil, written.AddDate(0, 0, 1), written.AddDate(0, 0, 2)})
	})
}

func TestASchemaNewerThanTheProgramIsRefused(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		url := newest(t, dialect)
		if _, err := connect(t, url).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)"); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(ctx, options(url))
		if models.CodeOf(err) != models.TooOld || !strings.Contains(fmt.Sprint(err), "schema 99") {
			t.Errorf("answered %v", err)
		}
	})
}

func TestProcessesThatMigrateAtOnceAllEndWell(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		for range 3 {
			url, failed := empty(t, dialect), make(chan error)
			for range 4 {
				go func() {
					s, err := store.Open(ctx, options(url))
					if err == nil {
						err = s.Close()
					}
					failed <- err
				}()
			}
			for range 4 {
				if err := <-failed; err != nil {
					t.Error(err, errors.Unwrap(err))
				}
			}
		}
	})
}
