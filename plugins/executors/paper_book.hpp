// SPDX-License-Identifier: Apache-2.0
//
// paper_book.hpp: the fill models that see quotes and trades: quote, and book with its queues.
//
// An order trades with the market first where it stands, and rests with what is left. In `quote`
// the shown side has no end, and a resting order is met when the other side reaches its limit. In
// `book` the shown quantity is all there is, a resting order queues behind what was shown at its
// price, and trades of others move the queue. Of the orders here the better price goes first, then
// the earlier one. Where two orders here would trade with each other, the newer expires.
//
// Place: below the paper executor. Owns scratch space only; orders and markets are the state's.
// Units: 1e-8, nanoseconds. Cost: an event looks at every open order. Thread: lane. Errors: none.
#pragma once

#include <cstdint>
#include <vector>

#include "paper_ledger.hpp"

namespace sluice::executors {

class PaperBook {
 public:
  // Nothing is known of the queue at a price that has not been shown: no trade gets to its end.
  static constexpr sluice_quantity kUnknownAhead = std::numeric_limits<sluice_quantity>::max();

  PaperBook(bool has_queues, PaperState& state, PaperLedger& ledger)
      : has_queues_{has_queues}, state_{state}, ledger_{ledger} {}

  // Would the order trade at once?
  [[nodiscard]] bool would_take(const PaperOrder& order) const;
  // An order that has just come, or has new terms and lost its place: it trades, then rests.
  void enter(PaperOrder& order, sluice_time time, Reports& reports);

  void on_quote(const sluice_quote& quote, sluice_time time, Reports& reports);
  void on_trade(const sluice_trade& trade, sluice_time time, Reports& reports);
  // A bar says which prices there were, not how much was to be had.
  void on_bar(const sluice_bar& bar, std::uint32_t phase, sluice_time time, Reports& reports);

 private:
  // What the market offers to one side.
  struct Offer {
    sluice_price price = 0;  // 0: nothing
    sluice_quantity left = 0;
    Charge charge = Charge::kImpact;
  };
  // What an order would take now.
  struct Take {
    sluice_quantity quantity = 0;
    bool meets_own = false;  // and after that it would trade with an order of ours
  };

  [[nodiscard]] Offer offer_to(const PaperOrder& order) const;
  [[nodiscard]] Take takeable(const PaperOrder& order, const Offer& offer) const;
  [[nodiscard]] const PaperOrder* best_opposite(const PaperOrder& order) const;
  void take(PaperOrder& order, sluice_time time, Reports& reports);
  void use_up(const PaperOrder& order, const Offer& offer, sluice_quantity quantity);
  void join_queue(PaperOrder& order) const;
  void see_queues(std::uint32_t instrument);
  // Resting orders that the quote has reached.
  void meet_quote(std::uint32_t instrument, sluice_time time, Reports& reports);
  // Resting orders of one side that a trade has reached; gives what is left of the trade.
  sluice_quantity meet_trade(const sluice_trade& trade, bool buys, sluice_quantity left,
                             sluice_time time, Reports& reports);
  void trigger(std::uint32_t instrument, sluice_price lowest, sluice_price highest,
               sluice_time time, Reports& reports);
  void fill_resting(PaperOrder& order, sluice_price market_price, sluice_quantity quantity,
                    sluice_time time, Reports& reports);
  // The orders of one side that rest and accept the price, first to trade first.
  std::vector<PaperOrder*>& resting(std::uint32_t instrument, bool buys, sluice_price price);

  bool has_queues_;
  PaperState& state_;
  PaperLedger& ledger_;
  std::vector<PaperOrder*> found_;
};

}  // namespace sluice::executors
