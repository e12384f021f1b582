/* SPDX-License-Identifier: Apache-2.0
 *
 * abi_layout.c: prints where every field of the C ABI lies, one line each, as a C compiler sees it.
 *
 * Output: `struct size BYTES`, then for each field `struct.field OFFSET SIZE`, in bytes. A test
 * compares it with abi_layout.txt, and another one sees to it that no field of the headers is
 * missing here.
 */
#include <stddef.h>
#include <stdio.h>

#include <sluice/c/sluice.h>

/* offset of a row that stands for the struct itself */
#define WHOLE ((size_t)-1)

struct row {
  const char* name;
  size_t offset;
  size_t size;
};

#define STRUCT(type) \
  { #type, WHOLE, sizeof(type) }
#define FIELD(type, field) \
  { #type "." #field, offsetof(type, field), sizeof(((type*)0)->field) }

/* clang-format off */
static const struct row base_rows[] = {
    STRUCT(sluice_money),
    FIELD(sluice_money, lo),
    FIELD(sluice_money, hi),
    STRUCT(sluice_str),
    FIELD(sluice_str, ptr),
    FIELD(sluice_str, len),
    STRUCT(sluice_rows),
    FIELD(sluice_rows, base),
    FIELD(sluice_rows, count),
    FIELD(sluice_rows, stride),
    STRUCT(sluice_error),
    FIELD(sluice_error, size),
    FIELD(sluice_error, len),
    FIELD(sluice_error, capacity),
    FIELD(sluice_error, reserved),
    FIELD(sluice_error, text),
    STRUCT(sluice_sink),
    FIELD(sluice_sink, context),
    FIELD(sluice_sink, write),
    STRUCT(sluice_host),
    FIELD(sluice_host, size),
    FIELD(sluice_host, abi_minor),
    FIELD(sluice_host, context),
    FIELD(sluice_host, log),
    FIELD(sluice_host, now),
    FIELD(sluice_host, random),
    FIELD(sluice_host, get_interface),
};

static const struct row market_rows[] = {
    STRUCT(sluice_instrument),
    FIELD(sluice_instrument, id),
    FIELD(sluice_instrument, reserved),
    FIELD(sluice_instrument, symbol),
    FIELD(sluice_instrument, sector),
    FIELD(sluice_instrument, region),
    FIELD(sluice_instrument, currency),
    FIELD(sluice_instrument, tick),
    FIELD(sluice_instrument, lot),
    FIELD(sluice_instrument, average_daily_volume),
    STRUCT(sluice_bar),
    FIELD(sluice_bar, time),
    FIELD(sluice_bar, instrument),
    FIELD(sluice_bar, flags),
    FIELD(sluice_bar, open),
    FIELD(sluice_bar, high),
    FIELD(sluice_bar, low),
    FIELD(sluice_bar, close),
    FIELD(sluice_bar, volume),
    FIELD(sluice_bar, adjusted_close),
    STRUCT(sluice_series),
    FIELD(sluice_series, count),
    FIELD(sluice_series, time),
    FIELD(sluice_series, open),
    FIELD(sluice_series, high),
    FIELD(sluice_series, low),
    FIELD(sluice_series, close),
    FIELD(sluice_series, volume),
    STRUCT(sluice_market_view),
    FIELD(sluice_market_view, size),
    FIELD(sluice_market_view, reserved),
    FIELD(sluice_market_view, as_of),
    FIELD(sluice_market_view, instruments),
    FIELD(sluice_market_view, series),
};

static const struct row order_rows[] = {
    STRUCT(sluice_intent_id),
    FIELD(sluice_intent_id, hi),
    FIELD(sluice_intent_id, lo),
    STRUCT(sluice_order),
    FIELD(sluice_order, size),
    FIELD(sluice_order, instrument),
    FIELD(sluice_order, order_id),
    FIELD(sluice_order, intent_id),
    FIELD(sluice_order, side),
    FIELD(sluice_order, type),
    FIELD(sluice_order, time_in_force),
    FIELD(sluice_order, reserved),
    FIELD(sluice_order, quantity),
    FIELD(sluice_order, limit_price),
    FIELD(sluice_order, reference_price),
    FIELD(sluice_order, reference_time),
    FIELD(sluice_order, decision_time),
    FIELD(sluice_order, average_daily_volume),
    FIELD(sluice_order, daily_volatility),
    STRUCT(sluice_execution_report),
    FIELD(sluice_execution_report, size),
    FIELD(sluice_execution_report, kind),
    FIELD(sluice_execution_report, order_id),
    FIELD(sluice_execution_report, execution_number),
    FIELD(sluice_execution_report, quantity),
    FIELD(sluice_execution_report, price),
    FIELD(sluice_execution_report, base_price),
    FIELD(sluice_execution_report, commission),
    FIELD(sluice_execution_report, time),
    FIELD(sluice_execution_report, reason),
    STRUCT(sluice_report_sink),
    FIELD(sluice_report_sink, context),
    FIELD(sluice_report_sink, on_reports),
    STRUCT(sluice_fill),
    FIELD(sluice_fill, size),
    FIELD(sluice_fill, instrument),
    FIELD(sluice_fill, order_id),
    FIELD(sluice_fill, intent_id),
    FIELD(sluice_fill, side),
    FIELD(sluice_fill, reserved),
    FIELD(sluice_fill, quantity),
    FIELD(sluice_fill, price),
    FIELD(sluice_fill, base_price),
    FIELD(sluice_fill, commission),
    FIELD(sluice_fill, time),
};

static const struct row library_rows[] = {
    STRUCT(sluice_component),
    FIELD(sluice_component, size),
    FIELD(sluice_component, kind),
    FIELD(sluice_component, traits),
    FIELD(sluice_component, id),
    FIELD(sluice_component, version),
    FIELD(sluice_component, interface_id),
    FIELD(sluice_component, summary),
    FIELD(sluice_component, params_schema),
    FIELD(sluice_component, table),
    FIELD(sluice_component, create),
    FIELD(sluice_component, start),
    FIELD(sluice_component, quiesce),
    FIELD(sluice_component, destroy),
    FIELD(sluice_component, get_interface),
    STRUCT(sluice_library),
    FIELD(sluice_library, magic),
    FIELD(sluice_library, size),
    FIELD(sluice_library, abi_major),
    FIELD(sluice_library, abi_minor),
    FIELD(sluice_library, layout_digest),
    FIELD(sluice_library, manifest),
    FIELD(sluice_library, component_count),
    FIELD(sluice_library, component_stride),
    FIELD(sluice_library, components),
    STRUCT(sluice_stateful_v1),
    FIELD(sluice_stateful_v1, size),
    FIELD(sluice_stateful_v1, reserved),
    FIELD(sluice_stateful_v1, save_state),
    FIELD(sluice_stateful_v1, load_state),
};

static const struct row strategy_rows[] = {
    STRUCT(sluice_target),
    FIELD(sluice_target, instrument),
    FIELD(sluice_target, kind),
    FIELD(sluice_target, weight),
    FIELD(sluice_target, quantity),
    STRUCT(sluice_intent),
    FIELD(sluice_intent, instrument),
    FIELD(sluice_intent, side),
    FIELD(sluice_intent, type),
    FIELD(sluice_intent, time_in_force),
    FIELD(sluice_intent, reserved),
    FIELD(sluice_intent, quantity),
    FIELD(sluice_intent, limit_price),
    STRUCT(sluice_decision_sink),
    FIELD(sluice_decision_sink, context),
    FIELD(sluice_decision_sink, on_targets),
    FIELD(sluice_decision_sink, on_intents),
    STRUCT(sluice_session),
    FIELD(sluice_session, size),
    FIELD(sluice_session, rebalance),
    FIELD(sluice_session, reserved),
    FIELD(sluice_session, time),
    FIELD(sluice_session, market),
    FIELD(sluice_session, bars),
    FIELD(sluice_session, positions),
    FIELD(sluice_session, cash),
    FIELD(sluice_session, equity),
    STRUCT(sluice_strategy_v1),
    FIELD(sluice_strategy_v1, size),
    FIELD(sluice_strategy_v1, reserved),
    FIELD(sluice_strategy_v1, lookback_sessions),
    FIELD(sluice_strategy_v1, on_bars),
    FIELD(sluice_strategy_v1, on_fills),
};

static const struct row risk_rule_rows[] = {
    STRUCT(sluice_verdict),
    FIELD(sluice_verdict, size),
    FIELD(sluice_verdict, action),
    FIELD(sluice_verdict, unit),
    FIELD(sluice_verdict, halt_scope),
    FIELD(sluice_verdict, measured),
    FIELD(sluice_verdict, limit),
    FIELD(sluice_verdict, resize_quantity),
    FIELD(sluice_verdict, code),
    STRUCT(sluice_risk_row),
    FIELD(sluice_risk_row, position),
    FIELD(sluice_risk_row, working_buy),
    FIELD(sluice_risk_row, working_sell),
    FIELD(sluice_risk_row, last),
    FIELD(sluice_risk_row, bid),
    FIELD(sluice_risk_row, ask),
    FIELD(sluice_risk_row, last_time),
    FIELD(sluice_risk_row, average_daily_volume),
    FIELD(sluice_risk_row, lot),
    FIELD(sluice_risk_row, sector),
    FIELD(sluice_risk_row, region),
    FIELD(sluice_risk_row, projected_value),
    STRUCT(sluice_risk_group),
    FIELD(sluice_risk_group, name),
    FIELD(sluice_risk_group, gross_exposure),
    STRUCT(sluice_risk_view),
    FIELD(sluice_risk_view, size),
    FIELD(sluice_risk_view, reserved),
    FIELD(sluice_risk_view, now),
    FIELD(sluice_risk_view, instruments),
    FIELD(sluice_risk_view, sectors),
    FIELD(sluice_risk_view, regions),
    FIELD(sluice_risk_view, cash),
    FIELD(sluice_risk_view, equity),
    FIELD(sluice_risk_view, gross_exposure),
    FIELD(sluice_risk_view, net_exposure),
    FIELD(sluice_risk_view, day_pnl),
    FIELD(sluice_risk_view, peak_equity),
    FIELD(sluice_risk_view, market),
    STRUCT(sluice_risk_rule_v1),
    FIELD(sluice_risk_rule_v1, size),
    FIELD(sluice_risk_rule_v1, reserved),
    FIELD(sluice_risk_rule_v1, check),
    FIELD(sluice_risk_rule_v1, on_session),
    FIELD(sluice_risk_rule_v1, on_fills),
    FIELD(sluice_risk_rule_v1, lookback_sessions),
};

static const struct row executor_rows[] = {
    STRUCT(sluice_executor_health),
    FIELD(sluice_executor_health, size),
    FIELD(sluice_executor_health, ready),
    FIELD(sluice_executor_health, reserved),
    FIELD(sluice_executor_health, reason),
    STRUCT(sluice_executor_v1),
    FIELD(sluice_executor_v1, size),
    FIELD(sluice_executor_v1, reserved),
    FIELD(sluice_executor_v1, begin),
    FIELD(sluice_executor_v1, submit),
    FIELD(sluice_executor_v1, cancel),
    FIELD(sluice_executor_v1, poll),
    FIELD(sluice_executor_v1, open_orders),
    FIELD(sluice_executor_v1, health),
    FIELD(sluice_executor_v1, on_market),
};

static const struct row feed_rows[] = {
    STRUCT(sluice_feed_issue),
    FIELD(sluice_feed_issue, size),
    FIELD(sluice_feed_issue, severity),
    FIELD(sluice_feed_issue, code),
    FIELD(sluice_feed_issue, file),
    FIELD(sluice_feed_issue, line),
    FIELD(sluice_feed_issue, symbol),
    FIELD(sluice_feed_issue, message),
    FIELD(sluice_feed_issue, action),
    FIELD(sluice_feed_issue, count),
    STRUCT(sluice_issue_sink),
    FIELD(sluice_issue_sink, context),
    FIELD(sluice_issue_sink, on_issue),
    STRUCT(sluice_feed_request),
    FIELD(sluice_feed_request, size),
    FIELD(sluice_feed_request, lookback_sessions),
    FIELD(sluice_feed_request, symbols),
    FIELD(sluice_feed_request, from),
    FIELD(sluice_feed_request, to),
    STRUCT(sluice_feed_info),
    FIELD(sluice_feed_info, size),
    FIELD(sluice_feed_info, fields),
    FIELD(sluice_feed_info, bar_count),
    FIELD(sluice_feed_info, first),
    FIELD(sluice_feed_info, last),
    FIELD(sluice_feed_info, content_hash),
    FIELD(sluice_feed_info, from_cache),
    STRUCT(sluice_feed_v1),
    FIELD(sluice_feed_v1, size),
    FIELD(sluice_feed_v1, reserved),
    FIELD(sluice_feed_v1, open),
    FIELD(sluice_feed_v1, pull),
};

static const struct row report_rows[] = {
    STRUCT(sluice_report_run),
    FIELD(sluice_report_run, size),
    FIELD(sluice_report_run, reserved),
    FIELD(sluice_report_run, title),
    FIELD(sluice_report_run, description),
    FIELD(sluice_report_run, driver),
    FIELD(sluice_report_run, config_hash),
    FIELD(sluice_report_run, data_source),
    FIELD(sluice_report_run, seed_capital),
    FIELD(sluice_report_run, periods_per_year),
    STRUCT(sluice_report_day),
    FIELD(sluice_report_day, time),
    FIELD(sluice_report_day, equity),
    FIELD(sluice_report_day, cash),
    FIELD(sluice_report_day, positions_value),
    FIELD(sluice_report_day, traded_notional),
    FIELD(sluice_report_day, commission),
    FIELD(sluice_report_day, trades),
    FIELD(sluice_report_day, blocked),
    FIELD(sluice_report_day, positions),
    FIELD(sluice_report_day, reserved),
    FIELD(sluice_report_day, benchmark_return),
    STRUCT(sluice_report_trade),
    FIELD(sluice_report_trade, time),
    FIELD(sluice_report_trade, symbol),
    FIELD(sluice_report_trade, side),
    FIELD(sluice_report_trade, reserved),
    FIELD(sluice_report_trade, quantity),
    FIELD(sluice_report_trade, price),
    FIELD(sluice_report_trade, fill_price),
    FIELD(sluice_report_trade, costs),
    STRUCT(sluice_report_blocked),
    FIELD(sluice_report_blocked, time),
    FIELD(sluice_report_blocked, symbol),
    FIELD(sluice_report_blocked, side),
    FIELD(sluice_report_blocked, reserved),
    FIELD(sluice_report_blocked, quantity),
    FIELD(sluice_report_blocked, reason),
    STRUCT(sluice_report_v1),
    FIELD(sluice_report_v1, size),
    FIELD(sluice_report_v1, reserved),
    FIELD(sluice_report_v1, file_name),
    FIELD(sluice_report_v1, begin),
    FIELD(sluice_report_v1, on_days),
    FIELD(sluice_report_v1, on_trades),
    FIELD(sluice_report_v1, on_blocked),
    FIELD(sluice_report_v1, render),
};
/* clang-format on */

static void print(const struct row* rows, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (rows[i].offset == WHOLE)
      printf("%s size %zu\n", rows[i].name, rows[i].size);
    else
      printf("%s %zu %zu\n", rows[i].name, rows[i].offset, rows[i].size);
  }
}

#define PRINT(rows) print(rows, sizeof(rows) / sizeof((rows)[0]))

int main(void) {
  PRINT(base_rows);
  PRINT(market_rows);
  PRINT(order_rows);
  PRINT(library_rows);
  PRINT(strategy_rows);
  PRINT(risk_rule_rows);
  PRINT(executor_rows);
  PRINT(feed_rows);
  PRINT(report_rows);
  return 0;
}
