// SPDX-License-Identifier: Apache-2.0
//
// venue.hpp: an executor on the mock host, with short words for orders, bars and reports.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace sluice::executors::test {

using testing::MockExecutor;
using testing::MockHost;
using testing::MockMarket;
using testing::money;
using testing::units;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

inline constexpr Side kBuy = Side::kBuy;
inline constexpr Side kSell = Side::kSell;

inline Timestamp day(int number) { return Timestamp::from_date(Date::from_days(20'000 + number)); }

// "ACKED 1", "REJECTED 2 NO_MARKET", "STATUS 3 OPEN 1/5", …
inline std::string kind_text_of(const sluice_execution_report& report) {
  static constexpr const char* kKinds[] = {
      "",        "ACKED",     "FILLED",          "REJECTED", "CANCELED",
      "EXPIRED", "NOT_SENT",  "CANCEL_REJECTED", "REPLACED", "REPLACE_REJECTED",
      "STATUS",  "NOT_FOUND", "BUSTED"};
  static constexpr const char* kStatuses[] = {"",         "OPEN",     "FILLED",
                                              "CANCELED", "REJECTED", "EXPIRED"};
  std::string text = std::string{kKinds[report.kind]} + " " + std::to_string(report.order_id);
  if (report.kind == SLUICE_REPORT_STATUS)
    text += std::string{" "} + kStatuses[report.order_status] + " " +
            Quantity::from_raw(report.cumulative_quantity).to_string() + "/" +
            Quantity::from_raw(report.order_quantity).to_string();
  if (report.kind == SLUICE_REPORT_FILLED)
    text += " " + Quantity::from_raw(report.quantity).to_string() + " @ " +
            Price::from_raw(report.price).to_string();
  if (report.kind == SLUICE_REPORT_REPLACED)
    text += " " + Quantity::from_raw(report.order_quantity).to_string() + " @ " +
            Price::from_raw(report.order_limit_price).to_string();
  if (report.reason[0] != '\0') text += std::string{" "} + report.reason;
  return text;
}

// The same with costs and day: "FILLED 1 5 @ 100.02 base 100 fee 0.025 day 3".
inline std::string text_of(const sluice_execution_report& report) {
  std::string text = kind_text_of(report);
  if (report.kind == SLUICE_REPORT_FILLED)
    text += " base " + Price::from_raw(report.base_price).to_string() + " fee " +
            Money::from_c(report.commission).to_string();
  return text + " day " +
         std::to_string(Timestamp::from_nanoseconds(report.time).date().days() - 20'000);
}

inline sluice_bar bar(std::uint32_t instrument, int number, std::string_view open,
                      std::string_view close) {
  sluice_bar made{};
  made.time = day(number).nanoseconds();
  made.instrument = instrument;
  made.flags = open.empty() ? 0u : unsigned{SLUICE_BAR_HAS_OPEN};
  made.open = open.empty() ? 0 : units(open);
  made.close = close.empty() ? 0 : units(close);
  return made;
}

class Venue {
 public:
  Venue(const sluice_component& component, std::string_view params)
      : executor_{component, params, host_} {
    for (const auto* symbol : {"AAA", "BBB", "CC C"}) market_.add_instrument(symbol);
  }
  Venue& begin() {
    EXPECT_TRUE(executor_.ok()) << executor_.error();
    EXPECT_EQ(executor_.begin(market_.instruments()), SLUICE_OK) << executor_.error();
    return *this;
  }
  // A market order; the decision is at the close of the day.
  sluice_order order(std::uint64_t id, int decided, std::uint32_t instrument, Side side,
                     std::string_view quantity) {
    sluice_order made = testing::market_order(instrument, side, quantity);
    made.order_id = id;
    made.decision_time = made.reference_time = day(decided).nanoseconds();
    return made;
  }
  sluice_order limit(sluice_order made, std::string_view price) {
    made.type = SLUICE_ORDER_LIMIT;
    made.limit_price = units(price);
    return made;
  }
  std::vector<std::string> submit(const std::vector<sluice_order>& orders) {
    EXPECT_EQ(executor_.submit(orders), SLUICE_OK) << executor_.error();
    return take();
  }
  std::vector<std::string> at_open(int number, const std::vector<sluice_bar>& bars) {
    return event(SLUICE_PHASE_OPEN, number, bars);
  }
  std::vector<std::string> at_close(int number, const std::vector<sluice_bar>& bars) {
    return event(SLUICE_PHASE_CLOSE, number, bars);
  }
  std::vector<std::string> event(std::uint32_t phase, int number,
                                 const std::vector<sluice_bar>& bars) {
    EXPECT_EQ(executor_.on_market(phase, day(number), bars), SLUICE_OK) << executor_.error();
    return poll();
  }
  std::vector<std::string> poll() {
    EXPECT_EQ(executor_.poll(), SLUICE_OK) << executor_.error();
    return take();
  }
  std::vector<std::string> take() {
    std::vector<std::string> texts;
    for (const sluice_execution_report& report : executor_.take_reports())
      texts.push_back(text_of(report));
    return texts;
  }
  std::vector<std::string> cancel(std::uint64_t id) {
    EXPECT_EQ(executor_.cancel(order(id, 0, 0, kBuy, "1")), SLUICE_OK) << executor_.error();
    return take();
  }
  std::vector<std::string> query(std::uint64_t id) {
    EXPECT_EQ(executor_.query(order(id, 0, 0, kBuy, "1")), SLUICE_OK) << executor_.error();
    return take();
  }
  // The ids of the orders that a snapshot names as open.
  std::vector<std::uint64_t> open_orders() {
    std::vector<sluice_order> asked;
    for (std::uint64_t id = 1; id < 100; ++id) asked.push_back(order(id, 0, 0, kBuy, "1"));
    executor_.snapshot(Timestamp{}, asked);
    std::vector<std::uint64_t> ids;
    for (const sluice_execution_report& report : executor_.take_reports())
      if (report.kind == SLUICE_REPORT_STATUS) ids.push_back(report.order_id);
    return ids;
  }
  MockExecutor& executor() { return executor_; }
  MockMarket& market() { return market_; }
  MockHost& host() { return host_; }

 private:
  MockHost host_;
  MockMarket market_;
  MockExecutor executor_;
};

}  // namespace sluice::executors::test
