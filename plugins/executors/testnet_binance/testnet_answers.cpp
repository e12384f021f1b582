// SPDX-License-Identifier: Apache-2.0
//
// testnet_answers.cpp: what the venue says, of itself and to requests that nobody waits for.
#include <algorithm>
#include <utility>

#include "json_fields.hpp"
#include "testnet_binance.hpp"

namespace sluice::testnet {
namespace {

constexpr std::int64_t kClockEveryNs = 60'000'000'000;
constexpr std::int64_t kClockRetryNs = 1'000'000'000;
constexpr std::int64_t kNotSentPauseNs = 1'000'000'000;
// Where the venue does not say how long to wait.
constexpr std::int64_t kDefaultPauseNs = 10'000'000'000;
constexpr Cost kTimeCost{1, 0};
constexpr Cost kRulesCost{20, 0};
// How many orders one call asks about after a gap: each is a question or two.
constexpr std::size_t kCatchUpInACall = 8;
// A venue that could not answer is left alone for so long.
constexpr std::int64_t kAskAgainNs = 250'000'000;

int code_in(const JsonValue& body) noexcept {
  const auto code = integer_in(body, "code");
  return code && *code > -1'000'000 && *code < 0 ? static_cast<int>(*code) : kNoCode;
}

// ["A","B"]
std::string list_text(const std::vector<std::string>& symbols) {
  std::string text = "[";
  for (const std::string& symbol : symbols)
    text += std::string{text.size() > 1 ? "," : ""} + "\"" + symbol + "\"";
  return text + "]";
}

}  // namespace

TestnetBinance::Told TestnetBinance::read(const Answer& answer) {
  Told told;
  told.trouble = answer.trouble;
  if (answer.end != End::kAnswered) {
    told.said = classify(answer.end);
    return told;
  }
  for (const LimitCount& count : answer.counts) limits_.learn(count, clock_.venue_ns());
  auto body = try_read_json(answer.body);
  if (answer.status == 200) {
    if (!body) {
      told.said = classify(End::kAnswered);
      return told;
    }
    told.said.meaning = Meaning::kAccepted;
    told.body = std::move(body);
    return told;
  }
  const std::string_view message = body ? text_in(*body, "msg").value_or("") : "";
  told.said = classify(answer.status, body ? code_in(*body) : kNoCode, message);
  told.trouble =
      "HTTP " + std::to_string(answer.status) + " " + std::string{message.substr(0, 200)};
  if (told.said.is_key_fault || told.said.reason == kAccountRestricted)
    key_trouble_ = told.said.reason;
  if (told.said.meaning == Meaning::kWrongClock) {
    clock_.doubt();
    clock_due_ns_ = 0;
  }
  if (told.said.meaning == Meaning::kThrottled && told.said.reason != "ORDER_LIMIT")
    limits_.pause(
        told.said.reason == "IP_BANNED" ? "IP_BANNED" : "RATE_LIMIT",
        clock_.venue_ns() + (answer.retry_after_ns > 0 ? answer.retry_after_ns : kDefaultPauseNs));
  return told;
}

void TestnetBinance::poll(Reports& reports) {
  if (is_dry_run()) return;
  clock_.hear(now_ns());
  for (const sluice_execution_report& row : early_.rows()) reports.add(row);
  early_.clear();
  take_arrivals(reports);
  catch_up(reports);
}

void TestnetBinance::take_arrivals(Reports& reports) {
  ask_for_setup();
  for (const Arrival& arrival : transport_->take()) {
    switch (arrival.kind) {
      case Arrival::Kind::kAnswer:
        take_answer(arrival, reports);
        break;
      case Arrival::Kind::kEvent:
        take_event(arrival.event, reports);
        break;
      case Arrival::Kind::kStreamUp:
      case Arrival::Kind::kEventsLost:
        to_catch_up_ = orders_.open();
        break;
      case Arrival::Kind::kStreamDown:
        host_.log(LogLevel::kWarning,
                  "testnet_binance: the user stream is down: " + arrival.trouble);
        break;
    }
  }
}

// The venue's clock, again and again, and its rules, once. One question at a time.
void TestnetBinance::ask_for_setup() {
  if (!transport_->is_connected()) return;
  const auto is_asked = [this](Kind kind) {
    return std::any_of(pending_.begin(), pending_.end(),
                       [kind](const auto& one) { return one.second.kind == kind; });
  };
  if (clock_.ours_ns() >= clock_due_ns_ && !is_asked(Kind::kTime) && !take_allowance(kTimeCost)) {
    clock_due_ns_ = clock_.ours_ns() + kClockRetryNs;
    send(Kind::kTime, {Method::kGet, "/api/v3/time", {}, false}, {});
  }
  if (rules_to_ask_.empty() || clock_.ours_ns() < rules_due_ns_ || is_asked(Kind::kRules) ||
      take_allowance(kRulesCost))
    return;
  Request request{Method::kGet, "/api/v3/exchangeInfo", {}, false};
  request.parameters.add("symbols", list_text(rules_to_ask_.front()));
  send(Kind::kRules, request, {});
  pending_[last_tag_].symbols = rules_to_ask_.front();
  rules_to_ask_.pop_front();
}

void TestnetBinance::take_answer(const Arrival& arrival, Reports& reports) {
  const auto found = pending_.find(arrival.tag);
  if (found == pending_.end()) return;
  const Pending pending = std::move(found->second);
  pending_.erase(found);
  switch (pending.kind) {
    case Kind::kNew:
      return take_new_order(pending.order, arrival.answer, reports);
    case Kind::kCancel:
      return take_cancel(pending.order, arrival.answer, reports);
    case Kind::kAmend:
      return take_amend(pending.order, arrival.answer, reports);
    case Kind::kTime:
      return take_time(arrival.answer);
    case Kind::kRules:
      return take_rules(pending, arrival.answer);
  }
}

void TestnetBinance::take_new_order(const sluice_order& order, const Answer& answer,
                                    Reports& reports) {
  KnownOrder* const known = orders_.find(order.intent_id);
  if (known != nullptr) known->is_on_its_way = false;
  const Told told = read(answer);
  const bool is_there = told.said.meaning == Meaning::kAccepted ||
                        told.said.meaning == Meaning::kUnknown ||
                        told.said.meaning == Meaning::kDuplicate;
  if (known != nullptr && !is_there) orders_.end(*known);
  const auto not_sent = [&](std::int64_t retry_after_ns) {
    reports.not_sent(order, told.said.reason, host_.now(), retry_after_ns);
  };
  switch (told.said.meaning) {
    case Meaning::kAccepted: {
      const auto row = read_order(*told.body);
      if (row && row->client_id == client_id_of(order.intent_id) &&
          row->symbol == markets_[order.instrument].symbol) {
        keep_witness(order);
        return writer_.new_order(*row, reports);
      }
      break;  // it speaks of something else: nothing is known of ours
    }
    case Meaning::kRejected:
    case Meaning::kDuplicate:
      return reports.reject(order.order_id, told.said.reason, host_.now());
    case Meaning::kNotSent:
    case Meaning::kWrongClock:
      return not_sent(kNotSentPauseNs);
    case Meaning::kThrottled:
      return not_sent(answer.retry_after_ns > 0 ? answer.retry_after_ns : kDefaultPauseNs);
    case Meaning::kUnknown:
    case Meaning::kNotFound:
    case Meaning::kNoSuchOrder:
      break;
  }
  host_.log(LogLevel::kWarning, "testnet_binance: the fate of order " +
                                    std::to_string(order.order_id) +
                                    " is not known: " + told.said.reason + " " + told.trouble);
}

void TestnetBinance::take_cancel(const sluice_order& order, const Answer& answer,
                                 Reports& reports) {
  const Told told = read(answer);
  if (told.said.meaning == Meaning::kRejected || told.said.meaning == Meaning::kNoSuchOrder)
    return reports.cancel_rejected(order.order_id, told.said.reason, host_.now());
  auto row = told.body ? read_order(*told.body) : std::nullopt;
  // The name of the cancel itself stands where the order's does elsewhere.
  const auto original = told.body ? text_in(*told.body, "origClientOrderId") : std::nullopt;
  if (row && original == client_id_of(order.intent_id)) {
    row->client_id = *original;
    return writer_.canceled(*row, reports);
  }
  // The router asks how the order stands, and says its wish again.
  host_.log(LogLevel::kWarning, "testnet_binance: the cancel of order " +
                                    std::to_string(order.order_id) +
                                    " was not answered: " + told.said.reason + " " + told.trouble);
}

void TestnetBinance::take_amend(const sluice_order& order, const Answer& answer, Reports& reports) {
  const Told told = read(answer);
  switch (told.said.meaning) {
    case Meaning::kAccepted: {
      const JsonValue* const body = told.body->find("amendedOrder");
      const auto quantity = body != nullptr ? decimal_in<Quantity>(*body, "qty") : std::nullopt;
      const auto price = body != nullptr ? decimal_in<Price>(*body, "price") : std::nullopt;
      if (!quantity || !price) return;
      if (KnownOrder* const known = orders_.find(order.intent_id))
        known->row.quantity = quantity->raw();
      return reports.replaced(order.order_id, *quantity, *price, host_.now());
    }
    case Meaning::kUnknown:
      return;  // the router asks which terms are in force
    default:
      return reports.replace_rejected(order.order_id, told.said.reason, host_.now());
  }
}

void TestnetBinance::take_time(const Answer& answer) {
  const Told told = read(answer);
  const auto time = told.body ? integer_in(*told.body, "serverTime") : std::nullopt;
  if (!time) return;
  clock_.measure(answer.sent_ns, answer.heard_ns, *time * kNsPerMs);
  clock_due_ns_ = clock_.ours_ns() + kClockEveryNs;
  if (!clock_.is_within_bound())
    host_.log(LogLevel::kError, "testnet_binance: our clock and the venue's differ by " +
                                    std::to_string(clock_.offset_ns() / kNsPerMs) +
                                    " ms: nothing is sent");
}

void TestnetBinance::take_rules(const Pending& pending, const Answer& answer) {
  const Told told = read(answer);
  const bool has_bad_symbol = told.said.reason == "UNKNOWN_SYMBOL" ||
                              (answer.end == End::kAnswered && answer.status == 400);
  if (!told.body) {
    // One of them is none of the venue's: which, is found by asking for each.
    if (has_bad_symbol && pending.symbols.size() == 1) {
      markets_.mark_unknown(pending.symbols.front());
      host_.log(LogLevel::kError,
                "testnet_binance: the venue does not trade " + pending.symbols.front());
    } else if (has_bad_symbol) {
      for (const std::string& symbol : pending.symbols) rules_to_ask_.push_back({symbol});
    } else {
      rules_to_ask_.push_back(pending.symbols);
      rules_due_ns_ = clock_.ours_ns() + kAskAgainNs;
    }
    return;
  }
  if (const JsonValue* const limits = list_in(*told.body, "rateLimits")) limits_.read(*limits);
  const JsonValue* const rows = list_in(*told.body, "symbols");
  for (const std::string& symbol : pending.symbols) {
    std::optional<SymbolRules> rules;
    for (std::size_t i = 0; rows != nullptr && i < rows->items.size() && !rules; ++i)
      if (text_in(rows->items[i], "symbol") == symbol) rules = read_symbol(rows->items[i]);
    if (rules)
      markets_.put(std::move(*rules));
    else
      markets_.mark_unknown(symbol);
  }
}

void TestnetBinance::take_event(const JsonValue& event, Reports& reports) {
  if (text_in(event, "e") != "executionReport") return;
  if (const auto read_event = read_order_event(event)) return writer_.event(*read_event, reports);
  // Something happened to an order, and we could not read what.
  host_.log(LogLevel::kWarning, "testnet_binance: an execution report that cannot be read");
  to_catch_up_ = orders_.open();
}

// What happened to each order while the stream was down.
void TestnetBinance::catch_up(Reports& reports) {
  if (clock_.ours_ns() < catch_up_due_ns_) return;
  for (std::size_t done = 0; done < kCatchUpInACall && !to_catch_up_.empty(); ++done) {
    try {
      const sluice_order& order = to_catch_up_.back();
      if (!tell_order(order, reports)) reports.not_found(order.order_id, host_.now());
    } catch (const Failure& trouble) {
      host_.log(LogLevel::kWarning, trouble.what());
      catch_up_due_ns_ = clock_.ours_ns() + kAskAgainNs;
      return;
    }
    to_catch_up_.pop_back();
  }
}

}  // namespace sluice::testnet
