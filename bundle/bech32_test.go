package bundle_test

import (
	"errors"
	"strings"
)

// rawKey reads the 32 bytes of AGE-SECRET-KEY-1… (Bech32, BIP 173, without a
// look at the checksum: the test made the text itself).
func rawKey(identity string) ([]byte, error) {
	const letters = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
	text, ok := strings.CutPrefix(identity, "AGE-SECRET-KEY-1")
	if !ok {
		return nil, errors.New("no identity of age")
	}
	var raw []byte
	bits, have := 0, 0
	for _, c := range text[:len(text)-6] {
		bits, have = bits<<5|strings.IndexRune(letters, c), have+5
		if have >= 8 {
			have -= 8
			raw = append(raw, byte(bits>>have))
			bits &= 1<<have - 1
		}
	}
	return raw, nil
}
