// SPDX-License-Identifier: Apache-2.0
#include "live_dry_run.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace sluice::executors {
namespace {

constexpr std::string_view kLiveStateHeader = "sluice-live-dry-run-state 1\n";
constexpr std::string_view kVenueLine = "venue\n";

Paper::Params paper_params(const LiveDryRun::Params& params) {
  Paper::Params paper;
  paper.fill_model = params.fill_model;
  paper.commission_bps = params.commission_bps;
  paper.spread_w = params.spread_w;
  paper.spread = params.spread;
  paper.impact_w = params.impact_w;
  paper.impact = params.impact;
  paper.participation = *Ratio::from_whole(1);
  paper.seed = 0;
  paper.remember_closed = 2048;
  return paper;
}

LiveBounds::Limits limits_of(const LiveDryRun::Params& params) {
  return {params.enabled,
          params.max_order_notional,
          params.max_total_exposure_notional,
          params.max_live_notional_per_order,
          params.max_live_notional_total,
          params.live_trade_min_size};
}

Date day_of_order(const sluice_order& order) {
  return Timestamp::from_nanoseconds(order.decision_time).date();
}

// What a position could become: buys and sells that are on their way never meet.
int128 largest(int128 position, int128 buys, int128 sells) {
  const int128 up = position + buys;
  const int128 down = position - sells;
  return std::max(up < 0 ? -up : up, down < 0 ? -down : down);
}

std::optional<Quantity> quantity_of(int128 units) {
  if (units > INT64_MAX) return std::nullopt;
  return Quantity::from_raw(static_cast<std::int64_t>(units));
}

[[noreturn]] void fail_state(const std::string& what) {
  throw Failure(SLUICE_ERROR_ARGUMENT, "live_dry_run: its state is damaged: " + what);
}

// `key rest` off the front.
std::string_view take_line(std::string_view& text, std::string_view key) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(key))
    fail_state("expected a line that begins with '" + std::string{key} + "'");
  const std::string_view rest = text.substr(key.size(), end - key.size());
  text.remove_prefix(end + 1);
  return rest;
}

}  // namespace

LiveDryRun::LiveDryRun(const Params& params, Host host)
    : host_{host}, venue_{paper_params(params), host}, bounds_{limits_of(params)} {}

void LiveDryRun::begin(Rows<Instrument> instruments) {
  symbols_.clear();
  for (const Instrument instrument : instruments) symbols_.emplace_back(instrument.symbol());
  last_.assign(symbols_.size(), Price{});
  venue_.begin(instruments);
  if (!unread_state_.empty()) read_state(std::exchange(unread_state_, {}));
}

void LiveDryRun::tell(std::string_view what, const sluice_order& order,
                      std::string_view more) const {
  std::string text = "[LIVE-DRY-RUN] ";
  text += what;
  text += ' ';
  text += kMark;
  text += " order=" + std::to_string(order.order_id) + " symbol=";
  text += order.instrument < symbols_.size() ? symbols_[order.instrument] : "?";
  text += order.side == SLUICE_SIDE_BUY ? " side=BUY" : " side=SELL";
  text += " quantity=" + Quantity::from_raw(order.quantity).to_string();
  if (order.limit_price != 0) text += " limit=" + Price::from_raw(order.limit_price).to_string();
  text += more;
  host_.log(LogLevel::kInfo, text);
}

// The highest at which it could be valued: the limits hold whichever turns out.
Price LiveDryRun::highest_price(const sluice_order& order) const {
  return std::max({Price::from_raw(order.limit_price), Price::from_raw(order.stop_price),
                   Price::from_raw(order.reference_price), last_[order.instrument]});
}

std::optional<Money> LiveDryRun::exposure_with(const sluice_order& order) const {
  const PaperState& state = venue_.state();
  if (!state.knows_positions) return std::nullopt;
  std::vector<int128> buys(last_.size());
  std::vector<int128> sells(last_.size());
  const auto add = [&](std::uint32_t instrument, bool is_buy, int128 quantity) {
    (is_buy ? buys : sells)[instrument] += quantity;
  };
  for (const PaperOrder& open : state.open)
    if (open.is_open() && open.order_id != order.order_id)
      add(open.instrument, open.is_buy(), open.remaining());
  add(order.instrument, order.side == SLUICE_SIDE_BUY, order.quantity);
  Money total;
  for (std::uint32_t i = 0; i < last_.size(); ++i) {
    const auto quantity = quantity_of(largest(state.positions[i], buys[i], sells[i]));
    if (!quantity) return std::nullopt;
    if (quantity->is_zero()) continue;
    const Price price = i == order.instrument ? highest_price(order) : last_[i];
    if (price.is_zero()) return std::nullopt;
    const auto sum = checked_add(total, notional(price, *quantity, Rounding::kUp));
    if (!sum) return std::nullopt;
    total = *sum;
  }
  return total;
}

LiveBounds::Refusal LiveDryRun::refusal_of(const sluice_order& order) {
  // What no venue could take is refused by the simulated one, with its own code.
  if (order.instrument >= last_.size() || order.quantity <= 0) return {};
  const sluice_quantity position = venue_.state().positions[order.instrument];
  const bool is_buy = order.side == SLUICE_SIDE_BUY;
  int128 closable = is_buy ? -int128{position} : int128{position};
  for (const PaperOrder& open : venue_.state().open)
    if (open.is_open() && open.instrument == order.instrument && open.is_buy() == is_buy &&
        open.order_id != order.order_id)
      closable -= open.remaining();
  const LiveBounds::Asked asked{highest_price(order), Quantity::from_raw(order.quantity),
                                day_of_order(order), order.quantity <= closable,
                                exposure_with(order)};
  const auto refusal = bounds_.judge(asked);
  if (refusal.code.empty()) bounds_.take(asked);
  return refusal;
}

