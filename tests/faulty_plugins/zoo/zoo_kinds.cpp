// SPDX-License-Identifier: Apache-2.0
//
// zoo_kinds.cpp: a strategy, an executor, a feed and a report, sound but for the one thing that
// zoo_fault names. The rule is in zoo.cpp.
#include <cmath>
#include <cstring>

#define ZOO_COMPONENTS                                                                 \
  ZOO_COMPONENT("strategy", "zoo_strategy", SLUICE_STRATEGY_ID)                        \
  "," ZOO_COMPONENT("executor", "zoo_executor", SLUICE_EXECUTOR_ID) "," ZOO_COMPONENT( \
      "feed", "zoo_feed", SLUICE_FEED_ID) "," ZOO_COMPONENT("report", "zoo_report",    \
                                                            SLUICE_REPORT_ID)
#define ZOO_SCHEMA "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}"
#include "zoo_tables.hpp"

namespace {

using zoo::has;

// One shape for all kinds.
struct Instance {
  std::uint64_t bars_left = 0;
  std::uint64_t executions = 0;
  std::uint32_t symbols = 0;
  std::uint32_t streams_left = 0;
};

Instance& self(void* instance) { return *static_cast<Instance*>(instance); }

sluice_status create(const sluice_host*, sluice_str params, void** instance, sluice_error* error) {
  if (params.len == 2 && std::memcmp(params.ptr, "{}", 2) == 0)
    return *instance = new Instance, SLUICE_OK;
  constexpr char kText[] = "it has no parameters";
  error->len = std::min<std::uint32_t>(error->capacity, sizeof kText - 1);
  std::memcpy(error->text, kText, error->len);
  return SLUICE_ERROR_ARGUMENT;
}
void destroy(void* instance) { delete &self(instance); }

std::uint32_t lookback(void*) { return 1; }

sluice_status on_bars(void*, const sluice_session* session, const sluice_decision_sink* sink,
                      sluice_error*) {
  const bool may_decide = session->rebalance != 0 || has("decides_early");
  if (!may_decide || session->bars.count == 0) return SLUICE_OK;
  sluice_target target{SLUICE_ROW(session->bars, sluice_bar, 0)->instrument, SLUICE_TARGET_WEIGHT,
                       0.5, 0};
  if (has("targets_without_end")) target.weight = INFINITY;
  if (has("targets_nobody")) target.instrument = 1'000'000;
  if (has("targets_of_no_kind")) target.kind = 9;
  sink->on_targets(sink->context, {&target, 1, sizeof target});
  if (has("intends_nothing")) {
    const sluice_intent intent{
        target.instrument, SLUICE_SIDE_BUY, SLUICE_ORDER_MARKET, SLUICE_TIF_DAY, 0, 0, 0};
    sink->on_intents(sink->context, {&intent, 1, sizeof intent});
  }
  return SLUICE_OK;
}

constexpr sluice_strategy_v1 kStrategy{sizeof kStrategy, 0, lookback, on_bars, nullptr};

sluice_status begin(void*, sluice_rows, sluice_error*) { return SLUICE_OK; }

sluice_execution_report report_of(Instance& own, const sluice_order& order) {
  sluice_execution_report report{};
  report.size = sizeof report;
  report.kind = has("reports_of_no_kind") ? 99 : SLUICE_REPORT_FILLED;
  report.order_id = order.order_id + (has("invents_orders") ? 5'000'000 : 0);
  report.execution_id = has("executes_without_id") ? 0 : ++own.executions;
  report.quantity = has("fills_nothing") ? 0 : order.quantity;
  report.price = has("fills_for_nothing") ? 0 : SLUICE_SCALE;
  if (has("gives_endless_reasons")) std::memset(report.reason, 'x', sizeof report.reason);
  return report;
}

sluice_status submit(void* instance, sluice_rows orders, const sluice_report_sink* sink,
                     sluice_error*) {
  for (std::uint64_t i = 0; i < orders.count; ++i) {
    const sluice_order& order = *SLUICE_ROW(orders, sluice_order, i);
    for (int copy = 0; copy < (has("fills_too_much") ? 2 : 1); ++copy) {
      const sluice_execution_report report = report_of(self(instance), order);
      sink->on_reports(sink->context, {&report, 1, sizeof report});
    }
  }
  return SLUICE_OK;
}
sluice_status wish(void*, const sluice_order*, const sluice_report_sink*, sluice_error*) {
  return has("answers_no_known_status") ? 1234 : SLUICE_OK;
}
sluice_status snapshot(void*, sluice_time, sluice_rows, const sluice_report_sink*,
                       sluice_venue_account* account, sluice_error*) {
  const sluice_venue_position position{sizeof position, 1'000'000, 1};
  if (has("holds_nobody")) account->on_positions(account->context, {&position, 1, sizeof position});
  return SLUICE_OK;
}
sluice_status poll(void*, const sluice_report_sink*, sluice_error*) {
  return has("ends_without_right") ? SLUICE_END : SLUICE_OK;
}
void health(void*, sluice_executor_health* told) {
  told->ready = 1;
  if (has("is_endlessly_ill")) std::memset(told->reason, 'x', sizeof told->reason);
}

constexpr sluice_executor_v1 kExecutor{sizeof kExecutor, 0,      begin,    submit, wish,
                                       nullptr,          wish,   snapshot, poll,   health,
                                       nullptr,          nullptr};

sluice_status open(void* instance, const sluice_feed_request* request, const sluice_issue_sink*,
                   sluice_feed_info* info, sluice_error*) {
  self(instance).symbols = static_cast<std::uint32_t>(request->symbols.count);
  self(instance).bars_left = request->symbols.count == 0 ? 0 : 20;
  self(instance).streams_left = request->symbols.count == 0 ? 0 : 3;
  info->bar_count = self(instance).bars_left + (has("promises_more_bars") ? 1 : 0);
  if (has("hashes_without_end")) std::memset(info->content_hash, 'a', sizeof info->content_hash);
  return SLUICE_OK;
}

sluice_status pull(void* instance, sluice_bar* bars, std::uint64_t capacity, std::uint64_t* count,
                   sluice_error*) {
  Instance& own = self(instance);
  *count = 0;
  if (own.bars_left == 0) return has("never_ends") ? SLUICE_OK : SLUICE_END;
  const std::uint64_t room = capacity + (has("overfills_its_room") ? 1 : 0);
  for (; *count < room && own.bars_left > 0; ++*count, --own.bars_left) {
    sluice_bar& bar = bars[*count] = {};
    const auto left = static_cast<sluice_time>(own.bars_left);
    bar.time = (has("goes_back_in_time") ? left : 100 - left) * 86'400'000'000'000;
    bar.instrument = has("gives_bars_of_nobody") ? own.symbols : 0;
    bar.close = has("closes_at_nothing") ? 0 : SLUICE_SCALE;
  }
  return SLUICE_OK;
}

// Two quotes, three times.
sluice_status stream(void* instance, sluice_time until, std::uint64_t limit,
                     const sluice_market_sink* sink, sluice_error*) {
  Instance& own = self(instance);
  if (own.streams_left == 0 || limit < 2) return SLUICE_END;
  --own.streams_left;
  sluice_quote quotes[2]{{1, 0, 0, 5, 6, 1, 1}, {1, 0, 0, 5, 6, 1, 1}};
  if (has("streams_backwards")) quotes[1].time = 0;
  if (has("streams_beyond_its_time")) quotes[1].time = until + 1;
  if (has("streams_nobody")) quotes[0].instrument = own.symbols;
  if (has("streams_for_nothing")) quotes[0].bid = -1;
  const std::uint64_t times = has("streams_too_much") ? limit : 1;
  for (std::uint64_t i = 0; i < times; ++i)
    if (sink->on_quotes(sink->context, {quotes, 2, sizeof quotes[0]}) != SLUICE_OK)
      return SLUICE_ERROR_ARGUMENT;
  return has("streams_past_its_end") ? SLUICE_END : SLUICE_OK;
}

sluice_time next_event(void*) { return has("comes_early") ? 2 : INT64_MIN; }

constexpr sluice_feed_v1 kFeed{sizeof kFeed, 0, open, pull, stream, next_event};

sluice_str file_name(void*) {
  if (has("climbs_out")) return ZOO_TEXT("../report.txt");
  return ZOO_TEXT("report.txt");
}
sluice_status begin_report(void*, const sluice_report_run*, sluice_error*) { return SLUICE_OK; }
sluice_status take_rows(void*, sluice_rows, sluice_error*) {
  return has("reports_a_fault") ? SLUICE_ERROR_FAULT : SLUICE_OK;
}
sluice_status take_positions(void*, sluice_rows, sluice_error*) {
  return has("takes_no_positions") ? SLUICE_ERROR_FAULT : SLUICE_OK;
}
sluice_status render(void*, const sluice_sink* sink, sluice_error*) {
  if (has("renders_nothing")) return SLUICE_OK;
  const char* const text = has("renders_no_text") ? "\xFF" : "a report\n";
  return sink->write(sink->context, text, std::strlen(text));
}

constexpr sluice_report_v1 kReport{sizeof kReport, 0,         file_name, begin_report,  take_rows,
                                   take_rows,      take_rows, render,    take_positions};

constexpr sluice_component row(std::uint32_t kind, sluice_str id, sluice_str interface_id,
                               const void* table) {
  return {sizeof(sluice_component),
          kind,
          0,
          id,
          ZOO_TEXT("1.0.0"),
          interface_id,
          ZOO_TEXT("for tests"),
          ZOO_TEXT(ZOO_SCHEMA),
          table,
          create,
          nullptr,
          nullptr,
          destroy,
          nullptr};
}
constexpr sluice_component kComponents[] = {
    row(SLUICE_KIND_STRATEGY, ZOO_TEXT("zoo_strategy"), ZOO_TEXT(SLUICE_STRATEGY_ID), &kStrategy),
    row(SLUICE_KIND_EXECUTOR, ZOO_TEXT("zoo_executor"), ZOO_TEXT(SLUICE_EXECUTOR_ID), &kExecutor),
    row(SLUICE_KIND_FEED, ZOO_TEXT("zoo_feed"), ZOO_TEXT(SLUICE_FEED_ID), &kFeed),
    row(SLUICE_KIND_REPORT, ZOO_TEXT("zoo_report"), ZOO_TEXT(SLUICE_REPORT_ID), &kReport)};
constexpr sluice_library kBlock{SLUICE_LIBRARY_MAGIC,
                                sizeof(sluice_library),
                                SLUICE_ABI_MAJOR,
                                SLUICE_ABI_MINOR,
                                SLUICE_LAYOUT_DIGEST,
                                ZOO_TEXT(ZOO_BLOCK_MANIFEST),
                                4,
                                sizeof(sluice_component),
                                kComponents};

}  // namespace

extern "C" SLUICE_EXPORT const sluice_library* sluice_library_entry_v1() { return &kBlock; }
