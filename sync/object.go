package sync

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// object is a JSON object as the projector reads and writes it. A struct would
// be filled without regard to the case of names; a map is read by exact names,
// as the schemas say, and is written with its names sorted, so that the same
// document has the same bytes.
type object = map[string]any

func decodeObject(raw []byte) (object, error) {
	o := object{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err := d.Decode(&o)
	return o, err
}

func encodeObject(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// settled is an object as decodeObject would give it, had it been written and
// read again: that costs more than all folds together.
func settled(o object) (object, error) {
	v, err := settledValue(o)
	if err != nil || v == nil {
		return object{}, err
	}
	return v.(object), nil
}

func settledValue(v any) (any, error) {
	switch x := v.(type) {
	case nil, bool, string, json.Number:
		return x, nil
	case int64:
		return json.Number(strconv.FormatInt(x, 10)), nil
	case []string:
		return settledList(x)
	case []any:
		return settledList(x)
	case []object:
		return settledList(x)
	case object:
		return settledMap(x)
	case map[string]int64:
		return settledMap(x)
	}
	raw, err := encodeObject(v) // a type that no fold makes today
	if err != nil {
		return nil, err
	}
	var again any
	return again, decodeInto(raw, &again)
}

func settledList[T any](list []T) (any, error) {
	if list == nil {
		return nil, nil
	}
	out := make([]any, len(list))
	for i, v := range list {
		var err error
		if out[i], err = settledValue(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func settledMap[T any](o map[string]T) (any, error) {
	if o == nil {
		return nil, nil
	}
	out := make(object, len(o))
	for name, v := range o {
		var err error
		if out[name], err = settledValue(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// same says whether two settled objects are written the same; none is as good as an empty one.
func same(a, b object) bool {
	if len(a) != len(b) {
		return false
	}
	for name, v := range a {
		w, there := b[name]
		if !there || !sameValue(v, w) {
			return false
		}
	}
	return true
}

func sameValue(a, b any) bool {
	switch x := a.(type) {
	case object:
		y, ok := b.(object)
		return ok && (x == nil) == (y == nil) && same(x, y)
	case []any:
		y, ok := b.([]any)
		return ok && (x == nil) == (y == nil) && slices.EqualFunc(x, y, sameValue)
	}
	return a == b
}

func textIn(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

func flagIn(o object, name string) bool {
	b, _ := o[name].(bool)
	return b
}

func objectIn(o object, name string) object {
	inner, _ := o[name].(map[string]any)
	return inner
}

func listIn(o object, name string) []any {
	list, _ := o[name].([]any)
	return list
}

func textsIn(o object, name string) []string {
	var texts []string
	for _, v := range listIn(o, name) {
		if s, ok := v.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}

func objectsIn(o object, name string) []object {
	var objects []object
	for _, v := range listIn(o, name) {
		if inner, ok := v.(map[string]any); ok {
			objects = append(objects, inner)
		}
	}
	return objects
}

// integerIn reads a whole number; 0 when there is none.
func integerIn(o object, name string) int64 {
	switch n := o[name].(type) {
	case json.Number:
		i, err := n.Int64()
		if err != nil {
			f, _ := n.Float64()
			return int64(f)
		}
		return i
	case int64:
		return n
	case int:
		return int64(n)
	case uint64:
		return int64(n)
	}
	return 0
}

// pick copies the members of these names that are there.
func pick(to, from object, names ...string) {
	for _, n := range names {
		if v, ok := from[n]; ok && v != nil {
			to[n] = v
		}
	}
}

// put sets a member, unless the value is empty.
func put(to object, name string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case bool:
		if !v {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case []object:
		if len(v) == 0 {
			return
		}
	case object:
		if len(v) == 0 {
			return
		}
	case nil:
		return
	}
	to[name] = value
}

// valueKey gives equal text for equal values of an answer: strings by code
// point, numbers as decimals (1.50 is 1.5 and 15e-1), arrays as sets.
func valueKey(v any) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(x)
	case string:
		return strconv.Quote(x)
	case json.Number:
		return decimalKey(string(x))
	case []any:
		var keys []string
		for _, e := range x {
			keys = append(keys, valueKey(e))
		}
		slices.Sort(keys)
		return "[" + strings.Join(slices.Compact(keys), ",") + "]"
	case map[string]any:
		var keys []string
		for n, e := range x {
			keys = append(keys, strconv.Quote(n)+":"+valueKey(e))
		}
		slices.Sort(keys)
		return "{" + strings.Join(keys, ",") + "}"
	}
	return ""
}

// decimalKey normalises a JSON number by its text: a big.Rat of 1e999999999
// would take the server down.
func decimalKey(text string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	exp, err := strconv.ParseInt(exponent, 10, 32)
	if err != nil && exponent != "" {
		return text
	}
	digits, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	exp -= int64(len(fraction))
	trimmed := strings.TrimRight(digits, "0")
	exp += int64(len(digits) - len(trimmed))
	if trimmed == "" {
		return "0"
	}
	if negative {
		trimmed = "-" + trimmed
	}
	return trimmed + "e" + strconv.FormatInt(exp, 10)
}

func decodeInto(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}
