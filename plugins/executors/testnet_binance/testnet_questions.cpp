// SPDX-License-Identifier: Apache-2.0
//
// testnet_questions.cpp: what is asked of the venue and waited for: orders, executions, the
// account.
#include <algorithm>
#include <limits>
#include <utility>

#include "json_fields.hpp"
#include "testnet_binance.hpp"

namespace sluice::testnet {
namespace {

constexpr Cost kOrderQuestion{4, 0};
constexpr Cost kTradesQuestion{20, 0};
constexpr Cost kTradesOfOneQuestion{5, 0};
constexpr Cost kOpenQuestion{6, 0};
constexpr Cost kAccountQuestion{20, 0};
constexpr Cost kTimeQuestion{1, 0};
constexpr std::size_t kRowsInAnAnswer = 1000;  // the venue gives no more
constexpr int kMostAnswers = 100;              // of one list
constexpr std::int64_t kWitnessRipensNs = 10'000'000'000;
constexpr std::int64_t kWitnessServesNs = 3'600'000'000'000;

Request question(const char* path) { return {Method::kGet, path, {}, true}; }

[[noreturn]] void fail(const std::string& what, const std::string& why) {
  throw Failure(SLUICE_ERROR_IO, "testnet_binance: " + what + ": " + why);
}

}  // namespace

TestnetBinance::Told TestnetBinance::ask(const Request& request, Cost cost) {
  Told told;
  told.said.meaning = Meaning::kNotSent;
  if (!transport_->is_connected()) {
    told.trouble = "not connected: " + transport_->trouble();
    return told;
  }
  if (request.is_signed && !clock_.is_measured()) {
    told.trouble = "the venue's clock is not measured yet";
    return told;
  }
  if (const auto throttle = take_allowance(cost)) {
    told.trouble = std::string{throttle->reason};
    return told;
  }
  const Answer answer = transport_->ask(
      http_text(request, venue_.rest, request.is_signed ? signer_.get() : nullptr, signing_time()),
      call_timeout_);
  told = read(answer);
  if (told.trouble.empty()) told.trouble = told.said.reason;
  // It took the key.
  if (told.said.meaning == Meaning::kAccepted && request.is_signed) key_trouble_.clear();
  if (!request.is_signed && told.body)
    if (const auto time = integer_in(*told.body, "serverTime"))
      clock_.measure(answer.sent_ns, answer.heard_ns, *time * kNsPerMs);
  return told;
}

void TestnetBinance::query(const sluice_order& order, Reports& reports) {
  if (is_dry_run()) return reports.not_found(order.order_id, host_.now());
  clock_.hear(now_ns());
  orders_.remember(order, clock_.ours_ns());
  if (!tell_order(order, reports)) reports.not_found(order.order_id, host_.now());
}

bool TestnetBinance::tell_order(const sluice_order& order, Reports& reports) {
  if (order.instrument >= markets_.size()) fail("query", "an instrument that is not in the run");
  KnownOrder* const known = orders_.find(order.intent_id);
  if (known != nullptr && known->is_on_its_way)
    fail("query", "the order is still on its way from here");
  Request request = question("/api/v3/order");
  request.parameters.add("symbol", markets_[order.instrument].symbol)
      .add("origClientOrderId", client_id_of(order.intent_id));
  const Told told = ask(request, kOrderQuestion);
  if (told.said.meaning == Meaning::kNotFound) {
    // Before that its request may still arrive there.
    if (known != nullptr && clock_.ours_ns() - known->since_ns >= not_found_after_ns())
      orders_.end(*known);
    return false;
  }
  const auto row = told.body ? read_order(*told.body) : std::nullopt;
  if (!row || row->client_id != client_id_of(order.intent_id) || status_of(row->status) == 0)
    fail("query", told.trouble.empty() ? "an answer that cannot be read" : told.trouble);
  if (row->filled.is_positive()) tell_trades_of(*row, order.instrument, reports);
  writer_.status(*row, reports);
  return true;
}

void TestnetBinance::tell_trades_of(const OrderRow& order, std::uint32_t instrument,
                                    Reports& reports) {
  Request request = question("/api/v3/myTrades");
  request.parameters.add("symbol", order.symbol).add("orderId", order.venue_order_id);
  const Told told = ask(request, kTradesOfOneQuestion);
  if (!told.body || told.body->kind != JsonValue::Kind::kArray) fail("myTrades", told.trouble);
  for (const JsonValue& item : told.body->items) {
    const auto trade = read_trade(item);
    if (!trade) fail("myTrades", "an answer that cannot be read");
    if (trade->venue_order_id == order.venue_order_id)
      writer_.trade(order.client_id, instrument, *trade, reports);
  }
}

// One a while ago is as good as the newest, and no copy of the venue's books is behind it any more.
void TestnetBinance::keep_witness(const sluice_order& order) {
  if (witness_ && clock_.ours_ns() - witness_since_ns_ < kWitnessServesNs) return;
  witness_ = order;
  witness_since_ns_ = clock_.ours_ns();
}

void TestnetBinance::look_for_witness() {
  if (!witness_ || clock_.ours_ns() - witness_since_ns_ < kWitnessRipensNs) return;
  Request request = question("/api/v3/order");
  request.parameters.add("symbol", markets_[witness_->instrument].symbol)
      .add("origClientOrderId", client_id_of(witness_->intent_id));
  const Told told = ask(request, kOrderQuestion);
  if (told.body) has_begun_anew_ = false;
  if (told.said.meaning != Meaning::kNotFound) return;
  has_begun_anew_ = true;
  fail("snapshot", "the venue has begun anew: it does not know " +
                       client_id_of(witness_->intent_id) + " any more");
}

void TestnetBinance::snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports,
                              VenueAccount& account) {
  // Nothing was ever sent: there is nothing at the venue.
  if (is_dry_run()) return account.complete(host_.now());
  clock_.hear(now_ns());
  for (const sluice_order& order : open) orders_.remember(order, clock_.ours_ns());
  look_for_witness();
  for (std::uint32_t number = 0; number < markets_.size(); ++number) {
    if (markets_[number].is_unknown) continue;
    tell_trades_since(number, since.nanoseconds() / kNsPerMs, reports);
    tell_open_orders(number, reports);
  }
  if (compare_balances_) tell_balances(account);
  account.complete(Timestamp::from_nanoseconds(clock_.venue_ns()));
}