void LiveDryRun::submit(Rows<sluice_order> orders, Reports& reports) {
  for (const sluice_order& order : orders) {
    const auto refusal = refusal_of(order);
    if (!refusal.code.empty()) {
      tell("refused", order,
           " code=" + std::string{refusal.code} + " measured=" + refusal.measured.to_string() +
               " limit_of=" + refusal.limit.to_string());
      reports.reject(order.order_id, refusal.code,
                     Timestamp::from_nanoseconds(order.decision_time));
      continue;
    }
    tell("order", order, " reference=" + Price::from_raw(order.reference_price).to_string());
    if (order.instrument < last_.size()) see(order.instrument, order.reference_price);
    Reports told;
    venue_.submit(Rows<sluice_order>{rows_of(std::span{&order, 1})}, told);
    pass_on(told, reports);
  }
}

// Fills are told with their price, and marked as what they are.
void LiveDryRun::pass_on(Reports& from, Reports& to) const {
  for (sluice_execution_report row : from.rows()) {
    if (row.kind == SLUICE_REPORT_FILLED) {
      kMark.copy(row.reason, sizeof(row.reason) - 1);
      host_.log(LogLevel::kInfo, "[LIVE-DRY-RUN] fill " + std::string{kMark} +
                                     " order=" + std::to_string(row.order_id) +
                                     " quantity=" + Quantity::from_raw(row.quantity).to_string() +
                                     " price=" + Price::from_raw(row.price).to_string());
    }
    to.add(row);
  }
  from.clear();
}

void LiveDryRun::cancel(const sluice_order& order, Reports& reports) {
  tell("cancel", order, "");
  Reports told;
  venue_.cancel(order, told);
  pass_on(told, reports);
}

void LiveDryRun::replace(const sluice_order& amended, Reports& reports) {
  if (const auto refusal = refusal_of(amended); !refusal.code.empty()) {
    tell("refused", amended, " code=" + std::string{refusal.code});
    return reports.replace_rejected(amended.order_id, refusal.code, host_.now());
  }
  tell("replace", amended, "");
  Reports told;
  venue_.replace(amended, told);
  pass_on(told, reports);
}

void LiveDryRun::poll(Reports& reports) {
  Reports told;
  venue_.poll(told);
  pass_on(told, reports);
}

void LiveDryRun::see(std::uint32_t instrument, sluice_price price) {
  if (instrument < last_.size() && price > 0) last_[instrument] = Price::from_raw(price);
}

void LiveDryRun::on_market(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars) {
  for (const sluice_bar& bar : bars) see(bar.instrument, bar.close);
  venue_.on_market(phase, time, bars);
}

void LiveDryRun::on_quotes(Timestamp time, Rows<sluice_quote> quotes) {
  for (const sluice_quote& quote : quotes) see(quote.instrument, quote.ask);
  venue_.on_quotes(time, quotes);
}

void LiveDryRun::on_trades(Timestamp time, Rows<sluice_trade> trades) {
  for (const sluice_trade& trade : trades) see(trade.instrument, trade.price);
  venue_.on_trades(time, trades);
}

Health LiveDryRun::health() const {
  const std::string_view fault = bounds_.fault();
  return {fault.empty(), std::string{fault}};
}

std::string LiveDryRun::save_state() const {
  if (!unread_state_.empty()) return unread_state_;
  std::string text{kLiveStateHeader};
  text += "day " + bounds_.day().to_string() + "\ntotal " + bounds_.day_total().to_string() + "\n";
  for (std::size_t i = 0; i < last_.size(); ++i)
    if (!last_[i].is_zero()) text += "last " + last_[i].to_string() + " " + symbols_[i] + "\n";
  text += kVenueLine;
  return text + venue_.save_state();
}

void LiveDryRun::load_state(std::string_view text) {
  if (symbols_.empty()) {
    unread_state_ = text;
    return;
  }
  read_state(text);
}

void LiveDryRun::read_state(std::string_view text) {
  if (!text.starts_with(kLiveStateHeader)) fail_state("it is of another version");
  text.remove_prefix(kLiveStateHeader.size());
  const auto day = Date::parse(take_line(text, "day "));
  const auto total = Money::parse(take_line(text, "total "));
  if (!day || !total) fail_state("expected a day and a total");
  bounds_.restore(*day, *total);
  while (!text.starts_with(kVenueLine)) {
    const std::string_view line = take_line(text, "last ");
    const auto blank = line.find(' ');
    const auto price = Price::parse(line.substr(0, blank));
    if (blank == std::string_view::npos || !price) fail_state("expected a price and a symbol");
    const auto found = std::find(symbols_.begin(), symbols_.end(), line.substr(blank + 1));
    if (found != symbols_.end()) last_[static_cast<std::size_t>(found - symbols_.begin())] = *price;
  }
  text.remove_prefix(kVenueLine.size());
  venue_.load_state(text);
}

}  // namespace sluice::executors
