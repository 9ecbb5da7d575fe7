package store_test

import (
	"database/sql/driver"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm/schema"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

func TestEveryRowTypeIsATableAndEveryFieldAColumnAndTheOtherWayRound(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		tables := schemaOf(t, newest(t, dialect))
		for _, row := range parsed(t) {
			x, there := tables[row.Table]
			if !there {
				t.Errorf("%s has no table %s", row.Name, row.Table)
			}
			for _, f := range row.Fields {
				c, there := x.column(f.DBName)
				if !there {
					t.Errorf("%s.%s has no column %s.%s", row.Name, f.Name, row.Table, f.DBName)
					continue
				}
				if want := kindOf(f.FieldType, dialect); c.kind != want {
					t.Errorf("%s.%s holds %s, and its column %s", row.Name, f.Name, want, c.kind)
				}
				if pointer := f.FieldType.Kind() == reflect.Pointer; pointer != c.nullable {
					t.Errorf("%s.%s is a pointer: %t; its column may be NULL: %t", row.Name, f.Name, pointer, c.nullable)
				}
			}
			for _, c := range x.columns {
				if row.LookUpField(c.name) == nil {
					t.Errorf("column %s.%s has no field in %s", row.Table, c.name, row.Name)
				}
			}
			checkPrimaryKey(t, row, x)
			delete(tables, row.Table)
		}
		for name := range tables {
			t.Errorf("table %s has no row type", name)
		}
	})
}

// gorm writes and deletes by what it takes for the key. Nouns have no tags of
// gorm's, so that one which is not known by its id has no key for gorm: package
// store says by itself which row it means.
func checkPrimaryKey(t *testing.T, row *schema.Schema, x table) {
	t.Helper()
	if len(row.PrimaryFieldDBNames) == 0 && row.ModelType.PkgPath() == reflect.TypeFor[models.Pick]().PkgPath() {
		return
	}
	if want := "primary (" + strings.Join(row.PrimaryFieldDBNames, ", ") + ")"; !slices.Contains(x.keys, want) {
		t.Errorf("%s expects %s, and %s has %v", row.Name, want, row.Table, x.keys)
	}
}

