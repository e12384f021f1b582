// SPDX-License-Identifier: Apache-2.0
//
// tables.hpp: tables and JSON for people who look at plugins.
//
// Place: plugins, private to its .cpp files. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "plugins/manifest.hpp"
#include "plugins/text.hpp"
#include "plugins/trial_store.hpp"

namespace sluice::plugins {

inline constexpr std::size_t kMaxCellBytes = 400;

inline std::string cell(std::string_view text) { return printable(text, kMaxCellBytes); }

// Rows with their columns aligned; the last column is not filled up.
template <std::size_t Columns>
std::string aligned(const std::vector<std::array<std::string, Columns>>& rows,
                    std::string_view indent) {
  std::array<std::size_t, Columns> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < Columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line{indent};
    for (std::size_t i = 0; i < Columns; ++i)
      line += row[i] + std::string(i + 1 < Columns ? widths[i] - row[i].size() + 2 : 0, ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

inline std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

inline nlohmann::ordered_json optional_text(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json{} : nlohmann::ordered_json(text);
}

inline nlohmann::ordered_json component_json(const ComponentInfo& info) {
  return {{"kind", kind_name(info.kind)},
          {"id", info.id},
          {"version", info.version},
          {"interface", info.interface_id},
          {"summary", info.summary},
          {"traits", trait_names(info.traits)},
          {"params", nlohmann::ordered_json::parse(info.params_schema, nullptr, false)}};
}

// What `plugin list` and `plugin inspect` say of a trial.
inline nlohmann::ordered_json trial_json(const TrialStatus& status) {
  nlohmann::ordered_json json{{"state", trial_state_name(status.state)}};
  if (status.state == TrialStatus::State::kUntried) return json;
  if (status.state == TrialStatus::State::kUnreadable) {
    json["problem"] = status.problem;
    return json;
  }
  json["time"] = status.record.time.to_string();
  json["library"] = status.record.library;
  if (!status.is_quarantined()) return json;
  json["step"] = status.record.step;
  json["reason"] = status.record.reason;
  return json;
}

}  // namespace sluice::plugins
