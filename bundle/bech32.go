package bundle

import (
	"strings"

	"filippo.io/age"
)

// age writes keys in Bech32 (BIP 173, without its limit on length): the raw ones
// that tablets and servers have must be written so before it takes them.

// Recipient writes a raw X25519 public key as age does.
func Recipient(public []byte) string { return bech32("age", public) }

// Identity is a raw X25519 private key as age takes it: from its text alone.
func Identity(private []byte) (*age.X25519Identity, error) {
	return age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", private)))
}

const bechLetters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 writes bytes behind a prefix in lower case.
func bech32(prefix string, raw []byte) string {
	values := fives(raw)
	checked := make([]int, 0, 2*len(prefix)+1+len(values)+6)
	for _, c := range []byte(prefix) {
		checked = append(checked, int(c)>>5)
	}
	checked = append(checked, 0)
	for _, c := range []byte(prefix) {
		checked = append(checked, int(c)&31)
	}
	sum := polymod(append(append(checked, values...), make([]int, 6)...)) ^ 1
	var b strings.Builder
	b.WriteString(prefix + "1")
	for _, v := range values {
		b.WriteByte(bechLetters[v])
	}
	for i := range 6 {
		b.WriteByte(bechLetters[sum>>(5*(5-i))&31])
	}
	return b.String()
}

// fives cuts bytes into groups of five bits, the last filled up with zeros.
func fives(raw []byte) (values []int) {
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
	return values
}

// polymod is the checksum of BIP 173.
func polymod(values []int) int {
	sum := 1
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ v
		for i, g := range [5]int{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
