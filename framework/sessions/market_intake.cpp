// SPDX-License-Identifier: Apache-2.0
#include "sessions/market_intake.hpp"

namespace sluice::sessions {

MarketIntake::MarketIntake(MarketStream& stream, std::size_t instruments, std::int64_t candle_ns)
    : stream_{stream},
      candles_{instruments, candle_ns},
      prices_(instruments),
      last_(instruments),
      moved_(instruments) {}

Result<bool> MarketIntake::drain(Timestamp now, drivers::OrderLane* lane) {
  if (is_over_) return false;
  lane_ = lane;
  now_ = now;
  const sluice_market_sink sink{
      this,
      [](void* self, sluice_rows rows) {
        return static_cast<MarketIntake*>(self)->take_quotes(rows);
      },
      [](void* self, sluice_rows rows) {
        return static_cast<MarketIntake*>(self)->take_trades(rows);
      },
      [](void* self, sluice_rows rows) {
        return static_cast<MarketIntake*>(self)->take_bars(rows);
      },
      [](void* self, std::uint32_t connected, sluice_str reason) -> sluice_status {
        auto& intake = *static_cast<MarketIntake*>(self);
        intake.is_connected_ = connected != 0;
        intake.why_ = connected != 0 ? "" : std::string{view(reason)};
        return SLUICE_OK;
      }};
  bool has_news = false;
  for (;;) {
    const auto step = stream_.stream(now, kRowsPerCall, sink);
    if (!failure_.ok()) return failure_.error();
    if (!step) return step.error();
    is_over_ = step->ended;
    has_news |= step->rows > 0;
    if (step->ended || step->rows < kRowsPerCall) break;
  }
  if (lane == nullptr) return has_news;
  for (InstrumentId id = 0; id < moved_.size(); ++id)
    if (moved_[id]) lane->on_price(id, prices_[id].last, prices_[id].time);
  moved_.assign(moved_.size(), false);
  return has_news;
}

Result<void> MarketIntake::show_again(drivers::OrderLane& lane, Timestamp now) {
  std::vector<sluice_quote> quotes;
  for (InstrumentId id = 0; id < prices_.size(); ++id) {
    const PriceNow& price = prices_[id];
    if (price.last.raw() > 0) lane.on_price(id, price.last, price.time);
    if (price.bid.raw() <= 0 || price.ask.raw() <= 0) continue;
    sluice_quote quote{};
    quote.time = price.time.nanoseconds();
    quote.instrument = id;
    quote.bid = price.bid.raw();
    quote.ask = price.ask.raw();
    quotes.push_back(quote);
  }
  moved_.assign(moved_.size(), false);
  if (quotes.empty()) return {};
  return lane.on_market(SLUICE_PHASE_QUOTE, now, {quotes.data(), quotes.size(), sizeof quotes[0]});
}

// A simulated venue trades in this market; another has its own.
sluice_status MarketIntake::show(std::uint32_t phase, std::int64_t time, sluice_rows rows) {
  if (lane_ == nullptr) return SLUICE_OK;
  failure_ = lane_->on_market(phase, Timestamp::from_nanoseconds(time), rows);
  return failure_.ok() ? SLUICE_OK : SLUICE_ERROR_STATE;
}

void MarketIntake::set_last(InstrumentId id, Price price, Timestamp time) {
  prices_[id].last = last_[id] = price;
  prices_[id].time = time;
  moved_[id] = true;
}

sluice_status MarketIntake::take_quotes(sluice_rows rows) {
  std::int64_t newest = 0;
  for (std::uint64_t i = 0; i < rows.count; ++i) {
    const auto& quote = *SLUICE_ROW(rows, sluice_quote, i);
    if (!is_known(quote.instrument)) return SLUICE_ERROR_ARGUMENT;
    candles_.on_quote(quote);
    PriceNow& price = prices_[quote.instrument];
    price.bid = Price::from_raw(quote.bid);
    price.ask = Price::from_raw(quote.ask);
    newest = quote.time;
    if (quote.bid <= 0 || quote.ask <= 0) continue;
    set_last(quote.instrument, Price::from_raw(quote.bid + (quote.ask - quote.bid) / 2),
             Timestamp::from_nanoseconds(quote.time));
  }
  return rows.count == 0 ? SLUICE_OK : show(SLUICE_PHASE_QUOTE, newest, rows);
}

sluice_status MarketIntake::take_trades(sluice_rows rows) {
  std::int64_t newest = 0;
  for (std::uint64_t i = 0; i < rows.count; ++i) {
    const auto& trade = *SLUICE_ROW(rows, sluice_trade, i);
    if (!is_known(trade.instrument)) return SLUICE_ERROR_ARGUMENT;
    candles_.on_trade(trade);
    newest = trade.time;
    if (trade.price > 0)
      set_last(trade.instrument, Price::from_raw(trade.price),
               Timestamp::from_nanoseconds(trade.time));
  }
  return rows.count == 0 ? SLUICE_OK : show(SLUICE_PHASE_TRADE, newest, rows);
}

// A bar is told when it is over, which is now.
sluice_status MarketIntake::take_bars(sluice_rows rows) {
  for (std::uint64_t i = 0; i < rows.count; ++i) {
    const auto& bar = *SLUICE_ROW(rows, sluice_bar, i);
    if (!is_known(bar.instrument)) return SLUICE_ERROR_ARGUMENT;
    candles_.on_bar(bar);
    if (bar.close > 0) set_last(bar.instrument, Price::from_raw(bar.close), now_);
  }
  return rows.count == 0 ? SLUICE_OK : show(SLUICE_PHASE_BAR, now_.nanoseconds(), rows);
}

}  // namespace sluice::sessions
