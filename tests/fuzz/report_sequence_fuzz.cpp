// SPDX-License-Identifier: Apache-2.0
//
// report_sequence_fuzz.cpp: a router against a venue that says anything at any time. Each step
// takes a fixed number of bytes of the input: an action, then its numbers.
//
// Whatever is said: nothing crashes; nothing leaves and nobody hears before the trail has kept it;
// no order is sent again unless it was proven not to be there, and never while its fate is unknown
// or routing is halted; what is reserved is what open orders hold, and never negative; the position
// is the sum of the executions that were booked.
#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include <sluice/result.hpp>

#include "fuzz/fuzz_target.hpp"
#include "risk/gate.hpp"
#include "routing/order_router.hpp"
#include "support/domain_values.hpp"

namespace sluice::fuzz {
namespace {

using routing::OrderRouter;
using routing::Resolution;

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kBoundNs = 5'000 * kMillisecond;
constexpr std::int64_t kMarginNs = 1'000 * kMillisecond;
constexpr std::size_t kMostSteps = 400;  // so that no order is forgotten
constexpr std::size_t kStepBytes = 12;

// Knows whether everything it was told is kept.
class TidyTrail final : public AuditTrail {
 public:
  void on_intent(const Intent&) override { kept = false; }
  void on_verdicts(const Intent&, std::span<const RuleVerdict>, Outcome,
                   std::string_view) override {
    kept = false;
  }
  void on_order(const Order&, Timestamp) override { kept = false; }
  void on_fill(const Order&, const Fill&) override { kept = false; }
  void on_note(const Order&, OrderNote, Timestamp, const NoteDetails&) override { kept = false; }
  void on_certificate(const Certificate&) override { kept = false; }
  void on_event(std::string_view, Timestamp, std::string_view) override { kept = false; }
  Result<void> commit() override {
    kept = true;
    return {};
  }
  bool kept = true;
};

// The bytes of one step.
struct Step {
  std::array<std::uint8_t, kStepBytes> bytes{};

  [[nodiscard]] unsigned operator[](std::size_t i) const { return bytes[i]; }
};

sluice_execution_report report_of(const Step& step, Timestamp now) {
  sluice_execution_report made{};
  made.size = sizeof made;
  made.kind = step[1] % 14;  // some are of no kind there is
  made.order_id = step[2] % 8;
  if (step[2] == 255) made.order_id = 1'000;
  made.execution_id = step[3] % 6;
  made.quantity = (static_cast<std::int64_t>(step[4] % 24) - 2) * kScale;
  made.price = (static_cast<std::int64_t>(step[5] % 12) - 1) * kScale;
  made.cumulative_quantity = static_cast<std::int64_t>(step[6] % 24) * kScale;
  made.tells = step[7] % 4;
  made.order_status = step[8] % 7;
  made.venue_epoch = step[9] % 16 == 0 ? 1 : 0;
  made.attempt = step[9] % 4;
  made.order_quantity = static_cast<std::int64_t>(step[10] % 24) * kScale;
  made.order_limit_price = static_cast<std::int64_t>(step[11] % 12) * kScale;
  made.retry_after_ns = static_cast<std::int64_t>(step[10]) * kMillisecond;
  if (step[3] > 200) made.intent_id = {0xabcd, step[11] % 8};
  made.reason[0] = step[3] % 2 == 0 ? 'X' : '\0';
  if (step[3] == 255) std::fill(std::begin(made.reason), std::end(made.reason), 'X');
  made.time = now.nanoseconds() - static_cast<std::int64_t>(step[10]) * kMillisecond;
  return made;
}

// Says what it was given, and checks what reaches it.
class AnyVenue final : public Venue {
 public:
  explicit AnyVenue(const TidyTrail& trail) : trail_{trail} {}

  std::vector<sluice_execution_report> words;  // of the next call
  bool fails = false;                          // the next call
  Timestamp now;
  OrderRouter* router = nullptr;

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    SLUICE_ASSERT(trail_.kept && router->halted().empty());
    for (const sluice_order& row : orders) {
      const Order& order = *router->find(row.order_id);
      SLUICE_ASSERT(order.state == OrderState::kSending && !order.flags.unknown);
      Sent& sent = sent_[row.order_id];
      SLUICE_ASSERT(row.attempt == sent.attempt + 1);
      SLUICE_ASSERT(row.attempt == 1 || sent.is_proven_absent);
      SLUICE_ASSERT((IntentId{row.intent_id.hi, row.intent_id.lo} == order.intent.id));
      sent = {row.attempt, now, 0, false};
    }
    return say(sink);
  }
  Result<void> cancel(const sluice_order&, const sluice_report_sink& sink) override {
    return say(sink);
  }
  Result<void> replace(const sluice_order&, const sluice_report_sink& sink) override {
    return say(sink);
  }
  Result<void> query(const sluice_order&, const sluice_report_sink& sink) override {
    return say(sink);
  }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink& sink,
                        sluice_venue_account& account) override {
    account.complete = 1;
    return say(sink);
  }
  Result<void> poll(const sluice_report_sink& sink) override { return say(sink); }
  [[nodiscard]] VenueTraits traits() const override { return {kBoundNs, true}; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return {}; }

