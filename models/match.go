package models

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
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

// foldedWords are the words of a text in small letters and digits, without
// accents, and each two that stand together as one.
func foldedWords(text string) []string {
	words := strings.FieldsFunc(Folded(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	n := len(words)
	for i := range n - 1 {
		words = append(words, words[i]+words[i+1])
	}
	for i := range n - 2 {
		words = append(words, words[i]+words[i+1]+words[i+2])
	}
	return words
}

// Folded is a text in small letters without the accents of French.
func Folded(text string) string {
	return strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
		"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ÿ", "y", "œ", "oe", "æ", "ae").Replace(strings.ToLower(text))
}

// named says whether the model's name is among the words: 0 as it is, 1 with as
// many wrong letters as a name of its length may have, 2 not at all. A name of
// fewer than four letters must be right.
func (d DeviceModel) named(words []string) int {
	joined := func(s string) string { return strings.Join(foldedSingles(s), "") }
	names := []string{joined(d.Model), joined(d.Make + " " + d.Model)}
	best := 2
	for _, name := range names {
		for _, w := range words {
			switch edits := distance(name, w); {
			case name == "":
			case edits == 0:
				return 0
			case len(name) >= 4 && edits == 1, len(name) >= 8 && edits == 2:
				best = 1
			}
		}
	}
	return best
}

func foldedSingles(s string) []string {
	return strings.FieldsFunc(Folded(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// distance is how many letters must be put in, left out, changed or exchanged
// with the next to make b of a (optimal string alignment), 3 for three or more.
func distance(a, b string) int {
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

// sameSize compares lengths, each sorted; one that is not known of both is left out.
func sameSize(a, b [3]int) bool {
	x, y := slices.Clone(a[:]), slices.Clone(b[:])
	slices.Sort(x)
	slices.Sort(y)
	known := 0
	for i := range x {
		if x[i] == 0 || y[i] == 0 {
			continue
		}
		if known++; abs(x[i]-y[i])*20 > max(40, x[i]) {
			return false
		}
	}
	return known > 1
}

func abs(n int) int { return max(n, -n) }
