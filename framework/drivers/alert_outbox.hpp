// SPDX-License-Identifier: Apache-2.0
//
// alert_outbox.hpp: which alerts of a track were not yet told to somebody outside.
//
// Place: drivers. alerts.log is the outbox: how far a channel has read it stands in
// state/alerts_sent_CHANNEL, so that what could not be sent, or was not because the process died,
// is sent by a later run. At least once, in order. Thread: any, after the days are run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::drivers {

struct UnsentAlerts {
  std::vector<std::string> lines;  // the newest, at most kMaxAlertsAtOnce, without line breaks
  std::size_t left_out = 0;        // older ones that are not among them
  std::uint64_t end = 0;           // where the channel stands once they are sent
};
inline constexpr std::size_t kMaxAlertsAtOnce = 50;

[[nodiscard]] Result<UnsentAlerts> unsent_alerts(const std::filesystem::path& track,
                                                 std::string_view channel);
[[nodiscard]] Result<void> mark_alerts_sent(const std::filesystem::path& track,
                                            std::string_view channel, std::uint64_t end);

}  // namespace sluice::drivers
