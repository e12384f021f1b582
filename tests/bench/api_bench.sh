#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# api_bench.sh SLUICE [--quick]: the figures of the API in docs/performance.md: `sluice serve` on loopback, with wrk beside it on the
# same cores. The account is in $SLUICE_BENCH_DIR, which must be a real disk (default: the current directory).
set -euo pipefail
sluice=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=10
orders=1000000
[ "${2:-}" = --quick ] && seconds=3 && orders=100000
command -v wrk >/dev/null || { echo "api_bench: wrk is missing (apt-get install wrk)" >&2; exit 1; }

work=$(mktemp -d "${SLUICE_BENCH_DIR:-$PWD}/api_bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"

begin() {
  "$sluice" serve -c "$root/configs/demo/dow30.yaml" --data-dir out --port 0 --set api.requests_per_second=0 --json >serve.json 2>serve.log &
  server=$!
  for _ in $(seq 600); do
    grep -q '"url"' serve.json && break
    kill -0 "$server" 2>/dev/null || { cat serve.log >&2; exit 1; }
    sleep 0.1
  done
  url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' serve.json)
  port=${url##*:}
}
end() {
  kill "$server"
  wait "$server" || true
  server=
}
memory() { awk '/VmRSS/ { printf "%.0f MiB\n", $2 / 1024 }' "/proc/$server/status"; }
# load NAME CONNECTIONS PATH [orders]
load() {
  printf '%-48s ' "$1"
  wrk -t1 -c"$2" -d"${seconds}s" -s "$here/api_load.lua" "$url$3" -- "${@:4}" 2>&1 | grep '^{' || echo "no answer"
}
count() { curl -s "$url/metrics" | awk -v status="$1" 'index($0, "sluice_orders_total{status=\"" status "\"}") == 1 { print $2 }'; }

begin
python3 "$here/api_listeners.py" "$port" 1000 5
load "POST one order, 1 connection" 1 /api/v1/paper/orders orders
load "POST one order, 16 connections" 16 /api/v1/paper/orders orders
load "POST one order, 64 connections" 64 /api/v1/paper/orders orders
load "GET /livez, 16 connections" 16 /livez
[ "$(count REJECTED)" = 0 ] || { echo "api_bench: orders were refused: $(count REJECTED)" >&2; exit 1; }
echo "memory after $(count FILLED) orders: $(memory)"

list=$(for i in $(seq 500); do
  [ $((i % 2)) = 0 ] && side=SELL || side=BUY
  printf '%s{"symbol":"IBM","side":"%s","quantity":1,"price":150}' "$([ "$i" = 1 ] || echo ,)" "$side"
done)
printf '[%s]' "$list" >list.json
placed=$(curl -s "$url/metrics" | awk '/^sluice_orders_total/ { n += $2 } END { print n }')
begin_s=$(date +%s%N)
while [ "$placed" -lt "$orders" ]; do
  curl -sf -o /dev/null -H 'Content-Type: application/json' --data-binary @list.json "$url/api/v1/paper/orders"
  placed=$((placed + 500))
done
echo "lists of 500 until there were $placed orders: $((($(date +%s%N) - begin_s) / 1000000)) ms; memory $(memory)"
curl -sf -o /dev/null --max-time 600 "$url/api/v1/oms/blotter?limit=1" # until the store has them all
load "GET blotter, 100 of $placed orders, 16 connections" 16 "/api/v1/oms/blotter"
load "GET blotter, 10 rows of a symbol" 16 "/api/v1/oms/blotter?symbol=IBM&limit=10"
echo "memory with the store of $placed orders: $(memory)"
end
begin_s=$(date +%s%N)
begin
echo "start with $placed orders: $((($(date +%s%N) - begin_s) / 1000000)) ms; memory $(memory)"
