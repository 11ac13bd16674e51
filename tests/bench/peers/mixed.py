#!/usr/bin/env python3
"""mixed.py PROGRAM FOLDER [MINUTES]   reads, writes and sign-ins at 64 connections at once, on a copy of a data folder with a
neighbourhood `bench`; every ten seconds memory (PSS) and open files of the program, and the latencies of each kind since."""
import asyncio, json, os, random, re, statistics, subprocess as sp, sys, time, urllib.parse
CONNECTIONS, PORT = 64, 8097
program, folder, minutes = sys.argv[1], sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 10
HOST, PASSWORD = f"127.0.0.1:{PORT}", "four bicycles and a cart"
FORM = "application/x-www-form-urlencoded"


def feature(dice):
    """Somewhere in the town, so that no one box gets them all."""
    at = [round(dice.uniform(5.0, 5.3), 5), round(dice.uniform(52.0, 52.2), 5)]
    return json.dumps({"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": {"name": "Vereniging", "address_text": "Kerkstraat 12"}})


def message(method, path, body="", cookie="", kind=FORM, accept="text/html"):
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nOrigin: http://{HOST}\r\nAccept: {accept}\r\n"
    head += (f"Cookie: {cookie}\r\n" if cookie else "") + (f"Content-Type: {kind}\r\n" if body else "")
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()


async def answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, low = int(head.split(" ", 2)[1]), head.lower()
    if "transfer-encoding: chunked" in low:
        while size := int((await reader.readline()).strip() or b"0", 16): await reader.readexactly(size + 2)
        await reader.readline()
    elif length := re.search(r"content-length: (\d+)", low): await reader.readexactly(int(length.group(1)))
    return status, head


async def once(message):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(message)
    status, head = await answer(reader)
    writer.close()
    return status, head


async def invited(name):
    link = re.search(r"/invitation/\w+", sp.run([program, "team", "--data", folder, "invite", "--to", "bench"], capture_output=True, text=True, check=True).stdout).group()
    form = urllib.parse.urlencode({"name": name, "sign_in": name, "password": PASSWORD, "again": PASSWORD})
    status, head = await once(message("POST", link, form))
    assert status == 303, (status, head)
    return re.search(r"session=\w+", head).group()


took, wrong = {"read": [], "write": [], "sign-in": []}, {}


async def visitor(number, cookie, names, until):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    dice = random.Random(number)
    while time.time() < until:
        luck = dice.random()
        if luck < 0.9:
            path = dice.choice(["/bench", "/bench/assets?kind=place", "/bench/map", "/bench/ogc/collections/assets/items?bbox=5.10,52.08,5.11,52.09"])
            what, wanted, request = "read", 200, message("GET", path)
        elif luck < 0.98:
            what, wanted, request = "write", 201, message("POST", "/bench/ogc/collections/associations/items", feature(dice), cookie, "application/geo+json", "application/json")
        else:
            form = urllib.parse.urlencode({"name": dice.choice(names), "password": PASSWORD})
            what, wanted, request = "sign-in", 303, message("POST", "/sign-in", form)
        begun = time.perf_counter()
        writer.write(request)
        status, _ = await answer(reader)
        took[what].append((time.perf_counter() - begun) * 1000)
        if status != wanted: wrong[what, status] = wrong.get((what, status), 0) + 1
    writer.close()


async def main():
    server = sp.Popen([program, "serve", "--data", folder, "--listen", HOST], stdout=sp.PIPE, stderr=sp.DEVNULL, text=True)
    while HOST not in server.stdout.readline(): pass
    await asyncio.sleep(2)
    run = time.time_ns()
    cookie, names = await invited(f"steward-{run}"), []
    for number in range(20):
        names.append(f"team-{run}-{number}")
        await invited(names[-1])
    until = time.time() + minutes * 60
    visitors = [asyncio.create_task(visitor(number, cookie, names, until)) for number in range(CONNECTIONS)]
    begun = time.time()
    print(f"{'s':>5} {'PSS MB':>7} {'files':>5}" + "".join(f" {what + ' n':>10} {'p50 ms':>7} {'p99 ms':>8}" for what in took))
    while time.time() < until:
        await asyncio.sleep(10)
        pss = int(re.search(r"^Pss:\s+(\d+)", open(f"/proc/{server.pid}/smaps_rollup").read(), re.M).group(1)) / 1024
        files = len(os.listdir(f"/proc/{server.pid}/fd"))
        line = f"{time.time() - begun:5.0f} {pss:7.1f} {files:5}"
        for what, times in took.items():
            cut = statistics.quantiles(times, n=100) if len(times) > 1 else [0] * 99
            line += f" {len(times):10} {cut[49]:7.1f} {cut[98]:8.1f}"
            times.clear()
        print(line, flush=True)
    await asyncio.gather(*visitors)
    print("answers that were not as wanted:", wrong or "none")
    server.terminate()
    print("ended with", server.wait())


asyncio.run(main())
