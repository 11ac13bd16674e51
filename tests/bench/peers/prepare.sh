#!/usr/bin/env bash
# prepare.sh PROGRAM WORK   makes the data folders and request bodies of product.json from the data sets of the harness.
# The harness keeps its data sets in WORK/data/{100000,1000000}. Then measure.sh measures.
set -euo pipefail
program=$1 work=$2 here=$(cd "$(dirname "$0")" && pwd)
export WIJKWEB_BACKUP_EVERY_HOURS=0
rm -rf "$work"/wijkweb-*
for size in 100000:100k 1000000:1m; do
    folder=$work/wijkweb-${size#*:}
    python3 "$here/archive.py" "$work/data/${size%:*}" bench >"$work/wijkweb.ndjson"
    "$program" restore "$work/wijkweb.ndjson" --data "$folder"
    # A first start settles it.
    python3 "$here/coldstart.py" http://127.0.0.1:8092/bench -- "$program" serve --data "$folder" --listen 127.0.0.1:8092
done
rm "$work/wijkweb.ndjson"
cp -a "$work/wijkweb-100k" "$work/wijkweb-serving"
"$program" new writes --data "$work/wijkweb-writes" --name Writes --controller "Stichting Bench" --contact Bench --contact-reach bench@wijk.example
python3 - "$work" <<'PYTHON'
import json, sys
feature = lambda letter: {"type": "Feature", "geometry": None, "properties": {"name": "Vereniging {I}", "description": letter * 140, "address_text": "Kerkstraat 12"}}
json.dump(feature("r"), open(sys.argv[1] + "/wijkweb-one.json", "w"))
json.dump({"type": "FeatureCollection", "features": [feature("s")] * 200}, open(sys.argv[1] + "/wijkweb-burst.json", "w"))
PYTHON
