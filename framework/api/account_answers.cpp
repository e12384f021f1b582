// SPDX-License-Identifier: Apache-2.0
//
// account_answers.cpp: the endpoints that look at the account, the rules and the kill switch.
#include <algorithm>
#include <utility>

#include "api/answers.hpp"
#include "api/replies.hpp"
#include "api/trading_service.hpp"
#include "journal/record_at.hpp"
#include "journal/record_types.hpp"
#include "records/text.hpp"

namespace sluice::api {
namespace {

// What is held, at last prices.
struct Holdings {
  std::string json;  // of the list
  int128 gross = 0, net = 0;
};

Holdings holdings_of(PaperAccount& account, const portfolio::Portfolio& portfolio) {
  Holdings held;
  held.json = "[";
  const InstrumentTable& instruments = account.instruments();
  for (InstrumentId id = 0; id < instruments.size(); ++id) {
    const Quantity quantity = portfolio.position(id);
    if (quantity.raw() == 0) continue;
    const Price price = account.last_price(id);
    const int128 value =
        static_cast<int128>(quantity.raw()) * price.raw() / static_cast<int128>(kScale);
    held.gross += value < 0 ? -value : value;
    held.net += value;
    if (held.json.back() != '[') held.json += ',';
    held.json += R"({"symbol":)";
    records::append_json_string(held.json, instruments.symbol(id));
    held.json += R"(,"quantity":)" + quantity.to_string();
    held.json += R"(,"price":)" + (price.raw() > 0 ? price.to_string() : "null");
    held.json += R"(,"value":)" + (price.raw() > 0 ? detail::decimal_text(value) : "null") + "}";
  }
  held.json += ']';
  return held;
}

}  // namespace

void TradingService::positions(const Reply& reply) {
  on_lane(reply, [](PaperAccount& account, Timestamp now) {
    const auto& portfolio = account.lane(now).portfolio();
    std::string body = "[";
    for (InstrumentId id = 0; id < account.instruments().size(); ++id) {
      const Quantity quantity = portfolio.position(id);
      if (quantity.raw() == 0) continue;
      if (body.back() != '[') body += ',';
      body += R"({"symbol":)";
      records::append_json_string(body, account.instruments().symbol(id));
      body += R"(,"quantity":)" + quantity.to_string() + "}";
    }
    return done(body + ']');
  });
}

void TradingService::portfolio(const Reply& reply) {
  on_lane(reply, [](PaperAccount& account, Timestamp now) {
    drivers::OrderLane& lane = account.lane(now);
    const Holdings held = holdings_of(account, lane.portfolio());
    const int128 cash = lane.portfolio().cash().raw();
    std::string body = R"({"time":")" + account.session().now().to_string() + R"(","cash":)";
    body += detail::decimal_text(cash);
    body += R"(,"reserved":)" + detail::decimal_text(lane.router().reserved().raw());
    body += R"(,"equity":)" + detail::decimal_text(cash + held.net);
    body += R"(,"gross_exposure":)" + detail::decimal_text(held.gross);
    body += R"(,"net_exposure":)" + detail::decimal_text(held.net);
    return done(body + R"(,"positions":)" + held.json + "}");
  });
}

void TradingService::equity(const Asked& asked) {
  const Values& values = asked.call.query;
  const auto at = [&](std::size_t field, std::int64_t other) {
    return Timestamp::from_nanoseconds(values[field].has() ? values[field].number : other);
  };
  const auto limit = values[EquityField::kLimit].has() ? values[EquityField::kLimit].number : 1'000;
  std::string body = "[";
  for (const EquityPoint& point :
       parts_.equity.read(at(EquityField::kFrom, INT64_MIN), at(EquityField::kTo, INT64_MAX),
                          static_cast<std::size_t>(limit))) {
    if (body.back() != '[') body += ',';
    body +=
        R"({"time":")" + point.time.to_string() + R"(","equity":)" + point.equity.to_string() + "}";
  }
  asked.reply->respond(done(body + ']'));
}

void TradingService::risk_rules(const Reply& reply) {
  on_lane(reply, [](PaperAccount& account, Timestamp now) {
    const risk::Gate& gate = account.lane(now).gate();
    const auto rules = gate.rules();
    std::string body = "[";
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (i > 0) body += ',';
      body += R"({"name":)";
      records::append_json_string(body, gate.names()[i]);
      body += R"(,"version":)";
      records::append_json_string(body, rules[i].rule->instance_version());
      body += rules[i].mode == RuleMode::kShadow ? R"(,"mode":"shadow")" : R"(,"mode":"enforce")";
      body += R"(,"headroom":[)";
      const RuleVerdict* newest = nullptr;
      for (const RuleVerdict& verdict : gate.last_verdicts())
        if (verdict.rule == i) newest = &verdict;
      if (newest != nullptr) append_verdict(body, gate.names()[i], *newest);
      body += "]}";
    }
    return done(body + ']');
  });
}

