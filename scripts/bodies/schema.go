package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// schema is what a JSON Schema says of the shape of a value.
type schema struct {
	Description string
	Type        string
	Required    []string
	Properties  members
	Items       *schema
	AnyOf       []schema
	AllOf       []struct{ Then *schema }
}

// refined are the properties that conditions give a further shape, which differs
// by the value of another member: no one type has them all.
func (s schema) refined() map[string]bool {
	out := map[string]bool{}
	for _, c := range s.AllOf {
		if c.Then != nil {
			for _, m := range c.Then.Properties {
				out[m.name] = true
			}
		}
	}
	return out
}

// members are the properties in the order in which the schema has them.
type members []member

type member struct {
	name string
	schema
}

func read(text []byte) (schema, error) {
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		return schema{}, err
	}
	if s.Type != "object" {
		return schema{}, fmt.Errorf("a body is an object")
	}
	return s, nil
}

// UnmarshalJSON keeps the order, which a map would lose: the fields of the
// struct are then in the order in which the schema is read.
func (m *members) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		one := member{name: fmt.Sprint(name)}
		if err := d.Decode(&one.schema); err != nil {
			return err
		}
		*m = append(*m, one)
	}
	return nil
}

// nullable takes null out of the forms of a value: what is left, and whether null was among them.
func (s schema) nullable() (schema, bool) {
	if len(s.AnyOf) != 2 || s.Type != "" {
		return s, false
	}
	for i, form := range s.AnyOf {
		if form.Type == "null" {
			left := s.AnyOf[1-i]
			if left.Description == "" {
				left.Description = s.Description
			}
			return left, true
		}
	}
	return s, false
}

// single is the only type of several forms; empty when they differ.
func (s schema) single() string {
	if s.Type != "" || len(s.AnyOf) == 0 {
		return s.Type
	}
	for _, form := range s.AnyOf {
		if form.Type != s.AnyOf[0].Type || form.Type == "object" || form.Type == "array" {
			return ""
		}
	}
	return s.AnyOf[0].Type
}
