package server

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"filippo.io/age"
)

// loadAge takes the scalar of the key file. A file that was made before there
// were exports has none: then it follows from the file's secret (HKDF, RFC 5869),
// so that the file need not be written, replicas agree, and backups of it stay good.
func (k *Keys) loadAge(text string) error {
	if text == "" {
		derived, err := hkdf.Key(sha256.New, k.Secret[:], nil, "cellsweep-age/1", len(k.Age))
		copy(k.Age[:], derived)
		return err
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != len(k.Age) {
		return fmt.Errorf("not 32 bytes of base64url")
	}
	copy(k.Age[:], raw)
	return nil
}

// AgePublic is the key that exports are encrypted to: X25519, raw, base64url.
func (k Keys) AgePublic() string {
	private, err := ecdh.X25519().NewPrivateKey(k.Age[:])
	if err != nil {
		panic(err) // any 32 bytes are a scalar
	}
	return base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes())
}

// ageIdentity is the key as the age library takes it: from its text alone.
func (k Keys) ageIdentity() (*age.X25519Identity, error) {
	return age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", k.Age[:])))
}

// AgeRecipient writes a raw X25519 public key as a recipient of age.
func AgeRecipient(public []byte) string { return bech32("age", public) }

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 encodes bytes as BIP 173 has it: in groups of five bits, with a
// checksum over both parts. hrp is lower-case.
func bech32(hrp string, data []byte) string {
	var groups []byte
	for bits, have, i := 0, 0, 0; i < len(data) || have > 0; {
		if have < 5 && i < len(data) {
			bits, have, i = bits<<8|int(data[i]), have+8, i+1
			continue
		}
		if have < 5 {
			bits, have = bits<<(5-have), 5
		}
		have -= 5
		groups = append(groups, byte(bits>>have&31))
		bits &= 1<<have - 1
	}
	var text strings.Builder
	text.WriteString(hrp + "1")
	for _, g := range append(groups, bech32Sum(hrp, groups)...) {
		text.WriteByte(bech32Letters[g])
	}
	return text.String()
}

func bech32Sum(hrp string, groups []byte) []byte {
	var spread []byte
	for _, c := range []byte(hrp) {
		spread = append(spread, c>>5)
	}
	spread = append(spread, 0)
	for _, c := range []byte(hrp) {
		spread = append(spread, c&31)
	}
	sum := uint32(1)
	for _, v := range append(append(spread, groups...), 0, 0, 0, 0, 0, 0) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	out := make([]byte, 6)
	for i := range out {
		out[i] = byte((sum ^ 1) >> (5 * (5 - i)) & 31)
	}
	return out
}
