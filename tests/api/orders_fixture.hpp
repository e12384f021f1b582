// SPDX-License-Identifier: Apache-2.0
//
// orders_fixture.hpp: a server that takes orders, and what its tests ask of it.
//
// Place: tests/api.
#pragma once

#include <gmock/gmock.h>

#include "api/served_account.hpp"

namespace sluice::api_test {

inline constexpr const char* kBuy = R"({"symbol":"AAA","side":"BUY","quantity":3})";

inline std::string with_id(const std::string& id, int quantity = 1,
                           const std::string& symbol = "AAA") {
  return R"({"symbol":")" + symbol + R"(","side":"BUY","quantity":)" + std::to_string(quantity) +
         R"(,"client_order_id":")" + id + "\"}";
}

class OrdersTest : public ServedTest {
 protected:
  void SetUp() override { served_.start(); }
  [[nodiscard]] Json blotter(const std::string& query = {}) const {
    const auto reply = served_.get("/api/v1/oms/blotter" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json();
  }
  [[nodiscard]] Json executions(const std::string& query = {}) const {
    return served_.get("/api/v1/oms/executions" + query).json();
  }
  [[nodiscard]] Json positions() const { return served_.get("/api/v1/paper/positions").json(); }
  [[nodiscard]] double held(const std::string& symbol) const {
    for (const Json& position : positions())
      if (position.at("symbol") == symbol) return position.at("quantity");
    return 0;
  }
  void halt(const std::string& more = {}) const {
    const auto reply = served_.post("/api/v1/kill-switch",
                                    R"({"action":"engage","reason":"by the test")" + more + "}");
    ASSERT_EQ(reply.status, 200) << reply.body;
  }
  void release() const {
    ASSERT_EQ(served_.post("/api/v1/kill-switch", R"({"action":"release","reason":"over"})").status,
              200);
  }
};

}  // namespace sluice::api_test
