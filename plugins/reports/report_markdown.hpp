// SPDX-License-Identifier: Apache-2.0
//
// report_markdown: a run on one page, for people.
//
// Place: report. State: the digest of the run. Units: per cent where it says %, amounts in the
// currency of the run with thousands separators; undefined is n/a.
#pragma once

#include <cstdint>

#include "digest.hpp"

namespace sluice::reports {

class ReportMarkdown : public Digesting {
 public:
  static constexpr auto id = "report_markdown";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "a run on one page: headline, charts, months, drawdowns, trades";
  static constexpr auto file_name = "report.md";
  struct Params {
    std::int64_t worst_drawdowns = 0;
    std::int64_t trades_shown = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("worst_drawdowns", &Params::worst_drawdowns)
                         .def(5)
                         .min(0)
                         .max(100)
                         .help("rows of the drawdown table"),
                     sluice::param("trades_shown", &Params::trades_shown)
                         .def(10)
                         .min(0)
                         .max(1'000)
                         .help("how many of the last and of the largest trades are shown, and of "
                               "the most traded symbols"));

  explicit ReportMarkdown(Params params)
      : Digesting{{static_cast<std::size_t>(params.worst_drawdowns),
                   static_cast<std::size_t>(params.trades_shown)}},
        trades_shown_{static_cast<std::size_t>(params.trades_shown)} {}
  void render(Sink& sink);

 private:
  std::size_t trades_shown_;
};

}  // namespace sluice::reports
