// SPDX-License-Identifier: Apache-2.0
//
// safety_guard.hpp: whether an order may be placed on a live venue, asked before every one.
//
// Place: risk. Pure: gate 2 as it is kept and the clock come in. In this order: mode, gate 1 (the
// config), gate 2 (armed at run time), confirm token, dry run. The first that is not met refuses;
// a refusal is a value, and told. The last one never passes in this product: whoever gets it
// simulates the order. Thread: any, where `tell` is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "risk/arming.hpp"

namespace sluice::risk {

// What a config says of live orders.
struct LiveSettings {
  bool is_live = false;              // environment.mode
  bool enable_live_trading = false;  // gate 1
  std::string enabled_by;            // empty: not known
  bool require_confirm_token = true;
  std::string token;        // empty: there is none
  std::string token_fault;  // why there is none
  bool dry_run = true;
};

enum class SafetyStep { kMode, kGate1, kGate2, kToken, kDryRun };

struct SafetyRefusal {
  SafetyStep step = SafetyStep::kMode;
  std::string_view code;
  std::string why;

  // `[SAFETY] CODE: why`
  [[nodiscard]] std::string text() const;
};

// Why gate 2 is closed at `now`; empty: it is open. What was armed at `not_before` or earlier is
// void: something happened since that somebody has to look at.
[[nodiscard]] std::string gate_2_fault(const LiveSettings& settings, const ArmingState& state,
                                       Timestamp not_before, Timestamp now);
// Why whoever armed has not shown to know the token; empty: it was shown, or is not asked for.
[[nodiscard]] std::string token_fault(const LiveSettings& settings, const ArmingState& state);

class SafetyGuard {
 public:
  using Tell = std::function<void(const SafetyRefusal&)>;

  SafetyGuard(LiveSettings settings, Tell tell);

  // Nothing: the order may be placed.
  [[nodiscard]] std::optional<SafetyRefusal> ensure_may_place_order(const ArmingState& state,
                                                                    Timestamp now) const;
  // From now on what was armed until then is void.
  void disarm(Timestamp now);

  [[nodiscard]] const LiveSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] Timestamp not_before() const noexcept { return not_before_; }

 private:
  [[nodiscard]] std::optional<SafetyRefusal> first_refusal(const ArmingState& state,
                                                           Timestamp now) const;

  LiveSettings settings_;
  Tell tell_;
  Timestamp not_before_;
};

}  // namespace sluice::risk
