// SPDX-License-Identifier: Apache-2.0
//
// paper: a venue in memory that fills orders at the market the driver shows it, with costs.
//
// Fill models, in docs/reference/paper_executor.md in full
//   immediate   at submit: a limit order at its limit, a market order at the last price known
//   close       whole, at the close of the instrument's next bar, from the decision's session on
//   next_open   whole, at the open of the instrument's next bar later than the decision's session
//   volume      a share of the volume of every bar later than the decision's session
//   quote       at the other side of the quote, or when the quote reaches the limit
//   book        as quote, with shown quantities, queues and the trades of others
//
// Place: executor plugin. Owns every order it has been given until it is forgotten, and what poll
// has yet to report. Units: 1e-8, nanoseconds. Thread: lane. Deterministic: no clock; its random
// numbers are those of the seed. Errors: an order that cannot be taken is REJECTED with a code;
// asked for what it has forgotten, it is SLUICE_ERROR_UNSUPPORTED, never NOT_FOUND.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/executor.hpp>
#include <sluice/host.hpp>
#include <sluice/params.hpp>

#include "cost_model.hpp"
#include "paper_bars.hpp"
#include "paper_book.hpp"
#include "paper_ledger.hpp"
#include "paper_state.hpp"

namespace sluice::executors {

class Paper {
 public:
  static constexpr auto id = "paper";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "in-memory venue with spread, impact and commission";
  static constexpr std::size_t kMaxOpenOrders = 65'536;
  struct Params {
    std::string fill_model;
    Ratio commission_bps;
    Ratio spread_w;
    Ratio spread;
    Ratio impact_w;
    RatioOrWord impact;
    Ratio participation;
    Ratio latency_ms;
    Ratio latency_jitter_ms;
    Ratio reject_rate;
    std::int64_t seed;
    std::int64_t remember_closed;
  };
  using Costs = CostDeclarations<Params>;
  static constexpr auto parameters = sluice::params(
      sluice::param("fill_model", &Params::fill_model)
          .def("close")
          .one_of("immediate", "close", "next_open", "volume", "quote", "book")
          .help("when and at which price orders fill"),
      Costs::commission_bps, Costs::spread_w, Costs::spread, Costs::impact_w, Costs::impact,
      sluice::param("participation", &Params::participation)
          .def("0.1")
          .above(0)
          .max(1)
          .help("fill model volume: the largest share of a bar's volume"),
      sluice::param("latency_ms", &Params::latency_ms)
          .def("0")
          .min(0)
          .max(60000)
          .help("fill models quote and book: how long a request is on its way"),
      sluice::param("latency_jitter_ms", &Params::latency_jitter_ms)
          .def("0")
          .min(0)
          .max(60000)
          .help("as much again at most, at random"),
      sluice::param("reject_rate", &Params::reject_rate)
          .def("0")
          .min(0)
          .max(1)
          .help("share of the orders that are rejected at random"),
      sluice::param("seed", &Params::seed).def(0).help("of the random numbers"),
      sluice::param("remember_closed", &Params::remember_closed)
          .def(2048)
          .min(0)
          .max(3'000)
          .help("how many orders that are over it can still be asked about; 0: those that ended "
                "since "
                "the last request"));

  Paper(const Params& params, Host host);
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;

  void begin(Rows<Instrument> instruments);
  void submit(Rows<sluice_order> orders, Reports& reports);
  void cancel(const sluice_order& order, Reports& reports);
  void replace(const sluice_order& amended, Reports& reports);
  void query(const sluice_order& order, Reports& reports) const;
  void snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports,
                VenueAccount& account) const;
  void poll(Reports& reports);
  void on_market(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars);
  void on_quotes(Timestamp time, Rows<sluice_quote> quotes);
  void on_trades(Timestamp time, Rows<sluice_trade> trades);
  [[nodiscard]] Health health() const { return {}; }
  // What submit was given is in the books when it returns.
  [[nodiscard]] std::int64_t not_found_after_ns() const noexcept { return 1; }

  // See paper_state.hpp. A state loaded before `begin` is taken over there.
  [[nodiscard]] std::string save_state() const;
  void load_state(std::string_view text);
  // For an executor that simulates with this one.
  [[nodiscard]] const PaperState& state() const noexcept { return state_; }

 private:
  [[nodiscard]] bool sees_quotes() const noexcept {
    return model_ == FillModel::kQuote || model_ == FillModel::kBook;
  }
  void take(const sluice_order& order, Reports& reports);
  // The order reaches the engine.
  void activate(PaperOrder& order, sluice_price reference, sluice_time reference_time,
                sluice_time time, Reports& reports);
  [[nodiscard]] std::string_view refusal_of(const PaperOrder& order, sluice_time time);
  void apply_cancel(std::uint64_t order_id, sluice_time time, Reports& reports);
  void apply_replace(const PaperRequest& request, sluice_time time, Reports& reports);
  [[nodiscard]] std::string_view replace_refusal_of(const PaperOrder& order,
                                                    const PaperRequest& request) const;

  // Puts a request on its way; false where there is no way: it is there already.
  bool is_sent(PaperRequest request, sluice_time sent);
  // The market's clock goes on: what has arrived by then takes effect, what has lived expires.
  void advance(sluice_time time);
  void end_session(sluice_time time);
  [[nodiscard]] PaperOrder* find_open(std::uint64_t order_id);
  void tell(const PaperOrder& order, bool by_name, Reports& reports) const;

  FillModel model_;
  std::int64_t latency_ns_;
  std::int64_t jitter_ns_;
  Ratio reject_rate_;
  std::uint64_t seed_;
  Host host_;
  std::vector<std::string> symbols_;
  PaperState state_;
  PaperLedger ledger_;
  PaperBars bars_;
  PaperBook book_;
  std::string unread_state_;
  mutable std::size_t state_size_ = 0;  // of the last one saved
};

}  // namespace sluice::executors
