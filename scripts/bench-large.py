"""Starts a demonstration of so many sites and cells, asks it what a board asks, and prints how long each answer took."""

import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

binary, sites, cells, database = sys.argv[1:]


def free_port():
    """A port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder):
    port = free_port()
    command = [binary, "serve", "--demo", "--demo-sites", sites, "--demo-cells", cells, "--demo-state", "planned", "--listen", f"127.0.0.1:{port}", "--log-level", "error"]
    command += ["--database", database or os.path.join(folder, "cellsweep.db"), "--keys", os.path.join(folder, "keys"), "--files", os.path.join(folder, "files")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in server.stdout:
        if " ready in " in line:
            return server, port
    raise SystemExit("the server did not start")


class Caller:
    def __init__(self, port):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.cookie = ""
        _, headers, _, _ = self.ask("POST", "/v1/sessions", {"login": "coordinator", "password": "demonstration"})
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def ask(self, method, path, body=None, version=None):
        headers = {"Accept-Encoding": "gzip", "Cookie": self.cookie, "X-Reason": "measuring"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if version:
            headers["If-Match"] = version
        began = time.monotonic()
        self.line.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.line.getresponse()
        raw = answer.read()
        took = time.monotonic() - began
        sent = len(raw)
        if answer.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {raw[:300]}")
        return took, answer.headers, json.loads(raw) if raw else None, sent


def row(what, times, sent=None):
    print(f"| {what} | " + " | ".join(f"{t:.2f}" for t in times) + " | " + ("" if sent is None else f"{sent / 1e6:.2f}") + " |", flush=True)


def processor(server):
    """Seconds of processor time that the server has used: other programs on the machine do not count in it."""
    with open(f"/proc/{server.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(server, what):
    """VmRSS, or VmHWM for the greatest there was, in MiB."""
    with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
        return int(re.search(what + r":\s+(\d+)", status.read())[1]) / 1024


def measure(caller):
    operation = caller.ask("GET", "/v1/operations")[2]["items"][0]["id"]
    at = f"/v1/operations/{operation}"

    def thrice(what, method, path, body=None):
        answers = [caller.ask(method, path, body) for _ in range(3)]
        row(what, [a[0] for a in answers], answers[-1][3])
        return answers[-1][2]

    thrice("GET plans", "GET", at + "/plans")
    plan = thrice("GET plans/1", "GET", at + "/plans/1")["plan"]
    moved = plan["assignments"][len(plan["assignments"]) // 2]
    change = {"cell": moved["cell"], "team": moved["team"], "start": moved["start"] + 5}
    thrice("POST plans/1/try, one search", "POST", at + "/plans/1/try", {"changes": [change]})
    thrice("GET instance", "GET", at + "/instance")
    site = thrice("GET sites", "GET", at + "/sites")["items"][0]["establishment"]
    reading, writing, listing, again = [], [], [], []
    for n in range(3):
        took, headers, draft, _ = caller.ask("GET", f"{at}/sites/{site}")
        reading.append(took)
        draft["cells"][0]["duration"] += 1 if n != 1 else -1
        writing.append(caller.ask("PUT", f"{at}/sites/{site}", draft, headers["ETag"])[0])
        listing.append(caller.ask("GET", at + "/plans")[0])
        again.append(caller.ask("GET", at + "/plans/1")[0])
    row("GET sites/{site}", reading)
    row("PUT sites/{site}", writing)
    row("GET plans, a site changed", listing)
    row("GET plans/1, a site changed", again)


with tempfile.TemporaryDirectory() as folder:
    began = time.monotonic()
    server, port = start(folder)
    try:
        print(f"{cells} cells at {sites} sites, {'PostgreSQL' if database else 'SQLite'}, {os.cpu_count()} cores: imported and planned in {time.monotonic() - began:.1f} s, {processor(server):.1f} s of processor time, load {os.getloadavg()[0]:.1f}\n")
        print("| | first, s | second | third | MB sent |\n|---|---|---|---|---|", flush=True)
        measure(Caller(port))
        print(f"\nmemory {memory(server, 'VmRSS'):.0f} MiB, greatest {memory(server, 'VmHWM'):.0f} MiB")
    finally:
        server.terminate()
        server.wait(60)
