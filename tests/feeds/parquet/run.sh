#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [BUILD]: the feed parquet with DuckDB's library from npm, over files that DuckDB writes: bar for bar what csv gives, the
# same backtest, and one message for each fault. BUILD is the build folder, build/dev by default. Where npm or its package is
# not to be had, it says so and passes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
build=$(cd "${1:-$root/build/dev}" && pwd)
work=$root/build/feed_parquet
skip() {
  printf 'feed-parquet: skipped: %s\n' "$*"
  exit 0
}
fail() {
  printf 'feed-parquet: %s\n' "$*"
  exit 1
}

[ "$(uname -sm)" = 'Linux x86_64' ] || skip "the package is for Linux on x86-64"
command -v npm >/dev/null || skip "npm is missing"
mkdir -p "$work" && cp "$root"/tests/feeds/parquet/{package.json,package-lock.json} "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1 || skip "npm's package is not to be had here (build/feed_parquet/npm.log)"
duckdb=$work/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so
[ -f "$duckdb" ] || skip "npm installed no libduckdb.so"

prices=$root/configs/demo/dow30/prices.csv
mapfile -t symbols < <(grep -v '^#' "$root/configs/demo/dow30/universe.txt")
rm -rf files && mkdir -p files/parts
sql() { "$build/bin/duckdb_sql" "$duckdb"; }

# Every type that a close may have, small and huge row groups, two files of one folder, other names.
sql <<SQL
CREATE TABLE p AS SELECT * FROM read_csv('$prices', columns = {'date': 'DATE', 'symbol': 'VARCHAR', 'close': 'DOUBLE'})
COPY p TO 'files/double.parquet' (FORMAT parquet, ROW_GROUP_SIZE 1000000)
COPY p TO 'files/small_groups.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048, COMPRESSION zstd)
COPY (SELECT date::TIMESTAMP AS timestamp, symbol::ENUM ('$(printf '%s' "$(IFS=,; echo "${symbols[*]}")" | sed "s/,/', '/g")') AS ticker, close::DECIMAL(18,8) AS close FROM p) TO 'files/decimal.parquet' (FORMAT parquet)
COPY (SELECT strftime(date, '%Y%m%d') AS date, symbol, close::VARCHAR AS close FROM p) TO 'files/text.parquet' (FORMAT parquet)
COPY (SELECT date AS day, symbol AS who, close AS px_last, 1 AS close_of_another FROM p) TO 'files/names.parquet' (FORMAT parquet)
COPY (SELECT * FROM p WHERE date < DATE '1995-01-01') TO 'files/parts/1.parquet' (FORMAT parquet)
COPY (SELECT * FROM p WHERE date >= DATE '1995-01-01') TO 'files/parts/2.parquet' (FORMAT parquet)
SQL

# bars FEED PARAMS: what it gives; its issues and errors go there too.
bars() {
  local library=sluice_feeds
  [ "$1" = csv ] || library=sluice_parquet
  "$build/bin/feed_bars" "$build/plugins/$library.so" "$1" "$2" "${symbols[@]}" 2>&1
}
parquet() { bars parquet "{\"path\":\"$work/files/$1\",\"library\":\"$duckdb\"${2:-}}"; }

bars csv "{\"path\":\"$prices\",\"cache\":false}" >csv.txt
[ "$(wc -l <csv.txt)" -gt 75000 ] || fail "csv gave $(wc -l <csv.txt) lines"
for file in double small_groups decimal text; do
  parquet "$file.parquet" >parquet.txt || fail "$file: $(tail -1 parquet.txt)"
  cmp csv.txt parquet.txt || fail "$file.parquet gives other bars than csv"
done
parquet parts >parquet.txt || fail "parts: $(tail -1 parquet.txt)"
cmp csv.txt parquet.txt || fail "two files of a folder give other bars than csv"
parquet names.parquet ',"columns":{"date":"day","symbol":"who","close":"px_last"}' >parquet.txt || fail "names: $(tail -1 parquet.txt)"
cmp csv.txt parquet.txt || fail "columns of other names give other bars than csv"

# The same backtest to the last byte, but for what names the source of the data.
sluice=$build/bin/sluice
rm -rf runs && mkdir runs
"$sluice" backtest -c "$root/configs/demo/dow30.yaml" --data-dir runs/csv --set reports='[report_csv]' >runs/csv.log
"$sluice" backtest -c "$root/configs/demo/dow30.yaml" --data-dir runs/parquet --set reports='[report_csv]' --set \
  "data={source: parquet, path: $work/files/double.parquet, library: $duckdb, instruments: $root/configs/demo/dow30/instruments.csv}" \
  >runs/parquet.log || fail "the backtest over Parquet failed"