void TradingService::change_kill_switch(const Asked& asked) {
  const Values& values = asked.call.body.front();
  const auto text_of = [&](std::size_t field) { return values[field].text; };
  const bool engages = values[KillField::kAction].word == 0;
  const auto scope = values[KillField::kScope].has()
                         ? *risk::parse_halt_scope(text_of(KillField::kScope))
                         : risk::HaltScope::kAll;
  if (scope == risk::HaltScope::kAll && values[KillField::kName].has())
    return asked.reply->respond(refusal(422, "a name of what? scope is missing, or all", "scope"));
  const auto symbol = text_of(KillField::kName);
  // A halt that halts nothing would be worse than none.
  if (engages && scope == risk::HaltScope::kSymbol && !symbol.empty() &&
      !parts_.instruments.find(symbol))
    return asked.reply->respond(
        refusal(422, Faults{{(Place{"body"} / "name").json(),
                             unknown_symbol(symbol, parts_.instruments), "symbol"}}));
  std::string who = asked.request.actor;
  if (values[KillField::kActor].has()) who += " (" + text_of(KillField::kActor) + ")";
  if (engages) {
    risk::Halt halt;
    halt.scope = scope;
    halt.name = text_of(KillField::kName);
    halt.level = values[KillField::kLevel].has()
                     ? *risk::parse_halt_level(text_of(KillField::kLevel))
                     : risk::HaltLevel::kHaltAndCancel;
    halt.source = "api";
    halt.why = who + ": " + text_of(KillField::kReason);
    return kill(asked.reply, std::move(halt));
  }
  risk::Release release;
  release.scope = scope;
  release.name = text_of(KillField::kName);
  release.who = who;
  release.why = text_of(KillField::kReason);
  on_lane(asked.reply, [this, release, later = kill_requests_.release_is_asked()](
                           PaperAccount& account, Timestamp now) mutable {
    drivers::OrderLane& lane = account.lane(now);
    release.until = account.session().now();
    release.reach(parts_.kill_switch.held());
    const auto ended = lane.release_kill_switch(release, account.session().now());
    kill_requests_.release_is_done(later);
    if (!ended) return refusal(409, ended.error().message, "release");
    if (auto ticked = account.tick(now); !ticked)
      return refusal(503, ticked.error().message, "journal");
    return done(kill_switch_json(parts_.kill_switch.halts()));
  });
}

// In force before it waits for the lane: every order that is judged from now on meets it. The lane
// then does what follows from it, and says how it stands.
void TradingService::kill(const Reply& reply, risk::Halt halt) {
  kill_requests_.kill(halt);
  LaneAnswer told = [this, halt = std::move(halt)](PaperAccount& account, Timestamp now) mutable {
    halt.since = account.session().now();
    const auto engaged = parts_.kill_switch.engage(halt);
    if (auto ticked = account.tick(now); !ticked)
      return refusal(503, ticked.error().message, "journal");
    // It holds in this process, and would not in the next.
    if (!engaged) return refusal(503, "engaged, but: " + engaged.error().message, "latch");
    return done(kill_switch_json(parts_.kill_switch.halts()));
  };
  on_lane(reply, std::move(told),
          parts_.lane.is_over() ? kNotTaken
                                : "engaged, though the lane's queue is full: ask how it stands");
}

