#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run_bench.sh SLUICE MAKE_PANEL [--quick]: the figures of docs/performance.md, as medians of one run.
#
# Work: the oracle's (trend 20/50 over every symbol, daily rebalance, whole shares, fills at the next open, costs) on a
# generated panel of 500 symbols x 2,520 sessions. Times are of whole processes, start to exit.
set -euo pipefail
sluice=$1
make_panel=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
runs=9
[ "${3:-}" = --quick ] && runs=3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$make_panel" panel.csv --universe universe.txt >/dev/null
cat > panel.yaml <<'CONFIG'
strategy_name: panel
strategy: {type: trend_baseline, ma_fast: 20, ma_slow: 50, exposure: 0.95}
universe: {file: universe.txt}
data: {source: csv, path: panel.csv}
trading: {freq: 1d, rebalance_freq: D, max_gross_exposure: 1.0}
costs: {commission_bps: 5, spread_w: 1, spread: 0.0002, impact_w: 0}
portfolio: {seed_capital: 10000000}
executor: {type: paper, fill_model: next_open}
router: {min_notional: 0}
reports: []
output: {root: out, strategy_dir: panel}
CONFIG
backtest=("$sluice" backtest -c panel.yaml)

# median NAME PREPARE COMMAND…: runs it `runs` times and prints the median, the least and the most, in milliseconds.
median() {
  local name=$1 prepare=$2
  shift 2
  local times=()
  for _ in $(seq "$runs"); do
    eval "$prepare"
    local begin end
    begin=$(date +%s%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s%N)
    times+=($(((end - begin) / 10000)))
  done
  printf '%s\n' "${times[@]}" | sort -n | awk -v name="$name" -v n="$runs" '
    { t[NR] = $1 / 100 }
    END { printf "%-58s %9.2f ms  (%.2f to %.2f, %d runs)\n", name, t[int((n + 1) / 2)], t[1], t[n], n }'
}

# peak NAME COMMAND…: the largest resident set, in MiB.
peak() {
  local name=$1
  shift
  /usr/bin/time -f '%M' -o peak.txt "$@" >/dev/null 2>&1
  awk -v name="$name" '{ printf "%-58s %9.1f MiB\n", name, $1 / 1024 }' peak.txt
}

bytes=$(stat -c %s panel.csv)
echo "panel: 500 symbols x 2,520 sessions, $((bytes / 1000000)) MB of CSV"
median 'backtest from CSV, no cache yet, no audit trail' 'rm -rf .sluice-cache' "${backtest[@]}" --no-audit
peak 'backtest from CSV, largest memory' env -C "$work" bash -c 'rm -rf .sluice-cache; exec "$@"' _ "${backtest[@]}" --no-audit
median 'backtest from the cache, no audit trail' ':' "${backtest[@]}" --no-audit
peak 'backtest from the cache, largest memory' "${backtest[@]}" --no-audit
median 'backtest from the cache, full audit trail' ':' "${backtest[@]}"
"${backtest[@]}" --json | grep -E '"(orders|trades|final_equity)"' | tr -d ' ,' | paste -sd' '
rm -rf out

# A track is caught up to the day before; that day and the ones after it are then run as an operator runs them, a process
# each. Nothing is copied between the runs: that would measure the machine's page cache.
days=$(cut -d, -f1 panel.csv | tail -n +2 | uniq)
day_of() { sed -n "${1}p" <<<"$days"; }
advance() { next=$((next + 1)); }
run_next_day() {
  "$sluice" paper-track run -c panel.yaml --date "$(day_of "$next")"
}
day_cost() {
  rm -rf out
  "$sluice" paper-track run -c panel.yaml --from 2000-01-01 --to "$(day_of $(($1 - 1)))" >/dev/null 2>&1
  sync -f out
  next=$(($1 - 1))
  median "paper-track run of a day from day $1 on, cold, from the cache" advance run_next_day
}
day_cost 50
day_cost 2500
rm -rf out

# Twelve factors, long and short, rebalanced monthly: the whole command, and the next day of a track in a process of its own.
cp "$here/multifactor_bundle.yaml" .
sed -e 's|^strategy: .*|strategy: {type: multifactor_long_short, bundle_path: multifactor_bundle.yaml}|' \
  -e 's|rebalance_freq: D|rebalance_freq: M|' panel.yaml > multifactor.yaml
mv multifactor.yaml panel.yaml
median 'multifactor (12 factors) backtest from the cache' ':' "${backtest[@]}"
median 'multifactor backtest, no audit trail' ':' "${backtest[@]}" --no-audit
peak 'multifactor backtest, largest memory' "${backtest[@]}" --no-audit
day_cost 2500
