package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
)

// readPush reads the body. What is larger than smallPush waits for one of few
// places, which large gives back. Nothing is kept of what inflates beyond the
// limit: a compressed body is measured before there is memory for it.
func (s *Server) readPush(c *gin.Context) (raw []byte, large func(), err error) {
	zipped, err := pushKind(c)
	if err != nil {
		return nil, nil, err
	}
	limit := maxInflated
	if zipped {
		limit = maxCompressed
	}
	p := place{of: s.admission, ctx: c.Request.Context(), leave: func() {}}
	raw, err = readLarge(c, &p, limit)
	if err == nil && zipped {
		raw, err = inflate(raw, &p)
	}
	if err != nil {
		p.leave()
		return nil, nil, err
	}
	return raw, p.leave, nil
}

// place is one of the few for large bodies, once it is needed.
type place struct {
	of    *admission
	ctx   context.Context
	held  bool
	leave func()
}

func (p *place) take() (err error) {
	if p.held {
		return nil
	}
	leave, err := p.of.enter(p.ctx, p.of.large)
	if err == nil {
		p.held, p.leave = true, leave
	}
	return err
}

// readLarge reads what is sent, as it is sent, up to a limit.
func readLarge(c *gin.Context, place *place, limit int) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(c.Request.Body, smallPush))
	if err == nil && len(raw) == smallPush {
		if err = place.take(); err != nil {
			return nil, err
		}
		slow := time.AfterFunc(largeTime, func() { _ = http.NewResponseController(c.Writer).SetReadDeadline(time.Unix(1, 0)) })
		defer slow.Stop()
		if said := c.Request.ContentLength; said > int64(limit) {
			return nil, tooLong(nil)
		} else if said > 0 {
			raw = slices.Grow(raw, int(said)-len(raw)+bytes.MinRead)
		}
		b := bytes.NewBuffer(raw)
		_, err = b.ReadFrom(io.LimitReader(c.Request.Body, int64(limit-smallPush+1)))
		raw = b.Bytes()
	}
	if err != nil {
		return nil, cutShort(err)
	}
	if len(raw) > limit {
		return nil, tooLong(nil)
	}
	return raw, nil
}

// inflate gives back what was compressed.
func inflate(zipped []byte, p *place) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, models.NewFault(models.Invalid, "The body is said to be gzip and is not.").Because(err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, smallPush))
	if err != nil {
		return nil, cutShort(err)
	}
	if len(raw) < smallPush {
		return raw, nil
	}
	if err := p.take(); err != nil {
		return nil, err
	}
	leave, err := p.of.enter(p.ctx, p.of.gauge)
	if err != nil {
		return nil, err
	}
	defer leave()
	return inflateLarge(zipped, z)
}

// inflateLarge goes on with a body of which z has given the first smallPush
// bytes. It inflates twice, first only to learn the length: what a bomb costs is
// time, of one processor, and no memory.
func inflateLarge(zipped []byte, z *gzip.Reader) ([]byte, error) {
	rest, err := io.Copy(io.Discard, io.LimitReader(z, maxInflated-smallPush+1))
	if rest > maxInflated-smallPush {
		return nil, tooLong(err)
	}
	raw := make([]byte, smallPush+rest)
	if err == nil {
		err = z.Reset(bytes.NewReader(zipped))
	}
	if err == nil {
		_, err = io.ReadFull(z, raw)
	}
	if err != nil {
		return nil, cutShort(err)
	}
	return raw, nil
}

func cutShort(cause error) error {
	return models.NewFault(models.Invalid, "The body could not be read to its end.").Because(cause)
}

func tooLong(cause error) error {
	return models.NewFault(models.TooLarge, "A push holds at most %d bytes, %d compressed; send it in parts.", maxInflated, maxCompressed).
		With(models.Field{Code: "maxEntries", Message: "send fewer entries at once"}).Because(cause)
}

// pushKind tells whether the body is compressed.
func pushKind(c *gin.Context) (zipped bool, err error) {
	if kind, _, _ := strings.Cut(c.ContentType(), ";"); kind != "application/json" {
		return false, models.NewFault(models.Unsupported, "Send the push as application/json.")
	}
	switch c.GetHeader("Content-Encoding") {
	case "", "identity":
		return false, nil
	case "gzip":
		return true, nil
	}
	return false, models.NewFault(models.Unsupported, "The body may be plain or gzip.")
}
