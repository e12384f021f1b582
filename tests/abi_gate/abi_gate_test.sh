#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# abi_gate_test: today's headers pass scripts/abi_gate, so does a field at the end of a struct, and each change below
# that would break plugins is refused with its place.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
  printf 'abi_gate_test: %s\n' "$*"
  failed=1
}

# planted FILE SED_SCRIPT: today's headers with one change; it must be one.
planted() {
  rm -rf "$work/include"
  cp -r "$root/sdk/include" "$work/include"
  sed -i "$2" "$work/include/sluice/c/$1"
  ! cmp -s "$work/include/sluice/c/$1" "$root/sdk/include/sluice/c/$1" || fail "$1: '$2' changes nothing"
}
passes() {
  planted "$1" "$2"
  "$root/scripts/abi_gate" --headers "$work/include" >"$work/out" 2>&1 || fail "'$2' is refused: $(cat "$work/out")"
}
# refused FILE SED_SCRIPT WORDS: and the words say why.
refused() {
  planted "$1" "$2"
  if "$root/scripts/abi_gate" --headers "$work/include" >"$work/out" 2>&1; then
    fail "'$2' passes"
  elif ! grep -q -- "$3" "$work/out"; then
    fail "'$2' is refused, but not for '$3': $(cat "$work/out")"
  fi
}

"$root/scripts/abi_gate" || fail "today's headers are refused"
passes order.h 's/^} sluice_fill;/  uint64_t one_more;\n&/'
refused order.h '/^typedef struct sluice_order {/,/^}/s/sluice_quantity quantity;/uint64_t quantity;/' "'sluice_order::quantity' changed"
refused order.h '/^typedef struct sluice_fill {/,/^}/s/sluice_quantity quantity;/uint64_t new_one; &/' 'sluice_fill'
refused market.h '/^typedef struct sluice_bar {/,/^}/{/high;/d}' 'sluice_bar'
refused order.h '/^typedef struct sluice_order {/,/^}/{s/reference_price;/XX/;s/limit_price;/reference_price;/;s/XX/limit_price;/}' 'sluice_order'
refused risk_rule.h '/(\*on_fills)/s/void\* instance,/void* instance, int really,/' 'sluice_risk_rule_v1'
refused order.h 's/SLUICE_SIDE_SELL = 2/SLUICE_SIDE_SELL = 3/' 'SLUICE_SIDE_SELL=3'
refused order.h 's/SLUICE_TIF_DAY/SLUICE_TIF_SESSION/' 'SLUICE_TIF_DAY'
exit $failed
