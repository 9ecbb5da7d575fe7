package bundle

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"strconv"

	"github.com/cellsweep/cellsweep/models"
)

// Format names the form of a package's content, and begins its plain text.
const Format = "cellsweep-package/1"

// Content is what is in a package: what a tablet of the site needs to work
// without a network. Of a decoy it has Format, Bundle, Site and Decoy alone.
// openapi/packages/package.v1.json is its schema.
type Content struct {
	Format      string            `json:"format"`
	Bundle      models.ID         `json:"bundle"`
	Site        models.ID         `json:"site"` // the establishment
	Decoy       bool              `json:"decoy"`
	Operation   *models.ID        `json:"operation,omitempty"`
	Plan        *models.ID        `json:"plan,omitempty"`
	PlanVersion int               `json:"planVersion,omitempty"`
	HHour       string            `json:"hHour,omitempty"`
	Documents   []json.RawMessage `json:"documents,omitempty"` // as GET /v1/sync/pull gives them
	Brakes      []Commitment      `json:"brakes,omitempty"`
}

// Sizes of a package's plain text, in bytes: 64 KiB and its doubles up to 16
// MiB. All packages of a round have the least that the largest of them needs,
// so that a size tells how much the largest site has, and not which one it is.
const (
	leastSize = 64 << 10
	mostSize  = 16 << 20
)

// Pack writes the plain text of a package without padding: a line with the
// format and the length of what follows, in bytes, and the content as gzipped
// JSON (RFC 1952).
func (c Content) Pack() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return append([]byte(Format+" "+strconv.Itoa(packed.Len())+"\n"), packed.Bytes()...), nil
}

// SizeFor is the size to which texts are padded when they are sealed together;
// TooLarge when one is greater than a package can be.
func SizeFor(texts ...[]byte) (int, error) {
	size := leastSize
	for _, t := range texts {
		for size < len(t) {
			size *= 2
		}
	}
	if size > mostSize {
		return 0, models.NewFault(models.TooLarge, "The plan of a site is greater than a sealed package can hold (%d MiB).", mostSize>>20)
	}
	return size, nil
}

// pad fills a text up with zeros. It is the plain text that is padded: padding
// outside could be cut off.
func pad(text []byte, size int) ([]byte, error) {
	if len(text) > size {
		return nil, models.NewFault(models.TooLarge, "A package of %d bytes does not fit into %d.", len(text), size)
	}
	return append(bytes.Clone(text), make([]byte, size-len(text))...), nil
}

// maxContent bounds what a package may be inflated to.
const maxContent = 256 << 20

// Unpack reads the padded plain text of a package.
func Unpack(text []byte) (Content, error) {
	malformed := func(err error) (Content, error) {
		return Content{}, models.NewFault(models.Invalid, "This is not a package of the form %s.", Format).Because(err)
	}
	line, rest, _ := bytes.Cut(text[:min(len(text), 64)], []byte("\n"))
	name, length, _ := bytes.Cut(line, []byte(" "))
	n, err := strconv.ParseUint(string(length), 10, 31)
	begin := len(line) + 1
	if string(name) != Format || err != nil || len(rest) == 0 || int(n) > len(text)-begin {
		return malformed(err)
	}
	for _, b := range text[begin+int(n):] {
		if b != 0 {
			return malformed(nil)
		}
	}
	z, err := gzip.NewReader(bytes.NewReader(text[begin : begin+int(n)]))
	if err != nil {
		return malformed(err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, maxContent+1))
	if err != nil || len(raw) > maxContent {
		return malformed(err)
	}
	var c Content
	if err := json.Unmarshal(raw, &c); err != nil || c.Format != Format {
		return malformed(err)
	}
	return c, nil
}

// TextSize gives the size that the plain text of a package of so many bytes was
// padded to: the greatest that fits, for encryption adds less than a half.
func TextSize(sealed int64) int {
	size := leastSize
	for int64(size)*2 < sealed {
		size *= 2
	}
	return size
}
