package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Receipt says what became of an export (docs/export-file.md).
type Receipt struct {
	Format  string           `json:"format"` // ReceiptFormat
	Tablet  string           `json:"tablet"`
	At      string           `json:"at"` // when the export was made, by the tablet's clock
	Whole   bool             `json:"whole"`
	Fault   *ReceiptFault    `json:"fault,omitempty"`
	Pushes  ReceiptCount     `json:"pushes"`
	Files   ReceiptCount     `json:"files"`
	Streams []*ReceiptStream `json:"streams"`
	Stored  []ReceiptFile    `json:"fileResults"`
	Acks    AckFile          `json:"acks"`
	QR      []string         `json:"qr"` // data URLs of PNGs
	Time    string           `json:"serverTime"`

	begun      bool // its header was read
	operations map[models.ID]bool
}

// ReceiptCount says how many the export has by its header, and how many came.
type ReceiptCount struct {
	Named   uint64 `json:"named"`
	Arrived uint64 `json:"arrived"`
}

// ReceiptFault says where an export cannot be read on.
type ReceiptFault struct {
	Record int    `json:"record"` // from 1
	Offset uint64 `json:"offset"` // in the plaintext, where the record begins
	Code   string `json:"code"`   // damaged, truncated, format
	Detail string `json:"detail"`
}

// ReceiptStream is the answers to all pushes of a stream, as one.
type ReceiptStream struct {
	Stream       string             `json:"stream"`
	Results      []fieldsync.Result `json:"results"`
	Missing      []fieldsync.Span   `json:"missing"`
	More         bool               `json:"more,omitempty"`
	FilesMissing []string           `json:"filesMissing"`
	FilesMore    bool               `json:"filesMore,omitempty"`
}

