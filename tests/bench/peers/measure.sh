#!/usr/bin/env bash
# measure.sh PROGRAM WORK HARNESS OUT [arguments for run.py]   serves what prepare.sh made, runs the harness beside it, and stops it again.
# HARNESS is its folder; its own variables (DATA, VENV, DSVENV, PEERS) are set and its servers run already. OUT gets the figures as JSON.
set -euo pipefail
program=$(realpath "$1") work=$(realpath "$2") harness=$3 out=$(realpath "$4") here=$(cd "$(dirname "$0")" && pwd)
shift 4
export WORK=$work WIJKWEB=$program WIJKWEB_PEERS=$here WIJKWEB_BACKUP_EVERY_HOURS=0
product=$(mktemp)

serve() { "$program" serve --data "$work/$1" --listen "127.0.0.1:$2" >/dev/null & }
serve wijkweb-serving 8090
serving=$!
serve wijkweb-writes 8091
writes=$!
trap 'kill $serving $writes; wait; rm -f "$product"' EXIT
echo $serving >/tmp/wijkweb-bench.pid
for address in 8090/bench 8091/writes; do
    curl -fsS --retry 100 --retry-connrefused --retry-delay 1 -o /dev/null "http://127.0.0.1:$address"
done

# A steward of its own for each run.
link=$("$program" team --data "$work/wijkweb-writes" invite --to writes | grep -oE '/invitation/[A-Za-z0-9]+')
password='four bicycles and a cart'
secret=$(curl -fsS -H 'Origin: http://127.0.0.1:8091' -o /dev/null -D - --data-urlencode name=Bench --data-urlencode "sign_in=bench-$(date +%s%N)" \
    --data-urlencode "password=$password" --data-urlencode "again=$password" "http://127.0.0.1:8091$link" | sed -nE 's/^set-cookie: session=([^;]+);.*/\1/Ip')
sed "s/session=SECRET/session=$secret/" "$here/product.json" >"$product"
cd "$harness"
python3 run.py --product "$product" --out "$out" "$@"
