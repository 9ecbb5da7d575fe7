package intake

import (
	"fmt"
	"iter"
	"strings"
)

// didYouMean offers the known word that is nearest to word, or nothing when
// none is near. Of equally near ones it takes the first by alphabet, so that
// the answer does not depend on the order of a map.
func didYouMean(word string, known iter.Seq[string]) string {
	best, least := "", min(3, len([]rune(word))/3+1)+1
	w := []rune(strings.ToLower(word))
	for k := range known {
		d := distance(w, []rune(strings.ToLower(k)), least)
		if k != "" && (d < least || d == least && best != "" && k < best) {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is how many insertions, deletions and replacements make b of a
// (Levenshtein), or most when it is no less.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return min(most, row[len(b)])
}
