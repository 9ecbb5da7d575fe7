package models

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Tablets without network number exhibits, and no two may make the same number:
// the server gives each tablet a tag of its own when it enrols, and the tablet
// counts. docs/exhibits.md has the form, testdata/exhibit-numbers.json its vectors.

// NumberAlphabet is what tags and check characters are written with: digits and
// capitals without I, L, O, S and U, which are read as others.
const NumberAlphabet = "0123456789ABCDEFGHJKMNPQRTVWXYZ"

// TagLength is how many characters a tablet's tag has, the first a letter.
const TagLength = 3

// MaxCounter is the greatest counter of an exhibit number.
const MaxCounter = 9_999_999

var (
	tagPattern    = regexp.MustCompile(`^[A-HJKMNP-RTV-Z][0-9A-HJKMNP-RTV-Z]{2}$`)
	numberPattern = regexp.MustCompile(`^([A-HJKMNP-RTV-Z][0-9A-HJKMNP-RTV-Z]{2})([0-9]{3}|[1-9][0-9]{3,6})([0-9A-HJKMNP-RTV-Z])$`)
	likeOthers    = strings.NewReplacer("I", "1", "L", "1", "O", "0", "S", "5", "U", "V")
)

// ValidTag says whether s can be a tablet's tag.
func ValidTag(s string) bool { return tagPattern.MatchString(s) }

// TabletTag is the tag that a tablet is given when no other has it; attempt is 0,
// then 1, 2, 3 … while the tags before are another's.
func TabletTag(signingKey string, attempt int) string {
	text := "cellsweep-tag/1\n" + signingKey
	if attempt > 0 {
		text += "\n" + strconv.Itoa(attempt)
	}
	hash := sha256.Sum256([]byte(text))
	return TagOf(hash[:])
}

// TagOf makes a tag of a hash, which has at least four bytes: its first 32 bits,
// modulo the 21 · 31 · 31 tags there are.
func TagOf(hash []byte) string {
	n := (int(hash[0])<<24 | int(hash[1])<<16 | int(hash[2])<<8 | int(hash[3])) % (21 * 31 * 31)
	return string([]byte{NumberAlphabet[10+n/(31*31)], NumberAlphabet[n/31%31], NumberAlphabet[n%31]})
}

// ExhibitNumber writes the number that a tablet gives to its counter-th exhibit,
// as K7M-042-X. The counter is from 1 to MaxCounter.
func ExhibitNumber(tag string, counter int) (string, error) {
	if !ValidTag(tag) || counter < 1 || counter > MaxCounter {
		return "", NewFault(Internal, "there is no exhibit number of tag %q and counter %d", tag, counter)
	}
	digits := fmt.Sprintf("%03d", counter)
	return tag + "-" + digits + "-" + string(checkCharacter(tag+digits)), nil
}

// checkCharacter is computed by a pure system as in ISO/IEC 7064, with modulus
// 31 and radix 3: position i from the right, the check character being 0, weighs
// 3^i, and the sum is 1 (modulo 31). 31 is prime and 3 one of its primitive
// roots, so that every wrong character and every two that are exchanged show.
func checkCharacter(text string) byte {
	sum, weight := 0, 1
	for i := len(text) - 1; i >= 0; i-- {
		weight = weight * 3 % 31
		sum += weight * strings.IndexByte(NumberAlphabet, text[i])
	}
	return NumberAlphabet[(1-sum%31+31)%31]
}

// ReadExhibitNumber reads a number as somebody typed it: letters of any case,
// with or without separators, and with I or L for 1, O for 0, S for 5, U for V.
// ok is false for what is not such a number, or has a wrong check character.
func ReadExhibitNumber(read string) (tag string, counter int, ok bool) {
	m := numberPattern.FindStringSubmatch(likeOthers.Replace(Joined(read)))
	if m == nil || m[2] == "000" || checkCharacter(m[1]+m[2]) != m[3][0] {
		return "", 0, false
	}
	counter, err := strconv.Atoi(m[2])
	return m[1], counter, err == nil
}

// NumberKey is what numbers of exhibits and of seals are compared by: a number
// of a tablet as it is written, any other without separators and in capitals.
func NumberKey(number string) string {
	if tag, counter, ok := ReadExhibitNumber(number); ok {
		if text, err := ExhibitNumber(tag, counter); err == nil {
			return text
		}
	}
	return Joined(number)
}
