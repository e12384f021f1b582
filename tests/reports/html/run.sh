#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [--pictures] [BUILD]: the page of report_html in Chromium: the demo's, and those of tests/reports/report_pages.cpp.
# BUILD is the build folder, build/dev by default. --pictures also writes docs/images/report_light.png and report_dark.png.
# Where npm, its packages or Chromium are not to be had, it says so and passes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
pictures=
if [ "${1:-}" = --pictures ]; then
  pictures=$root/docs/images
  shift
fi
build=$(cd "${1:-$root/build/dev}" && pwd)
work=$root/build/report_html
skip() {
  printf 'report-html: skipped: %s\n' "$*"
  exit 0
}

for tool in node npm chromium; do command -v "$tool" >/dev/null || skip "$tool is missing"; done
mkdir -p "$work" && cp "$root"/tests/reports/html/{package.json,package-lock.json,judge.mjs} "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1 || skip "npm's packages are not to be had here (build/report_html/npm.log)"

# What is embedded is what npm has, and the table beside it names it.
vendor=$root/plugins/reports/html/vendor
for file in uPlot.iife.min.js uPlot.min.css; do
  cmp "$vendor/$file" "node_modules/uplot/dist/$file" || exit 1
done
cmp "$vendor/LICENSE" node_modules/uplot/LICENSE
for fact in version integrity; do
  value=$(node -p "require('./package-lock.json').packages['node_modules/uplot'].$fact")
  grep -qF -- "| $value |" "$vendor/README.md" || {
    echo "plugins/reports/html/vendor/README.md: the $fact is not $value"
    exit 1
  }
done
if grep -n '"resolved"' package-lock.json; then
  echo "tests/reports/html/package-lock.json names where packages were fetched from: npm install --omit-lockfile-registry-resolved"
  exit 1
fi

rm -rf pages track
mkdir -p pages track
"$build/bin/report_pages" pages
(cd track && "$build/bin/sluice" paper-track run -c "$root/configs/demo/dow30.yaml" --data-dir . --from 1990-12-31 >run.log)
cp "$(find track -name report.html)" pages/demo.html
cp "$(find track -name report.json)" pages/demo.json
node judge.mjs pages "$(command -v chromium)" "$pictures"
