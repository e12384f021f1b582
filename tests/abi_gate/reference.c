/* SPDX-License-Identifier: Apache-2.0
 *
 * reference.c: a library whose one export reaches every struct of the C ABI. scripts/abi_gate
 * builds it with the headers of each released version and with today's, and compares the two.
 */
#include <sluice/c/sluice.h>

typedef struct reference {
  const sluice_library* library; /* components, and through them the host's table */
  const sluice_stateful_v1* stateful;
  const sluice_strategy_v1* strategy;
  const sluice_risk_rule_v1* risk_rule;
  const sluice_executor_v1* executor;
  const sluice_feed_v1* feed;
  const sluice_report_v1* report;
  /* Rows have no type in C: these are what they hold. */
  const sluice_instrument* instrument;
  const sluice_bar* bar;
  const sluice_quote* quote;
  const sluice_trade* trade;
  const sluice_series* series;
  const sluice_order* order;
  const sluice_execution_report* report_row;
  const sluice_fill* fill;
  const sluice_venue_position* venue_position;
  const sluice_feed_issue* issue;
  const sluice_report_day* day;
  const sluice_report_trade* trade_row;
  const sluice_report_blocked* blocked;
  const sluice_risk_row* risk_row;
  const sluice_risk_group* group;
  const sluice_target* target;
  const sluice_intent* intent;
#if SLUICE_ABI_MINOR >= 1
  const sluice_working_order* working_order;
  const sluice_report_position* position;
  const sluice_factor_return* factor_return;
  const sluice_history_v1* history;
  const sluice_market_sink* market_sink;
  const sluice_bell_v1* bell;
#endif
} reference;

SLUICE_EXPORT const void* sluice_abi_reference(const reference* all);
SLUICE_EXPORT const void* sluice_abi_reference(const reference* all) { return all; }
