// SPDX-License-Identifier: Apache-2.0
//
// misbehaving.cpp: components of every kind that break a promise of the ABI at run time. Which one
// is named by the parameters, which are not JSON here but the name alone.
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>

#include "raw_library.h"

namespace {

struct Instance {
  std::string fault;
  const sluice_host* host;
  std::uint64_t events = 0;
  bool adopted = false;
  bool is(std::string_view name) const { return fault == name; }
};

Instance& self(void* instance) { return *static_cast<Instance*>(instance); }

// Longer than a watchdog of a millisecond allows anybody.
void take_a_nap() { ::usleep(450'000); }

void write(sluice_error* error, std::string_view text) {
  std::memcpy(error->text, text.data(), text.size());
  error->len = static_cast<std::uint32_t>(text.size());
}

sluice_status create(const sluice_host* host, sluice_str params, void** instance,
                     sluice_error* error) {
  const std::string fault{params.ptr, params.len};
  if (fault == "create throws") throw std::runtime_error("no such luck");
  if (fault == "create throws a number") throw 7;
  if (fault == "create gives nothing") return SLUICE_OK;
  if (fault == "create claims a long error") {
    error->len = error->capacity + 1;
    return SLUICE_ERROR_ARGUMENT;
  }
  if (fault == "create writes a long error") {
    std::memset(error->text, 'x', error->capacity + 8);
    error->len = error->capacity;
    return SLUICE_ERROR_ARGUMENT;
  }
  if (fault == "create writes control characters") {
    write(error, "bell\a and \xFF");
    return SLUICE_ERROR_ARGUMENT;
  }
  if (fault == "create fails without words") return SLUICE_ERROR_IO;
  if (fault == "create answers nonsense") return 1234;
  *instance = new Instance{fault, host, 0, false};
  return SLUICE_OK;
}

sluice_status start(void* instance, sluice_error* error) {
  if (self(instance).is("start fails")) {
    write(error, "no venue");
    return SLUICE_ERROR_STATE;
  }
  return SLUICE_OK;
}

sluice_status quiesce(void* instance, sluice_error*) {
  self(instance).host->log(self(instance).host->context, SLUICE_LOG_INFO, TEXT("quiesce"));
  if (self(instance).is("quiesce throws") || self(instance).is("session and quiesce throw"))
    throw 7;
  return SLUICE_OK;
}

void destroy(void* instance) {
  const Instance copy = self(instance);
  delete &self(instance);
  copy.host->log(copy.host->context, SLUICE_LOG_INFO, TEXT("destroy"));
  if (copy.is("destroy throws")) throw 7;
}

sluice_status save_state(void* instance, const sluice_sink* sink, sluice_error*) {
  if (self(instance).is("state is not UTF-8")) return sink->write(sink->context, "\xC0", 1);
  const std::string piece(SLUICE_STATE_LIMIT / 2 + 1, 'x');
  sink->write(sink->context, piece.data(), piece.size());
  // Whether the host takes it or not.
  if (self(instance).is("state is too long"))
    sink->write(sink->context, piece.data(), piece.size());
  return SLUICE_OK;
}
sluice_status load_state(void*, sluice_str, sluice_error*) { throw 7; }

const void* get_interface(sluice_str id) {
  static constexpr sluice_stateful_v1 kStateful{sizeof kStateful, 0, save_state, load_state};
  return std::string_view{id.ptr, id.len} == SLUICE_STATEFUL_ID ? &kStateful : nullptr;
}

void check(void* instance, const sluice_order* order, const sluice_risk_view*,
           sluice_verdict* verdict) {
  const Instance& own = self(instance);
  if (own.is("check throws")) throw std::runtime_error("out of ideas");
  if (own.is("check does not answer")) return;
  if (own.is("check sleeps")) take_a_nap();
  verdict->action = SLUICE_VERDICT_APPROVE;
  verdict->code[0] = '\0';
  const auto answer = [verdict](std::int32_t action, std::string_view code) {
    verdict->action = action;
    std::memcpy(verdict->code, code.data(), code.size());
    verdict->code[code.size()] = '\0';
  };
  if (own.is("action -1")) answer(-1, "CODE");
  if (own.is("action 4")) answer(4, "CODE");
  if (own.is("unit 7")) verdict->unit = 7;
  if (own.is("unit -1")) verdict->unit = -1;
  if (own.is("no code")) answer(SLUICE_VERDICT_REJECT, "");
  if (own.is("lower-case code")) answer(SLUICE_VERDICT_REJECT, "Code");
  if (own.is("digit first")) answer(SLUICE_VERDICT_REJECT, "1CODE");
  if (own.is("bad code of an approval")) answer(SLUICE_VERDICT_APPROVE, "not good");
  if (own.is("endless code")) {
    verdict->action = SLUICE_VERDICT_REJECT;
    std::memset(verdict->code, 'X', sizeof verdict->code);
  }
  if (own.is("longest code")) answer(SLUICE_VERDICT_REJECT, std::string(SLUICE_CODE_SIZE - 1, 'X'));
  if (own.is("halt of nothing")) answer(SLUICE_VERDICT_HALT, "STOP");
  if (own.is("halt of scope 7")) {
    answer(SLUICE_VERDICT_HALT, "STOP");
    verdict->halt_scope = 7;
  }
  if (own.is("halt of level 5") || own.is("halt of the route")) {
    answer(SLUICE_VERDICT_HALT, "STOP");
    verdict->halt_scope = SLUICE_SCOPE_ROUTE;
    verdict->halt_level = own.is("halt of level 5") ? 5 : SLUICE_HALT_FLATTEN;
  }
  if (own.is("halt of all")) {
    answer(SLUICE_VERDICT_HALT, "STOP");
    verdict->halt_scope = SLUICE_SCOPE_ALL;
  }
  const auto resize = [&](sluice_quantity quantity) {
    answer(SLUICE_VERDICT_RESIZE, "SMALLER");
    verdict->resize_quantity = quantity;
  };
  if (own.is("resize to nothing")) resize(0);
  if (own.is("resize below nothing")) resize(-1);
  if (own.is("resize to the same")) resize(order->quantity);
  if (own.is("resize to half")) resize(order->quantity / 2);
  if (own.is("resize to a broken lot")) resize(order->quantity / 2 + 1);
}

sluice_status on_session(void* instance, const sluice_risk_view*, sluice_error* error) {
  if (self(instance).is("session throws") || self(instance).is("session and quiesce throw"))
    throw 7;
  if (self(instance).is("session writes too much"))
    std::memset(error->text, 'x', error->capacity + 1);
  if (self(instance).is("session ends")) return SLUICE_END;
  return SLUICE_OK;
}
sluice_status on_fills(void* instance, sluice_rows, sluice_error*) {
  if (self(instance).is("fills fault")) return SLUICE_ERROR_FAULT;
  if (self(instance).is("fills sleep")) take_a_nap();
  return SLUICE_OK;
}

void on_event(void* instance, const sluice_risk_event*) {
  if (self(instance).is("event throws")) throw 7;
  ++self(instance).events;
}

void assess(void* instance, const sluice_risk_view*, sluice_verdict* verdict) {
  const Instance& own = self(instance);
  if (own.is("assess throws")) throw 7;
  if (own.fault.rfind("assess ", 0) != 0) return;
  verdict->action = own.is("assess rejects") ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_HALT;
  if (own.is("assess answers 4")) verdict->action = 4;
  std::strcpy(verdict->code, own.is("assess without a code") ? "" : "LOSS");
  verdict->halt_scope = own.is("assess halts nothing") ? 0 : SLUICE_SCOPE_ACCOUNT;
  verdict->halt_level = own.is("assess halts to level 5") ? 5 : SLUICE_HALT_AND_CANCEL;
  if (own.is("assess measures unit 7")) verdict->unit = 7;
}

std::uint64_t state_version(void* instance) {
  if (self(instance).is("state version throws")) throw 7;
  return self(instance).events;
}

sluice_status write_text(const sluice_sink* sink, const std::string& text) {
  sink->write(sink->context, text.data(), text.size());
  return SLUICE_OK;
}

sluice_status save_rule_state(void* instance, const sluice_sink* sink, sluice_error*) {
  if (self(instance).is("rule state is not UTF-8")) return write_text(sink, "\xC0");
  if (self(instance).is("rule state is too long"))
    return write_text(sink, std::string(64 * 1024 + 1, 'x'));
  if (self(instance).is("rule state throws")) throw 7;
  if (self(instance).is("longest rule state")) return write_text(sink, std::string(65536, 'x'));
  return write_text(sink, std::to_string(self(instance).events));
}

sluice_status restore_rule_state(void* instance, sluice_str state, sluice_error* error) {
  if (self(instance).is("restore throws")) throw 7;
  if (self(instance).is("restore refuses")) {
    write(error, "of another age");
    return SLUICE_ERROR_ARGUMENT;
  }
  self(instance).events = std::stoull(std::string{state.ptr, state.len});
  return SLUICE_OK;
}

sluice_status explain(void* instance, const sluice_sink* sink, sluice_error*) {
  if (self(instance).is("explain throws")) throw 7;
  if (self(instance).is("explain goes on and on"))
    return write_text(sink, std::string(16 * 1024 + 1, ' '));
  if (self(instance).is("explain is not UTF-8")) return write_text(sink, "\xC0");
  return write_text(sink, "{\"events\":" + std::to_string(self(instance).events) + "}");
}

sluice_str novel() {
  static const std::string text(129, 'x');
  return {text.data(), text.size()};
}

sluice_str instance_version(void* instance) {
  if (self(instance).is("version throws")) throw 7;
  if (self(instance).is("version is a novel")) return novel();
  return self(instance).adopted ? sluice_str TEXT("second") : sluice_str TEXT("first");
}

sluice_status prepare(void* instance, sluice_error* error) {
  if (self(instance).is("prepare throws")) throw 7;
  if (self(instance).is("prepare has nothing")) return SLUICE_END;
  if (self(instance).is("prepare answers nonsense")) return 1234;
  if (self(instance).is("prepare writes too much"))
    std::memset(error->text, 'x', error->capacity + 1);
  if (!self(instance).is("prepare fails")) return SLUICE_OK;
  write(error, "line 3: no such word");
  return SLUICE_ERROR_ARGUMENT;
}

void adopt(void* instance) {
  if (self(instance).is("adopt throws")) throw 7;
  self(instance).adopted = true;
}

sluice_str prepared_version(void* instance) {
  if (self(instance).is("prepared version throws")) throw 7;
  if (self(instance).is("prepared version is a novel")) return novel();
  return TEXT("second");
}

std::uint32_t lookback(void* instance) {
  if (self(instance).is("lookback throws")) throw 7;
  return 1;
}
sluice_status on_bars(void* instance, const sluice_session*, const sluice_decision_sink* sink,
                      sluice_error*) {
  if (self(instance).is("bars throw")) throw std::runtime_error("no data, no fun");
  if (self(instance).is("bars ignore a refusal")) sink->on_targets(sink->context, {});
  if (self(instance).is("bars ignore a refused intent")) sink->on_intents(sink->context, {});
  return SLUICE_OK;
}

sluice_status no_rows(void*, sluice_rows, sluice_error*) { return SLUICE_OK; }
sluice_status submit(void* instance, sluice_rows, const sluice_report_sink*, sluice_error*) {
  if (self(instance).is("submit throws")) throw 7;
  return SLUICE_OK;
}
sluice_status ask(void* instance, const sluice_order*, const sluice_report_sink*, sluice_error*) {
  if (self(instance).is("query throws")) throw 7;
  return SLUICE_OK;
}
sluice_status poll(void*, const sluice_report_sink*, sluice_error*) { return SLUICE_OK; }
sluice_status snapshot(void* instance, sluice_time, sluice_rows, const sluice_report_sink*,
                       sluice_venue_account* account, sluice_error*) {
  const Instance& own = self(instance);
  if (own.is("snapshot throws")) throw 7;
  sluice_venue_position rows[3]{};
  for (sluice_venue_position& row : rows) row.size = sizeof row;
  rows[1].instrument = 1;
  sluice_rows table{rows, 2, sizeof rows[0]};
  if (own.is("positions are nowhere")) table.base = nullptr;
  if (own.is("positions are crooked")) table.base = reinterpret_cast<const char*>(rows) + 1;
  if (own.is("positions are cut")) table.stride = 8;
  if (own.is("positions overlap")) table.stride = sizeof rows[0] + 1;
  if (own.is("positions of strangers")) rows[1].instrument = 2;
  if (own.is("too many positions")) table.count = 3;
  // Whether the host takes them or not.
  account->on_positions(account->context, table);
  if (own.is("positions again and again")) account->on_positions(account->context, table);
  account->complete = own.is("flag 2") ? 2 : 1;
  account->has_positions = 1;
  // None of these is the plugin's to change.
  account->size = 0;
  account->context = nullptr;
  account->on_positions = nullptr;
  return own.is("snapshot fails") ? SLUICE_ERROR_IO : SLUICE_OK;
}
void traits(void* instance, sluice_executor_traits* traits) {
  if (self(instance).is("traits throw")) throw 7;
  traits->not_found_after_ns = self(instance).is("bound below nothing") ? -1 : 5;
}
void health(void* instance, sluice_executor_health* health) {
  if (self(instance).is("health throws")) throw 7;
  if (self(instance).is("health does not end")) std::memset(health->reason, 'x', 128);
}

sluice_status open_feed(void* instance, const sluice_feed_request*, const sluice_issue_sink*,
                        sluice_feed_info* info, sluice_error*) {
  if (self(instance).is("hash does not end")) std::memset(info->content_hash, 'a', 65);
  return SLUICE_OK;
}
sluice_status pull(void* instance, sluice_bar*, std::uint64_t capacity, std::uint64_t* count,
                   sluice_error*) {
  if (self(instance).is("pull sleeps")) take_a_nap();
  if (self(instance).is("pull claims too much")) *count = capacity + 1;
  if (self(instance).is("pull ends with bars")) *count = 1;
  return self(instance).is("pull ends with bars") ? SLUICE_END : SLUICE_OK;
}

// One quote that is sound, or what the fault makes of it; with a status of its own.
sluice_status stream(void* instance, sluice_time until, std::uint64_t limit,
                     const sluice_market_sink* sink, sluice_error*) {
  Instance& own = self(instance);
  if (own.is("stream throws")) throw 7;
  if (own.is("stream ends")) return SLUICE_END;
  if (own.is("stream disconnects oddly")) return sink->on_connection(sink->context, 2, TEXT(""));
  sluice_quote quotes[2]{{1, 0, 0, 5, 6, 1, 1}, {1, 0, 0, 5, 6, 1, 1}};
  sluice_rows rows{quotes, 1, sizeof(sluice_quote)};
  if (own.is("stream of strangers")) quotes[0].instrument = 2;
  if (own.is("stream of the future")) quotes[0].time = until + 1;
  if (own.is("stream of nowhere")) rows.base = nullptr;
  if (own.is("stream is cut")) rows.stride = sizeof(sluice_quote) - 8;
  if (own.is("stream of too much")) rows.count = limit + 1;
  if (own.is("stream turns back")) rows.count = 2, quotes[0].time = 2;
  if (own.is("stream turns back later"))
    quotes[0].time = 3 - static_cast<sluice_time>(own.events++);
  if (own.is("stream bids below nothing")) quotes[0].bid = -1;
  if (own.is("stream of unfinished bars")) {
    sluice_bar bar{};
    bar.time = until;
    bar.close = 1;
    return sink->on_bars(sink->context, {&bar, 1, sizeof bar});
  }
  if (own.is("stream trades for nothing")) {
    const sluice_trade trade{1, 0, 0, 0, 1};
    return sink->on_trades(sink->context, {&trade, 1, sizeof trade});
  }
  sink->on_quotes(sink->context, rows);
  return own.is("stream ends with rows") ? SLUICE_END : SLUICE_OK;
}

sluice_str file_name(void* instance) {
  if (self(instance).is("file name climbs")) return TEXT("../report.md");
  if (self(instance).is("file name is hidden")) return TEXT(".report");
  if (self(instance).is("file name is empty")) return TEXT("");
  return TEXT("report.md");
}
sluice_status begin_report(void* instance, const sluice_report_run*, sluice_error*) {
  if (self(instance).is("begin throws")) throw 7;
  return SLUICE_OK;
}
sluice_status render(void*, const sluice_sink*, sluice_error*) { return SLUICE_OK; }

constexpr sluice_risk_rule_v1 kRule{
    sizeof kRule,     0,       check,         on_session,      on_fills,           lookback,
    on_event,         assess,  state_version, save_rule_state, restore_rule_state, explain,
    instance_version, prepare, adopt,         prepared_version};
constexpr sluice_strategy_v1 kStrategy{sizeof kStrategy, 0, lookback, on_bars, on_fills};
constexpr sluice_executor_v1 kExecutor{sizeof kExecutor, 0,      no_rows,  submit, ask,
                                       nullptr,          ask,    snapshot, poll,   health,
                                       traits,           nullptr};
constexpr sluice_feed_v1 kFeed{sizeof kFeed, 0, open_feed, pull, stream, nullptr};
constexpr sluice_report_v1 kReport{sizeof kReport, 0,       file_name, begin_report, no_rows,
                                   no_rows,        no_rows, render,    nullptr};

#define ROW(kind, interface_id, id, table)                                                   \
  {                                                                                          \
    sizeof(sluice_component), kind, 0, TEXT(id), TEXT("1.0.0"), TEXT(interface_id),          \
        TEXT("for tests"), TEXT("{}"), table, create, start, quiesce, destroy, get_interface \
  }
constexpr sluice_component kRows[] = {
    ROW(SLUICE_KIND_RISK_RULE, SLUICE_RISK_RULE_ID, "bad_rule", &kRule),
    ROW(SLUICE_KIND_STRATEGY, SLUICE_STRATEGY_ID, "bad_strategy", &kStrategy),
    ROW(SLUICE_KIND_EXECUTOR, SLUICE_EXECUTOR_ID, "bad_executor", &kExecutor),
    ROW(SLUICE_KIND_FEED, SLUICE_FEED_ID, "bad_feed", &kFeed),
    ROW(SLUICE_KIND_REPORT, SLUICE_REPORT_ID, "bad_report", &kReport)};

#define MANIFEST                                                                              \
  MANIFEST_HEAD("misbehaving", "1")                                                           \
  MANIFEST_COMPONENT("risk_rule", "bad_rule")                                                 \
  "," MANIFEST_COMPONENT("strategy", "bad_strategy") "," MANIFEST_COMPONENT(                  \
      "executor",                                                                             \
      "bad_executor") "," MANIFEST_COMPONENT("feed",                                          \
                                             "bad_feed") "," MANIFEST_COMPONENT("report",     \
                                                                                "bad_report") \
      MANIFEST_TAIL
MANIFEST_NOTE(MANIFEST);

constexpr sluice_library kBlock{SLUICE_LIBRARY_MAGIC,
                                sizeof(sluice_library),
                                SLUICE_ABI_MAJOR,
                                0,  // the ABI minor of its note
                                RAW_DIGEST,
                                TEXT(MANIFEST),
                                sizeof kRows / sizeof kRows[0],
                                sizeof(sluice_component),
                                kRows};

}  // namespace

extern "C" SLUICE_EXPORT const sluice_library* sluice_library_entry_v1(void) { return &kBlock; }
