#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [BUILD]: ccxt, unmodified and pinned, trades against the venue simulator. BUILD is the build folder, build/dev by default.
# Where npm or its packages are not to be had, it says so and passes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
build=$(cd "${1:-$root/build/dev}" && pwd)
work=$root/build/ccxt
skip() {
  printf 'ccxt: skipped: %s\n' "$*"
  exit 0
}

for tool in node npm; do command -v "$tool" >/dev/null || skip "$tool is missing"; done
mkdir -p "$work" && cp "$root"/tests/venue_simulator/ccxt/{package.json,package-lock.json,trade.mjs} "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1 || skip "npm's packages are not to be had here (build/ccxt/npm.log)"
if grep -n '"resolved"' package-lock.json; then
  echo "tests/venue_simulator/ccxt/package-lock.json names where packages were fetched from: npm install --omit-lockfile-registry-resolved"
  exit 1
fi
timeout 120 node trade.mjs "$build/bin/venue_simulator"
