package models

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// mostTerms is how many terms a pattern may have.
const mostTerms = 100

// Select finds locations by a pattern, in the order of their codes. Places that
// only contain others (buildings, wings, landings, perimeters) are never found
// themselves: what lies in them is.
//
//	pattern = term *( "," term )          what any term finds, but for what a term with ! finds
//	term    = [ "!" ] ( range / node / glob )
//	range   = code ".." code              same code but for the number at its end: A2-01..A2-20
//	node    = "@" code                    what lies in a building, wing or landing, and the place itself
//	glob    = code with * (any characters, also none) and ? (one character)
//
// Blanks around terms do not count, nor do capital and small letters. A pattern
// of terms with ! alone begins with everything. idle are terms that find nothing,
// as they were written: mostly slips of the pen.
func Select(pattern string, tree []Location) (found []Location, idle []string, err error) {
	terms, err := parseTerms(pattern)
	if err != nil {
		return nil, nil, err
	}
	byID := make(map[ID]Location, len(tree))
	for _, l := range tree {
		byID[l.ID] = l
	}
	every := !slices.ContainsFunc(terms, func(t term) bool { return !t.not })
	hits := make([]int, len(terms))
	for _, l := range tree {
		if slices.Contains([]string{"building", "wing", "landing", "perimeter"}, l.Kind) {
			continue
		}
		in := every
		for _, not := range []bool{false, true} {
			for i, t := range terms {
				if t.not == not && t.finds(l, byID) {
					hits[i]++
					in = !not
				}
			}
		}
		if in {
			found = append(found, l)
		}
	}
	for i, n := range hits {
		if n == 0 {
			idle = append(idle, terms[i].text)
		}
	}
	slices.SortFunc(found, func(a, b Location) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), slices.Compare(a.ID[:], b.ID[:]))
	})
	return found, idle, nil
}

type term struct {
	text     string
	not      bool
	node     string
	glob     string
	prefix   string
	from, to int
	ranged   bool
}

func parseTerms(pattern string) ([]term, error) {
	var out []term
	var fs Faults
	for part := range strings.SplitSeq(pattern, ",") {
		text := strings.TrimSpace(part)
		if text == "" {
			continue
		}
		t := term{text: text}
		rest, not := strings.CutPrefix(strings.ToLower(text), "!")
		rest, t.not = strings.TrimSpace(rest), not
		low, high, ranged := strings.Cut(rest, "..")
		node, isNode := strings.CutPrefix(rest, "@")
		switch {
		case isNode:
			t.node = node
		case ranged:
			var ok bool
			if t.prefix, t.from, t.to, ok = span(strings.TrimSpace(low), strings.TrimSpace(high)); !ok {
				fs.AddField(Field{Param: "pattern", Code: "format", Message: "“" + text + "” is no range: both ends are the same code but for the number at its end, the lower first, like A2-01..A2-20"})
			}
			t.ranged = true
		default:
			t.glob = rest
		}
		if rest == "" || isNode && node == "" {
			fs.AddField(Field{Param: "pattern", Code: "format", Message: "“" + text + "” names nothing"})
		}
		out = append(out, t)
	}
	if len(out) == 0 || len(out) > mostTerms {
		fs.AddField(Field{Param: "pattern", Code: "range", Message: "must have from 1 to 100 terms, separated by commas"})
	}
	return out, fs.Err("The pattern cannot be read.")
}

// span splits the ends of a range into what they share and their numbers.
func span(low, high string) (prefix string, from, to int, ok bool) {
	prefix, from, okLow := numbered(low)
	other, to, okHigh := numbered(high)
	return prefix, from, to, okLow && okHigh && prefix == other && from <= to
}

// numbered splits a code into what stands before the number at its end, and that
// number of at most nine digits.
func numbered(code string) (prefix string, n int, ok bool) {
	prefix = strings.TrimRight(code, "0123456789")
	digits := code[len(prefix):]
	n, err := strconv.Atoi(digits)
	return prefix, n, err == nil && len(digits) <= 9
}

func (t term) finds(l Location, byID map[ID]Location) bool {
	code := strings.ToLower(l.Code)
	switch {
	case t.node != "":
		for range deepest {
			if strings.ToLower(l.Code) == t.node {
				return true
			}
			if l.Parent == nil {
				return false
			}
			l = byID[*l.Parent]
		}
		return false
	case t.ranged:
		prefix, n, ok := numbered(code)
		return ok && prefix == t.prefix && n >= t.from && n <= t.to
	}
	return globs(t.glob, code)
}

// globs matches * and ? in time linear in the product of both lengths.
func globs(glob, text string) bool {
	star, mark, g, i := -1, 0, 0, 0
	for i < len(text) {
		switch {
		case g < len(glob) && glob[g] == '*':
			star, mark = g, i
			g++
		case g < len(glob) && (glob[g] == '?' || glob[g] == text[i]):
			g, i = g+1, i+1
		case star >= 0:
			mark++
			g, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(glob[g:], "*") == ""
}
