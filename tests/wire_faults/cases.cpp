// SPDX-License-Identifier: Apache-2.0
#include "wire_faults/cases.hpp"

namespace sluice::wire_faults {

namespace {

struct Stage {
  const char* name;
  const char* on;
  std::uint64_t chances = 1;
  bool needs_a_question = false;  // it is reached only when an answer is missing
};

constexpr Stage kRequests[] = {
    {"submit", "POST /api/v3/order", 5},
    {"cancel", "DELETE /api/v3/order", 2},
    {"amend", "PUT /api/v3/order/amend/keepPriority"},
    {"query", "GET /api/v3/order", 1, true},
    {"executions", "GET /api/v3/myTrades", 3},
    {"open orders", "GET /api/v3/openOrders", 3},
    {"account", "GET /api/v3/account", 3},
};

constexpr Stage kEvents[] = {
    {"acknowledgement", "stream executionReport NEW", 5},
    {"fill", "stream executionReport TRADE", 4},
    {"end", "stream executionReport CANCELED", 2},
    {"expiry", "stream executionReport EXPIRED"},
};

struct Kind {
  const char* name;
  const char* more = "";
};

constexpr Kind kOfRequests[] = {
    {"drop_request"},
    {"drop_answer"},
    {"hang"},
    {"hang", R"(,"executed":true)"},
    {"reset"},
    {"reset", R"(,"executed":true)"},
    {"delay", R"(,"ms":60)"},
    {"delay", R"(,"ms":600)"},
    {"delay_request", R"(,"ms":60)"},
    {"delay_request", R"(,"ms":600)"},
    {"duplicate"},
    {"garble"},
    {"executed_503"},
    {"refused_503"},
    {"unknown_1006"},
    {"unknown_1007"},
    {"unknown_1007", R"(,"executed":false)"},
    {"limit_429", R"(,"ms":500)"},
    {"ban_418", R"(,"ms":500)"},
    {"too_many_orders", R"(,"ms":500)"},
    {"stale", R"(,"count":2)"},
    {"error", R"(,"code":-1000,"status":500)"},
    {"error", R"(,"code":-1001,"status":500,"executed":true)"},
    {"error",
     R"(,"code":-1021,"message":"Timestamp for this request is outside of the recvWindow.")"},
};

constexpr Kind kOfEvents[] = {{"drop_event"}, {"delay", R"(,"ms":150)"},
                              {"duplicate"},  {"garble"},
                              {"reorder"},    {"disconnect"},
                              {"silence"}};

std::string name_of(const Kind& kind) {
  std::string name = kind.name;
  for (const char c : std::string{kind.more})
    if (c != '"' && c != '{' && c != '}') name += c == ',' ? ' ' : c;
  return name;
}

bool reads(const Stage& stage) { return std::string{stage.on}.starts_with("GET"); }

// The same, and the stream does not tell what happened either.
Case unheard(Case made) {
  made.stage += " unheard";
  made.faults.push_back({"stream executionReport", "drop_event", R"(,"count":12)"});
  return made;
}

Case request_case(const Stage& stage, const Kind& kind) {
  Case made;
  made.stage = stage.name;
  made.kind = name_of(kind);
  if (stage.needs_a_question)
    made.faults.push_back({"POST /api/v3/order", "drop_answer", R"(,"count":2)", 4});
  made.faults.push_back({stage.on, kind.name, kind.more, stage.chances});
  made.sends_twice = made.kind == "duplicate" && !reads(stage);
  return made;
}

Case venue_case(const char* kind, const char* path, const char* body, const char* undo) {
  Case made;
  made.stage = "venue";
  made.kind = kind;
  made.path = path;
  made.body = body;
  made.undo = undo;
  return made;
}

}  // namespace

std::string Fault::body(std::uint64_t seed) const {
  return R"({"on":")" + on + R"(","kind":")" + kind + R"(","skip":)" +
         std::to_string(seed % chances) + more + "}";
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  cases.push_back({"none", "nothing", {}, "", "", "", false, false});
  for (const Stage& stage : kRequests)
    for (const Kind& kind : kOfRequests) {
      const bool is_stale = std::string{kind.name} == "stale";
      if (is_stale && !reads(stage)) continue;
      cases.push_back(request_case(stage, kind));
      if (!reads(stage)) cases.push_back(unheard(cases.back()));
    }
  for (const Stage& stage : kEvents)
    for (const Kind& kind : kOfEvents) {
      Case made;
      made.stage = stage.name;
      made.kind = name_of(kind);
      made.faults.push_back({stage.on, kind.name, kind.more, stage.chances});
      cases.push_back(made);
    }
  cases.push_back(venue_case("connections close", "streams",
                             R"({"action":"disconnect","only_users":false})", ""));
  cases.push_back(venue_case("down", "outage", R"({"down":true})", R"({"down":false})"));
  cases.push_back(venue_case("silence", "streams", R"({"action":"silence"})", ""));
  cases.push_back(
      venue_case("clock is behind", "clock", R"({"skew_ms":-3000})", R"({"skew_ms":0})"));
  cases.push_back(venue_case("clock is ahead", "clock", R"({"skew_ms":3000})", R"({"skew_ms":0})"));
  cases.push_back(venue_case("key expires", "keys", R"({"key":"wireKeyOfMain","valid":false})",
                             R"({"key":"wireKeyOfMain","valid":true})"));
  cases.push_back(venue_case("key may not trade", "keys",
                             R"({"key":"wireKeyOfMain","may_trade":false})",
                             R"({"key":"wireKeyOfMain","may_trade":true})"));
  cases.push_back(venue_case("account may not trade", "account",
                             R"({"account":"main","can_trade":false})",
                             R"({"account":"main","can_trade":true})"));
  cases.push_back(venue_case("market is halted", "symbol",
                             R"({"symbol":"BTCUSDT","trading":false})",
                             R"({"symbol":"BTCUSDT","trading":true})"));
  cases.push_back(venue_case("restart, orders expire", "restart", R"({"expire":true})", ""));
  cases.push_back(venue_case("restart, ids begin anew", "restart", "{}", ""));
  cases.push_back(venue_case("reset, nothing is known", "restart", R"({"forget":true})", ""));
  for (Case& each : cases) each.is_beyond_repair = each.sends_twice || each.path == "restart";
  return cases;
}

}  // namespace sluice::wire_faults
