// SPDX-License-Identifier: Apache-2.0
//
// executor_instance.hpp: an executor of a plugin.
//
// Place: plugins. Owns the number of instruments of the run and what the venue promised at begin.
// Thread: the lane. Errors: after an Error of submit, cancel or replace the fate of orders without
// a report is not known. Sinks throw nothing: they are called by the plugin. What a plugin says of
// positions is checked before the caller sees it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "plugins/component.hpp"

namespace sluice::plugins {

struct ExecutorHealth {
  bool is_ready = false;
  std::string reason;  // why not
};

struct AccountBalance {
  std::string asset;
  Money free;
  Money locked;
};

// What the venue says of the account it takes us to trade.
struct VenueAccountFacts {
  struct Permissions {
    bool may_trade = false;
    bool may_withdraw = false;
  };
  struct Clock {
    std::int64_t offset_ns = 0;  // the venue's minus ours
    std::int64_t error_ns = 0;   // the offset is wrong by no more than this
  };
  bool is_dry_run = false;  // nothing is sent, and nothing below is told
  std::string account;      // the venue's name for it; empty: not told
  std::optional<Permissions> permissions;
  std::optional<Clock> clock;
  std::optional<std::vector<AccountBalance>> balances;  // those that are not 0
  Timestamp time;                                       // the venue's
};

class ExecutorInstance final : public Component, public Venue {
 public:
  static constexpr Kind kKind = Kind::kExecutor;
  ExecutorInstance(LoadedComponent loaded, InstanceOptions options);

  // Once after start: the instruments of the run (rows of sluice_instrument).
  Result<void> begin(sluice_rows instruments);
  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override;
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override;
  // REPLACE_REJECTED with the code REPLACE_UNSUPPORTED where the venue can't.
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override;
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override;
  // `account` is written on success only; its on_positions may have been called before an Error.
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override;
  Result<void> poll(const sluice_report_sink& sink) override;
  // Success without a call for venues that are not simulated.
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) override;
  // Nothing is promised before begin.
  [[nodiscard]] VenueTraits traits() const override { return traits_; }
  // Nothing where the venue has no account to be asked about; an Error where it could not be asked.
  Result<std::optional<VenueAccountFacts>> account();
  // Not ready while it can't be asked.
  [[nodiscard]] ExecutorHealth health();

 private:
  Result<void> ask_traits();

  const sluice_executor_v1& functions_;
  std::uint64_t instrument_count_ = 0;
  VenueTraits traits_;
};

}  // namespace sluice::plugins
