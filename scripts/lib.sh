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
