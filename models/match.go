package models

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Seen is what an officer sees of a telephone. Lengths are in millimetres in any
// order, mass in grams; 0 is not measured.
type Seen struct {
	IMEI    []string `sens:"special"` // as read
	Text    string   `sens:"none"`    // what is written on it
	Lengths [3]int   `sens:"none"`
	MassG   int      `sens:"none"`
}

// Why a model of the catalogue is offered, the best reason first.
const (
	ByTypeCode    = "type_code"
	ByName        = "name"
	BySimilarName = "similar_name"
	BySize        = "size"
	ByMass        = "mass"
)

var matchReasons = []string{ByTypeCode, ByName, BySimilarName, BySize, ByMass}

// Match is a model that what was seen may be of.
type Match struct {
	Model   DeviceModel `sens:"none"`
	Reasons []string    `sens:"none"` // best first
}

func (m Match) rank() int { return slices.Index(matchReasons, m.Reasons[0]) }

// MatchModels ranks the models of a catalogue by what was seen: docs/exhibits.md
// has the rules. Where a type code or a name was found, models that merely have
// its size or mass are left out.
func MatchModels(catalogue []DeviceModel, seen Seen) []Match {
	var all []Match
	words := foldedWords(seen.Text)
	codes := Device{IMEI1: seen.imei(0), IMEI2: seen.imei(1)}.TypeCodes()
	for _, m := range catalogue {
		if reasons := m.reasons(codes, words, seen); len(reasons) > 0 {
			all = append(all, Match{m, reasons})
		}
	}
	slices.SortFunc(all, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(len(b.Reasons), len(a.Reasons)), cmp.Compare(a.Model.Code, b.Model.Code))
	})
	if len(all) > 0 && all[0].rank() <= slices.Index(matchReasons, ByName) {
		all = slices.DeleteFunc(all, func(m Match) bool { return m.rank() >= slices.Index(matchReasons, BySize) })
	}
	return all
}

func (s Seen) imei(i int) string {
	if i < len(s.IMEI) {
		return s.IMEI[i]
	}
	return ""
}

func (d DeviceModel) reasons(codes, words []string, seen Seen) []string {
	var reasons []string
	if slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(d.TypeCodes, c) }) {
		reasons = append(reasons, ByTypeCode)
	}
	switch d.named(words) {
	case 0:
		reasons = append(reasons, ByName)
	case 1:
		reasons = append(reasons, BySimilarName)
	}
	if sameSize([3]int{d.LengthMM, d.WidthMM, d.DepthMM}, seen.Lengths) {
		reasons = append(reasons, BySize)
	}
	if d.MassG > 0 && seen.MassG > 0 && abs(d.MassG-seen.MassG)*10 <= max(20, d.MassG) {
		reasons = append(reasons, ByMass)
	}
	return reasons
}

// foldedWords are the words of a text, and each two and each three that stand
// together as one.
func foldedWords(text string) []string {
	words := foldedSingles(text)
	n := len(words)
	for i := range n - 1 {
		words = append(words, words[i]+words[i+1])
	}
	for i := range n - 2 {
		words = append(words, words[i]+words[i+1]+words[i+2])
	}
	return words
}

// foldedSingles are the words of a text: letters (L) and digits (Nd), folded.
func foldedSingles(text string) []string {
	return strings.FieldsFunc(Folded(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Folded is a text in small letters and without accents, be these written with
// their letters or after them (U+0300 to U+036F). It goes code point by code
// point, so that JavaScript, which knows a final sigma, comes to the same.
func Folded(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r = unicode.ToLower(r); r < 0x80 {
			out.WriteByte(byte(r))
		} else if r < '\u0300' || r > '\u036f' {
			out.WriteString(unaccented(r))
		}
	}
	return out.String()
}

// unaccented is a small letter without its accent, and of two letters in one both.
func unaccented(r rune) string {
	for _, family := range [][2]string{{"a", "àáâãäå"}, {"ae", "æ"}, {"c", "çčć"}, {"e", "èéêëěę"}, {"i", "ìíîï"}, {"l", "ł"}, {"n", "ñńň"},
		{"o", "òóôõöø"}, {"oe", "œ"}, {"s", "šś"}, {"ss", "ß"}, {"u", "ùúûüů"}, {"y", "ýÿ"}, {"z", "žźż"}} {
		if strings.ContainsRune(family[1], r) {
			return family[0]
		}
	}
	return string(r)
}

// named says whether the model's name is among the words: 0 as it is, 1 with as
// many wrong letters as a name of its length may have, 2 not at all. A name of
// fewer than four letters must be right.
func (d DeviceModel) named(words []string) int {
	joined := func(s string) string { return strings.Join(foldedSingles(s), "") }
	best := 2
	for _, name := range []string{joined(d.Model), joined(d.Make + " " + d.Model)} {
		letters := utf8.RuneCountInString(name)
		for _, w := range words {
			switch edits := distance(name, w); {
			case name == "":
			case edits == 0:
				return 0
			case letters >= 4 && edits == 1, letters >= 8 && edits == 2:
				best = 1
			}
		}
	}
	return best
}

// distance is how many letters must be put in, left out, changed or exchanged
// with the next to make b of a (optimal string alignment), 3 for three or more.
// What is longer than 80 letters is only ever the same.
func distance(a, b string) int {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	if abs(len(x)-len(y)) > 2 || len(x) > 80 || len(y) > 80 {
		return 3
	}
	rows := [3][]int{make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, above, row := rows[(i+2)%3], rows[i%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(y); j++ {
			changed := above[j-1]
			if x[i-1] != y[j-1] {
				changed++
			}
			row[j] = min(changed, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(rows[(len(x)+1)%3][len(y)], 3)
}

// sameSize compares the lengths that are known, at least two of each, from the
// shortest on. Where one more is known of the one than of the other, any may be it.
func sameSize(model, seen [3]int) bool {
	a, b := knownLengths(model), knownLengths(seen)
	if min(len(a), len(b)) < 2 {
		return false
	}
	if len(a) == len(b) {
		return alike(a, b)
	}
	for i := range 3 {
		x, y := a, b
		if len(a) > len(b) {
			x = slices.Delete(slices.Clone(a), i, i+1)
		} else {
			y = slices.Delete(slices.Clone(b), i, i+1)
		}
		if alike(x, y) {
			return true
		}
	}
	return false
}

// knownLengths are those that were measured, ascending.
func knownLengths(all [3]int) []int {
	known := slices.DeleteFunc(all[:], func(mm int) bool { return mm <= 0 })
	slices.Sort(known)
	return known
}

// alike says whether each length differs from the model's by at most 2 mm or 5 % of that.
func alike(model, seen []int) bool {
	for i, mm := range model {
		if abs(mm-seen[i])*20 > max(40, mm) {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }
