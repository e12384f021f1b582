// SPDX-License-Identifier: Apache-2.0
//
// report_html: a run as one page that needs nothing else: no network, no other file.
//
// Place: report. State: the digest of the run, its newest trades, its exposures. The page carries
// the figures as data (page_data.hpp) and the scripts that draw them (assets.hpp); its policy lets
// no other script run and nothing be fetched. Equal runs give equal bytes.
#pragma once

#include <cstdint>

#include "digest.hpp"
#include "exposure_history.hpp"
#include "trade_tail.hpp"

namespace sluice::reports {

class ReportHtml : public Digesting {
 public:
  static constexpr auto id = "report_html";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "one self-contained page with interactive charts";
  static constexpr auto file_name = "report.html";
  struct Params {
    std::int64_t worst_drawdowns = 0;
    std::int64_t trades_shown = 0;
    std::int64_t rolling_days = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("worst_drawdowns", &Params::worst_drawdowns)
                         .def(10)
                         .min(0)
                         .max(100)
                         .help("rows of the drawdown table"),
                     sluice::param("trades_shown", &Params::trades_shown)
                         .def(10'000)
                         .min(0)
                         .max(100'000)
                         .help("how many of the newest trades are listed"),
                     sluice::param("rolling_days", &Params::rolling_days)
                         .def(126)
                         .min(2)
                         .max(2'520)
                         .help("days that rolling Sharpe ratio and volatility look back on"));

  explicit ReportHtml(Params params)
      : Digesting{{static_cast<std::size_t>(params.worst_drawdowns), 0}},
        params_{params},
        trades_{static_cast<std::size_t>(params.trades_shown)} {}
  void begin(const Run& run);
  void on_trades(Rows<sluice_report_trade> rows);
  void on_positions(Rows<sluice_report_position> rows);
  void render(Sink& sink);

 private:
  Params params_;
  std::string benchmark_;
  std::uint64_t trials_ = 0;
  TradeTail trades_;
  ExposureHistory exposures_;
};

}  // namespace sluice::reports
