// SPDX-License-Identifier: Apache-2.0
//
// report_csv: one `metric,value` row a figure of the run.
//
// Place: report. State: the digest of the run. Units: returns, shares and drawdowns as fractions,
// amounts in the currency of the run; an undefined figure has an empty value.
#pragma once

#include "digest.hpp"

namespace sluice::reports {

class ReportCsv : public Digesting {
 public:
  static constexpr auto id = "report_csv";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "the figures of a run as metric,value rows";
  static constexpr auto file_name = "report.csv";

  ReportCsv() : Digesting{{0, 0}} {}
  void render(Sink& sink);
};

}  // namespace sluice::reports
