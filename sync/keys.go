package sync

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// The curve of RFC 8032 and RFC 7748: p = 2^255 − 19, d = −121665/121666.
var (
	fieldPrime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	edwardsD   = edwardsConstant()
)

// Encodings of the points whose order divides 8, without the sign bit: a
// signature under such a key can be valid for many texts.
var (
	smallEdwards = []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	}
	smallMontgomery = []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	}
)

func edwardsConstant() *big.Int {
	inverse := new(big.Int).ModInverse(big.NewInt(121666), fieldPrime)
	d := new(big.Int).Mul(big.NewInt(-121665), inverse)
	return d.Mod(d, fieldPrime)
}

// ParseSigningKey reads an Ed25519 public key from base64url. It refuses what
// is not 32 bytes, a coordinate ≥ p, a point of small order, and bytes that
// are no point of the curve (RFC 8032, 5.1.3).
func ParseSigningKey(text string) (ed25519.PublicKey, error) {
	raw, err := DecodeBytes(text, ed25519.PublicKeySize)
	if err != nil {
		return nil, err
	}
	unsigned := slices.Clone(raw)
	unsigned[31] &= 0x7f
	y := littleEndian(unsigned)
	switch {
	case y.Cmp(fieldPrime) >= 0:
		return nil, models.NewFault(models.Invalid, "the signing key is not in canonical form")
	case slices.Contains(smallEdwards, hex.EncodeToString(unsigned)):
		return nil, models.NewFault(models.Invalid, "the signing key has a small order")
	case !onEdwards(y):
		return nil, models.NewFault(models.Invalid, "the signing key is not a point of the curve")
	}
	return ed25519.PublicKey(raw), nil
}

// ParseAgreementKey reads an X25519 public key from base64url; it refuses what
// is not 32 bytes, a coordinate ≥ p (or with its top bit set), and the points of small order (RFC 7748, 6.1).
func ParseAgreementKey(text string) ([]byte, error) {
	raw, err := DecodeBytes(text, 32)
	if err != nil {
		return nil, err
	}
	if littleEndian(raw).Cmp(fieldPrime) >= 0 {
		return nil, models.NewFault(models.Invalid, "the agreement key is not in canonical form")
	}
	if slices.Contains(smallMontgomery, hex.EncodeToString(raw)) {
		return nil, models.NewFault(models.Invalid, "the agreement key has a small order")
	}
	return raw, nil
}

// onEdwards says whether an x exists with −x² + y² = 1 + d·x²·y², that is,
// whether (y² − 1)/(d·y² + 1) is a square.
func onEdwards(y *big.Int) bool {
	yy := new(big.Int).Mul(y, y)
	u := new(big.Int).Sub(yy, big.NewInt(1))
	v := new(big.Int).Mul(edwardsD, yy)
	v.Add(v, big.NewInt(1)).Mod(v, fieldPrime)
	x2 := u.Mul(u, v.ModInverse(v, fieldPrime))
	x2.Mod(x2, fieldPrime)
	return big.Jacobi(x2, fieldPrime) >= 0
}

func littleEndian(b []byte) *big.Int {
	be := slices.Clone(b)
	slices.Reverse(be)
	return new(big.Int).SetBytes(be)
}

// Stream names the stream of a tablet in one operation: the first 22
// characters of base64url(SHA-256("cellsweep-stream/1\n" + signingKey + "\n" + operation)),
// the key in base64url.
func Stream(signingKey string, operation models.ID) string {
	return streamName(domainStream, signingKey, operation.String())
}

// ServerStream names the server's own stream in an operation and epoch.
func ServerStream(entryKey string, operation models.ID, epoch string) string {
	return streamName(domainStream, entryKey, operation.String(), epoch)
}

func streamName(parts ...string) string {
	sum := sha256.Sum256(lines(parts...))
	return EncodeBytes(sum[:])[:StreamLength]
}

// IsStream says whether s can name a stream: 22 base64url characters.
func IsStream(s string) bool {
	if len(s) != StreamLength {
		return false
	}
	for i := range len(s) {
		if !isBase64URL(s[i]) {
			return false
		}
	}
	return true
}

func isBase64URL(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// sign gives the Ed25519 signature of a text, in base64url.
func sign(key ed25519.PrivateKey, text []byte) string {
	return EncodeBytes(ed25519.Sign(key, text))
}

// verified says whether sig, in base64url, is key's signature of text.
func verified(key ed25519.PublicKey, text []byte, sig string) bool {
	raw, err := DecodeBytes(sig, ed25519.SignatureSize)
	return err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, text, raw)
}
