#!/usr/bin/env python3
"""visible.py PROGRAM FOLDER...   milliseconds from sending a new feature until it is answered under its own address, per data
folder with a neighbourhood `bench`, in turns in one run. It writes to the folders: give copies."""
import http.client, json, re, statistics, subprocess as sp, sys, time, urllib.parse
TURNS, EACH = 10, 30
FEATURE = json.dumps({"type": "Feature", "geometry": {"type": "Point", "coordinates": [5.11, 52.09]}, "properties": {"name": "Vereniging", "address_text": "Kerkstraat 12"}})


class Server:
    def __init__(self, program, folder, port):
        self.name = folder
        self.process = sp.Popen([program, "serve", "--data", folder, "--listen", f"127.0.0.1:{port}"], stdout=sp.PIPE, stderr=sp.DEVNULL, text=True)
        for line in self.process.stdout:
            if f":{port}" in line: break
        invited = sp.run([program, "team", "--data", folder, "invite", "--to", "bench"], capture_output=True, text=True, check=True)
        link = re.search(r"/invitation/\w+", invited.stdout).group()
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        password = "four bicycles and a cart"
        form = urllib.parse.urlencode({"name": "Bench", "sign_in": f"bench-{time.time_ns()}", "password": password, "again": password})
        headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.ask("POST", link, form, headers)
        self.cookie = {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "Content-Type": "application/geo+json"}
        self.took = []

    def ask(self, method, address, body=None, headers={}):
        self.http.request(method, address, body, headers)
        answer = self.http.getresponse(); answer.read()
        return answer

    def once(self):
        begun = time.perf_counter()
        made = self.ask("POST", "/bench/ogc/collections/associations/items", FEATURE, self.cookie)
        seen = self.ask("GET", made.getheader("Location"), None, {"Accept": "application/geo+json"})
        self.took.append((time.perf_counter() - begun) * 1000)
        assert (made.status, seen.status) == (201, 200), (made.status, seen.status)


servers = [Server(sys.argv[1], folder, 8093 + at) for at, folder in enumerate(sys.argv[2:])]
for server in servers:
    for _ in range(20): server.once()
    server.took.clear()
for _ in range(TURNS):
    for server in servers:
        for _ in range(EACH): server.once()
for server in servers:
    server.process.terminate(); server.process.wait()
    print(json.dumps({"folder": server.name, "ms": round(statistics.median(server.took), 3), "worst": round(max(server.took), 2)}))