void TradingService::health(const Reply& reply) {
  on_lane(reply, [this](PaperAccount& account, Timestamp now) {
    drivers::OrderLane& lane = account.lane(now);
    const auto& halts = parts_.kill_switch.halts();
    std::vector<std::string> problems;
    if (!lane.router().halted().empty()) problems.push_back("routing: " + lane.router().halted());
    if (!lane.router().is_reconciled()) problems.emplace_back("not reconciled with the venue");
    if (!halts.empty()) problems.emplace_back("the kill switch is engaged");
    if (const auto fault = parts_.projector.fault(); !fault.empty())
      problems.push_back("order store: " + fault);
    if (const auto fault = parts_.watch.fault(); !fault.empty())
      problems.push_back("sessions: " + fault);
    for (std::string& trouble : parts_.troubles.list()) problems.push_back(std::move(trouble));
    const auto flag = [](bool is) { return is ? "true" : "false"; };
    std::string body = R"({"status":)";
    body += problems.empty() ? R"("ok")" : R"("degraded")";
    body += R"(,"version":)";
    records::append_json_string(body, texts_.version);
    body += R"(,"started_at":")" + texts_.started.to_string() + R"(","accepting":)";
    body += flag(is_accepting() && lane.router().is_admitting());
    body += std::string{R"(,"engaged":)"} + flag(!halts.empty());
    body += std::string{R"(,"reconciled":)"} + flag(lane.router().is_reconciled());
    body += R"(,"open_orders":)" + std::to_string(lane.router().open_orders().size());
    body += R"(,"journal_seq":)" + std::to_string(parts_.lane.durable_seq());
    body += R"(,"store_seq":)" + std::to_string(parts_.projector.seq());
    body += R"(,"queue":)" + std::to_string(parts_.lane.waiting()) + R"(,"problems":[)";
    for (std::size_t i = 0; i < problems.size(); ++i) {
      if (i > 0) body += ',';
      records::append_json_string(body, problems[i]);
    }
    return done(body + "]}");
  });
}

// What a record tells beside its kind.
static std::string words_of(const journal::Record& record) {
  for (const auto* const field : {"reason", "text"})
    if (auto words = record.text(field)) return *words;
  return {};
}

std::string TradingService::detail_json(records::OrderReader& reader,
                                        const records::OrderDetail& order) const {
  std::string history, verdicts = "[]", journal;
  files::PosixDisk disk;
  if (const auto places = reader.lines(order.seq)) {
    for (const records::RecordPlace& place : *places) {
      const auto line = journal::line_at(disk, texts_.journal, place.segment, place.offset);
      if (!line) continue;
      const journal::Record record{*line, 1};
      const std::string comma = journal.empty() ? "" : ",";
      journal += comma + line->substr(0, line->size() - 1);
      history += comma + R"({"seq":)" + std::to_string(record.seq()) + R"(,"time":")" +
                 std::string{record.time_text()} + R"(","type":")" + std::string{record.type()} +
                 R"(","text":)";
      records::append_json_string(history, words_of(record));
      history += '}';
      if (record.type() == journal::kVerdict && verdicts == "[]")
        verdicts = verdicts_of_trail(record.json("rules").value_or("[]"));
    }
  }
  std::string executions;
  records::ExecutionQuery query;
  query.order = order.seq;
  query.limit = records::kMaxPage;
  if (const auto page = reader.executions(query))
    for (auto row = page->rows.rbegin(); row != page->rows.rend(); ++row) {
      if (!executions.empty()) executions += ',';
      append_execution(executions, *row);
    }
  std::string body = R"({"order":)";
  append_blotter_order(body, order);
  return body + R"(,"history":[)" + history + R"(],"executions":[)" + executions +
         R"(],"verdicts":)" + verdicts + R"(,"journal":[)" + journal + "]}";
}

}  // namespace sluice::api