void TestnetBinance::tell_trades_since(std::uint32_t instrument, std::int64_t since_ms,
                                       Reports& reports) {
  std::int64_t next_id = -1;
  for (int answers = 0; answers < kMostAnswers; ++answers) {
    Request request = question("/api/v3/myTrades");
    request.parameters.add("symbol", markets_[instrument].symbol);
    // By time first, then by number: trades of one millisecond may be more than one answer.
    if (next_id < 0)
      request.parameters.add("startTime", std::max<std::int64_t>(since_ms, 0));
    else
      request.parameters.add("fromId", next_id);
    request.parameters.add("limit", static_cast<std::int64_t>(kRowsInAnAnswer));
    const Told told = ask(request, kTradesQuestion);
    if (!told.body || told.body->kind != JsonValue::Kind::kArray) fail("myTrades", told.trouble);
    for (const JsonValue& item : told.body->items) {
      const auto trade = read_trade(item);
      if (!trade) fail("myTrades", "an answer that cannot be read");
      writer_.trade(client_id_of_trade(instrument, *trade), instrument, *trade, reports);
      next_id = std::max(next_id, trade->trade_id + 1);
    }
    if (told.body->items.size() < kRowsInAnAnswer) return;
  }
  fail("myTrades", "more executions than can be asked for");
}

// A trade names its order by number alone.
std::string TestnetBinance::client_id_of_trade(std::uint32_t instrument, const TradeRow& trade) {
  if (const KnownOrder* const known = orders_.find_numbered(instrument, trade.venue_order_id))
    return client_id_of(known->row.intent_id);
  const auto place = std::pair{instrument, trade.venue_order_id};
  if (const auto found = names_.find(place); found != names_.end()) return found->second;
  Request request = question("/api/v3/order");
  request.parameters.add("symbol", markets_[instrument].symbol)
      .add("orderId", trade.venue_order_id);
  const Told told = ask(request, kOrderQuestion);
  const auto row = told.body ? read_order(*told.body) : std::nullopt;
  if (!row || row->venue_order_id != trade.venue_order_id)
    fail("order " + std::to_string(trade.venue_order_id), told.trouble);
  writer_.note(*row);
  if (names_.size() >= KnownOrders::kMaxOrders) names_.clear();
  return names_[place] = row->client_id;
}

