// SPDX-License-Identifier: Apache-2.0
//
// qa_status: refuses everything on a day that quality assurance has not cleared for trading.
//
// The file is JSON, read at the start of every session:
//   {"can_trade_today": true, "reason": "…", "days": {"2025-01-15": false}}
// An entry in `days` for the session's date overrides `can_trade_today`; other keys are left alone.
//
// Place: native rule in the gate. State: the answer for this session. Errors: a file that is
// missing, unreadable, no such JSON, or silent about the day blocks, with the reason in the log; so
// does a session that was never announced. QA_BLOCK refuses reducing orders too: prices that failed
// their checks are no ground for any order.
#pragma once

#include <string>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/result.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/verdict.hpp>

#include "codes.hpp"

namespace sluice::risk_rules {

struct QaAnswer {
  bool can_trade = false;
  std::string reason;  // may be empty
};

// What the text of a status file says about a day.
[[nodiscard]] Result<QaAnswer> read_qa_status(const std::string& text, Date day);

struct QaStatus {
  static constexpr auto id = "qa_status";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses everything on a day not cleared for trading";
  struct Params {
    std::string file;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("file", &Params::file)
                         .required()
                         .path()
                         .help("JSON file with can_trade_today, and optionally reason and days"));

  QaStatus(Params params, Host host);

  void on_session(const RiskView& view);

  // [lane_hot]
  Verdict check(const Order&, const RiskView&) const noexcept {
    return can_trade_ ? approve() : reject(code::kQaBlock);
  }

 private:
  std::string file_;
  Host host_;
  bool can_trade_ = false;
};

}  // namespace sluice::risk_rules
