// SPDX-License-Identifier: Apache-2.0
//
// report_json: everything that is known of a run, for programs.
//
// Place: report. State: the digest of the run. Units: returns, shares and drawdowns as fractions;
// amounts, prices and quantities as exact decimals; undefined is null.
#pragma once

#include <cstdint>

#include "digest.hpp"

namespace sluice::reports {

class ReportJson : public Digesting {
 public:
  static constexpr auto id = "report_json";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "everything known of a run, as one JSON document";
  static constexpr auto file_name = "report.json";
  struct Params {
    std::int64_t worst_drawdowns = 0;
    std::int64_t trades_shown = 0;
    bool days = true;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("worst_drawdowns", &Params::worst_drawdowns)
          .def(5)
          .min(0)
          .max(100)
          .help("rows of the drawdown table"),
      sluice::param("trades_shown", &Params::trades_shown)
          .def(10)
          .min(0)
          .max(10'000)
          .help("how many of the last and of the largest trades are listed"),
      sluice::param("days", &Params::days).def(true).help("whether the daily rows are listed"));

  explicit ReportJson(Params params)
      : Digesting{{static_cast<std::size_t>(params.worst_drawdowns),
                   static_cast<std::size_t>(params.trades_shown)}},
        days_{params.days} {}
  void render(Sink& sink);

 private:
  bool days_;
};

}  // namespace sluice::reports
