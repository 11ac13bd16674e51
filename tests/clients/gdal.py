"""GDAL reads every layer: whole, in small pages, by box, by field, and into a GeoPackage."""

import json
import subprocess
import sys
import urllib.request

LAYERS, SCRATCH = sys.argv[1], sys.argv[2]
faults = []


def fetch(path):
    request = urllib.request.Request(LAYERS + path, headers={"Accept": "application/geo+json, application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0 or "ERROR" in done.stderr:
        faults.append(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def read(layer, *options):
    """The features GDAL gets."""
    written = run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"OAPIF:{LAYERS}", layer, *options)
    return json.loads(written)["features"] if written.strip() else []


def expect(what, found, expected):
    print(f"{'good' if found == expected else 'WRONG'}  {what}: {found}")
    if found != expected:
        faults.append(f"{what}: {found} and not {expected}")


def ids(features):
    return sorted(feature["properties"].get("id") or feature.get("id") for feature in features)


def ask_for(layer):
    own = fetch(f"/collections/{layer}/items?limit=10000")["features"]
    expect(f"{layer}, whole", len(read(layer)), len(own))
    if not own:
        return
    paged = read(layer, "-oo", "PAGE_SIZE=7")
    expect(f"{layer}, 7 a page, each once", ids(paged) == sorted(feature["id"] for feature in own), True)
    name = own[0]["properties"]["name"]
    by_name = [feature for feature in own if feature["properties"]["name"] == name]
    expect(f"{layer}, by name", len(read(layer, "-where", "name='" + name.replace("'", "''") + "'")), len(by_name))
    places = [feature["geometry"] for feature in own if feature["geometry"]]
    if places:
        box = box_round_some(places)
        inside = fetch(f"/collections/{layer}/items?limit=10000&bbox={','.join(map(str, box))}")["numberMatched"]
        expect(f"{layer}, by box", len(read(layer, "-spat", *map(str, box))), inside)


def box_round_some(geometries):
    """The western half of all corners, and a hand's breadth round it: who just touches a box is not for the last bit to say."""

    def corners(part):
        return [part] if isinstance(part[0], (int, float)) else [corner for inner in part for corner in corners(inner)]

    points = sorted(corner for geometry in geometries for corner in corners(geometry["coordinates"]))
    half = points[: max(1, len(points) // 2)]
    souths = [point[1] for point in half]
    breadth = 1e-6
    return [half[0][0] - breadth, min(souths) - breadth, half[-1][0] + breadth, max(souths) + breadth]


layers = [layer["id"] for layer in fetch("/collections")["collections"]]
told = run("ogrinfo", "-ro", "-al", "-so", f"OAPIF:{LAYERS}")
listed = [line.removeprefix("Layer name: ") for line in told.splitlines() if line.startswith("Layer name: ")]
expect("layers that ogrinfo lists", listed, layers)
for layer in layers:
    ask_for(layer)

with_type = run("ogrinfo", "-ro", "-so", f"OAPIF:{LAYERS}", "places")
for line in ["size_m2: Real", "functions: StringList", "valid_from: Date", "name: String"]:
    expect(f"type {line}", line in with_type, True)
meeting = fetch("/collections/places/items?functions=meeting")["numberMatched"]
expect("one of several codes", len(read("places", "-where", "functions = 'meeting'")), meeting)

package = f"{SCRATCH}/layers.gpkg"
run("ogr2ogr", "-q", "-f", "GPKG", package, f"OAPIF:{LAYERS}", *layers)
kept = run("ogrinfo", "-ro", "-al", "-so", package)
expect("layers in a GeoPackage", kept.count("Layer name: "), len(layers))
places = fetch("/collections/places/items")["numberMatched"]
expect("places in a GeoPackage", f"Feature Count: {places}" in kept, True)

if faults:
    sys.exit("\n".join(["GDAL does not read the layers as it should:", *faults]))
