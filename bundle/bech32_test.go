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

// identityOf writes 32 bytes as AGE-SECRET-KEY-1… (BIP 173).
func identityOf(raw []byte) string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	const prefix = "age-secret-key-"
	var values []int
	bits, have := 0, 0
	for _, b := range raw {
		bits, have = bits<<8|int(b), have+8
		for have >= 5 {
			have -= 5
			values = append(values, bits>>have)
			bits &= 1<<have - 1
		}
	}
	if have > 0 {
		values = append(values, bits<<(5-have))
	}
	var sum []int
	for _, c := range prefix {
		sum = append(sum, int(c)>>5)
	}
	sum = append(sum, 0)
	for _, c := range prefix {
		sum = append(sum, int(c)&31)
	}
	check := polymod(append(append(sum, values...), 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		values = append(values, check>>(5*(5-i))&31)
	}
	var b strings.Builder
	b.WriteString(prefix + "1")
	for _, v := range values {
		b.WriteByte(letters[v])
	}
	return strings.ToUpper(b.String())
}

// polymod is the checksum of BIP 173.
func polymod(values []int) int {
	sum := 1
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ v
		for i, g := range []int{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
