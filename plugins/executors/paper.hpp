// SPDX-License-Identifier: Apache-2.0
//
// paper: a venue in memory that fills orders at the market the driver shows it, with costs.
//
// Fill models
//   immediate   at submit: a limit order at its limit price, a market order at the last price
//   known,
//               which is the venue's own unless the order's reference is newer
//   close       at the close of the instrument's next bar, from the decision's own session on
//   next_open   at the open of the instrument's next bar later than the decision's session
// An order waits while its instrument has no bar. When its moment comes, a limit order that is not
// marketable (buy: price above the limit) expires: DAY and IOC alike. Fills are always whole.
//
// Place: executor plugin. Owns open orders, in the order submitted, and what poll has yet to
// report. Units: 1e-8. Thread: lane. Deterministic: no clock, no random numbers. Errors: an order
// that cannot be taken is REJECTED with a code; what is not open is CANCEL_REJECTED. A query for an
// order that is no longer open is SLUICE_ERROR_UNSUPPORTED, a snapshot is not complete.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/executor.hpp>
#include <sluice/host.hpp>
#include <sluice/params.hpp>

#include "cost_model.hpp"
#include "order_ids.hpp"
#include "paper_state.hpp"

namespace sluice::executors {

class Paper {
 public:
  static constexpr auto id = "paper";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "in-memory venue with spread, impact and commission";
  struct Params {
    std::string fill_model;
    Ratio commission_bps;
    Ratio spread_w;
    Ratio spread;
    Ratio impact_w;
    RatioOrWord impact;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("fill_model", &Params::fill_model)
          .def("close")
          .one_of("immediate", "close", "next_open")
          .help("when and at which price orders fill"),
      sluice::param("commission_bps", &Params::commission_bps)
          .def("0.5")
          .min(0)
          .max(10000)
          .help("commission in basis points of the traded value"),
      sluice::param("spread_w", &Params::spread_w)
          .def("0.25")
          .min(0)
          .max(100)
          .help("weight of the spread"),
      sluice::param("spread", &Params::spread)
          .def("0.0002")
          .min(0)
          .max(1)
          .help("spread as a fraction of price"),
      sluice::param("impact_w", &Params::impact_w)
          .def("0.5")
          .min(0)
          .max(100)
          .help("weight of the market impact"),
      sluice::param("impact", &Params::impact)
          .def("sqrt")
          .one_of("sqrt", "sqrt_volatility")
          .min(0)
          .max(1)
          .help("impact as a fraction of price, or how it follows from quantity and volume"));

  Paper(const Params& params, Host host);

  void begin(Rows<Instrument> instruments);
  void submit(Rows<sluice_order> orders, Reports& reports);
  void cancel(const sluice_order& order, Reports& reports);
  void query(const sluice_order& order, Reports& reports) const;
  void snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports,
                VenueAccount& account) const;
  void poll(Reports& reports);
  void on_market(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars);
  [[nodiscard]] Health health() const { return {}; }

  // See paper_state.hpp. A state loaded before `begin` is taken over there.
  [[nodiscard]] std::string save_state() const;
  void load_state(std::string_view text);

 private:
  enum class FillModel : std::uint8_t { kImmediate, kClose, kNextOpen };
  static FillModel fill_model_of(std::string_view name) noexcept;

  void keep_quotes(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars);
  void take(const sluice_order& order, Reports& reports);
  void fill_at_once(const sluice_order& order, Reports& reports);
  // True if the order's moment has come with this event, whatever became of it.
  [[nodiscard]] bool settle(const PaperOrder& order, sluice_time time);
  void tell(const PaperOrder& order, Reports& reports) const;
  void fill(const PaperOrder& order, Price base, Timestamp time, Reports& reports) const;

  FillModel model_;
  CostModel costs_;
  Host host_;
  std::vector<std::string> symbols_;
  // The price orders wait for, where the market event `number` had one for the instrument.
  struct EventPrice {
    sluice_price price = 0;
    std::uint64_t number = 0;
  };

  PaperState state_;
  std::vector<EventPrice> event_prices_;  // by instrument
  std::uint64_t event_number_ = 0;
  std::string unread_state_;
};

}  // namespace sluice::executors
