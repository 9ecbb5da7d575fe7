package servertest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
)

// Client asks the server on somebody's behalf.
type Client struct {
	World   *World
	Who     models.Person
	Cookies map[string]string
	Bearer  string // a tablet's token
}

// Response is an answer that the OpenAPI document describes.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	world  *World
	asked  string
}

// Get asks for path.
func (c *Client) Get(path string) Response {
	c.World.T.Helper()
	return c.Do(http.MethodGet, path, nil)
}

// Post sends body to path.
func (c *Client) Post(path string, body any) Response {
	c.World.T.Helper()
	return c.Do(http.MethodPost, path, body)
}

// Put sends body to path as a change of the version that etag names, "" for none.
func (c *Client) Put(path, etag string, body any) Response {
	c.World.T.Helper()
	if etag == "" {
		return c.Do(http.MethodPut, path, body)
	}
	return c.Do(http.MethodPut, path, body, "If-Match", etag)
}

// Delete deletes path.
func (c *Client) Delete(path string) Response {
	c.World.T.Helper()
	return c.Do(http.MethodDelete, path, nil)
}

// Do sends a request with headers in pairs of name and value. A body that is a
// string or bytes is sent as it is, nil is no body, anything else is sent as JSON.
func (c *Client) Do(method, path string, body any, headers ...string) Response {
	c.World.T.Helper()
	res := c.Open(method, path, body, headers...)
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	c.World.must(err)
	r := Response{Status: res.StatusCode, Header: res.Header, Body: raw, world: c.World, asked: method + " " + path}
	if err := c.World.contract.check(res.Request, r); err != nil {
		c.World.T.Errorf("%s was answered %d in a way that the document does not describe: %v\n%s", r.asked, r.Status, err, raw)
	}
	return r
}

// Open is Do without reading the answer, for streams. The caller closes it.
func (c *Client) Open(method, path string, body any, headers ...string) *http.Response {
	c.World.T.Helper()
	req, err := http.NewRequestWithContext(c.World.T.Context(), method, c.World.URL+path, encode(c.World, body))
	c.World.must(err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.Cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if c.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.Bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	c.World.must(err)
	return res
}

func encode(w *World, body any) io.Reader {
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(b)
	case []byte:
		return bytes.NewReader(b)
	}
	raw, err := json.Marshal(body)
	w.must(err)
	return bytes.NewReader(raw)
}

// Expect fails the test unless the answer has this status.
func (r Response) Expect(status int) Response {
	r.world.T.Helper()
	if r.Status != status {
		r.world.T.Fatalf("%s was answered %d, not %d: %s", r.asked, r.Status, status, r.Body)
	}
	return r
}

// Into decodes the answer's JSON.
func (r Response) Into(v any) Response {
	r.world.T.Helper()
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.world.T.Fatalf("%s: %v in %s", r.asked, err, r.Body)
	}
	return r
}

// ETag is the version that the answer names.
func (r Response) ETag() string { return r.Header.Get("ETag") }

// Problem decodes a problem; its fields are in Errors.
func (r Response) Problem() (p api.Problem) {
	r.world.T.Helper()
	r.Into(&p)
	return p
}

// Faults says where the problem lies: pointers and parameters, in the order told.
func (r Response) Faults() []string {
	r.world.T.Helper()
	var at []string
	for _, f := range r.Problem().Errors {
		at = append(at, f.Pointer+f.Parameter)
	}
	return at
}