 private:
  struct Sent {
    std::uint32_t attempt = 0;
    Timestamp time;
    int not_found = 0;  // past the bound
    bool is_proven_absent = false;
  };

  Result<void> say(const sluice_report_sink& sink) {
    for (const auto& word : std::exchange(words, {})) {
      prove(word);
      (void)sink.on_reports(sink.context, {&word, 1, sizeof word});
    }
    if (std::exchange(fails, false)) return Error{"the connection was lost"};
    return {};
  }

  // What this word allows.
  void prove(const sluice_execution_report& word) {
    const auto found = sent_.find(word.order_id);
    if (found == sent_.end()) return;
    Sent& sent = found->second;
    if (word.kind == SLUICE_REPORT_NOT_SENT && word.attempt == sent.attempt)
      sent.is_proven_absent = true;
    const bool past_bound = now >= sent.time.plus_nanoseconds(kBoundNs + kMarginNs);
    if (word.kind == SLUICE_REPORT_NOT_FOUND && past_bound && ++sent.not_found >= 2)
      sent.is_proven_absent = true;
  }

  const TidyTrail& trail_;
  std::map<OrderId, Sent> sent_;
};

class Run final : public OrderObserver, public routing::AccountView {
 public:
  Run() : table_{testing::instruments({"AAA"})} {
    config_.reservations.slippage = Ratio{};
    config_.reservations.sells_fund_buys = false;
    config_.ack_timeout_ns = 1'000 * kMillisecond;
    config_.not_found_margin_ns = kMarginNs;
    start({});
  }

  void take(const Step& step) {
    venue_.now = now_;
    switch (step[0] % 10) {
      case 0:
        trade(step);
        break;
      case 1:
      case 2:
        hear(step);
        break;
      case 3:
        pass(static_cast<std::int64_t>(step[1]) * 50 * kMillisecond);
        break;
      case 4:
        SLUICE_ASSERT(router_->cancel(step[1] % 8, now_).ok());
        break;
      case 5:
        replace(step);
        break;
      case 6:
        SLUICE_ASSERT(
            router_->resolve(step[1] % 8, static_cast<Resolution>(step[2] % 3), "operator", now_)
                .ok());
        break;
      case 7:
        SLUICE_ASSERT(router_->reconcile("operator", *this, now_).ok());
        break;
      case 8:
        SLUICE_ASSERT(router_->release_halt("operator", now_).ok());
        break;
      default:
        // What the next call will answer.
        if (venue_.words.size() < 8) venue_.words.push_back(report_of(step, now_));
        venue_.fails = step[2] % 4 == 0;
        if (step[11] == 255) start(router_->state());
        break;
    }
    check();
  }

 private:
  void start(routing::RouterState state) {
    router_ = std::make_unique<OrderRouter>(config_, venue_, trail_, *this);
    venue_.router = router_.get();
    SLUICE_ASSERT(router_->restore(std::move(state), now_).ok());
  }

  void trade(const Step& step) {
    Intent intent = testing::market_intent(step[1] % 8, 0, Side::kBuy, "1", "5");
    intent.side = step[2] % 3 == 0 ? Side::kSell : Side::kBuy;
    intent.type = step[3] % 3 == 0 ? OrderType::kMarket : OrderType::kLimit;
    intent.quantity = Quantity::from_raw(static_cast<std::int64_t>(step[4] % 16 + 1) * kScale);
    if (intent.type == OrderType::kLimit)
      intent.limit_price = Price::from_raw(static_cast<std::int64_t>(step[5] % 10 + 1) * kScale);
    SLUICE_ASSERT(router_->submit(approve(intent), cash(), now_).ok());
  }

  void hear(const Step& step) {
    venue_.words.push_back(report_of(step, now_));
    SLUICE_ASSERT(router_->poll(now_).ok());
  }

  void pass(std::int64_t ns) {
    now_ = now_.plus_nanoseconds(ns);
    venue_.now = now_;
    SLUICE_ASSERT(router_->tick(now_).ok());
  }

  void replace(const Step& step) {
    const Order* const order = router_->find(step[1] % 8);
    if (order == nullptr) return;
    Intent amended = order->intent;
    amended.quantity = Quantity::from_raw(static_cast<std::int64_t>(step[4] % 24 + 1) * kScale);
    amended.limit_price = Price::from_raw(static_cast<std::int64_t>(step[5] % 10 + 1) * kScale);
    const OrderId id = order->id;
    SLUICE_ASSERT(router_->replace(id, approve(amended).front(), cash(), now_).ok());
  }

  std::vector<ApprovedOrder> approve(const Intent& intent) {
    risk::KillSwitch kill_switch{{}};
    TidyTrail verdicts;
    risk::Gate gate{{}, {}, kill_switch, verdicts};
    risk::RiskBook book{table_};
    risk::BatchResult result;
    gate.judge({&intent, 1}, book, result);
    return result.approved;
  }

