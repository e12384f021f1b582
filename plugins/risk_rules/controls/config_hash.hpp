// SPDX-License-Identifier: Apache-2.0
//
// config_hash: runs only with the configuration and the plugins somebody has approved.
//
// The file (docs/formats/approved_hashes.md) lists approved hashes, one a line; it is read at the
// start of every session and compared with the view's hash. Place: native rule in the gate. State:
// the answer for this session. Offline: the same. Errors: CONFIG_HASH for a hash that is not
// listed, NO_CONFIG_HASH where the host does not tell one, APPROVED_HASHES_UNREADABLE for a file
// that is missing or faulty and a session that was never announced; each refuses every order, and
// the log has the hash that would have to be approved.
#pragma once

#include <string>
#include <vector>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/result.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

class ConfigHash {
 public:
  static constexpr auto id = "config_hash";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses to trade with a configuration nobody approved";
  struct Params {
    std::string approved;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("approved", &Params::approved)
          .required()
          .path()
          .help("file of approved hashes, one a line (docs/formats/approved_hashes.md)"));

  ConfigHash(Params params, Host host) : file_{std::move(params.approved)}, host_{host} {}

  void on_session(const RiskView& view);

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const bool passes = refusal_.empty();
    return passes ? approve() : reject(refusal_);
  }

 private:
  std::string file_;
  Host host_;
  std::string_view refusal_ = code::kApprovedHashesUnreadable;
};

}  // namespace sluice::risk_rules
