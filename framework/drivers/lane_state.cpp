// SPDX-License-Identifier: Apache-2.0
#include "drivers/lane_state.hpp"

#include <algorithm>
#include <array>

namespace sluice::drivers {

std::string AccountMarks::to_text() const {
  return peak_equity.to_string() + " " + session_equity.to_string() + " " + session.to_string();
}

std::optional<AccountMarks> AccountMarks::parse(std::string_view text) {
  std::array<std::string_view, 3> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t end = i + 1 < words.size() ? text.find(' ') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    words[i] = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto peak = Money::parse(words[0]);
  const auto equity = Money::parse(words[1]);
  const auto session = Timestamp::parse(words[2]);
  if (!peak || !equity || !session) return std::nullopt;
  return AccountMarks{*peak, *equity, *session};
}

}  // namespace sluice::drivers
