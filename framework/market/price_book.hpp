// SPDX-License-Identifier: Apache-2.0
//
// price_book.hpp: the last price of every instrument as of the current session.
//
// Place: market. A price is 0 until the instrument's first bar. Thread: the lane.
#pragma once

#include <vector>

#include <sluice/c/market.h>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"
#include "market/corporate_actions.hpp"

namespace sluice::market {

// What to do about an instrument that has traded before and has no bar this session.
enum class MissingPrice {
  kLast,  // value it and trade it at its last price
  kSkip,  // value it at its last price, leave it alone
  kError  // stop the run
};

struct LastPrice {
  Price price;     // 0: none yet
  Timestamp time;  // of its bar
};

class PriceBook {
 public:
  PriceBook(const InstrumentTable& instruments, MissingPrice policy);

  // Takes a session's closes. With MissingPrice::kError an absent bar is an error that names the
  // symbol.
  Result<void> update(Timestamp session, sluice_rows bars);
  // A price known from before this run.
  void restore(InstrumentId id, LastPrice last) { last_[id] = last; }
  // The instrument was split before the next session.
  void rescale(InstrumentId id, const SplitRatio& ratio) {
    last_[id].price = Price::from_raw(rescaled_price(last_[id].price.raw(), ratio));
  }

  [[nodiscard]] const LastPrice& last(InstrumentId id) const { return last_[id]; }
  [[nodiscard]] bool has_price(InstrumentId id) const { return last_[id].price.is_positive(); }
  // Whether it has a price and the policy allows a trade at it this session.
  [[nodiscard]] bool is_tradable(InstrumentId id) const {
    return has_price(id) && (policy_ != MissingPrice::kSkip || last_[id].time == session_);
  }
  [[nodiscard]] std::size_t size() const noexcept { return last_.size(); }

 private:
  const InstrumentTable& instruments_;
  MissingPrice policy_;
  Timestamp session_;
  std::vector<LastPrice> last_;
};

}  // namespace sluice::market
