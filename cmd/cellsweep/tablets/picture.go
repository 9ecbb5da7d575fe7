package tablets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/adler32"
	"hash/crc32"
	"math/rand/v2"
)

// side is the width and height of a picture, in pixels.
const side = 16

// Picture is a small PNG that no other name or seed gives: the photograph that
// an entry names by its hash. It is written by hand, in one stored block: a
// compressor of the standard library takes a megabyte for each of thousands.
func Picture(seed uint64, name string) []byte {
	sum := sha256.Sum256([]byte(name))
	rng := rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64(sum[:8]))) //nolint:gosec // a picture, not a secret
	var pixels []byte
	for range side {
		pixels = append(pixels, 0) // no filter
		for range side {
			pixels = append(pixels, byte(rng.Uint32())) //nolint:gosec // its lowest byte
		}
	}
	out := []byte("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, side)
	header = binary.BigEndian.AppendUint32(header, side)
	out = chunk(out, "IHDR", append(header, 8, 0, 0, 0, 0)) // eight bits of grey
	size := uint16(len(pixels))
	data := []byte{0x78, 0x01, 0x01} // zlib; the last block, stored (RFC 1950, RFC 1951)
	data = binary.LittleEndian.AppendUint16(data, size)
	data = binary.LittleEndian.AppendUint16(data, ^size)
	data = binary.BigEndian.AppendUint32(append(data, pixels...), adler32.Checksum(pixels))
	return chunk(chunk(out, "IDAT", data), "IEND", nil)
}

// chunk appends one chunk of a PNG (ISO/IEC 15948, 5.3).
func chunk(out []byte, kind string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data))) //nolint:gosec // small
	body := append([]byte(kind), data...)
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

// shoot takes the picture of a name into the album, and gives its SHA-256.
func (t *teller) shoot(name string) string {
	picture := Picture(t.seed, name)
	sha := digest(picture)
	t.album[sha] = picture
	return sha
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
