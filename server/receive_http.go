package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// receiveTime is how long the next bytes of an export may take.
const receiveTime = time.Minute

// receive takes an export in the body of a request, as it comes.
func (s *Server) receive(c *gin.Context) {
	if c.ContentType() != "application/octet-stream" {
		s.refuse(c, models.NewFault(models.Unsupported, "Send the export as application/octet-stream."))
		return
	}
	if c.Request.ContentLength > MaxExport {
		s.refuse(c, models.NewFault(models.TooLarge, "An export has at most %d MiB.", MaxExport>>20))
		return
	}
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Time{}) // that of all requests is too short for hundreds of megabytes
	silent := time.AfterFunc(receiveTime, func() { _ = control.SetReadDeadline(time.Unix(1, 0)) })
	defer silent.Stop()
	body := patient{http.MaxBytesReader(c.Writer, c.Request.Body, MaxExport), func() { silent.Reset(receiveTime) }}
	r, err := s.Receive(c, body)
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.JSON(http.StatusOK, r)
}

// patient gives a sender more time with each piece that comes.
type patient struct {
	io.Reader
	more func()
}

func (p patient) Read(b []byte) (int, error) {
	p.more()
	return p.Reader.Read(b)
}

// takePush reads, looks at and judges a push, wherever it came from, for who
// may be no tablet: its address is that of who carries it.
func (s *Server) takePush(ctx context.Context, raw []byte) (a fieldsync.Answer, from *pen, stream string, err error) {
	p, err := fieldsync.ParsePush(raw)
	if err != nil {
		return a, nil, "", err
	}
	if len(p.Elements) > maxEntries {
		return a, nil, "", models.NewFault(models.Invalid, "A push has more than %d entries.", maxEntries)
	}
	if from, err = s.pens.of(ctx, s.Store, p.Stream); err != nil {
		return a, nil, "", err
	}
	r, err := s.look(ctx, p, from)
	if err != nil {
		return a, nil, "", err
	}
	a, err = s.judged(ctx, r, from)
	return a, from, p.Stream, err
}

// ackCode draws acks for a tablet's camera.
func ackCode(acks []StreamAck) (string, error) {
	text, err := json.Marshal(AckFile{AckFormat, acks})
	if err != nil {
		return "", err
	}
	return qrCode(string(text))
}