// ReceiptFile says what became of a file.
type ReceiptFile struct {
	Stream    string `json:"stream"`
	SHA256    string `json:"sha256"`
	Verdict   string `json:"verdict"` // stored, refused
	Code      string `json:"code,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Duplicate bool   `json:"duplicate"`
}

// AckFile is what goes back to the tablet: as a file, or in parts as QR codes.
type AckFile struct {
	Format string      `json:"format"` // AckFormat
	Acks   []StreamAck `json:"acks"`
}

// StreamAck is an ack of §5 that names its stream.
type StreamAck struct {
	Stream       string `json:"stream"`
	Seq          uint64 `json:"seq"`
	Hash         string `json:"hash"`
	Epoch        string `json:"epoch"`
	Time         string `json:"time"`
	Sig          string `json:"sig"`
	FilesMissing int    `json:"filesMissing"`
}

// The names of what comes back.
const (
	ReceiptFormat = "cellsweep-receipt/1"
	AckFormat     = "cellsweep-acks/1"
)

// MaxExport is how long an export may be, in bytes.
const MaxExport = 1 << 30

// acksInACode is how many acks one QR code holds: more could not be read from a screen.
const acksInACode = 4

// Receive takes in an export: what it pushes is judged as a push is, its files
// are stored as uploads are. Whatever can be read before a damage is taken in.
// The same export again changes nothing. Invalid for what is no export to this
// server; a fault within it is in the receipt.
func (s *Server) Receive(ctx context.Context, sealed io.Reader) (Receipt, error) {
	r := Receipt{Format: ReceiptFormat, Streams: []*ReceiptStream{}, Stored: []ReceiptFile{}, operations: map[models.ID]bool{},
		Acks: AckFile{AckFormat, []StreamAck{}}, QR: []string{}}
	if err := s.keepsFiles(); err != nil {
		return r, err
	}
	plain, err := s.unseal(sealed)
	if err != nil {
		return r, err
	}
	x := fieldsync.NewExportReader(plain)
	ended, err := s.receiveAll(ctx, x, &r)
	if err != nil && transient(err) {
		return r, err
	}
	if !r.begun {
		return r, notAnExport(err)
	}
	if !ended {
		r.fault(x, err)
	}
	r.Whole = ended && r.Pushes.Arrived == r.Pushes.Named && r.Files.Arrived == r.Files.Named
	return r, s.conclude(ctx, &r)
}

// transient says whether taking in failed here, and not in the export.
func transient(err error) bool {
	return slices.Contains([]models.Code{models.Unavailable, models.Full, models.TooMany}, models.CodeOf(err))
}

func (s *Server) unseal(sealed io.Reader) (io.Reader, error) {
	identity, err := s.Keys.ageIdentity()
	if err != nil {
		return nil, err
	}
	plain, err := age.Decrypt(sealed, identity)
	if _, wrong := errors.AsType[*age.NoIdentityMatchError](err); wrong {
		return nil, models.NewFault(models.Invalid, "The file is encrypted to another server, or to an older key of this one.").Because(err)
	}
	if err != nil {
		return nil, notAnExport(nil) // what age says quotes what was sent, and causes are logged
	}
	return plain, nil
}

func notAnExport(cause error) error {
	return models.NewFault(models.Invalid, "The file is no export of a tablet: it does not begin as one.").Because(cause)
}

// receiveAll takes in record after record, and says whether the last one came.
func (s *Server) receiveAll(ctx context.Context, x *fieldsync.ExportReader, r *Receipt) (ended bool, err error) {
	for {
		line, raw, err := x.Next()
		if errors.Is(err, io.EOF) {
			return ended, nil
		}
		if err != nil {
			return ended, err
		}
		if _, n := x.At(); (n == 1) != (line.Record == fieldsync.ExportFormat) || ended {
			return false, models.NewFault(models.Invalid, "A record %q stands where none may.", line.Record)
		}
		switch line.Record {
		case fieldsync.ExportFormat:
			r.begun, r.Tablet, r.At = true, line.Tablet, line.At
			r.Pushes.Named, r.Files.Named = announced(line.Pushes), announced(line.Files)
		case fieldsync.ExportPush:
			err = s.receivePush(ctx, line, raw, r)
		case fieldsync.ExportFile:
			err = s.receiveFile(ctx, line, raw, r)
		case fieldsync.ExportEnd:
			ended = true
		}
		if err != nil {
			return false, err
		}
	}
}

func announced(n *uint64) uint64 {
	if n == nil {
		return 0
	}
	return *n
}

// receivePush has one push judged, by the same code as one that comes by network.
func (s *Server) receivePush(ctx context.Context, line fieldsync.ExportRecord, body io.Reader, r *Receipt) error {
	if body == nil {
		return models.NewFault(models.Invalid, "A push has no size.")
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(raw); line.SHA256 != "" && line.SHA256 != hex.EncodeToString(sum[:]) {
		return models.NewFault(models.Invalid, "A push has another SHA-256 than its line says.")
	}
	answer, from, stream, err := s.takePush(ctx, raw)
	if err != nil {
		return err
	}
	if from != nil {
		r.operations[from.operation] = true
	}
	r.Pushes.Arrived++
	x := r.stream(stream)
	x.Results = append(x.Results, answer.Results...)
	if answer.Ack == nil {
		return nil
	}
	x.Missing, x.More = answer.Missing, answer.More
	ack := StreamAck{Stream: stream, Seq: answer.Ack.Seq, Hash: answer.Ack.Hash, Epoch: answer.Ack.Epoch, Time: models.FormatTime(answer.Ack.Time), Sig: answer.Ack.Sig}
	i := slices.IndexFunc(r.Acks.Acks, func(a StreamAck) bool { return a.Stream == stream })
	if i < 0 {
		r.Acks.Acks = append(r.Acks.Acks, ack)
	} else if r.Acks.Acks[i].Seq <= ack.Seq {
		r.Acks.Acks[i] = ack
	}
	return nil
}

func (r *Receipt) stream(name string) *ReceiptStream {
	for _, x := range r.Streams {
		if x.Stream == name {
			return x
		}
	}
	x := &ReceiptStream{Stream: name, Results: []fieldsync.Result{}, Missing: []fieldsync.Span{}, FilesMissing: []string{}}
	r.Streams = append(r.Streams, x)
	return x
}

// receiveFile stores one file. What is wrong with it alone is said in its row.
func (s *Server) receiveFile(ctx context.Context, line fieldsync.ExportRecord, body io.Reader, r *Receipt) error {
	if body == nil {
		return models.NewFault(models.Invalid, "A file has no size.")
	}
	row := ReceiptFile{Stream: line.Stream, SHA256: line.SHA256, Verdict: "stored"}
	duplicate, err := s.carried(ctx, line, body)
	row.Duplicate = duplicate
	if err != nil {
		fault, ok := errors.AsType[*models.Fault](err)
		if !ok || transient(err) || len(fault.Fields) == 0 {
			return err
		}
		row.Verdict, row.Code, row.Reason = "refused", fault.Fields[0].Code, fault.Message
	}
	r.Files.Arrived++
	r.Stored = append(r.Stored, row)
	return nil
}

// carried stages a file that came by hand and finishes it as an upload. Its
// signature is checked before; there is no quota for who comes in person.
func (s *Server) carried(ctx context.Context, line fieldsync.ExportRecord, body io.Reader) (duplicate bool, err error) {
	claim := line.Claim()
	from, err := s.claimed(ctx, claim, line.Sig)
	if err != nil {
		return false, err
	}
	var was models.File
	err = s.Store.Read(ctx, func(v store.View) error {
		was, err = v.File(from.operation, claim.SHA256)
		return err
	})
	if err != nil && models.CodeOf(err) != models.NotFound {
		return false, err
	}
	if was.State == models.FileWhole {
		return true, nil
	}
	u := models.Upload{ID: newToken(), Operation: from.operation, Stream: claim.Stream, SHA256: claim.SHA256, Size: int64(claim.Size)} //nolint:gosec // ≤ 50 MiB
	if err := s.Files.Staging.Take(u.ID, body); err != nil {
		return false, errors.Join(err, s.Files.Staging.Remove(u.ID))
	}
	if err := s.finish(ctx, u); err != nil {
		return false, errors.Join(err, s.Files.Staging.Remove(u.ID))
	}
	return false, nil
}

// fault notes where the export could not be read on.
func (r *Receipt) fault(x *fieldsync.ExportReader, err error) {
	offset, record := x.At()
	f := &ReceiptFault{Record: record, Offset: offset, Code: "damaged"}
	left := fmt.Sprintf("%d of %d pushes and %d of %d files were taken in before it.", r.Pushes.Arrived, r.Pushes.Named, r.Files.Arrived, r.Files.Named)
	switch {
	case models.CodeOf(err) == models.Invalid:
		f.Code = "format"
		f.Detail = sentenceOf(err) + " " + left
	case err == nil || errors.Is(err, io.ErrUnexpectedEOF):
		f.Code = "truncated"
		f.Detail = fmt.Sprintf("The file ends within record %d, at byte %d of what it holds: its end is missing. ", record, offset) + left
	default:
		f.Detail = fmt.Sprintf("The file is damaged within record %d, which begins at byte %d of what it holds. ", record, offset) + left
	}
	r.Fault = f
}

// conclude says what is still missing of each stream, draws the acks and notes
// in the audit who brought what.
func (s *Server) conclude(ctx context.Context, r *Receipt) (err error) {
	r.Time = models.FormatTime(s.Clock())
	for _, x := range r.Streams {
		if x.FilesMissing, err = s.Store.FilesMissing(ctx, x.Stream, fieldsync.MaxFilesTold+1); err != nil {
			return err
		}
		if x.FilesMore = len(x.FilesMissing) > fieldsync.MaxFilesTold; x.FilesMore {
			x.FilesMissing = x.FilesMissing[:fieldsync.MaxFilesTold]
		}
		x.FilesMissing = append([]string{}, x.FilesMissing...)
		for i, a := range r.Acks.Acks {
			if a.Stream == x.Stream {
				r.Acks.Acks[i].FilesMissing = len(x.FilesMissing)
			}
		}
	}
	for part := range slices.Chunk(r.Acks.Acks, acksInACode) {
		picture, err := ackCode(part)
		if err != nil {
			return err
		}
		r.QR = append(r.QR, picture)
	}
	return s.Store.Tx(ctx, func(tx *store.Tx) error {
		for operation := range r.operations {
			detail := fmt.Sprintf("%d pushes, %d files", r.Pushes.Arrived, r.Files.Arrived)
			if err := tx.Note(models.ActExportReceive, &operation, nil, "export/"+r.Tablet, "", detail); err != nil {
				return err
			}
		}
		return nil
	})
}
