// SPDX-License-Identifier: Apache-2.0
//
// formula.hpp: the strategy `formula`: entry, exit and rank as expressions over candles.
//
// Place: sluice_strategies. An instrument is wanted when `entry` holds; once held, until `exit`
// holds (without one: until `entry` no longer does). Of those wanted, the max_positions with the
// highest rank are taken. Each gets exposure / max_positions of equity, or exposure / N over a
// universe of N. State: bars_held, where a formula uses it. Thread: lane; the expressions are read
// at creation. Errors: a formula that makes no sense is refused with its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/params.hpp>
#include <sluice/strategy.hpp>

#include "evaluator.hpp"
#include "holdings.hpp"
#include "program.hpp"

namespace sluice::strategies {

class Formula {
 public:
  static constexpr auto id = "formula";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "entry, exit and rank as expressions over candles";

  struct Params {
    std::string entry;
    std::string exit;
    std::string rank;
    std::int64_t max_positions;
    double exposure;
    std::string direction;
  };
  static constexpr auto parameters = params(
      param("entry", &Params::entry)
          .required()
          .help("condition on which an instrument is bought, such as sma(close, 20) > "
                "sma(close, 50)"),
      param("exit", &Params::exit)
          .def("")
          .help("condition on which a position is closed; empty: when entry no longer holds"),
      param("rank", &Params::rank)
          .def("")
          .help("number by which instruments are preferred, the highest first"),
      param("max_positions", &Params::max_positions)
          .def(0)
          .min(0)
          .max(100'000)
          .help("how many instruments may be held at once; 0: all"),
      param("exposure", &Params::exposure)
          .def(0.95)
          .above(0)
          .max(10)
          .help("share of equity, spread evenly over max_positions or the universe"),
      param("direction", &Params::direction)
          .def("long")
          .one_of("long", "short")
          .help("whether positions are bought or sold short"));

  explicit Formula(const Params& params);

  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept;
  void on_bars(const Session& session, Decisions& decisions);
  [[nodiscard]] std::string save_state() const;
  void load_state(std::string_view state);

 private:
  // An instrument may lack this many bars and its values still be whole.
  static constexpr std::uint32_t kGapSessions = 20;

  struct Candidate {
    double rank;
    bool held;
    std::uint32_t instrument;
  };
  [[nodiscard]] bool is_held(Quantity position) const noexcept;
  void judge(std::uint32_t instrument, const formula::Holding& holding);
  void choose();
  void decide(std::size_t universe, Decisions& decisions);

  formula::Program program_;
  formula::NodeIndex entry_ = 0;
  std::optional<formula::NodeIndex> exit_;
  std::optional<formula::NodeIndex> rank_;
  std::size_t max_positions_;
  double exposure_;
  double sign_;                                 // -1: short
  std::vector<formula::Evaluator> evaluators_;  // by instrument
  formula::Holdings holdings_;
  std::vector<Candidate> candidates_;
  std::vector<bool> chosen_;  // by instrument
};

}  // namespace sluice::strategies
