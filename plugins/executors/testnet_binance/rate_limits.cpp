// SPDX-License-Identifier: Apache-2.0
#include "rate_limits.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "json_fields.hpp"

namespace sluice::testnet {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

struct Prefix {
  std::string_view text;
  LimitKind kind;
};
constexpr Prefix kHeaders[] = {{"x-mbx-used-weight-", LimitKind::kWeight},
                               {"x-mbx-order-count-", LimitKind::kOrders}};
constexpr Prefix kTypes[] = {{"REQUEST_WEIGHT", LimitKind::kWeight},
                             {"ORDERS", LimitKind::kOrders},
                             {"RAW_REQUESTS", LimitKind::kRequests}};

// By its first letter: SECOND and S, MINUTE and m, HOUR, DAY.
std::int64_t unit_ns(char letter) noexcept {
  switch (letter) {
    case 's':
      return kSecondNs;
    case 'm':
      return 60 * kSecondNs;
    case 'h':
      return 3'600 * kSecondNs;
    case 'd':
      return 86'400 * kSecondNs;
    default:
      return 0;
  }
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::optional<std::int64_t> number_in(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole && number >= 0 ? std::optional{number} : std::nullopt;
}

}  // namespace

std::optional<LimitCount> read_limit_header(std::string_view name, std::string_view value) {
  std::string low{name};
  std::transform(low.begin(), low.end(), low.begin(), lower);
  for (const Prefix& prefix : kHeaders) {
    if (!low.starts_with(prefix.text) || low.size() < prefix.text.size() + 2) continue;
    const std::string_view window = std::string_view{low}.substr(prefix.text.size());
    const auto number = number_in(window.substr(0, window.size() - 1));
    const auto used = number_in(value);
    const std::int64_t unit = unit_ns(window.back());
    if (!number || *number < 1 || *number > 1'000 || !used || unit == 0) return std::nullopt;
    return LimitCount{prefix.kind, *number * unit, *used};
  }
  return std::nullopt;
}

void RateLimits::read(const JsonValue& limits) {
  limits_.clear();
  for (const JsonValue& row : limits.items) {
    const auto type = text_in(row, "rateLimitType");
    const auto interval = text_in(row, "interval");
    const auto number = integer_in(row, "intervalNum");
    const auto most = integer_in(row, "limit");
    if (!type || !interval || interval->empty() || !number || !most) continue;
    const std::int64_t unit = unit_ns(lower(interval->front()));
    if (unit == 0 || *number < 1 || *number > 1'000 || *most < 1) continue;
    for (const Prefix& known : kTypes)
      if (known.text == *type && limits_.size() < kMaxLimits)
        limits_.push_back({known.kind, *number * unit, *most});
  }
}

void RateLimits::move_to(Limit& limit, std::int64_t now_ns) noexcept {
  const std::int64_t window = now_ns / limit.window_ns;
  if (window == limit.window) return;
  limit.window = window;
  limit.used = 0;
}

std::int64_t RateLimits::cost_of(const Limit& limit, Cost cost) noexcept {
  switch (limit.kind) {
    case LimitKind::kWeight:
      return cost.weight;
    case LimitKind::kOrders:
      return cost.orders;
    default:
      return 1;
  }
}

std::optional<Throttle> RateLimits::take(Cost cost, std::int64_t now_ns) {
  if (now_ns < paused_until_ns_) return Throttle{pause_reason_, paused_until_ns_ - now_ns};
  for (Limit& limit : limits_) {
    move_to(limit, now_ns);
    const bool keeps_reserve = cost.orders > 0 && limit.kind != LimitKind::kOrders;
    const std::int64_t most =
        keeps_reserve ? limit.limit - limit.limit * kReservePercent / 100 : limit.limit;
    if (cost_of(limit, cost) == 0 || limit.used + cost_of(limit, cost) <= most) continue;
    return Throttle{limit.kind == LimitKind::kOrders ? "ORDER_LIMIT" : "RATE_LIMIT",
                    (limit.window + 1) * limit.window_ns - now_ns};
  }
  for (Limit& limit : limits_) limit.used += cost_of(limit, cost);
  return std::nullopt;
}

void RateLimits::learn(const LimitCount& told, std::int64_t now_ns) {
  for (Limit& limit : limits_) {
    if (limit.kind != told.kind || limit.window_ns != told.window_ns) continue;
    move_to(limit, now_ns);
    // An older answer counts less than we have sent since.
    limit.used = std::max(limit.used, told.used);
  }
}

void RateLimits::pause(std::string_view reason, std::int64_t until_ns) {
  if (until_ns <= paused_until_ns_) return;
  pause_reason_ = reason;
  paused_until_ns_ = until_ns;
}

}  // namespace sluice::testnet
