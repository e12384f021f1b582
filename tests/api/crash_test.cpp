// SPDX-License-Identifier: Apache-2.0
//
// crash_test.cpp: what was answered with 200 is there after a SIGKILL, once, with the same answer.
//
// Many clients place orders at once until the server is killed in the midst of them; started again
// it is asked for all of them. SLUICE_API_CRASH_SECONDS makes it longer, SLUICE_API_CRASH_SEED
// another one.
#include <atomic>
#include <csignal>
#include <mutex>
#include <random>
#include <thread>
#include <unordered_map>

#include <gmock/gmock.h>

#include "api/served_account.hpp"

namespace sluice::api_test {
namespace {

constexpr int kClients = 200;
constexpr int kDefaultSeconds = 6;

unsigned setting(const char* name, unsigned other) {
  const char* const text = std::getenv(name);
  return text == nullptr ? other : static_cast<unsigned>(std::stoul(text));
}

std::string order_of(const std::string& id) {
  static constexpr const char* kSymbols[] = {"AAA", "BBB", "CCC"};
  const auto number = std::hash<std::string>{}(id);
  return R"({"symbol":")" + std::string{kSymbols[number % 3]} + R"(","side":")" +
         (number % 2 == 0 ? "BUY" : "SELL") + R"(","quantity":)" + std::to_string(1 + number % 7) +
         R"(,"client_order_id":")" + id + "\"}";
}

class ApiCrashTest : public ServedTest {
 protected:
  // One client: an order after the other, until nobody answers.
  void be_client(int number) {
    try {
      Connection connection{served_.port()};
      for (int i = 0;; ++i) {
        const std::string id =
            std::to_string(round_) + "-" + std::to_string(number) + "-" + std::to_string(i);
        {
          const std::lock_guard hold{lock_};
          asked_.push_back(id);
        }
        if (!connection.send(request_text("POST", "/api/v1/paper/orders", {}, order_of(id))))
          return;
        const auto reply = connection.read();
        if (!reply) return;
        const std::lock_guard hold{lock_};
        if (reply->status == 200)
          answered_.emplace(id, reply->json().at(0));
        else
          others_.push_back(reply->body);
      }
    } catch (const std::exception&) {
      // It was killed: what was on its way is nobody's.
    }
  }

  void be_killed_by(std::mt19937& random) {
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) clients.emplace_back([this, i] { be_client(i); });
    const auto before = answered_count();
    std::this_thread::sleep_for(milliseconds{std::uniform_int_distribution<int>{30, 400}(random)});
    while (answered_count() < before + kClients) std::this_thread::sleep_for(milliseconds{2});
    EXPECT_EQ(served_.end(SIGKILL), 128 + SIGKILL);
    for (std::thread& client : clients) client.join();
  }

  std::size_t answered_count() {
    const std::lock_guard hold{lock_};
    return answered_.size();
  }

  // All rows of a list that comes in pages.
  [[nodiscard]] std::vector<Json> all(const std::string& path, const char* name) const {
    std::vector<Json> rows;
    for (Json next = 0; !next.is_null();) {
      const Json page =
          served_.get(path + "?limit=1000" + (next == 0 ? "" : "&cursor=" + next.dump())).json();
      for (const Json& row : page.at(name)) rows.push_back(row);
      next = page.at("next_cursor");
    }
    return rows;
  }

  // What was on its way when it was killed: the venue is asked what became of it.
  void settle() const {
    constexpr milliseconds kStep{20};
    const auto open = [&] { return served_.get("/api/v1/health").json().at("open_orders"); };
    for (auto waited = milliseconds{0}; open() != 0 && waited < kPatience; waited += kStep)
      std::this_thread::sleep_for(kStep);
    EXPECT_EQ(open(), 0);
  }

  void check_store() {
    std::unordered_map<std::string, int> times;
    std::unordered_map<std::string, double> filled;
    for (const Json& row : all("/api/v1/oms/blotter", "orders")) {
      ++times[row.at("client_order_id").get<std::string>()];
      const double sign = row.at("side") == "BUY" ? 1 : -1;
      filled[row.at("symbol")] += sign * row.at("filled_quantity").get<double>();
      EXPECT_TRUE(row.at("status") == "FILLED" || row.at("status") == "REJECTED" ||
                  row.at("status") == "CANCELED" || row.at("status") == "ERROR")
          << row;
    }
    for (const auto& [id, answer] : answered_) EXPECT_EQ(times[id], 1) << id << " " << answer;
    for (const auto& [id, count] : times) EXPECT_EQ(count, 1) << id;
    std::unordered_map<std::string, int> fills;
    for (const Json& fill : all("/api/v1/oms/executions", "executions"))
      ++fills[fill.at("order_id")];
    for (const auto& [id, count] : fills) EXPECT_EQ(count, 1) << id;
    for (const auto& [id, answer] : answered_)
      EXPECT_EQ(fills.count(answer.at("order_id")), answer.at("status") == "FILLED" ? 1u : 0u)
          << id;
    for (const Json& position : served_.get("/api/v1/paper/positions").json())
      EXPECT_EQ(position.at("quantity"), filled.at(position.at("symbol")));
  }

  // Everything that was ever asked for, answered or not: once more, with the same answer.
  void ask_again() {
    constexpr std::size_t kAtOnce = 500;
    for (std::size_t begin = 0; begin < asked_.size(); begin += kAtOnce) {
      const auto end = std::min(begin + kAtOnce, asked_.size());
      std::string list = "[";
      for (std::size_t i = begin; i < end; ++i)
        list += (i > begin ? "," : "") + order_of(asked_[i]);
      const auto reply = served_.order(list + "]");
      ASSERT_EQ(reply.status, 200) << reply.body.substr(0, 300);
      const Json answers = reply.json();
      for (std::size_t i = begin; i < end; ++i) {
        const auto [known, is_new] = answered_.emplace(asked_[i], answers.at(i - begin));
        EXPECT_EQ(known->second, answers.at(i - begin)) << asked_[i];
      }
    }
  }

  int round_ = 0;
  std::mutex lock_;
  std::vector<std::string> asked_;
  std::unordered_map<std::string, Json> answered_;
  std::vector<std::string> others_;
};

TEST_F(ApiCrashTest, Killed_WhatWasAnsweredIsThereOnceWithTheSameAnswer) {
  const auto seconds = setting("SLUICE_API_CRASH_SECONDS", kDefaultSeconds);
  std::mt19937 random{setting("SLUICE_API_CRASH_SEED", 20261121)};
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{seconds};
  served_.start();
  std::size_t kills = 0;
  do {
    ++round_;
    be_killed_by(random);
    ++kills;
    served_.start();
    settle();
    check_store();
    ask_again();
    check_store();
    ASSERT_TRUE(others_.empty()) << others_.front();
  } while (!HasFailure() && std::chrono::steady_clock::now() < until);
  RecordProperty("kills", static_cast<int>(kills));
  RecordProperty("orders", static_cast<int>(answered_.size()));
  std::cout << kills << " kills, " << answered_.size() << " orders\n";
}

}  // namespace
}  // namespace sluice::api_test
