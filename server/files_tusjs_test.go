package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/server/servertest"
)

// cutter stands between a client and the server, and breaks PATCH requests off.
type cutter struct {
	to   string
	mu   sync.Mutex
	cuts []string // of the next PATCH requests; "" lets one pass
	made []string
}

// The classes of byte at which a request can be broken off.
var byteClasses = []string{"in the headers", "before the first byte", "after the first byte", "in the middle", "before the last byte", "after the last byte, before the answer"}

func (c *cutter) serve(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.carry(client)
		}
	}()
	return "http://" + l.Addr().String()
}

func (c *cutter) next() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.cuts) == 0 {
		return ""
	}
	cut := c.cuts[0]
	c.cuts = c.cuts[1:]
	if cut != "" {
		c.made = append(c.made, cut)
	}
	return cut
}

// carry passes one request after the other to the server and its answer back.
func (c *cutter) carry(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	answers := make(chan bool, 8) // whether the client may see the next answer
	go func() {
		buffer := make([]byte, 64<<10)
		for {
			n, err := server.Read(buffer)
			if err != nil {
				_ = client.Close()
				return
			}
			select {
			case seen := <-answers:
				if !seen {
					_ = client.Close()
					return
				}
			default:
			}
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	for {
		head, length, err := requestHead(client)
		if err != nil {
			return
		}
		cut := ""
		if bytes.HasPrefix(head, []byte("PATCH ")) {
			cut = c.next()
		}
		if cut == "in the headers" {
			_, _ = server.Write(head[:len(head)/2])
			return
		}
		most := map[string]int{"before the first byte": 0, "after the first byte": 1, "in the middle": length / 2, "before the last byte": length - 1}
		end, short := most[cut]
		if !short {
			end = length
		}
		if cut == byteClasses[5] {
			answers <- false
		}
		if _, err := server.Write(head); err != nil {
			return
		}
		if _, err := io.CopyN(server, client, int64(end)); err != nil {
			return
		}
		if short {
			time.Sleep(20 * time.Millisecond) // for the server to read what came
			return
		}
	}
}

// requestHead reads the head of a request and says how long its body is.
func requestHead(r io.Reader) (head []byte, length int, err error) {
	one := make([]byte, 1)
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		if _, err := io.ReadFull(r, one); err != nil {
			return nil, 0, err
		}
		head = append(head, one[0])
	}
	for _, line := range strings.Split(string(head), "\r\n") {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Content-Length") {
			length, err = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	return head, length, err
}

// tusJS runs the real tus-js-client under Node.
type tusJS struct {
	OK       bool
	Error    string
	URL      string
	Requests []string
}

func runTusJS(t *testing.T, job object) (out tusJS) {
	t.Helper()
	modules, err := filepath.Abs("../web/package.json")
	if err != nil {
		t.Fatal(err)
	}
	_, missing := os.Stat(filepath.Join(filepath.Dir(modules), "node_modules", "tus-js-client"))
	if _, noNode := exec.LookPath("node"); noNode != nil || missing != nil {
		if os.Getenv("CELLSWEEP_REQUIRE_POSTGRES") != "" { // the whole run: nothing may be left out
			t.Fatal("tus-js-client or Node is not installed: scripts/web install")
		}
		t.Skip("tus-js-client or Node is not installed: scripts/web install")
	}
	job["modules"] = modules
	in, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", "testdata/tus-client.mjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &told
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, told.String())
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return out
}

// largePhotograph begins as a JPEG does, and goes on at random.
func largePhotograph(seed uint64) []byte {
	raw := make([]byte, 300<<10)
	rng := rand.New(rand.NewPCG(seed, 9)) //nolint:gosec // a picture
	for i := range raw {
		raw[i] = byte(rng.Uint32()) //nolint:gosec // its lowest byte
	}
	copy(raw, "\xff\xd8\xff\xe0")
	return raw
}

func TestTheRealClientGoesOnWithAnUploadThatWasCutAtAnyClassOfByte(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	operation, p, far := d.live()
	c := &cutter{to: strings.TrimPrefix(w.URL, "http://")}
	endpoint := c.serve(t) + "/v1/files/"
	delays := []int{0, 20, 40, 80, 160, 320, 640, 640}
	job := func(by *pen, raw []byte) object {
		return object{"endpoint": endpoint, "metadata": by.metadata(raw), "data": base64.StdEncoding.EncodeToString(raw), "retryDelays": delays}
	}
	stories := [][]string{nil, byteClasses}
	for _, class := range byteClasses {
		stories = append(stories, []string{class})
	}
	for i, story := range stories {
		raw := largePhotograph(uint64(i)) //nolint:gosec // small
		p.attach(d.near.ID, raw)
		p.push()
		c.cuts, c.made = append([]string{}, story...), nil
		got := runTusJS(t, job(p, raw))
		if !got.OK || len(c.made) != len(story) {
			t.Errorf("cut %q, of which came about %q: %+v", story, c.made, got)
			continue
		}
		if len(p.missing()) != 0 || d.fileState(operation, raw) != "stored" {
			t.Errorf("cut %q: the client counts the file as sent, and it is not whole", story)
		}
		t.Logf("cut %q: %v", story, got.Requests)
	}
	if got := len(d.aboutFiles(operation)); got != len(stories) {
		t.Errorf("%d files are %d entries", len(stories), got)
	}
	// What another tablet has brought is sent by nobody again.
	raw := largePhotograph(0)
	if got := runTusJS(t, job(far, raw)); !got.OK || got.Requests[0] != "POST 201" {
		t.Errorf("the same bytes from another tablet: %+v", got)
	}
}

func TestTheRealClientGoesOnAfterItWasClosed(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	operation, p, _ := d.live()
	raw := largePhotograph(77)
	p.attach(d.near.ID, raw)
	p.push()
	c := &cutter{to: strings.TrimPrefix(w.URL, "http://"), cuts: []string{"in the middle"}}
	job := object{"endpoint": c.serve(t) + "/v1/files/", "metadata": p.metadata(raw), "data": base64.StdEncoding.EncodeToString(raw), "retryDelays": nil}
	if got := runTusJS(t, job); got.OK || got.URL == "" {
		t.Fatalf("cut in the middle and not tried again: %+v", got)
	}
	// Its address was lost with it: the creation gives the same again, and how far it is.
	answer := d.tus().create(len(raw), p.metadata(raw))
	if offset, _ := strconv.Atoi(answer.Header.Get("Upload-Offset")); offset < len(raw)/3 || offset >= len(raw) {
		t.Errorf("of %d bytes %d are here", len(raw), offset)
	}
	job["uploadUrl"] = w.URL + answer.Header.Get("Location")
	if got := runTusJS(t, job); !got.OK || strings.Join(got.Requests, ", ") != "HEAD 200, PATCH 204" {
		t.Errorf("opened again: %+v", got)
	}
	if d.fileState(operation, raw) != "stored" {
		t.Error("the file is not whole")
	}
}
