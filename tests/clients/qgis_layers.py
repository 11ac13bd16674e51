"""QGIS's own provider reads every layer: whole, by box and by expression."""

import json
import sys
import urllib.request

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

LAYERS = sys.argv[1]
faults = []


def fetch(path):
    request = urllib.request.Request(LAYERS + path, headers={"Accept": "application/geo+json, application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def expect(what, found, expected):
    print(f"{'good' if found == expected else 'WRONG'}  QGIS, {what}: {found}")
    if found != expected:
        faults.append(what)


def ask_for(name):
    own = fetch(f"/collections/{name}/items?limit=10000")
    layer = QgsVectorLayer(f"url='{LAYERS}' typename='{name}' pagingEnabled='enabled' pageSize='20'", name, "OAPIF")
    expect(f"{name} opens", layer.isValid(), True)
    features = list(layer.getFeatures())
    expect(f"{name}, whole", len(features), own["numberMatched"])
    if not features:
        return
    # In the language that QGIS reads them in: names of figures have one of their own in each.
    wanted = features[0]["name"]
    request = QgsFeatureRequest().setFilterExpression("\"name\" = '" + wanted.replace("'", "''") + "'")
    expected = sum(feature["name"] == wanted for feature in features)
    expect(f"{name}, by name", len(list(layer.getFeatures(request))), expected)
    if "bbox" in own:
        west, south, east, north = own["bbox"]
        box = [west, south, (west + east) / 2, (south + north) / 2]
        inside = fetch(f"/collections/{name}/items?limit=10000&bbox={','.join(map(str, box))}")
        in_qgis = list(layer.getFeatures(QgsFeatureRequest().setFilterRect(QgsRectangle(*box)).setFlags(QgsFeatureRequest.ExactIntersect)))
        expect(f"{name}, by box", len(in_qgis), inside["numberMatched"])


# Without an argument of its own QGIS 3.22 ends badly.
application = QgsApplication([b"layers"], False)
application.initQgis()
for collection in fetch("/collections")["collections"]:
    ask_for(collection["id"])
application.exitQgis()
if faults:
    sys.exit("QGIS does not read the layers as it should: " + "; ".join(faults))