  void check() {
    SLUICE_ASSERT(trail_.kept);
    Money held;
    std::int64_t position = 0;
    for (OrderId id = 1; id < router_->next_order_id(); ++id) {
      const Order& order = *router_->find(id);
      held = Money::from_raw(held.raw() + order.reserved.raw());
      if (is_final(order.state)) SLUICE_ASSERT(order.reserved.is_zero());
      SLUICE_ASSERT(!order.reserved.is_negative());
      std::int64_t filled = 0;
      for (const Execution& execution : order.executions) filled += execution.quantity.raw();
      SLUICE_ASSERT(filled == order.filled.raw());
      position += order.intent.side == Side::kBuy ? filled : -filled;
    }
    SLUICE_ASSERT(held == router_->reserved());
    SLUICE_ASSERT(position == position_);
  }

  void on_fill(const Order&, const Fill& fill) override {
    SLUICE_ASSERT(trail_.kept);
    position_ += fill.side == Side::kBuy ? fill.quantity.raw() : -fill.quantity.raw();
  }
  void on_bust(const Order&, const Fill& fill) override {
    SLUICE_ASSERT(trail_.kept);
    position_ -= fill.side == Side::kBuy ? fill.quantity.raw() : -fill.quantity.raw();
  }
  void on_replaced(const Order&, Quantity) override { SLUICE_ASSERT(trail_.kept); }
  void on_revived(const Order&, Quantity) override { SLUICE_ASSERT(trail_.kept); }
  void on_final(const Order& order, Quantity) override {
    SLUICE_ASSERT(trail_.kept && is_final(order.state));
  }
  [[nodiscard]] Quantity position(InstrumentId) const override {
    return Quantity::from_raw(position_);
  }
  [[nodiscard]] Money cash() const override { return testing::money("300"); }
  [[nodiscard]] std::size_t instruments() const override { return 1; }

  InstrumentTable table_;
  TidyTrail trail_;
  AnyVenue venue_{trail_};
  routing::RouterConfig config_;
  Timestamp now_ = testing::day("2024-01-02");
  std::int64_t position_ = 0;
  std::unique_ptr<OrderRouter> router_;
};

}  // namespace

void fuzz_one(std::string_view input) {
  Run run;
  for (std::size_t steps = 0; steps < kMostSteps && !input.empty(); ++steps) {
    Step step;
    const std::size_t size = std::min(input.size(), kStepBytes);
    for (std::size_t i = 0; i < size; ++i) step.bytes[i] = static_cast<std::uint8_t>(input[i]);
    input.remove_prefix(size);
    run.take(step);
  }
}

std::vector<std::string> fuzz_samples() {
  const auto step = [](std::initializer_list<int> bytes) {
    std::string made(kStepBytes, '\0');
    std::transform(bytes.begin(), bytes.end(), made.begin(),
                   [](int byte) { return static_cast<char>(byte); });
    return made;
  };
  const std::string buy = step({0, 1, 1, 1, 9, 9});
  const auto says = [&](int kind, int execution, int quantity, int status) {
    return step({1, kind, 1, execution, quantity + 2, 10, quantity, 1, status, 1, 10, 10});
  };
  const std::string later = step({3, 250});
  const std::string ack = says(SLUICE_REPORT_ACKED, 0, 0, 0);
  const std::string cancel = step({4, 1});
  const std::string replace = step({5, 1, 0, 0, 14, 9});
  return {
      buy + ack + says(SLUICE_REPORT_FILLED, 1, 4, 0) + says(SLUICE_REPORT_FILLED, 2, 6, 0),
      buy + ack + cancel + says(SLUICE_REPORT_CANCELED, 0, 0, 0) +
          says(SLUICE_REPORT_FILLED, 1, 4, 0),
      buy + says(SLUICE_REPORT_NOT_SENT, 0, 0, 0) + later + later + ack,
      buy + later + says(SLUICE_REPORT_NOT_FOUND, 0, 0, 0) +
          says(SLUICE_REPORT_NOT_FOUND, 0, 0, 0) + later + later,
      buy + ack + replace + says(SLUICE_REPORT_REPLACED, 0, 0, 0) +
          says(SLUICE_REPORT_FILLED, 1, 12, 0),
      buy + ack + says(SLUICE_REPORT_FILLED, 1, 10, 0) + says(SLUICE_REPORT_BUSTED, 1, 0, 0) +
          says(SLUICE_REPORT_FILLED, 2, 9, 0),
      buy + later + says(SLUICE_REPORT_STATUS, 0, 0, SLUICE_STATUS_OPEN) + step({7}) + step({8}),
      buy + later + step({6, 1, 0}) + ack,
      buy + ack + step({9, 2, 1, 1, 8, 10, 0, 0, 0, 0, 0, 255}) + later,
  };
}

}  // namespace sluice::fuzz
