// SPDX-License-Identifier: Apache-2.0
//
// pit_guard.hpp: nobody sees beyond the as-of time, and nobody decides on a bar before it was
// known.
//
// Place: drivers; one of a run, asked by components through the host, told the sessions by the
// order path. The market view ends at the as-of time by itself; the guard answers single questions,
// and knows of bars that were delivered later than their session. What a violation does: `mode`.
// Thread: the lane.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"
#include "core/ports.hpp"
#include "plugins/host_history.hpp"

namespace sluice::drivers {

enum class PitMode : std::uint8_t {
  kOff,     // nothing is given beyond the as-of time, and nothing is told
  kWarn,    // it is journalled, and warned of once for a symbol
  kStrict,  // it is journalled and ends the run
};

class PitGuard final : public plugins::HostHistory {
 public:
  PitGuard(const InstrumentTable& instruments, PitMode mode,
           std::function<void(const std::string&)> warn)
      : instruments_{instruments}, mode_{mode}, warn_{std::move(warn)} {}

  // What components are shown from now on; outlives the guard or the next call.
  void watch(const sluice_market_view& view) { view_ = &view; }
  // The bars of a session, once they are history: remembers those that were known later.
  void see(Timestamp session, sluice_rows bars);
  // A decision is taken at `now`: everything in history must be known by then.
  void decide(Timestamp now);
  // What has happened since it was asked last: in the trail, then an error, a warning, or nothing.
  [[nodiscard]] Result<void> settle(AuditTrail& audit);

  sluice_status bar_at(std::uint32_t instrument, sluice_time time,
                       sluice_bar& bar) noexcept override;

 private:
  struct Violation {
    InstrumentId instrument;
    sluice_time time;
    sluice_time as_of;
    std::optional<Date> known;  // when it was; nothing: it is of the future
  };
  struct LateBar {
    InstrumentId instrument;
    sluice_time time;
    Date known;
  };
  [[nodiscard]] std::string text_of(const Violation& violation) const;
  void note(const Violation& violation) noexcept;

  const InstrumentTable& instruments_;
  PitMode mode_;
  std::function<void(const std::string&)> warn_;
  const sluice_market_view* view_ = nullptr;
  std::vector<LateBar> late_;  // in history, and not known yet as of the newest session
  std::vector<Violation> violations_;
  std::set<InstrumentId> warned_;
};

}  // namespace sluice::drivers
