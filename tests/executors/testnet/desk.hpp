// SPDX-License-Identifier: Apache-2.0
//
// desk.hpp: the executor on the mock host in front of a simulator, with short words for orders and
// reports. Time is real: what is waited for comes within seconds, or the test fails.
#pragma once

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

#include "executors/testnet_binance/testnet_binance.hpp"
#include "executors/venue.hpp"
#include "simulator.hpp"

namespace sluice::testnet::test {

using executors::test::kBuy;
using executors::test::kind_text_of;
using executors::test::kSell;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

inline constexpr auto kPatience = std::chrono::seconds{5};

// {"url":…,…}: the keys of the simulator's account "main", and what a test adds: ",\"a\":1".
[[nodiscard]] inline std::string desk_params(const std::string& url, const std::string& more) {
  ::setenv("SLUICE_TEST_KEY", "simulatorKeyOfMain", 1);
  ::setenv("SLUICE_TEST_SECRET", "simulatorSecretOfMain", 1);
  return "{\"url\":\"" + url +
         "\",\"api_key_env\":\"SLUICE_TEST_KEY\",\"secret_env\":\"SLUICE_TEST_SECRET\"" + more +
         "}";
}

// Whether the bell is rung beyond `before`, without anybody asking the component.
[[nodiscard]] inline bool rings_again(const testing::MockHost& host, std::uint64_t before) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (host.rings() == before && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  return host.rings() > before;
}

class Desk {
 public:
  explicit Desk(const std::string& url, const std::string& more = {})
      : executor_{sluice::executor<TestnetBinance>.describe(), desk_params(url, more), host_} {
    market_.add_instrument("BTCUSDT");
    market_.add_instrument("ETHUSDT");
  }
  ~Desk() {
    const auto& row = executor_.component();
    if (executor_.get() != nullptr) row.quiesce(executor_.get(), testing::ErrorBuffer{}.raw());
  }
  Desk& begin() {
    tick();
    EXPECT_TRUE(executor_.ok()) << executor_.error();
    EXPECT_EQ(executor_.begin(market_.instruments()), SLUICE_OK) << executor_.error();
    return *this;
  }
  // Good till cancelled, of BTCUSDT.
  sluice_order limit(std::uint64_t id, Side side, std::string_view quantity,
                     std::string_view price) {
    sluice_order order = testing::limit_order(0, side, quantity, price);
    order.time_in_force = SLUICE_TIF_GTC;
    return named(order, id);
  }
  sluice_order market_order(std::uint64_t id, Side side, std::string_view quantity) {
    return named(testing::market_order(0, side, quantity), id);
  }
  sluice_status submit(const sluice_order& order) {
    tick();
    const auto status = executor_.submit({&order, 1});
    keep();
    return status;
  }
  sluice_status cancel(const sluice_order& order) {
    tick();
    const auto status = executor_.cancel(order);
    keep();
    return status;
  }
  sluice_status query(const sluice_order& order) {
    tick();
    const auto status = executor_.query(order);
    keep();
    return status;
  }
  void poll() {
    tick();
    executor_.poll();
    keep();
  }
  // Polls until a report begins with these words.
  [[nodiscard]] bool hears(std::string_view words) {
    return waits([&] {
      for (const std::string& text : said_)
        if (text.starts_with(words)) return true;
      return false;
    });
  }
  template <typename Condition>
  [[nodiscard]] bool waits(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      poll();
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
  }
  [[nodiscard]] bool becomes_ready() {
    return waits([&] { return health().ready != 0; });
  }
  // Everything reported since the last call.
  std::vector<std::string> take() { return std::exchange(said_, {}); }
  [[nodiscard]] const std::vector<std::string>& said() const { return said_; }
  [[nodiscard]] const std::vector<sluice_execution_report>& rows() const { return rows_; }
  sluice_executor_health health() { return executor_.health(); }
  testing::MockExecutor& executor() { return executor_; }
  testing::MockHost& host() { return host_; }
  testing::MockMarket& market() { return market_; }
  void keep() {
    for (const sluice_execution_report& row : executor_.take_reports()) {
      rows_.push_back(row);
      said_.push_back(kind_text_of(row));
    }
  }
  void tick() {
    host_.set_now(
        Timestamp::from_nanoseconds(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count()));
  }

 private:
  static sluice_order named(sluice_order order, std::uint64_t id) {
    order.order_id = id;
    order.intent_id = {0x51, id};
    order.attempt = 1;
    return order;
  }
  testing::MockHost host_;
  testing::MockMarket market_;
  testing::MockExecutor executor_;
  std::vector<std::string> said_;
  std::vector<sluice_execution_report> rows_;
};

}  // namespace sluice::testnet::test
