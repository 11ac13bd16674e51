#!/usr/bin/env python3
"""coldstart.py URL URL... -- COMMAND...   seconds from exec until every URL was answered with 200, in turn; memory then."""
import json, os, re, signal, subprocess as sp, sys, time, urllib.request
at = sys.argv.index("--"); urls, cmd = sys.argv[1:at], sys.argv[at + 1:]
t = time.perf_counter(); p = sp.Popen(cmd, stdout=sp.DEVNULL, stderr=sp.DEVNULL, start_new_session=True)
for url in urls:
    while True:
        try: urllib.request.urlopen(url, timeout=30).read(); break
        except Exception:
            if p.poll() is not None or time.perf_counter() - t > 240: print("server ended or too slow", file=sys.stderr); p.kill(); sys.exit(1)
            time.sleep(.005)
s = time.perf_counter() - t
m = re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{p.pid}/status").read())
os.killpg(p.pid, signal.SIGTERM)
try: p.wait(10)
except sp.TimeoutExpired: os.killpg(p.pid, signal.SIGKILL)
print(json.dumps({"s": round(s, 4), "rss_mb": int(m.group(1)) // 1024}))
