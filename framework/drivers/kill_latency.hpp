// SPDX-License-Identifier: Apache-2.0
//
// kill_latency.hpp: how long after the kill switch is engaged an order may still leave, measured on
// a running session with a paper venue.
//
// Place: drivers; for `sluice kill test`. Each round is a session of its own in a scratch
// directory, with a durable journal, that sends orders as fast as it can while another thread
// engages. Times are of the machine's steady clock. Errors: of the session, or one that was not
// stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "plugins/registry.hpp"
#include "risk/kill_switch.hpp"

namespace sluice::drivers {

// How it is engaged: called from another thread than the lane's.
struct KillSource {
  std::string name;
  std::function<void(risk::KillSwitch&, const std::filesystem::path& latch)> engage;
};

struct KillLatency {
  std::string source;
  // One for each round, sorted. From engaging to the last order that left after it (0: none did),
  // and to the first that was refused.
  std::vector<std::int64_t> last_send_ns;
  std::vector<std::int64_t> refused_ns;
};

[[nodiscard]] Result<KillLatency> measure_kill_latency(plugins::Registry& registry,
                                                       const std::filesystem::path& scratch,
                                                       const KillSource& source,
                                                       std::uint32_t rounds);

}  // namespace sluice::drivers
