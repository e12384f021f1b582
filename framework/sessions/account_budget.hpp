// SPDX-License-Identifier: Apache-2.0
//
// account_budget.hpp: what the sessions of one account may have in the market together.
//
// A session reserves what an order costs at its worst price before it is submitted; once its books
// have the order it tells what it holds instead: its reservations and what its positions cost. What
// an order does not need comes back when it is over. No two sessions get the same money: one lock
// around one sum.
//
// Place: sessions. Thread: any.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <sluice/decimal.hpp>

namespace sluice::sessions {

class AccountBudget {
 public:
  // Nothing: there is no limit.
  explicit AccountBudget(std::optional<Money> limit) : limit_{limit} {}

  // False: all sessions together would hold more than the limit, and nothing is reserved.
  [[nodiscard]] bool reserve(const std::string& session, Money worth);
  // What the session holds now; its reservations are in it.
  void hold(const std::string& session, Money held);
  // A session that is gone holds nothing.
  void release(const std::string& session);

  // Nothing: more than an amount can be.
  [[nodiscard]] std::optional<Money> held() const;
  [[nodiscard]] std::optional<Money> limit() const noexcept { return limit_; }

 private:
  [[nodiscard]] std::optional<Money> sum() const;

  const std::optional<Money> limit_;
  mutable std::mutex lock_;
  std::map<std::string, Money> held_;
};

}  // namespace sluice::sessions
