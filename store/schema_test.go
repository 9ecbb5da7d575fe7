package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/store/storetest"
)

// table is what a database itself says of one of its tables.
type table struct {
	columns []column
	keys    []string // of what kind and on which columns: "primary (a, b)", "unique (c)", "index named_so (d)"; sorted
	refers  []string // "column -> table (column)", sorted
}

type column struct {
	name     string
	kind     string // text, integer, real, boolean, time, bytes or id; SQLite keeps ids as text
	nullable bool
}

func (t table) column(name string) (column, bool) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return t.columns[i], true
}

// kinds names the types of both databases alike.
var kinds = map[string]string{"text": "text", "integer": "integer", "bigint": "integer", "real": "real", "double precision": "real",
	"boolean": "boolean", "datetime": "time", "timestamp with time zone": "time", "blob": "bytes", "bytea": "bytes", "uuid": "id"}

// Both queries give table, column, type, nullable; the columns in their order.
const (
	columnsOfSQLite = `SELECT m.name, c.name, lower(c.type), c."notnull" = 0 AND c.pk = 0
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`
	columnsOfPostgres = `SELECT table_name, column_name, data_type, is_nullable = 'YES'
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
)

// These give table, kind of key, name, columns in the order of the key.
const (
	keysOfSQLite = `SELECT m.name, CASE i.origin WHEN 'pk' THEN 'primary' WHEN 'u' THEN 'unique' ELSE iif(i."unique", 'unique index', 'index') END, i.name,
			(SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
		FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table'
		UNION ALL SELECT m.name, 'primary', '', c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND c.pk = 1 AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) WHERE origin = 'pk')`
	keysOfPostgres = `SELECT t.relname, CASE WHEN x.indisprimary THEN 'primary' WHEN k.oid IS NOT NULL THEN 'unique'
				WHEN x.indisunique THEN 'unique index' ELSE 'index' END, i.relname,
			(SELECT string_agg(a.attname, ', ' ORDER BY o.ordinality) FROM unnest(x.indkey::int2[]) WITH ORDINALITY o(attnum, ordinality) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = o.attnum)
		FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace
		LEFT JOIN pg_constraint k ON k.conindid = i.oid AND k.contype = 'u' WHERE n.nspname = 'public'`
)

// These give table, column, table that is referred to, its column.
const (
	refersOfSQLite   = `SELECT m.name, f."from", f."table", f."to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
	refersOfPostgres = `SELECT t.relname, a.attname, r.relname, b.attname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
		JOIN pg_class r ON r.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
		JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.confkey[1] WHERE k.contype = 'f'`
)

// connect opens a database without the store.
func connect(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(url, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// schemaOf reads every table of a database but that of the migrations themselves.
func schemaOf(t *testing.T, url string) map[string]table {
	t.Helper()
	db, queries := connect(t, url), []string{columnsOfSQLite, keysOfSQLite, refersOfSQLite}
	if strings.HasPrefix(url, "postgres") {
		queries = []string{columnsOfPostgres, keysOfPostgres, refersOfPostgres}
	}
	tables := map[string]table{}
	for i, query := range queries {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c, d string
			if err := rows.Scan(&a, &b, &c, &d); err != nil {
				t.Fatal(err)
			}
			tables[a] = tables[a].with(i, b, c, d)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	delete(tables, "goose_db_version")
	for _, x := range tables {
		slices.Sort(x.keys)
		slices.Sort(x.refers)
	}
	return tables
}

// with adds a row of the first, second or third query.
func (t table) with(query int, b, c, d string) table {
	switch query {
	case 0:
		t.columns = append(t.columns, column{b, kinds[c], d == "true" || d == "1"})
	case 1:
		if strings.HasSuffix(b, "index") {
			b += " " + c
		}
		t.keys = append(t.keys, fmt.Sprintf("%s (%s)", b, d))
	case 2:
		t.refers = append(t.refers, fmt.Sprintf("%s -> %s (%s)", b, c, d))
	}
	return t
}

// newest gives the URL of a database with the newest schema.
func newest(t *testing.T, dialect string) string {
	t.Helper()
	if dialect == "postgres" {
		return storetest.Postgres(t)
	}
	return storetest.SQLite(t)
}

// both runs a test on each dialect.
func both(t *testing.T, test func(t *testing.T, dialect string)) {
	t.Helper()
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) { test(t, dialect) })
	}
}
