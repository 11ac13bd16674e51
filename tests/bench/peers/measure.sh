#!/usr/bin/env bash
# measure.sh PROGRAM WORK HARNESS OUT [arguments for run.py]   serves what prepare.sh made, runs the harness beside it, and stops it again.
# HARNESS is its folder; its own variables (DATA, VENV, DSVENV, PEERS) are set and its servers run already. OUT gets the figures as JSON.
set -euo pipefail
program=$(realpath "$1") work=$(realpath "$2") harness=$3 out=$(realpath "$4") here=$(cd "$(dirname "$0")" && pwd)
shift 4
export WORK=$work WIJKWEB=$program WIJKWEB_PEERS=$here WIJKWEB_BACKUP_EVERY_HOURS=0
log=$(mktemp) product=$(mktemp)

serve() { "$program" serve --data "$work/$1" --listen "127.0.0.1:$2" >"$3" & }
serve wijkweb-serving 8090 /dev/null
serving=$!
serve wijkweb-writes 8091 "$log"
writes=$!
trap 'kill $serving $writes; wait; rm -f "$log" "$product"' EXIT
echo $serving >/tmp/wijkweb-bench.pid
for address in 8090/bench 8091/writes; do
    curl -fsS --retry 100 --retry-connrefused --retry-delay 1 -o /dev/null "http://127.0.0.1:$address"
done

# The link that was printed at the start makes this a steward's.
link=$(grep -oE 'http://[^ ]*/steward/[A-Za-z0-9_-]+' "$log")
secret=$(curl -fsS -X POST -H 'Origin: http://127.0.0.1:8091' -o /dev/null -D - "$link" | sed -nE 's/^set-cookie: steward=([^;]+);.*/\1/Ip')
sed "s/steward=SECRET/steward=$secret/" "$here/product.json" >"$product"
cd "$harness"
python3 run.py --product "$product" --out "$out" "$@"
