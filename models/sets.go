package models

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// Words is a set of codes, kept sorted and written joined by single spaces.
type Words []string

// NewWords sorts and removes doubles and empty words.
func NewWords(ws ...string) Words {
	out := slices.DeleteFunc(slices.Clone(ws), func(w string) bool { return w == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// Has says whether all of them are in the set.
func (w Words) Has(all ...string) bool {
	for _, x := range all {
		if !slices.Contains(w, x) {
			return false
		}
	}
	return true
}

// String joins the words by spaces.
func (w Words) String() string { return strings.Join(w, " ") }

// Value is how a database keeps it.
func (w Words) Value() (driver.Value, error) { return w.String(), nil }

// Scan reads what Value wrote.
func (w *Words) Scan(src any) error {
	s, err := text(src)
	*w = strings.Fields(s)
	return err
}

// IDSet is a set of ids, written joined by single spaces.
type IDSet []ID

// Value is how a database keeps it.
func (s IDSet) Value() (driver.Value, error) {
	out := make([]string, len(s))
	for i, id := range s {
		out[i] = id.String()
	}
	return strings.Join(out, " "), nil
}

// Scan reads what Value wrote.
func (s *IDSet) Scan(src any) error {
	t, err := text(src)
	if err != nil {
		return err
	}
	*s = nil
	for _, f := range strings.Fields(t) {
		id, err := ParseID(f)
		if err != nil {
			return err
		}
		*s = append(*s, id)
	}
	return nil
}

func text(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("expected text, found %T", src)
}
