package sync

import (
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// SaltMember is the first member of every body: 22 base64url characters, 128
// fresh random bits, without which an erased body could be guessed from its
// hash. It appears in no projection.
const SaltMember = "salt"

// Size is what an entry weighs against the limits: the bytes of the element as
// sent, and of its body.
type Size struct{ Element, Body int }

// TooLarge says whether the entry is past a limit. It is then kept in
// quarantine, not refused: what happened, happened.
func (s Size) TooLarge() bool { return s.Element > MaxEntry || s.Body > MaxBody }

// readBody reads a body's text as the projector needs it: a strict JSON object
// whose first member is the salt. The pointers of a fault are within the body.
func readBody(body string) (jsonValue, error) {
	v, err := readStrict([]byte(body))
	if err != nil {
		return v, err
	}
	if v.kind != jsonObject {
		return v, jsonFault("", ReasonType, "a body is an object")
	}
	if len(v.names) == 0 || v.names[0] != SaltMember {
		return v, jsonFault("/"+SaltMember, ReasonRequired, "the first member of a body is its salt")
	}
	if salt := v.members[0]; salt.kind != jsonString || !IsStream(salt.text) {
		return v, jsonFault("/"+SaltMember, ReasonFormat, "a salt has 22 base64url characters")
	}
	return v, numbersInReach(v, "")
}

// The greatest exponent and length of a number in a body: 1e999999999 is seven
// characters to send and gigabytes to compute with.
const (
	maxExponent = 400
	maxNumber   = 400
)

func numbersInReach(v jsonValue, pointer string) error {
	if v.kind == jsonNumber {
		_, exponent, _ := strings.Cut(strings.ToLower(v.text), "e")
		n, err := strconv.Atoi(exponent)
		if len(v.text) > maxNumber || exponent != "" && (err != nil || n > maxExponent || n < -maxExponent) {
			return jsonFault(pointer, ReasonRange, "no number of this size can be kept")
		}
	}
	for i, m := range v.members {
		part := strconv.Itoa(i)
		if v.kind == jsonObject {
			part = escapePointer(v.names[i])
		}
		if err := numbersInReach(m, pointer+"/"+part); err != nil {
			return err
		}
	}
	return nil
}

// CheckBody says whether a body is what §4 asks of every body, whatever its
// type: at most 48 KiB of strict JSON, an object, the salt first. It is for
// those who write entries, before they sign.
func CheckBody(body string) error {
	if len(body) > MaxBody {
		return models.NewFault(models.TooLarge, "a body has at most %d bytes, this one has %d", MaxBody, len(body))
	}
	_, err := readBody(body)
	return err
}
