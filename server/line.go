package server

import (
	"bytes"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// line is what carries events to a follower.
type line interface {
	// say writes, and says whether somebody took it within patience.
	say(words string) bool
	// gone is closed when there is nobody any more.
	gone() <-chan struct{}
}

// requestLine is a request that is being answered, where nothing lighter is to
// be had (HTTP/2).
type requestLine struct{ c *gin.Context }

func (r requestLine) gone() <-chan struct{} { return r.c.Request.Context().Done() }

func (r requestLine) say(words string) bool {
	tooSlow := time.AfterFunc(patience, func() { _ = http.NewResponseController(r.c.Writer).SetWriteDeadline(time.Unix(1, 0)) })
	defer tooSlow.Stop()
	if _, err := r.c.Writer.WriteString(words); err != nil {
		return false
	}
	r.c.Writer.Flush()
	return true
}

// takenLine is a connection that was taken over from net/http. What a request
// holds while it is answered (its stack, header, buffers) is 40 kB for each
// follower, and twice that until the next collection; this is 12.
type takenLine struct {
	conn net.Conn
	over chan struct{}
}

// takeLine takes over the connection of a request whose header is ready, and
// sends the header; nil where the connection carries other requests, or none.
func takeLine(c *gin.Context, now time.Time) *takenLine {
	under, ok := c.Writer.(interface{ Unwrap() http.ResponseWriter })
	if !ok || c.Request.ProtoMajor != 1 || c.Request.ProtoMinor != 1 {
		return nil
	}
	if _, ok := under.Unwrap().(http.Hijacker); !ok {
		return nil
	}
	conn, _, err := c.Writer.Hijack() // by gin's writer, which else would write a header of its own in the end
	if err != nil {
		return nil
	}
	t := &takenLine{conn, make(chan struct{})}
	go t.listen()
	_ = conn.SetDeadline(time.Time{}) // those of the request
	c.Status(http.StatusOK)
	c.Header("Date", now.UTC().Format(http.TimeFormat)) // net/http would have
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 200 OK\r\n")
	_ = c.Writer.Header().WriteSubset(&head, map[string]bool{"Connection": true, "Content-Length": true}) // into memory
	head.WriteString("Connection: close\r\n\r\n")
	t.say(head.String())
	return t
}

// listen waits until the other side has closed: it says nothing more.
func (t *takenLine) listen() {
	defer close(t.over)
	for b := make([]byte, 1); ; {
		if _, err := t.conn.Read(b); err != nil {
			return
		}
	}
}

func (t *takenLine) gone() <-chan struct{} { return t.over }

func (t *takenLine) say(words string) bool {
	if words == "" {
		return true
	}
	tooSlow := time.AfterFunc(patience, func() { _ = t.conn.SetWriteDeadline(time.Unix(1, 0)) })
	defer tooSlow.Stop()
	_, err := t.conn.Write([]byte(words))
	return err == nil
}

func (t *takenLine) close() { _ = t.conn.Close() }
