// SPDX-License-Identifier: Apache-2.0
//
// restricted_list: refuses what compliance does not want traded, from a day to a day.
//
// The file is a table (docs/formats/restricted_list.md): symbol, from, until, side, reason. It is
// read at the start of every session; the day is the UTC date of now. Place: native rule in the
// gate. State: the spans of the run's instruments, of this session. Offline: the same. Errors: a
// file that is missing or faulty, and a session that was never announced, refuse everything:
// RESTRICTED_LIST_UNREADABLE, with path, line and cause in the log.
#pragma once

#include <string>
#include <vector>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "rule_file.hpp"

namespace sluice::risk_rules {

class RestrictedList {
 public:
  static constexpr auto id = "restricted_list";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses instruments on an effective-dated restricted list";
  struct Params {
    std::string file;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("file", &Params::file)
          .required()
          .path()
          .help("CSV of symbol, from, until, side and reason (docs/formats/restricted_list.md)"));

  RestrictedList(Params params, Host host) : file_{std::move(params.file)}, host_{host} {}

  void on_session(const RiskView& view);

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (!is_read_ || order.instrument() >= spans_.size())
      return reject(code::kRestrictedListUnreadable);
    const sluice_date today = view.now().date().days();
    for (const Restriction& each : spans_[order.instrument()]) {
      const bool concerns = order.is_buy() ? each.buys : each.sells;
      const bool breaches = concerns && each.span.holds(today);
      if (breaches) return reject(code::kRestricted);
    }
    return approve();
  }

 private:
  struct Restriction {
    DateSpan span;
    bool buys;
    bool sells;
  };
  Result<void> read(const RiskView& view);
  Result<void> take(const FileRow& row, const RiskView& view);

  std::string file_;
  Host host_;
  bool is_read_ = false;
  std::vector<std::vector<Restriction>> spans_;  // by instrument
};

}  // namespace sluice::risk_rules
