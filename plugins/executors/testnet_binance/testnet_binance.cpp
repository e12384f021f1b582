// SPDX-License-Identifier: Apache-2.0
//
// testnet_binance.cpp: its parts, and what is sent.
#include "testnet_binance.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

#include "order_fault.hpp"

namespace sluice::testnet {
namespace {

constexpr std::int64_t kRetryNs = 1'000'000'000;
// Beside the window: by so much our clocks may be wrong about each other.
constexpr std::int64_t kClockMarginNs = 1'000'000'000;
constexpr Cost kOrderCost{1, 1};
constexpr Cost kChangeCost{1, 0};
constexpr Cost kAmendCost{4, 0};
// The venue answers for so many symbols in one message that we can still read.
constexpr std::size_t kSymbolsInARequest = 50;
constexpr auto kGlance = std::chrono::milliseconds{2};
constexpr const char* kOrderPath = "/api/v3/order";

std::unique_ptr<Signer> make_signer(const TestnetBinance::Params& params) {
  const SecretSource key{"api_key", params.api_key_env.value_or(""),
                         params.api_key_file.value_or("")};
  const SecretSource secret{"secret", params.secret_env.value_or(""),
                            params.secret_file.value_or("")};
  if (key.is_given() != secret.is_given())
    throw std::invalid_argument(std::string{"credentials are an API key and a secret; only the "} +
                                (key.is_given() ? "API key" : "secret") + " is given");
  if (!key.is_given()) return nullptr;
  return std::make_unique<Signer>(
      read_secret(key), read_secret(secret),
      params.signature == "ed25519" ? SignatureKind::kEd25519 : SignatureKind::kHmac);
}

std::string decimal(std::int64_t units) { return Quantity::from_raw(units).to_string(); }

}  // namespace

TestnetBinance::TestnetBinance(const Params& params, Host host)
    : host_{host},
      signer_{make_signer(params)},
      venue_{parse_venue(params.url)},
      clock_{params.clock == "host", params.max_clock_offset_ms * kNsPerMs},
      recv_window_ms_{params.recv_window_ms},
      call_timeout_{std::chrono::milliseconds{params.call_timeout_ms}},
      compare_balances_{params.compare_balances},
      writer_{markets_, orders_, host} {
  if (is_dry_run()) return;
  const TransportSettings settings{venue_, params.ca_file.value_or(""), call_timeout_,
                                   std::chrono::milliseconds{recv_window_ms_ / 2},
                                   std::chrono::milliseconds{params.silence_ms}};
  transport_ = std::make_unique<Transport>(
      settings, [this] { return clock_.ours_ns(); },
      [this] { return subscription_text(*signer_, signing_time()); },
      [bell = Bell{host_}] { bell.ring(); });
}

TestnetBinance::~TestnetBinance() = default;

void TestnetBinance::quiesce() {
  if (transport_) transport_->stop();
}

SigningTime TestnetBinance::signing_time() const noexcept {
  return {clock_.venue_ns() / kNsPerMs, recv_window_ms_};
}

std::int64_t TestnetBinance::not_found_after_ns() const noexcept {
  return recv_window_ms_ * kNsPerMs + kClockMarginNs;
}

void TestnetBinance::begin(Rows<Instrument> instruments) {
  markets_.begin(instruments);
  if (is_dry_run()) {
    host_.log(LogLevel::kInfo, "testnet_binance: no credentials: a dry run, nothing is sent");
    return;
  }
  host_.log(LogLevel::kInfo, "testnet_binance: " + venue_.rest.authority() + " with API key " +
                                 masked(signer_->api_key()));
  clock_.hear(now_ns());
  std::vector<std::string> group;
  for (std::uint32_t number = 0; number < markets_.size(); ++number) {
    group.push_back(markets_[number].symbol);
    if (group.size() == kSymbolsInARequest) rules_to_ask_.push_back(std::exchange(group, {}));
  }
  if (!group.empty()) rules_to_ask_.push_back(std::move(group));
  transport_->start();
  // A venue that answers is ready when this returns; one that does not is tried for ever.
  const auto end = std::chrono::steady_clock::now() + call_timeout_;
  while (!health().ready && std::chrono::steady_clock::now() < end) {
    take_arrivals(early_);
    std::this_thread::sleep_for(kGlance);
  }
}

std::string_view TestnetBinance::local_refusal_of(const sluice_order& order) const {
  if (const auto fault = executors::fault_of(order, markets_.size()); !fault.empty()) return fault;
  const TradedSymbol& market = markets_[order.instrument];
  if (is_dry_run()) return words_of(order) ? "DRY_RUN" : "UNSUPPORTED_ORDER";
  if (market.is_unknown) return "UNKNOWN_SYMBOL";
  if (!transport_->is_connected()) return "NOT_CONNECTED";
  if (!market.rules) return "NOT_READY";
  if (!clock_.is_measured() || !clock_.is_within_bound()) return "CLOCK_OFFSET";
  if (key_trouble_ == kAccountRestricted) return kAccountRestricted;
  if (!key_trouble_.empty()) return "KEY_REFUSED";
  return refusal_of(*market.rules, order);
}

Request TestnetBinance::order_request(const sluice_order& order) const {
  const OrderWords words = *words_of(order);
  Request request{Method::kPost, kOrderPath, {}, true};
  request.parameters.add("symbol", markets_[order.instrument].symbol)
      .add("side", order.side == SLUICE_SIDE_BUY ? "BUY" : "SELL")
      .add("type", words.type);
  if (!words.time_in_force.empty()) request.parameters.add("timeInForce", words.time_in_force);
  request.parameters.add("quantity", decimal(order.quantity));
  if (order.limit_price > 0) request.parameters.add("price", decimal(order.limit_price));
  if (order.stop_price > 0) request.parameters.add("stopPrice", decimal(order.stop_price));
  request.parameters.add("newClientOrderId", client_id_of(order.intent_id))
      .add("newOrderRespType", "FULL");
  return request;
}

void TestnetBinance::submit(Rows<sluice_order> orders, Reports& reports) {
  clock_.hear(now_ns());
  for (const sluice_order& order : orders) submit_one(order, reports);
}

void TestnetBinance::submit_one(const sluice_order& order, Reports& reports) {
  const auto refuse = [&](std::string_view why, std::int64_t retry_after_ns) {
    reports.not_sent(order, why, host_.now(), retry_after_ns);
  };
  const std::string_view refusal = local_refusal_of(order);
  if (refusal == "DRY_RUN")
    host_.log(LogLevel::kInfo,
              "[TESTNET-DRY-RUN] " +
                  log_text(order_request(order), {now_ns() / kNsPerMs, recv_window_ms_}));
  if (refusal == "MARKET_CLOSED") ask_rules_again(order.instrument);
  if (!refusal.empty()) return refuse(refusal, kRetryNs);
  if (const auto throttle = take_allowance(kOrderCost))
    return refuse(throttle->reason, throttle->retry_after_ns);
  KnownOrder& known = orders_.remember(order, clock_.ours_ns());
  known.is_on_its_way = true;
  known.since_ns = clock_.ours_ns();
  send(Kind::kNew, order_request(order), order);
}

// It was closed when we asked, and may be open by now.
void TestnetBinance::ask_rules_again(std::uint32_t instrument) {
  const bool is_asked =
      !rules_to_ask_.empty() || std::any_of(pending_.begin(), pending_.end(), [](const auto& one) {
        return one.second.kind == Kind::kRules;
      });
  if (!is_asked) rules_to_ask_.push_back({markets_[instrument].symbol});
}

std::optional<Throttle> TestnetBinance::take_allowance(Cost cost) {
  return limits_.take(cost, clock_.venue_ns());
}

void TestnetBinance::send(Kind kind, const Request& request, const sluice_order& order) {
  const std::uint64_t tag = ++last_tag_;
  pending_[tag] = {kind, order, {}};
  transport_->send(
      tag,
      http_text(request, venue_.rest, request.is_signed ? signer_.get() : nullptr, signing_time()),
      call_timeout_);
}

void TestnetBinance::cancel(const sluice_order& order, Reports& reports) {
  clock_.hear(now_ns());
  Request request{Method::kDelete, kOrderPath, {}, true};
  if (order.instrument >= markets_.size())
    return reports.cancel_rejected(order.order_id, "UNKNOWN_INSTRUMENT", host_.now());
  request.parameters.add("symbol", markets_[order.instrument].symbol)
      .add("origClientOrderId", client_id_of(order.intent_id));
  if (is_dry_run()) {
    host_.log(LogLevel::kInfo,
              "[TESTNET-DRY-RUN] " + log_text(request, {now_ns() / kNsPerMs, recv_window_ms_}));
    return reports.cancel_rejected(order.order_id, "DRY_RUN", host_.now());
  }
  if (!transport_->is_connected())
    throw Failure(SLUICE_ERROR_IO, "testnet_binance: not connected: " + transport_->trouble());
  if (const auto throttle = take_allowance(kChangeCost))
    throw Failure(SLUICE_ERROR_LIMIT, "testnet_binance: " + std::string{throttle->reason});
  send(Kind::kCancel, request, order);
}

// The venue can make an open order smaller and change nothing else of it. Its other way, to cancel
// and order anew, may trade more than was wanted where a fill comes in between.
void TestnetBinance::replace(const sluice_order& amended, Reports& reports) {
  clock_.hear(now_ns());
  const auto refuse = [&](std::string_view why) {
    reports.replace_rejected(amended.order_id, why, host_.now());
  };
  const KnownOrder* const known = orders_.find(amended.intent_id);
  if (is_dry_run() || known == nullptr) return refuse("REPLACE_UNSUPPORTED");
  const auto& rules = markets_[known->row.instrument].rules;
  const bool is_possible = rules && rules->can_amend && amended.quantity < known->row.quantity &&
                           amended.limit_price == known->row.limit_price &&
                           amended.stop_price == known->row.stop_price;
  if (!is_possible) return refuse("REPLACE_UNSUPPORTED");
  if (!transport_->is_connected()) return refuse("NOT_CONNECTED");
  if (const auto throttle = take_allowance(kAmendCost)) return refuse(throttle->reason);
  const std::string client_id = client_id_of(amended.intent_id);
  Request request{Method::kPut, "/api/v3/order/amend/keepPriority", {}, true};
  request.parameters.add("symbol", rules->symbol)
      .add("origClientOrderId", client_id)
      .add("newClientOrderId", client_id)
      .add("newQty", decimal(amended.quantity));
  send(Kind::kAmend, request, amended);
}

Health TestnetBinance::health() {
  if (is_dry_run()) return {true, "dry run: nothing is sent"};
  if (!transport_->is_connected()) return {false, "not connected: " + transport_->trouble()};
  if (!clock_.is_measured()) return {false, "the venue's clock is not measured yet"};
  if (!clock_.is_within_bound())
    return {false, "clock offset of " + std::to_string(clock_.offset_ns() / kNsPerMs) + " ms"};
  for (std::uint32_t number = 0; number < markets_.size(); ++number) {
    if (markets_[number].is_unknown)
      return {false, "the venue does not trade " + markets_[number].symbol};
    if (!markets_[number].rules) return {false, "the venue's rules are not here yet"};
  }
  const char* const refused = key_trouble_ == kAccountRestricted ? "account: " : "key: ";
  if (!key_trouble_.empty()) return {false, "the venue refuses the " + (refused + key_trouble_)};
  if (has_begun_anew_)
    return {false,
            "the venue has begun anew, and knows nothing of our orders: begin a new session"};
  if (!transport_->is_stream_up()) return {false, "no user stream: " + transport_->trouble()};
  if (!to_catch_up_.empty()) return {false, "asking what happened while the stream was down"};
  return {};
}

}  // namespace sluice::testnet
