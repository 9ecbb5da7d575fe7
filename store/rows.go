package store

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// Page asks for a part of a list, ordered by one unique column.
type Page struct {
	Limit  int
	Cursor string // Next of the page before, "" for the first
	Desc   bool
	Q      string // part of a name or code, "" for all
}

// paged reads one page of T ordered by column, which must be unique, and the
// cursor of the next page, "" when there is none.
func paged[T any](q *gorm.DB, p Page, column string, key func(T) string) (rows []T, next string, err error) {
	if p.Limit <= 0 {
		p.Limit = 100
	}
	order, sign := column, ">"
	if p.Desc {
		order, sign = column+" DESC", "<"
	}
	if p.Cursor != "" {
		after, err := base64.RawURLEncoding.DecodeString(p.Cursor)
		if err == nil && column == "id" {
			_, err = models.ParseID(string(after)) // PostgreSQL compares ids with nothing else
		}
		if err != nil || !utf8.Valid(after) || strings.ContainsRune(string(after), 0) {
			return nil, "", models.NewFault(models.Invalid, "The cursor is not one of ours; begin with the first page.").
				With(models.Field{Param: "cursor", Code: "format", Message: "use next of the page before"})
		}
		q = q.Where(column+" "+sign+" ?", string(after))
	}
	if err := q.Order(order).Limit(p.Limit + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next = base64.RawURLEncoding.EncodeToString([]byte(key(rows[p.Limit-1])))
	}
	return rows, next, nil
}

// matching limits q to rows in which one of the columns contains text, in
// either case. The text is taken literally. The database lowers both sides: on
// SQLite it knows A to Z only, so that É finds É but é does not.
func matching(q *gorm.DB, text string, columns ...string) *gorm.DB {
	if text == "" {
		return q
	}
	like := "%" + literal(text) + "%"
	parts, args := make([]string, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		parts[i], args[i] = "lower("+c+`) LIKE lower(?) ESCAPE '\'`, like
	}
	return q.Where("("+strings.Join(parts, " OR ")+")", args...)
}

// literal is text for LIKE with the escape character \, of which no character stands for others.
func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// save writes every column of row if its version is still the one it was read
// at, and counts the version up; otherwise somebody else was first.
func save[T any](db *gorm.DB, row *T, id models.ID, version *int64) error {
	read := *version
	*version = read + 1
	res := db.Model(row).Select("*").Where("id = ? AND version = ?", id, read).UpdateColumns(row)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected == 0:
		return stale()
	}
	return nil
}

func stale() error {
	return models.NewFault(models.Stale, "Somebody else changed this since you read it. Read it again, then make your change.")
}

// byID reads one row.
func byID[T any](db *gorm.DB, id models.ID) (T, error) {
	var row T
	err := db.Where("id = ?", id).Take(&row).Error
	return row, err
}

// batch is how many rows go into one INSERT: PostgreSQL takes 65,535 parameters
// a statement, SQLite 32,766; no table here has more than 20 columns.
const batch = 500
