package sync

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/cellsweep/cellsweep/models"
)

// The records of an export's plaintext (docs/export-file.md).
const (
	ExportFormat = "cellsweep-export/1" // the first record
	ExportPush   = "push"
	ExportFile   = "file"
	ExportEnd    = "end"
)

// Limits of an export.
const (
	MaxExportLine = 4096     // bytes of a record's line
	MaxExportPush = 8 << 20  // bytes of a push
	MaxExportFile = 50 << 20 // bytes of a file
)

// ExportRecord is the line of one record: which members matter follows from Record.
type ExportRecord struct {
	Record     string  `json:"record"`
	Tablet     string  `json:"tablet,omitempty"`
	Key        string  `json:"key,omitempty"`
	AppVersion string  `json:"appVersion,omitempty"`
	At         string  `json:"at,omitempty"`
	Pushes     *uint64 `json:"pushes,omitempty"`
	Files      *uint64 `json:"files,omitempty"`
	Stream     string  `json:"stream,omitempty"`
	SHA256     string  `json:"sha256,omitempty"`
	Size       *uint64 `json:"size,omitempty"`
	Sig        string  `json:"sig,omitempty"`
}

// Claim is what the line of a file says, for its signature.
func (r ExportRecord) Claim() FileClaim {
	c := FileClaim{Stream: r.Stream, SHA256: r.SHA256}
	if r.Size != nil {
		c.Size = *r.Size
	}
	return c
}

// ExportReader reads the records of an export's plaintext, one after the other.
type ExportReader struct {
	src   *bufio.Reader
	at    uint64 // bytes read
	open  *exportBytes
	n     int // records begun
	began uint64
}

// NewExportReader reads from the plaintext.
func NewExportReader(plain io.Reader) *ExportReader {
	return &ExportReader{src: bufio.NewReaderSize(plain, MaxExportLine+1)}
}

// At says where in the plaintext the record begins that was read last, or that
// could not be read, in bytes, and which record it is, from 1.
func (x *ExportReader) At() (offset uint64, record int) { return x.began, x.n }

// Next reads the line of the next record, and gives its bytes where it has any:
// they must be read before the next one. After the record end it gives io.EOF.
// The error is a Fault of code Invalid for what breaks the format; any other is
// the source's own.
func (x *ExportReader) Next() (ExportRecord, io.Reader, error) {
	if err := x.finish(); err != nil {
		return ExportRecord{}, nil, err
	}
	x.began = x.at
	x.n++
	line, err := x.src.ReadSlice('\n')
	x.at += uint64(len(line))
	switch {
	case errors.Is(err, io.EOF) && len(line) == 0:
		return ExportRecord{}, nil, io.EOF
	case errors.Is(err, io.EOF):
		return ExportRecord{}, nil, io.ErrUnexpectedEOF
	case errors.Is(err, bufio.ErrBufferFull):
		return ExportRecord{}, nil, x.fault("has a line of more than %d bytes", MaxExportLine)
	case err != nil:
		return ExportRecord{}, nil, err
	}
	var r ExportRecord
	if err := json.Unmarshal(line, &r); err != nil || r.Record == "" {
		return ExportRecord{}, nil, x.fault("has a line that is no record")
	}
	if r.Size == nil {
		return r, nil, nil
	}
	if *r.Size > MaxExportFile || (r.Record == ExportPush && *r.Size > MaxExportPush) {
		return ExportRecord{}, nil, x.fault("has %d bytes, which is more than it may", *r.Size)
	}
	x.open = &exportBytes{x: x, left: *r.Size}
	return r, x.open, nil
}

// finish passes over what was not read of the record before, and the line feed behind it.
func (x *ExportReader) finish() error {
	if x.open == nil {
		return nil
	}
	open := x.open
	x.open = nil
	if _, err := io.Copy(io.Discard, open); err != nil {
		return err
	}
	c, err := x.src.ReadByte()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if x.at++; c != '\n' {
		return x.fault("is not followed by a line feed")
	}
	return nil
}

func (x *ExportReader) fault(format string, args ...any) error {
	return models.NewFault(models.Invalid, "Record %d of the export, at byte %d, %s.", x.n, x.began, fmt.Sprintf(format, args...))
}

type exportBytes struct {
	x    *ExportReader
	left uint64
}

// Read reads the record's bytes and no further. A source that ends before is io.ErrUnexpectedEOF.
func (b *exportBytes) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	if uint64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.x.src.Read(p)
	b.left -= uint64(n) //nolint:gosec // n is never negative
	b.x.at += uint64(n) //nolint:gosec // likewise
	if errors.Is(err, io.EOF) && b.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// WriteExportRecord writes one record with its bytes, nil for none. Size is
// set to what bytes has.
func WriteExportRecord(w io.Writer, r ExportRecord, raw []byte) error {
	if raw != nil {
		size := uint64(len(raw))
		r.Size = &size
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	parts := [][]byte{line, []byte("\n")}
	if raw != nil {
		parts = append(parts, raw, []byte("\n"))
	}
	_, err = w.Write(bytes.Join(parts, nil))
	return err
}
