// SPDX-License-Identifier: Apache-2.0
//
// alert_delivery.hpp: alerts of a track, brought to the file and the webhook that its config names.
//
// Place: app. After a run; what can't be delivered is logged and tried again after the next.
#pragma once

#include <atomic>
#include <filesystem>

#include <sluice/result.hpp>

#include "config/run_config.hpp"

namespace sluice::app {

// Whether they could be delivered at all, before anything is run.
[[nodiscard]] Result<void> check_alerts(const config::RunConfig& config);
void deliver_alerts(const config::RunConfig& config, const std::filesystem::path& track,
                    const std::atomic<bool>& stop);

}  // namespace sluice::app
