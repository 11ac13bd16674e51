#!/usr/bin/env python3
"""archive.py NODES_FOLDER SLUG > FILE   the community that a comparison with other programs is made on, as an archive.

NODES_FOLDER holds nodes.csv (node_id,kind,name,street,hood,lat,lon,skills) and edges.csv (source,target,kind,strength).
Residents and associations become associations with their skills as tags, institutions stay what they are, assets become
places. Every edge becomes a tie that may go between such kinds; between two places there is none, and how many of those
were left out is told. `wijkweb restore` takes the archive in. Deterministic.
"""
import csv, hashlib, json, sys, zlib

FOLDER, SLUG = sys.argv[1:3]
IN_ONE_COMMIT = 1000
START = 1_700_000_000_000  # milliseconds since 1970: 14 November 2023
AT = "2023-11-14T22:13:20Z"
ABOUT = '{"version":1,"visibility":"everyone","created":"%s","updated":"%s","by":"operator","origin":"import"}' % (AT, AT)
PARTICULARS = (
    '"area_text":"Bench","contact_name":"Bench","contact_reach":"bench@wijk.example","controller":"Stichting Bench","controller_kind":["foundation"],'
    '"language":["nl"],"name":%s,"open_since":{"day":"2023-11-14"},"page_languages":["nl","en"],"purposes":["assets"]'
)
KINDS = {"resident": "association", "association": "association", "institution": "institution", "asset": "place"}
text = lambda words: json.dumps(words, ensure_ascii=False)


def uuid7(number, series):
    """An id of version 7 whose order is that of the numbers."""
    full = "%012x7000%04x%012x" % (START + number // 1000, 0x8000 | series << 10 | number % 1000, number)
    return f"{full[:8]}-{full[8:12]}-{full[12:16]}-{full[16:20]}-{full[20:]}"


class Archive:
    def __init__(self, out):
        self.out, self.sum, self.commits, self.waiting = out, hashlib.sha256(), 0, []

    def line(self, body):
        body = body.encode()
        line = body + (',"crc":"%08x"}\n' % zlib.crc32(body)).encode()
        self.out.write(line)
        self.sum.update(line)

    def write(self, identity, row):
        self.waiting.append('{"id":"%s","row":{"v":1,%s}}' % (identity, row))
        if len(self.waiting) == IN_ONE_COMMIT:
            self.flush()

    def flush(self):
        if self.waiting:
            self.commits += 1
            writes = ",".join(self.waiting)
            self.line('{"seq":%d,"commit":{"v":1,"at":"%s","by":"operator","writes":[%s]}' % (self.commits, AT, writes))
            self.waiting = []

    def end(self):
        self.flush()
        body = ('{"commits":%d,"pictures":0,"sha256":"%s"' % (self.commits, self.sum.hexdigest())).encode()
        self.out.write(body + (',"crc":"%08x"}\n' % zlib.crc32(body)).encode())


archive = Archive(sys.stdout.buffer)
archive.line('{"wijkweb":"archive","format":1,"slug":%s,"name":%s' % (text(SLUG), text(SLUG)))
profile = uuid7(0, 0)
archive.write(profile, '"record":{"id":"%s","kind":"neighbourhood","about":%s,"values":{%s}}' % (profile, ABOUT, PARTICULARS % text(SLUG)))
kinds = []
for row in csv.DictReader(open(FOLDER + "/nodes.csv", encoding="utf-8")):
    kind, number = KINDS[row["kind"]], int(row["node_id"])
    kinds.append(kind)
    values = {"address_text": "%s, %s" % (row["street"], row["hood"]), "name": row["name"]}
    if row["skills"]:
        values["tags"] = list(dict.fromkeys(row["skills"].split(";")))
    identity = uuid7(number, 1)
    body = '"record":{"id":"%s","kind":"%s","where":{"point":[%s,%s]},"about":%s,"values":%s}'
    archive.write(identity, body % (identity, kind, row["lon"], row["lat"], ABOUT, json.dumps(values, ensure_ascii=False, separators=(",", ":"))))
pairs, left_out = set(), 0
for number, row in enumerate(csv.DictReader(open(FOLDER + "/edges.csv", encoding="utf-8"))):
    one, other = int(row["source"]), int(row["target"])
    if kinds[one] == "place":
        one, other = other, one
    if kinds[one] == "place":
        left_out += 1
        continue
    values = "{}"
    if kinds[other] == "place":
        tie = "uses"
    elif kinds[other] == "association" and (one, other) not in pairs:
        pairs.add((one, other))
        tie = "member_of"
    else:
        tie, values = "pays", '{"amount":100,"year":2026}'
    identity = uuid7(number, 2)
    body = '"tie":{"id":"%s","kind":"%s","from":"%s","to":"%s","about":%s,"values":%s}'
    archive.write(identity, body % (identity, tie, uuid7(one, 1), uuid7(other, 1), ABOUT, values))
archive.end()
print("%d edges between two places are left out" % left_out, file=sys.stderr)