func parsed(t *testing.T) []*schema.Schema {
	t.Helper()
	var cache sync.Map
	var all []*schema.Schema
	for _, row := range store.Rows() {
		s, err := schema.Parse(row, &cache, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// kindOf says what kind of column holds a field.
func kindOf(f reflect.Type, dialect string) string {
	if f.Kind() == reflect.Pointer {
		f = f.Elem()
	}
	switch {
	case f == reflect.TypeFor[models.ID]() && dialect == "postgres":
		return "id"
	case f == reflect.TypeFor[time.Time]():
		return "time"
	case f.Implements(reflect.TypeFor[driver.Valuer]()): // each of ours writes text
		return "text"
	case f == reflect.TypeFor[[]byte]():
		return "bytes"
	}
	switch f.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "real"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "integer"
	}
	return "nothing that is known"
}

var migrationName = regexp.MustCompile(`^(\d{5})_[a-z_]+\.sql$`)

func TestBothDialectsHaveTheSameMigrations(t *testing.T) {
	names := func(dialect string) (names []string) {
		files, err := fs.Glob(store.Migrations(), dialect+"/*")
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			parts := migrationName.FindStringSubmatch(path.Base(f))
			if parts == nil {
				t.Errorf("%s is not named like 00001_nouns.sql", f)
			} else if n, _ := strconv.Atoi(parts[1]); n != i+1 {
				t.Errorf("%s is the migration %d", f, i+1)
			}
			names = append(names, path.Base(f))
		}
		return names
	}
	if s, p := names("sqlite"), names("postgres"); !slices.Equal(s, p) || len(s) == 0 {
		t.Errorf("SQLite has %v\nPostgreSQL has %v", s, p)
	}
}

func TestBothDialectsHaveTheSameTablesColumnsKeysAndReferences(t *testing.T) {
	s, p := schemaOf(t, newest(t, "sqlite")), schemaOf(t, newest(t, "postgres"))
	for name, x := range p {
		for i, c := range x.columns {
			if c.kind == "id" {
				x.columns[i].kind = "text"
			}
		}
		if !reflect.DeepEqual(s[name], x) {
			t.Errorf("%s on SQLite is\n%v\nand on PostgreSQL\n%v", name, s[name], x)
		}
	}
	if a, b := slices.Sorted(maps.Keys(s)), slices.Sorted(maps.Keys(p)); !slices.Equal(a, b) {
		t.Errorf("SQLite has the tables %v\nPostgreSQL has %v", a, b)
	}
}

func TestEveryColumnSaysHowSensitiveItIs(t *testing.T) {
	for _, row := range parsed(t) {
		for _, f := range row.Fields {
			if s := sensitivity(row, f); !slices.Contains([]string{models.SensNone, models.SensStaff, models.SensPersonal, models.SensSpecial}, s) {
				t.Errorf("%s.%s has the sensitivity %q: tag the noun, or name it in ownColumns", row.Table, f.DBName, s)
			}
		}
	}
	for column := range ownColumns() {
		name, field, _ := strings.Cut(column, ".")
		if !slices.ContainsFunc(parsed(t), func(s *schema.Schema) bool { return s.Table == name && s.LookUpField(field) != nil }) {
			t.Errorf("%s has a sensitivity, and is no column", column)
		}
	}
}

// sensitivity is what the noun's tag says, or ownColumns of the rows that are
// package store's own.
func sensitivity(row *schema.Schema, f *schema.Field) string {
	if tag := f.Tag.Get("sens"); tag != "" {
		return tag
	}
	return ownColumns()[row.Table+"."+f.DBName]
}

func ownColumns() map[string]string {
	all := map[string]string{}
	for level, columns := range map[string]string{
		models.SensNone: `people.language people.disabled people.created_at people.version grants.ordinal
			invitations.expires_at drafts.id drafts.operation drafts.version drafts.updated_at challenges.expires_at
			tablet_tokens.expires_at journals.operation journals.epoch journals.head journals.server_seq journals.server_hash
			projections.operation projections.position streams.operation streams.revoked_at streams.revoked_seq
			streams.revoked_hash streams.closed_at streams.closed_seq streams.closed_hash streams.present streams.head_n
			streams.head_seq streams.head_hash streams.head_entries streams.head_files streams.head_oldest streams.head_sig
			streams.head_position streams.clock_ahead streams.last_heard entries.operation entries.position entries.seq entries.hash entries.prev
			entries.id entries.type entries.verdict entries.code entries.pending entries.server entries.received_at
			documents.operation documents.kind documents.id documents.state documents.position documents.rev documents.deleted departures.operation departures.kind departures.id departures.position trees.operation trees.size trees.root trees.epoch trees.note
			tree_tiles.operation tree_tiles.level tree_tiles.n tree_tiles.data checkpoints.operation checkpoints.epoch
			checkpoints.size checkpoints.root checkpoints.note checkpoints.signed_at
			document_keys.operation document_keys.kind document_keys.id inbox.id inbox.digest inbox.code inbox.received_at
			named_files.sha256 named_files.operation named_files.position named_files.missing
			brakes.id brakes.operation brakes.act brakes.state brakes.asked_at brakes.ended_at brakes.version
			replans.plan replans.operation replans.base replans.proposed_at replans.issued_at replans.facts replans.refused_at
			registry_marks.name registry_marks.mark plan_watches.operation plan_watches.holder plan_watches.held_until
			bundle_fetches.bundle bundle_fetches.at draft_documents.id draft_documents.operation draft_documents.uploaded_at`,
		models.SensStaff: `people.id people.login grants.person grants.role grants.operation grants.sites invitations.person
			drafts.updated_by challenges.tablet tablet_tokens.tablet streams.stream streams.tablet entries.stream entries.site
			departures.site documents.site documents.owner inbox.stream named_files.stream brakes.asked_by brakes.ended_by
			replans.proposed_by replans.issued_by replans.refused_by bundle_fetches.tablet draft_documents.uploaded_by`,
		models.SensPersonal: `people.name inbox.address`,
		models.SensSpecial: `people.password invitations.token_hash drafts.sealed challenges.nonce_hash tablet_tokens.token_hash
			entries.raw documents.keys documents.body documents.facts document_keys.key inbox.raw brakes.sealed replans.sealed draft_documents.sealed draft_documents.content`,
	} {
		for _, c := range strings.Fields(columns) {
			all[c] = level
		}
	}
	return all
}
