package simulation_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/sync/simulation"
)

// network joins clients to whatever server runs at the moment.
type network struct {
	mu     sync.Mutex
	server *listener
	faults int
	counts map[string]int
}

// listener takes connections of this network.
type listener struct {
	conns chan net.Conn
	gone  chan struct{}
	once  sync.Once
	mu    sync.Mutex
	open  map[net.Conn]bool
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), gone: make(chan struct{}), open: map[net.Conn]bool{}}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.gone:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { l.once.Do(func() { close(l.gone) }); return nil }
func (l *listener) Addr() net.Addr { return address("server") }

// cut ends every connection at once, as a machine without power does.
func (l *listener) cut() {
	_ = l.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		_ = c.Close()
	}
}

type address string

func (a address) Network() string { return "pipe" }
func (a address) String() string  { return string(a) + ":1" }

type serverEnd struct {
	net.Conn
	peer address
}

func (s serverEnd) RemoteAddr() net.Addr { return s.peer }

// dial connects somebody to the server, through the weather.
func (n *network) dial(from string, w weather) (net.Conn, error) {
	n.mu.Lock()
	l := n.server
	n.mu.Unlock()
	if l == nil {
		return nil, errors.New("nobody answers")
	}
	client, server := net.Pipe()
	l.mu.Lock()
	l.open[server] = true
	l.mu.Unlock()
	select {
	case l.conns <- serverEnd{server, address(from)}:
	case <-l.gone:
		return nil, errors.New("the server is gone")
	}
	return &clientEnd{Conn: client, weather: w}, nil
}

// weather is what happens to one connection.
type weather struct {
	delay   time.Duration // of the first bytes, each way
	cutUp   int           // bytes of the request after which the connection breaks, -1 for never
	cutDown int           // likewise of the answer; 0: the whole answer is lost
	silent  bool          // the connection stays open and nothing comes back
	twice   bool          // the request is sent again 60 s later
}

func fair() weather { return weather{cutUp: -1, cutDown: -1} }

// draw draws the weather of a request with a body of some bytes: cuts in the
// request line, in the headers, between them and the body, within the body and
// before its last byte.
func (n *network) draw(c simulation.Chance, body int) weather {
	w := fair()
	w.delay = time.Duration(c.IntN(3000)) * time.Millisecond
	at := func() int {
		return []int{c.IntN(20), 20 + c.IntN(150), 150 + c.IntN(60), 210 + c.IntN(body+1), max(0, body+100+c.IntN(120)), 0}[c.IntN(6)]
	}
	kind := ""
	switch c.IntN(10) {
	case 0:
		w.cutUp, kind = at(), "request cut"
	case 1:
		w.cutDown, kind = at(), "answer cut"
	case 2:
		w.cutDown, kind = 0, "answer lost"
	case 3:
		w.twice, kind = true, "sent again after 60 s"
	case 4:
		if c.In(4) {
			w.silent, kind = true, "half-open"
		}
	}
	if kind != "" {
		n.note(kind)
	}
	return w
}

func (n *network) note(kind string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults++
	n.counts[kind]++
}

var errWeather = errors.New("the connection broke")

// clientEnd is a client's end of a connection in some weather.
type clientEnd struct {
	net.Conn
	weather
	up, down int
	slept    [2]bool
}

func (c *clientEnd) wait(way int) {
	if !c.slept[way] {
		c.slept[way] = true
		time.Sleep(c.delay)
	}
}

func (c *clientEnd) Write(b []byte) (int, error) {
	c.wait(0)
	if c.cutUp >= 0 && c.up+len(b) > c.cutUp {
		n, _ := c.Conn.Write(b[:c.cutUp-c.up])
		_ = c.Close()
		return n, errWeather
	}
	n, err := c.Conn.Write(b)
	c.up += n
	return n, err
}

func (c *clientEnd) Read(b []byte) (int, error) {
	for {
		if c.cutDown >= 0 && c.down >= c.cutDown {
			// The answer is on its way before it is lost: what the server did, it did.
			_, err := c.Conn.Read(make([]byte, 1))
			_ = c.Close()
			return 0, errors.Join(errWeather, err)
		}
		if c.cutDown >= 0 {
			b = b[:min(len(b), c.cutDown-c.down)]
		}
		n, err := c.Conn.Read(b)
		c.down += n
		if err != nil || !c.silent {
			c.wait(1)
			return n, err
		}
	}
}

// answer is what came back.
type answer struct {
	status int
	raw    []byte
}

// requestTime is how long anybody waits for an answer.
const requestTime = 30 * time.Second

// ask sends one request. Headers come in pairs.
func (n *network) ask(from string, w weather, method, path string, body []byte, headers ...string) (answer, error) {
	if w.twice {
		again := w
		again.twice = false
		go func() {
			time.Sleep(time.Minute)
			_, _ = n.ask(from, again, method, path, body, headers...)
		}()
	}
	res, err := n.open(from, w, requestTime, method, path, body, headers...)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, raw}, err
}

// open sends a request and leaves reading the answer to the caller, who closes it.
func (n *network) open(from string, w weather, limit time.Duration, method, path string, body []byte, headers ...string) (*http.Response, error) {
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) { return n.dial(from, w) }}
	request, err := http.NewRequest(method, "http://server"+path, bytes.NewReader(body)) //nolint:noctx // the client's own time limit ends it
	if err != nil {
		return nil, err
	}
	request.GetBody = nil // else a request that broke would be sent again behind our back
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return (&http.Client{Transport: transport, Timeout: limit}).Do(request)
}
