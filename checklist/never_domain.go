package checklist

import (
	"math"
	"slices"
	"strings"
)

// domain is what an item or fact can hold, as far as the comparisons with it can
// tell: nothing, and one value for each way in which they come out.
func (q *question) domain(key string) []value {
	asked := q.told[key]
	if code, ok := strings.CutPrefix(key, "fact "); ok {
		return q.l.facts[code].values(asked)
	}
	item := q.l.tree.byPath[key].item
	if fact := item.calculation().Fact; item.Type == "calculated" && fact != "" {
		return q.l.facts[fact].values(asked)
	}
	low, high := bounds(item)
	switch item.Type {
	case "note":
		return []value{nil}
	case "matrix":
		return []value{nil, present{}}
	case "yes_no_na", "select_one":
		return words(asked, q.l.codes(item))
	case "select_many":
		return q.l.sets(asked, item)
	case "number":
		return numbers(asked, low, high, false, strings.Join(item.Units, " ")) // any unit will do: none is compared
	case "counter", "duration", "calculated":
		return numbers(asked, max(low, 0), high, true, "")
	case "repeat", "photo", "people", "equipment":
		return counted(asked, item.Max)
	}
	return words(asked, nil)
}

// values are those of domain for a fact.
func (f Fact) values(asked []Condition) []value {
	switch f.Type {
	case "boolean":
		return []value{nil, false, true}
	case "number":
		return numbers(asked, math.Inf(-1), math.Inf(1), false, "")
	case "people", "equipment":
		return counted(asked, nil)
	}
	return words(asked, nil)
}

func bounds(item Item) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if item.Min != nil {
		low = float64(*item.Min)
	}
	if item.Max != nil {
		high = float64(*item.Max)
	}
	return low, high
}

// numbers are the bounds that are asked for and what is on either side of each.
func numbers(asked []Condition, low, high float64, whole bool, unit string) []value {
	bounds := []float64{0}
	for _, c := range asked {
		for _, n := range []*float64{c.AtLeast, c.Above} {
			if n != nil {
				bounds = append(bounds, *n)
			}
		}
		if n, ok := given(c.Is).(float64); ok {
			bounds = append(bounds, n)
		}
	}
	if !math.IsInf(low, 0) {
		bounds = append(bounds, low)
	}
	if !math.IsInf(high, 0) {
		bounds = append(bounds, high)
	}
	slices.Sort(bounds)
	var tried []float64
	for i, n := range bounds {
		tried = append(tried, math.Floor(n)-1, math.Floor(n), n, math.Ceil(n), math.Floor(n)+1)
		if i > 0 {
			tried = append(tried, bounds[i-1]+(n-bounds[i-1])/2)
		}
	}
	slices.Sort(tried)
	out := []value{nil}
	for _, n := range slices.Compact(tried) {
		switch {
		case n < low || n > high || whole && n != math.Trunc(n):
		case unit != "":
			out = append(out, quantity{n, unit})
		default:
			out = append(out, n)
		}
	}
	return out
}

// words are the codes asked for that there are, and one that nobody asks for,
// if there is one; known is nil where anything may be written.
func words(asked []Condition, known []string) []value {
	named := namedBy(asked)
	out := []value{nil}
	if known == nil {
		for _, w := range named {
			out = append(out, w)
		}
		return append(out, "\x00 something else")
	}
	isKnown, isNamed := map[string]bool{}, map[string]bool{}
	for _, code := range known {
		isKnown[code] = true
	}
	for _, w := range named {
		if isNamed[w] = true; isKnown[w] {
			out = append(out, w)
		}
	}
	if i := slices.IndexFunc(known, func(code string) bool { return !isNamed[code] }); i >= 0 {
		out = append(out, known[i])
	}
	return out
}

func namedBy(asked []Condition) (named []string) {
	for _, c := range asked {
		named = append(append(named, c.In...), c.HasAny...)
		if text, ok := given(c.Is).(string); ok {
			named = append(named, text)
		}
		if c.Has != "" {
			named = append(named, c.Has)
		}
	}
	return set(named)
}

// counted is so many members of a list, or rows, as are asked for, and one less
// of each, up to most. Nothing but their number is ever compared.
func counted(asked []Condition, most *int) []value {
	counts := []int{1}
	for _, c := range asked {
		if c.CountAtLeast != nil {
			counts = append(counts, *c.CountAtLeast-1, *c.CountAtLeast)
		}
	}
	slices.Sort(counts)
	out := []value{nil}
	for _, n := range slices.Compact(counts) {
		if n >= 1 && n <= mostOf(most) {
			out = append(out, rows(n))
		}
	}
	return out
}

func mostOf(most *int) int {
	if most == nil {
		return 10_000 // more members than anything ever has
	}
	return *most
}

// sets are the sets of codes that differ by what is asked: every part of those
// named, with so many others as are counted. Too many to try come out as such.
func (l *lint) sets(asked []Condition, item Item) []value {
	alone := map[string]bool{}
	for _, o := range item.Options {
		alone[o.Code] = o.Alone
	}
	isNamed := map[string]bool{}
	for _, code := range namedBy(asked) {
		isNamed[code] = true
	}
	var named, others, apart []string // apart: others that go with no other
	for _, code := range l.codes(item) {
		switch {
		case isNamed[code]:
			named = append(named, code)
		case alone[code]:
			apart = append(apart, code)
		default:
			others = append(others, code)
		}
	}
	most := 1
	for _, c := range asked {
		if c.CountAtLeast != nil {
			most = max(most, *c.CountAtLeast)
		}
	}
	together := len(others) // from there on they are apart
	others = append(others, apart...)
	most = min(most, len(others))
	if len(named) > 12 || most > maxSet || (most+1)<<len(named) > maxQuestion {
		return make([]value, maxQuestion+1)
	}
	out := []value{nil}
	for part := range 1 << len(named) {
		var chosen []string
		for i, code := range named {
			if part>>i&1 == 1 {
				chosen = append(chosen, code)
			}
		}
		single := slices.ContainsFunc(chosen, func(code string) bool { return alone[code] })
		all, few := append(chosen, others[:most]...), len(chosen)
		for n := few; n <= len(all); n++ {
			if n == 0 || n > mostOf(item.Max) || n > 1 && (single || n-few > together) {
				continue
			}
			out = append(out, all[:n:n])
		}
	}
	return out
}
