package sheet

import (
	"fmt"
	"iter"
	"strings"
)

// DidYouMean offers the known word that is nearest to word, or nothing when
// none is near. Of equally near ones it takes the first by alphabet, so that
// the answer does not depend on the order of a map.
func DidYouMean(word string, known iter.Seq[string]) string {
	if best := Nearest(word, known); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// Nearest is the known word that DidYouMean offers, "" for none.
func Nearest(word string, known iter.Seq[string]) string {
	w := []rune(strings.ToLower(word))
	best, least := "", max(1, min(3, len(w)/3))+1
	for k := range known {
		d := distance(w, []rune(strings.ToLower(k)), least+1)
		if k != "" && (d < least || d == least && best != "" && k < best) {
			best, least = k, d
		}
	}
	return best
}

// distance is how many insertions, deletions, replacements and swaps of
// neighbours make b of a (optimal string alignment), or most when it is no less.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range b {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return min(most, row[len(b)])
}
