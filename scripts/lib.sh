# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# lib.sh: what the scripts share. Sourced, never run; callers set -euo pipefail and cd to the project.

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# How many compilers at once: the cores, but no more than the free memory feeds (about 1 GiB each).
# SLUICE_JOBS says otherwise.
jobs_for_build() {
  if [ -n "${SLUICE_JOBS:-}" ]; then
    echo "$SLUICE_JOBS"
    return
  fi
  local cores gib
  cores=$(nproc)
  gib=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  [ "${gib:-1}" -ge 1 ] || gib=1
  echo $((cores < gib ? cores : gib))
}

# configure PRESET [CMake options…]: silent unless something is wrong.
configure() {
  local preset=$1 log
  shift
  log=$(mktemp)
  if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "cmake --preset $preset failed; its words stand above"
  fi
  rm -f "$log"
}

# build PRESET [targets…]: one line that counts on a terminal, a line for each tenth elsewhere.
build() {
  local preset=$1
  shift
  local command=(cmake --build "build/$preset" -j "$(jobs_for_build)")
  [ $# -eq 0 ] || command+=(--target "$@")
  export NINJA_STATUS='[%f/%t] '
  if [ -t 1 ]; then
    "${command[@]}"
  else
    "${command[@]}" 2>&1 | thin_out
  fi
}

# Of ninja's progress lines, those that begin a new tenth; every other line, as it is.
thin_out() {
  local line tenth shown=-1
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\  ]]; then
      tenth=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
      [ "$tenth" -gt "$shown" ] || continue
      shown=$tenth
      printf '  built %s of %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    else
      printf '%s\n' "$line"
    fi
  done
}

# build_trained NAME CMAKE_OPTION… -- [targets…]: build/NAME, optimised for what the demo's configs make it do. The first
# time it is built twice: to count what runs, and for what was counted. The counts stay in build/NAME/profile.
build_trained() {
  local name=$1 options=()
  shift
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  if [ ! -f "build/$name/profile/complete" ]; then
    rm -rf "build/$name/profile"
    configure release -B "build/$name" -DSLUICE_PROFILE=make "${options[@]}"
    build "$name" sluice "${product_libraries[@]}"
    train "$PWD/build/$name/bin/sluice"
    touch "build/$name/profile/complete"
  fi
  configure release -B "build/$name" -DSLUICE_PROFILE=use "${options[@]}"
  build "$name" "$@"
}

product_libraries=(sluice-plugin-runner sluice_strategies sluice_standard_risk sluice_executors sluice_feeds sluice_reports
  sluice_lua sluice_testnet)

# train SLUICE: what a program that counts has to run: backtests with and without an audit trail, under every control and
# every fill model, days of a track, a server that takes orders. No benchmark is among it.
train() {
  local sluice=$1 root=$PWD work
  work=$(mktemp -d)
  if ! (cd "$work" && training_runs "$sluice" "$root/configs/demo") >"$work/log" 2>&1; then
    tail -20 "$work/log" >&2
    rm -rf "$work"
    die "a training run failed; its words stand above"
  fi
  rm -rf "$work"
}

training_runs() {
  local sluice=$1 demo=$2 turn url server
  export SLUICE_STATE_DIR=$PWD/state
  for turn in 1 2 3; do
    "$sluice" backtest -c "$demo/dow30.yaml" --set trading.rebalance_freq=D --no-audit --data-dir "out/$turn" || return 1
  done
  "$sluice" backtest -c "$demo/dow30.yaml" --data-dir out || return 1
  "$sluice" backtest -c "$demo/dow30_controls.yaml" --data-dir out || return 1
  for turn in 1 2 3; do
    "$sluice" backtest -c "$demo/synthetic.yaml" --data-dir "out/$turn" || return 1
  done
  "$sluice" paper-track run -c "$demo/dow30.yaml" --data-dir out --from 1990-12-31 --to 1991-06-28 || return 1
  command -v curl >/dev/null || return 0

  "$sluice" serve -c "$demo/dow30.yaml" --data-dir out --port 0 --set api.requests_per_second=0 --json >serve.json &
  server=$!
  for _ in $(seq 300); do
    grep -q '"url"' serve.json && break
    sleep 0.1
  done
  url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' serve.json)
  for turn in BUY SELL BUY SELL; do
    curl -sS --fail -Z --parallel-max 16 -o /dev/null -H 'Content-Type: application/json' \
      -d "{\"symbol\":\"IBM\",\"side\":\"$turn\",\"quantity\":1,\"price\":150}" \
      "$url/api/v1/paper/orders#[1-500]" || return 1
    curl -sS --fail -o /dev/null "$url/api/v1/paper/orders?limit=[1-50]" || return 1
  done
  kill "$server" && wait "$server"
}
