package store

import (
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Entries are what the store writes most of. gorm would build, for each batch,
// a statement of thousands of parameters: that cost a third of an upload. Here
// the statement is one and the same each time, so that it is prepared once.

const entryColumns = "operation, received_at, position, stream, seq, hash, prev, id, site, type, verdict, code, pending, server, raw"

// insertEntries writes entries of one operation, received at one instant.
func (tx *Tx) insertEntries(rows []entryRow) error {
	if tx.store.dialect == postgres {
		return tx.unnestEntries(rows)
	}
	insert, err := tx.db.Statement.ConnPool.PrepareContext(tx.db.Statement.Context,
		"INSERT INTO entries ("+entryColumns+") VALUES (?"+strings.Repeat(", ?", 14)+")")
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }()
	for _, r := range rows {
		_, err := insert.ExecContext(tx.db.Statement.Context, r.Operation, r.ReceivedAt, r.Position, r.Stream, r.Seq, r.Hash, r.Prev, r.ID, r.Site,
			r.Type, string(r.Verdict), string(r.Code), r.Pending, r.Server, r.Raw)
		if err != nil {
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
