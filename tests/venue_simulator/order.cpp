// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/order.hpp"

#include <algorithm>
#include <array>

namespace sluice::venue_simulator {

namespace {

constexpr std::array<std::string_view, 2> kSides{"BUY", "SELL"};
constexpr std::array<std::string_view, 7> kTypes{
    "LIMIT",      "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT",
    "LIMIT_MAKER"};
constexpr std::array<std::string_view, 3> kForces{"GTC", "IOC", "FOK"};
constexpr std::array<std::string_view, 6> kStatuses{
    "NEW", "PARTIALLY_FILLED", "FILLED", "CANCELED", "EXPIRED", "EXPIRED_IN_MATCH"};
constexpr std::array<std::string_view, 4> kModes{"NONE", "EXPIRE_TAKER", "EXPIRE_MAKER",
                                                 "EXPIRE_BOTH"};

template <typename Word, std::size_t kCount>
std::optional<Word> word_of(const std::array<std::string_view, kCount>& words,
                            std::string_view text) noexcept {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Word>(found - words.begin());
}

}  // namespace

std::string_view text_of(Side side) noexcept { return kSides[static_cast<std::size_t>(side)]; }
std::string_view text_of(OrderType type) noexcept { return kTypes[static_cast<std::size_t>(type)]; }
std::string_view text_of(TimeInForce force) noexcept {
  return kForces[static_cast<std::size_t>(force)];
}
std::string_view text_of(Status status) noexcept {
  return kStatuses[static_cast<std::size_t>(status)];
}
std::string_view text_of(SelfTrade mode) noexcept { return kModes[static_cast<std::size_t>(mode)]; }
std::optional<Side> side_of(std::string_view text) noexcept { return word_of<Side>(kSides, text); }
std::optional<OrderType> order_type_of(std::string_view text) noexcept {
  return word_of<OrderType>(kTypes, text);
}
std::optional<TimeInForce> time_in_force_of(std::string_view text) noexcept {
  return word_of<TimeInForce>(kForces, text);
}
std::optional<SelfTrade> self_trade_of(std::string_view text) noexcept {
  return word_of<SelfTrade>(kModes, text);
}

}  // namespace sluice::venue_simulator
