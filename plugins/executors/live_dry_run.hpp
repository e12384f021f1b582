// SPDX-License-Identifier: Apache-2.0
//
// live_dry_run: the live path without a way out. An order is held to every live limit, logged, and
// simulated.
//
//   the order's value <= max_order_notional, <= max_live_notional_per_order      rounded up
//   the order's value >= live_trade_min_size                                    rounded down
//   the values of the UTC day's orders together <= max_live_notional_total
//   what all positions could become together <= max_total_exposure_notional
//
// An order is worth its quantity at the highest of its limit, its reference and the last price
// shown. The last two limits are not asked about orders that only make a position smaller. New
// terms count as an order of their own.
//
// Place: executor plugin; the only one of environment.mode live. Links nothing that reaches a
// network. Owns a paper venue, which fills, and what the limits need of the past. Units: 1e-8 of
// the quote currency. Thread: lane. Deterministic. Errors: an order beyond a limit is REJECTED with
// its code; without limits in force every order is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/executor.hpp>
#include <sluice/host.hpp>
#include <sluice/params.hpp>

#include "cost_model.hpp"
#include "live_bounds.hpp"
#include "paper.hpp"

namespace sluice::executors {

class LiveDryRun {
 public:
  static constexpr auto id = "live_dry_run";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "live limits, a log line for every order, and a simulated price";
  // What a report of this executor is marked with.
  static constexpr std::string_view kMark = "mode=live_dry_run dry_run=true";

  struct Params {
    std::string fill_model;
    Ratio commission_bps;
    Ratio spread_w;
    Ratio spread;
    Ratio impact_w;
    RatioOrWord impact;
    bool enabled;
    std::optional<Money> max_order_notional;
    std::optional<Money> max_total_exposure_notional;
    std::optional<Money> max_live_notional_per_order;
    std::optional<Money> max_live_notional_total;
    std::optional<Money> live_trade_min_size;
  };
  using Costs = CostDeclarations<Params>;
  static constexpr auto parameters = sluice::params(
      sluice::param("fill_model", &Params::fill_model)
          .def("immediate")
          .one_of("immediate", "close", "next_open", "quote")
          .help("when and at which price orders are simulated to fill; as of the executor paper"),
      Costs::commission_bps, Costs::spread_w, Costs::spread, Costs::impact_w, Costs::impact,
      sluice::param("enabled", &Params::enabled).def(false).help("the limits are in force"),
      sluice::param("max_order_notional", &Params::max_order_notional)
          .above(0)
          .help("largest value of any order"),
      sluice::param("max_total_exposure_notional", &Params::max_total_exposure_notional)
          .above(0)
          .help("largest value of all positions together, as they could become"),
      sluice::param("max_live_notional_per_order", &Params::max_live_notional_per_order)
          .above(0)
          .help("largest value of a live order"),
      sluice::param("max_live_notional_total", &Params::max_live_notional_total)
          .above(0)
          .help("largest value of all live orders of a UTC day together"),
      sluice::param("live_trade_min_size", &Params::live_trade_min_size)
          .above(0)
          .help("smallest value of a live order"));

  LiveDryRun(const Params& params, Host host);
  LiveDryRun(const LiveDryRun&) = delete;
  LiveDryRun& operator=(const LiveDryRun&) = delete;

  void begin(Rows<Instrument> instruments);
  void submit(Rows<sluice_order> orders, Reports& reports);
  void cancel(const sluice_order& order, Reports& reports);
  void replace(const sluice_order& amended, Reports& reports);
  void query(const sluice_order& order, Reports& reports) const { venue_.query(order, reports); }
  void snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports,
                VenueAccount& account) const {
    venue_.snapshot(since, open, reports, account);
  }
  void poll(Reports& reports);
  void on_market(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars);
  void on_quotes(Timestamp time, Rows<sluice_quote> quotes);
  void on_trades(Timestamp time, Rows<sluice_trade> trades);
  [[nodiscard]] Health health() const;
  [[nodiscard]] std::int64_t not_found_after_ns() const noexcept {
    return venue_.not_found_after_ns();
  }

  // The lines of docs/reference/live_dry_run_executor.md, then the paper venue's.
  [[nodiscard]] std::string save_state() const;
  void load_state(std::string_view text);

 private:
  [[nodiscard]] LiveBounds::Refusal refusal_of(const sluice_order& order);
  [[nodiscard]] std::optional<Money> exposure_with(const sluice_order& order) const;
  [[nodiscard]] Price highest_price(const sluice_order& order) const;
  void tell(std::string_view what, const sluice_order& order, std::string_view more) const;
  void pass_on(Reports& from, Reports& to) const;
  void see(std::uint32_t instrument, sluice_price price);
  void read_state(std::string_view text);

  Host host_;
  Paper venue_;
  LiveBounds bounds_;
  std::vector<std::string> symbols_;
  std::vector<Price> last_;  // by instrument; 0: none was shown
  std::string unread_state_;
};

}  // namespace sluice::executors
