package store

import (
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Entries and documents are what the store writes most of. gorm would build, for
// each batch, a statement of thousands of parameters: that cost a third of an
// upload, and binding them on SQLite half of the projector's time. Here the
// statement is one and the same each time, so that it is prepared once.

const entryColumns = "operation, received_at, position, stream, seq, hash, prev, id, site, type, verdict, code, pending, server, raw"

// insertEntries writes entries of one operation, received at one instant.
func (tx *Tx) insertEntries(rows []entryRow) error {
	if tx.store.dialect == postgres {
		return tx.unnestEntries(rows)
	}
	return each(tx, "INSERT INTO entries ("+entryColumns+") VALUES (?"+strings.Repeat(", ?", 14)+")", rows, func(r entryRow) []any {
		return []any{r.Operation, r.ReceivedAt, r.Position, r.Stream, r.Seq, r.Hash, r.Prev, r.ID, r.Site,
			r.Type, string(r.Verdict), string(r.Code), r.Pending, r.Server, r.Raw}
	})
}

// each runs one prepared statement for every row.
func each[R any](tx *Tx, statement string, rows []R, values func(R) []any) error {
	ctx := tx.db.Statement.Context
	prepared, err := tx.db.Statement.ConnPool.PrepareContext(ctx, statement)
	if err != nil {
		return err
	}
	defer func() { _ = prepared.Close() }()
	for _, r := range rows {
		if _, err := prepared.ExecContext(ctx, values(r)...); err != nil {
			return err
		}
	}
	return nil
}

const unnestEntries = "INSERT INTO entries (" + entryColumns + `) SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::text[],
	$7::text[], $8::text[]::uuid[], $9::text[]::uuid[], $10::text[], $11::text[], $12::text[], $13::boolean[], $14::boolean[], $15::bytea[])`

// unnestEntries sends the rows as one array a column.
func (tx *Tx) unnestEntries(rows []entryRow) error {
	n := len(rows)
	position, seq := make([]int64, n), make([]int64, n)
	stream, hash, prev, id, site := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]*string, n)
	kind, verdict, code := make([]string, n), make([]string, n), make([]string, n)
	pending, server, raw := make([]bool, n), make([]bool, n), make([][]byte, n)
	for i, r := range rows {
		position[i], stream[i], seq[i], hash[i], prev[i], id[i] = int64(r.Position), r.Stream, int64(r.Seq), r.Hash, r.Prev, r.ID.String()
		site[i], kind[i], verdict[i], code[i] = textOf(r.Site), r.Type, string(r.Verdict), string(r.Code)
		pending[i], server[i], raw[i] = r.Pending, r.Server, r.Raw
	}
	_, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, unnestEntries, rows[0].Operation.String(), rows[0].ReceivedAt,
		position, stream, seq, hash, prev, id, site, kind, verdict, code, pending, server, raw)
	return err
}

func textOf(id *models.ID) *string {
	if id == nil {
		return nil
	}
	text := id.String()
	return &text
}

const (
	documentColumns = "operation, kind, id, site, owner, state, position, rev, deleted, keys, body, facts"
	documentChanges = ` ON CONFLICT (operation, kind, id) DO UPDATE SET site = excluded.site, owner = excluded.owner, state = excluded.state,
	position = excluded.position, rev = excluded.rev, deleted = excluded.deleted, keys = excluded.keys, body = excluded.body, facts = excluded.facts`
	unnestDocuments = "INSERT INTO documents (" + documentColumns + `) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[]::uuid[], $5::text[],
	$6::text[], $7::bigint[], $8::bigint[], $9::boolean[], $10::text[], $11::text[], $12::text[])` + documentChanges
	unnestKeys = "INSERT INTO document_keys (operation, kind, key, id) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])"
)

// saveDocuments writes documents of one operation, each in place of an older
// one if there is one.
func (tx *Tx) saveDocuments(operation models.ID, rows []documentRow) error {
	if len(rows) == 0 {
		return nil
	}
	if tx.store.dialect == sqlite {
		return each(tx, "INSERT INTO documents ("+documentColumns+") VALUES (?"+strings.Repeat(", ?", 11)+")"+documentChanges, rows, func(r documentRow) []any {
			return []any{r.Operation, string(r.Kind), r.ID, r.Site, r.Owner, r.State, r.Position, r.Rev, r.Deleted, r.Keys, r.Body, r.Facts}
		})
	}
	n := len(rows)
	kind, id, site, owner, state := make([]string, n), make([]string, n), make([]*string, n), make([]string, n), make([]string, n)
	position, rev, deleted := make([]int64, n), make([]int64, n), make([]bool, n)
	keys, body, facts := make([]string, n), make([]string, n), make([]string, n)
	for i, r := range rows {
		kind[i], id[i], site[i], owner[i], state[i] = string(r.Kind), r.ID, textOf(r.Site), r.Owner, r.State
		position[i], rev[i], deleted[i] = int64(r.Position), int64(r.Rev), r.Deleted
		keys[i], body[i], facts[i] = r.Keys, r.Body, r.Facts
	}
	_, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, unnestDocuments, operation.String(), kind, id, site, owner, state,
		position, rev, deleted, keys, body, facts)
	return err
}

// addKeys writes what documents of one operation are found by.
func (tx *Tx) addKeys(operation models.ID, rows []documentKeyRow) error {
	if len(rows) == 0 {
		return nil
	}
	if tx.store.dialect == sqlite {
		return each(tx, "INSERT INTO document_keys (operation, kind, key, id) VALUES (?, ?, ?, ?)", rows, func(r documentKeyRow) []any {
			return []any{r.Operation, string(r.Kind), r.Key, r.ID}
		})
	}
	kind, key, id := make([]string, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		kind[i], key[i], id[i] = string(r.Kind), r.Key, r.ID
	}
	_, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, unnestKeys, operation.String(), kind, key, id)
	return err
}
