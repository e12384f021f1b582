// SPDX-License-Identifier: Apache-2.0
//
// limits.hpp: request weight of an address in a minute and orders of an account in ten seconds and
// a day; who goes on above the limit is banned.
//
// Place: tests/venue_simulator, wire. Windows begin at whole multiples of their length.
#pragma once

#include <map>
#include <string>

#include "venue_simulator/order.hpp"
#include "venue_simulator/outcome.hpp"

namespace sluice::venue_simulator {

struct LimitSettings {
  std::int64_t weight_a_minute = 6'000;
  std::int64_t orders_in_ten_seconds = 50;
  std::int64_t orders_a_day = 160'000;
  std::int64_t warnings = 10;  // answers of 429 in a row before a ban
  Milliseconds ban = 120'000;
};

// A refusal that says when to come back.
struct Wait {
  Refusal refusal;
  std::int64_t retry_after_s = 0;
};

struct Usage {
  std::int64_t weight = 0;
  std::int64_t orders_in_ten_seconds = 0;
  std::int64_t orders_a_day = 0;
};

class Limits {
 public:
  explicit Limits(LimitSettings settings) : settings_{settings} {}

  // Before anything else is done with a request.
  [[nodiscard]] std::optional<Wait> take_weight(const std::string& address, std::int64_t weight,
                                                Milliseconds now);
  // Before an order reaches the engine.
  [[nodiscard]] std::optional<Wait> take_order(int account, Milliseconds now);
  // One that was refused does not count.
  void give_back_order(int account, Milliseconds now);
  [[nodiscard]] Usage usage(const std::string& address, int account, Milliseconds now);
  [[nodiscard]] const LimitSettings& settings() const noexcept { return settings_; }

 private:
  struct Window {
    Milliseconds begin = -1;
    std::int64_t count = 0;
  };
  struct Caller {
    Window minute;
    std::int64_t warned = 0;
    Milliseconds banned_until = 0;
  };
  struct Orders {
    Window ten_seconds;
    Window day;
  };
  static std::int64_t& count_of(Window& window, Milliseconds length, Milliseconds now);

  LimitSettings settings_;
  std::map<std::string, Caller> callers_;
  std::map<int, Orders> orders_;
};

}  // namespace sluice::venue_simulator
