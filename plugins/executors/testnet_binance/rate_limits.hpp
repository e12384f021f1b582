// SPDX-License-Identifier: Apache-2.0
//
// rate_limits.hpp: how much of the venue's allowances is used, so that we stop before it stops us.
//
// The venue counts in windows that begin at whole multiples of their length, and tells its count in
// headers; between two answers we add what we send. Place: executor plugin. Units: nanoseconds of
// the venue's clock. Thread: lane. Bound: kMaxLimits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <sluice/json.hpp>

namespace sluice::testnet {

enum class LimitKind : std::uint8_t { kWeight, kOrders, kRequests };

// A count the venue told in a header.
struct LimitCount {
  LimitKind kind = LimitKind::kWeight;
  std::int64_t window_ns = 0;
  std::int64_t used = 0;
};
// Of "X-MBX-USED-WEIGHT-1M" or "X-MBX-ORDER-COUNT-10S"; nothing for other headers.
[[nodiscard]] std::optional<LimitCount> read_limit_header(std::string_view name,
                                                          std::string_view value);

struct Cost {
  std::int64_t weight = 1;
  std::int64_t orders = 0;
};

struct Throttle {
  std::string_view reason;
  std::int64_t retry_after_ns = 0;
};

class RateLimits {
 public:
  static constexpr std::size_t kMaxLimits = 16;
  // New orders leave so much of the weight to cancels and questions, in percent.
  static constexpr std::int64_t kReservePercent = 10;

  // The list "rateLimits" of exchangeInfo.
  void read(const JsonValue& limits);
  // Nothing: it may be sent, and is counted as sent.
  [[nodiscard]] std::optional<Throttle> take(Cost cost, std::int64_t now_ns);
  void learn(const LimitCount& told, std::int64_t now_ns);
  // The venue refused for having too much: nothing goes before then.
  void pause(std::string_view reason, std::int64_t until_ns);

 private:
  struct Limit {
    LimitKind kind;
    std::int64_t window_ns;
    std::int64_t limit;
    std::int64_t window = -1;  // number of the window that `used` is of
    std::int64_t used = 0;
  };
  static void move_to(Limit& limit, std::int64_t now_ns) noexcept;
  [[nodiscard]] static std::int64_t cost_of(const Limit& limit, Cost cost) noexcept;

  std::vector<Limit> limits_;
  std::string_view pause_reason_;
  std::int64_t paused_until_ns_ = 0;
};

}  // namespace sluice::testnet
