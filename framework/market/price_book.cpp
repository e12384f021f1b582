// SPDX-License-Identifier: Apache-2.0
#include "market/price_book.hpp"

namespace sluice::market {

PriceBook::PriceBook(const InstrumentTable& instruments, MissingPrice policy)
    : instruments_{instruments}, policy_{policy}, last_(instruments.size()) {}

Result<void> PriceBook::update(Timestamp session, sluice_rows bars) {
  session_ = session;
  for (std::uint64_t i = 0; i < bars.count; ++i) {
    const auto* bar = SLUICE_ROW(bars, sluice_bar, i);
    last_[bar->instrument] = {Price::from_raw(bar->close), session};
  }
  if (policy_ != MissingPrice::kError) return {};
  for (InstrumentId id = 0; id < last_.size(); ++id) {
    if (!has_price(id) || last_[id].time == session) continue;
    return Error{instruments_.symbol(id) + " has no price on " + session.date().to_string() +
                 " (its last is of " + last_[id].time.date().to_string() +
                 ") and trading.missing_price is `error`; `last` would use the last price, `skip` "
                 "would leave it alone"};
  }
  return {};
}

}  // namespace sluice::market