void TestnetBinance::tell_open_orders(std::uint32_t instrument, Reports& reports) {
  Request request = question("/api/v3/openOrders");
  request.parameters.add("symbol", markets_[instrument].symbol);
  const Told told = ask(request, kOpenQuestion);
  if (!told.body || told.body->kind != JsonValue::Kind::kArray) fail("openOrders", told.trouble);
  for (const JsonValue& item : told.body->items) {
    const auto row = read_order(item);
    if (!row) fail("openOrders", "an answer that cannot be read");
    writer_.status(*row, reports);
  }
}

// Cash is told where all instruments have one quote currency, positions as the base assets held.
void TestnetBinance::tell_balances(VenueAccount& account) {
  const Told told = ask(question("/api/v3/account"), kAccountQuestion);
  const JsonValue* const balances = told.body ? list_in(*told.body, "balances") : nullptr;
  if (balances == nullptr) fail("account", told.trouble);
  const auto held = [&](std::string_view asset) {
    for (const JsonValue& row : balances->items) {
      if (text_in(row, "asset") != asset) continue;
      const auto free = decimal_in<Money>(row, "free");
      const auto locked = decimal_in<Money>(row, "locked");
      if (!free || !locked) fail("account", "an answer that cannot be read");
      return checked_add(*free, *locked).value_or(Money{});
    }
    return Money{};
  };
  std::string quote;
  bool has_one_quote = true;
  std::vector<sluice_venue_position> positions;
  for (std::uint32_t number = 0; number < markets_.size(); ++number) {
    const auto& rules = markets_[number].rules;
    if (!rules) fail("account", "the venue's rules are not here yet");
    if (quote.empty()) quote = rules->quote_asset;
    has_one_quote = has_one_quote && quote == rules->quote_asset;
    const auto units = held(rules->base_asset).raw();
    if (units > std::numeric_limits<std::int64_t>::max())
      fail("account", "more " + rules->base_asset + " than can be counted");
    positions.push_back({sizeof(sluice_venue_position), number, static_cast<std::int64_t>(units)});
  }
  account.positions(positions);
  if (has_one_quote && !quote.empty()) account.cash(held(quote));
}

void TestnetBinance::account(AccountFacts& facts) {
  if (is_dry_run()) return facts.dry_run();
  clock_.hear(now_ns());
  Request time{Method::kGet, "/api/v3/time", {}, false};
  if (const Told told = ask(time, kTimeQuestion); !told.body) fail("time", told.trouble);
  const Told told = ask(question("/api/v3/account"), kAccountQuestion);
  if (!told.body) fail("account", told.trouble);
  const auto may_trade = boolean_in(*told.body, "canTrade");
  const auto may_withdraw = boolean_in(*told.body, "canWithdraw");
  const JsonValue* const rows = list_in(*told.body, "balances");
  if (!may_trade || !may_withdraw || rows == nullptr)
    fail("account", "an answer that cannot be read");
  facts.permissions(*may_trade, *may_withdraw);
  facts.clock(clock_.offset_ns(), clock_.error_ns());
  facts.time(Timestamp::from_nanoseconds(clock_.venue_ns()));
  if (const auto uid = integer_in(*told.body, "uid")) facts.name("uid " + std::to_string(*uid));
  std::vector<sluice_account_balance> balances;
  for (const JsonValue& row : rows->items) {
    const auto asset = text_in(row, "asset");
    const auto free = decimal_in<Money>(row, "free");
    const auto locked = decimal_in<Money>(row, "locked");
    if (!asset || !free || !locked) fail("account", "an answer that cannot be read");
    if (*free == Money{} && *locked == Money{}) continue;
    balances.push_back(
        {sizeof(sluice_account_balance), 0, to_c(*asset), free->to_c(), locked->to_c()});
  }
  facts.balances(balances);
}

}  // namespace sluice::testnet
