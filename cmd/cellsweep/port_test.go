package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// greeting serves on a port that nobody chose until the greeting was said, asks
// for what is at path, and gives both.
func greeting(t *testing.T, path string, more ...string) (text, answer string) {
	t.Helper()
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, says := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--listen", "127.0.0.1:0", "--database", filepath.Join(dir, "c.db"), "--keys", filepath.Join(dir, "keys"), "--log-level", "error"}, more...)
		ended <- run(ctx, args, console{strings.NewReader(""), says, io.Discard, false, ""})
		_ = says.Close()
	}()
	buffer := make([]byte, 4096)
	for !strings.Contains(text, "Set up the first administrator") || strings.Contains(strings.Join(more, " "), "local") && !strings.Contains(text, "fingerprint") {
		n, err := said.Read(buffer)
		if err != nil {
			t.Fatalf("it ended after saying %q", text)
		}
		text += string(buffer[:n])
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	url := regexp.MustCompile(`https?://\S+:[0-9]+`).FindString(text)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := anybody.Do(request)
	if err != nil {
		t.Fatalf("nobody is where it says that it is: %v\n%s", err, text)
	}
	raw, _ := io.ReadAll(got.Body)
	_ = got.Body.Close()
	anybody.CloseIdleConnections()
	stop()
	select {
	case code := <-ended:
		if code != exitDone {
			t.Errorf("it ended with %d", code)
		}
	case <-time.After(30 * time.Second):
		t.Error("it does not stop")
	}
	return text, string(raw)
}

func TestAServerOnAnyPortSaysTheOneThatItGot(t *testing.T) {
	text, _ := greeting(t, "/readyz")
	ports := regexp.MustCompile(`127\.0\.0\.1:([0-9]+)`).FindAllStringSubmatch(text, -1)
	if len(ports) != 2 || ports[0][1] != ports[1][1] || ports[0][1] == "0" { // where it is, and the one-time link
		t.Errorf("it says %q", text)
	}
}

func TestAServerWithAnAuthorityOnAnyPortSaysTheOneThatItGotToTabletsToo(t *testing.T) {
	text, answer := greeting(t, "/v1/server", "--tls", "local")
	ports := regexp.MustCompile(`127\.0\.0\.1:([0-9]+)`).FindAllStringSubmatch(text, -1)
	if len(ports) != 3 || ports[0][1] != ports[1][1] || ports[0][1] != ports[2][1] || ports[0][1] == "0" {
		t.Errorf("it says %q", text)
	}
	var told struct{ Authority struct{ Address string } }
	if err := json.Unmarshal([]byte(answer), &told); err != nil || len(ports) == 0 || told.Authority.Address != "http://127.0.0.1:"+ports[0][1]+"/authority" {
		t.Errorf("tablets are told of %s %v", answer, err)
	}
}

func TestAPortByItsNameIsSaidByItsNumber(t *testing.T) {
	r, err := settings{Listen: "[::1]:http-alt", Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.got(&net.TCPAddr{IP: net.IPv6loopback, Port: 8080}); err != nil || r.BaseURL != "http://[::1]:8080" {
		t.Errorf("it is said to be at %s %v", r.BaseURL, err)
	}
	if r, err = (settings{Listen: "127.0.0.1:0", BaseURL: "https://cellsweep.example", Speed: "1x", LogLevel: "error"}).resolve(); err != nil {
		t.Fatal(err)
	}
	if err := r.got(&net.TCPAddr{Port: 8080}); err != nil || r.BaseURL != "https://cellsweep.example" {
		t.Errorf("what was given became %s %v", r.BaseURL, err)
	}
}