compared=0
while read -r file; do
  other=runs/parquet/${file#runs/csv/}
  cmp "$file" "$other" || fail "$file differs between csv and Parquet"
  compared=$((compared + 1))
done < <(find runs/csv -name 'trades*.csv' -o -name 'equity_curve.csv' -o -name 'positions*.csv' | sort)
[ "$compared" -ge 2 ] || fail "only $compared files were compared"

# Five minutes: times with and without an offset are moments of UTC.
sql <<SQL
COPY (SELECT TIMESTAMP '2025-01-15 14:30:00' AS timestamp, 'A' AS symbol, 1.5 AS close) TO 'files/plain.parquet' (FORMAT parquet)
COPY (SELECT TIMESTAMPTZ '2025-01-15 14:30:00+00' AS timestamp, 'A' AS symbol, 1.5 AS close) TO 'files/zoned.parquet' (FORMAT parquet)
SQL
symbols=(A)
for file in plain zoned; do
  TZ=Asia/Tokyo parquet $file.parquet ',"freq":"5min"' >parquet.txt || fail "$file: $(cat parquet.txt)"
  grep -qx '1736951400000000000 0 0 0 0 0 150000000 0 0' parquet.txt || fail "$file: $(cat parquet.txt)"
done
parquet plain.parquet ',"freq":"5min","timezone":"America/New_York"' | grep -q '^1736969400000000000 ' || fail "a time of New York"

# expect FILE WORDS [MORE]: it is refused with exactly one line on the error's side that holds the words.
expect() {
  local out
  if out=$("$build/bin/feed_bars" "$build/plugins/sluice_parquet.so" parquet \
    "{\"path\":\"$work/files/$1\",\"library\":\"$duckdb\"${3:-}}" A 2>&1 >/dev/null); then
    fail "$1 is taken"
  fi
  [ "$(wc -l <<<"$out")" -eq 1 ] || fail "$1: more than one line: $out"
  [[ $out == *"$2"* ]] || fail "$1: expected '$2', got: $out"
}
sql <<SQL
COPY (SELECT DATE '2025-01-15' AS date, 'A' AS symbol) TO 'files/no_close.parquet' (FORMAT parquet)
COPY (SELECT DATE '2025-01-15' AS date, 1.5 AS close) TO 'files/no_symbol.parquet' (FORMAT parquet)
COPY (SELECT DATE '2025-01-15' AS date, 'A' AS symbol, '\\x01'::BLOB AS close) TO 'files/blob.parquet' (FORMAT parquet)
COPY (SELECT DATE '2025-01-15' AS date, 'A' AS symbol, [1.5] AS close) TO 'files/list.parquet' (FORMAT parquet)
COPY (SELECT 1.5 AS date, 'A' AS symbol, 1.5 AS close) TO 'files/number_as_date.parquet' (FORMAT parquet)
COPY (SELECT DATE '2025-01-15' AS date, 7 AS symbol, 1.5 AS close) TO 'files/number_as_symbol.parquet' (FORMAT parquet)
COPY (SELECT DATE '2025-01-15' AS date, 'A' AS symbol, 1.5 AS close WHERE false) TO 'files/empty.parquet' (FORMAT parquet)
COPY (SELECT DATE '2025-01-15' AS date, 'A' AS symbol, NULL::DOUBLE AS close) TO 'files/null.parquet' (FORMAT parquet)
COPY (SELECT * FROM (VALUES (DATE '2025-01-15', 'A', 2.0, 1.5), (DATE '2025-01-16', 'A', NULL, 1.5), (DATE '2025-01-17', 'A', 2.0, 'nan'::DOUBLE), (NULL, 'A', 2.0, 1.5), (DATE '2025-01-20', NULL, 2.0, 1.5)) AS t(date, symbol, open, close)) TO 'files/nulls.parquet' (FORMAT parquet)
SQL
head -c 1000000 /dev/zero | tr '\0' 'x' >files/noise.parquet
head -c 100000 files/double.parquet >files/cut.parquet
size=$(stat -c %s files/small_groups.parquet)
{ head -c $((size / 2)) files/small_groups.parquet && head -c 400 /dev/zero | tr '\0' '\377' &&
  tail -c $((size - size / 2 - 400)) files/small_groups.parquet; } >files/damaged.parquet
: >files/nothing.parquet
expect noise.parquet "cannot read $work/files/noise.parquet as Parquet: "
expect cut.parquet "cannot read $work/files/cut.parquet as Parquet: "
expect damaged.parquet "cannot read $work/files/damaged.parquet as Parquet: "
expect nothing.parquet "cannot read $work/files/nothing.parquet as Parquet: "
expect no_close.parquet "MISSING_COLUMN: $work/files/no_close.parquet: no column close: found 'date', 'symbol'"
expect no_symbol.parquet "no column symbol"
expect blob.parquet "WRONG_TYPE: $work/files/blob.parquet: column 'close' holds BLOB, expected a number"
expect list.parquet "column 'close' holds DECIMAL(2,1)[], expected a number"
expect number_as_date.parquet "column 'date' holds DECIMAL(2,1), expected a date, a timestamp or text"
expect number_as_symbol.parquet "column 'symbol' holds INTEGER, expected text"
expect empty.parquet "EMPTY_FILE: $work/files/empty.parquet: the file has no rows"
expect null.parquet "none of the file's 1 rows can be used"
expect nulls.parquet "EMPTY_CELL: $work/files/nulls.parquet, line 3, symbol A: close 'nan' is empty" ',"on_bad_row":"error"'

parquet nulls.parquet >parquet.txt || fail "nulls: $(cat parquet.txt)"
diff parquet.txt - <<'EXPECTED' || fail "nulls.parquet is read otherwise"
EMPTY_CELL:2 A: open is empty; kept the bar without this field x1
EMPTY_CELL:3 A: close 'nan' is empty: a bar needs its close; dropped the row x1
BAD_DATE:4 A: date '' is not a day like 2025-01-15, 20250115 or 2025-01-15T00:00:00Z; dropped the row x1
EMPTY_CELL:5 : symbol is empty; dropped the row x1
1736899200000000000 0 1 200000000 0 0 150000000 0 0
1736985600000000000 0 0 0 0 0 150000000 0 0
EXPECTED
echo "feed-parquet: 6 files give the $(wc -l <csv.txt) bars of csv and the same backtest ($compared files); 13 faults are told"
