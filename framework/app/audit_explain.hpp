// SPDX-License-Identifier: Apache-2.0
//
// audit_explain.hpp: one order from its decision to its end, for people.
//
// Place: app; `sluice audit explain`. Reads the trail twice, in bounded memory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::app {

// `order` is an order's number, or an intent id or the beginning of one. Returns the exit code.
int explain_order(const std::vector<std::filesystem::path>& segments, const std::string& order,
                  bool json);

}  // namespace sluice::app
