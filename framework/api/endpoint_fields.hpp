// SPDX-License-Identifier: Apache-2.0
//
// endpoint_fields.hpp: the fields of each query and body, in the order of their enums in
// endpoints.hpp.
//
// Place: inside api, behind endpoints.cpp.
#pragma once

#include "api/endpoint_words.hpp"
#include "api/endpoints.hpp"

namespace sluice::api::endpoint_fields {

using enum FieldKind;

constexpr Field limit_field(std::int64_t most, std::string_view by_default) {
  return {.name = "limit",
          .kind = kInteger,
          .description = "how many at most",
          .least = 1,
          .most = most,
          .by_default = by_default};
}

inline constexpr Field kOrderBody[] = {
    {.name = "symbol", .description = "of the universe of the config", .required = true},
    {.name = "side",
     .kind = kWord,
     .description = "which way",
     .required = true,
     .words = kSideWords},
    {.name = "quantity",
     .kind = kDecimal,
     .description = "above zero",
     .required = true,
     .least = 1},
    {.name = "price",
     .kind = kDecimal,
     .description = "what the market is at, as this order has it: a market order is valued and "
                    "filled at it, and what rests and is reached by it fills; null: the last price "
                    "known",
     .nullable = true,
     .least = 1},
    {.name = "client_order_id",
     .description = "yours; an order that repeats it with the same content is not placed again",
     .nullable = true},
    {.name = "type",
     .kind = kWord,
     .description = "the kind of order",
     .words = kTypeWords,
     .by_default = "MARKET"},
    {.name = "limit",
     .kind = kDecimal,
     .description = "the limit price of a type that has one",
     .nullable = true,
     .least = 1},
    {.name = "stop",
     .kind = kDecimal,
     .description = "the stop price of a type that has one",
     .nullable = true,
     .least = 1},
    {.name = "tif",
     .kind = kWord,
     .description = "how long it stays",
     .words = kTifWords,
     .by_default = "DAY"},
    {.name = "route",
     .description = "of /api/v1/oms/routes",
     .max_length = 32,
     .by_default = "the default route"},
    {.name = "source",
     .kind = kWord,
     .description = "what places it",
     .words = kPostedSources,
     .by_default = "API"},
    {.name = "reduce_only",
     .kind = kBoolean,
     .description = "never opens a position",
     .by_default = "false"},
    {.name = "post_only",
     .kind = kBoolean,
     .description = "never takes liquidity",
     .by_default = "false"}};

inline constexpr Field kListQuery[] = {limit_field(1'000, "50")};

inline constexpr Field kBlotterQuery[] = {
    {.name = "symbol", .description = "orders of this symbol"},
    {.name = "status", .kind = kWord, .description = "orders that stand so", .words = kStatusWords},
    {.name = "route", .description = "orders of this route", .max_length = 32},
    {.name = "source", .kind = kWord, .description = "orders placed by it", .words = kSourceWords},
    {.name = "from", .kind = kTime, .description = "created at or after"},
    {.name = "to", .kind = kTime, .description = "created before"},
    limit_field(1'000, "100"),
    {.name = "cursor",
     .kind = kInteger,
     .description = "next_cursor of the page before",
     .least = 1}};

inline constexpr Field kExecutionQuery[] = {
    {.name = "symbol", .description = "executions of this symbol"},
    {.name = "route", .description = "executions of this route", .max_length = 32},
    limit_field(1'000, "100"),
    {.name = "cursor",
     .kind = kInteger,
     .description = "next_cursor of the page before",
     .least = 1}};

inline constexpr Field kReplaceBody[] = {
    {.name = "quantity",
     .kind = kDecimal,
     .description = "the new quantity, filled part included",
     .least = 1},
    {.name = "limit", .kind = kDecimal, .description = "the new limit price", .least = 1}};

inline constexpr Field kKillBody[] = {
    {.name = "action",
     .kind = kWord,
     .description = "what to do",
     .required = true,
     .words = kKillActions},
    {.name = "reason", .description = "why; it is journalled", .required = true, .max_length = 200},
    {.name = "scope",
     .kind = kWord,
     .description = "of what",
     .words = kScopeWords,
     .by_default = "all"},
    {.name = "name", .description = "of that account, …, symbol; every one where it is missing"},
    {.name = "level",
     .kind = kWord,
     .description = "how hard; of engage",
     .words = kLevelWords,
     .by_default = "halt_and_cancel"},
    {.name = "actor", .description = "who; added to the name of the token", .max_length = 64}};

constexpr Field why_field(bool required) {
  return {.name = "why", .description = "is journalled", .required = required, .max_length = 200};
}
inline constexpr Field kCreateSessionBody[] = {
    {.name = "session",
     .description = "its id; the config that names it is the server's (api.sessions)",
     .required = true},
    {.name = "execution_mode",
     .kind = kWord,
     .description = "no wider than the config's",
     .words = kModeWords,
     .by_default = "the config's"}};
inline constexpr Field kWhyBody[] = {why_field(true)};
inline constexpr Field kSignalBody[] = {{.name = "signal",
                                         .kind = kInteger,
                                         .description = "its number, from the session's status",
                                         .required = true,
                                         .least = 1,
                                         .most = 9'007'199'254'740'991},
                                        why_field(false)};

inline constexpr Field kEquityQuery[] = {
    {.name = "from", .kind = kTime, .description = "at or after"},
    {.name = "to", .kind = kTime, .description = "before"},
    limit_field(10'000, "1000")};

inline constexpr Field kReportQuery[] = {
    {.name = "strategy_dir",
     .description = "output.strategy_dir of the config that they belong to",
     .max_length = 255,
     .by_default = "every one"},
    {.name = "kind",
     .kind = kWord,
     .description = "track: after a catch-up; risk: of a week or month; health: of a check; "
                    "backtest: the newest whole one; day: a session's summary",
     .words = kReportKinds,
     .by_default = "every one but day"},
    limit_field(10'000, "100")};

inline constexpr Field kStreamQuery[] = {
    {.name = "since",
     .kind = kInteger,
     .description = "seq of the last event of the account you have; what came after it comes first",
     .least = 0},
    {.name = "sessions",
     .kind = kPlaces,
     .description = "session_seq of the last event you have of each session, as ID:SEQ,ID:SEQ; a "
                    "session that is not named begins with what comes next",
     .max_length = 4'096},
    {.name = "topic",
     .kind = kWord,
     .description = "the account's events or the sessions'",
     .words = kTopicWords,
     .by_default = "both"}};

static_assert(std::size(kOrderBody) == OrderField::kCount);
static_assert(std::size(kBlotterQuery) == BlotterField::kCount);
static_assert(std::size(kExecutionQuery) == ExecutionField::kCount);
static_assert(std::size(kReplaceBody) == ReplaceField::kCount);
static_assert(std::size(kKillBody) == KillField::kCount);
static_assert(std::size(kSignalBody) == SignalField::kCount);
static_assert(std::size(kEquityQuery) == EquityField::kCount);
static_assert(std::size(kReportQuery) == ReportField::kCount);
static_assert(std::size(kCreateSessionBody) == CreateSessionField::kCount);
static_assert(std::size(kWhyBody) == WhyField::kCount);
static_assert(std::size(kStreamQuery) == StreamField::kCount);

}  // namespace sluice::api::endpoint_fields
