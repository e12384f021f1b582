// SPDX-License-Identifier: Apache-2.0
//
// accounts.hpp: who has how much of what, free and held back for open orders. Never below zero.
//
// Place: tests/venue_simulator.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "venue_simulator/order.hpp"

namespace sluice::venue_simulator {

struct Balance {
  Amount free;
  Amount locked;
};

struct Account {
  std::string name;
  std::map<std::string, Balance> balances;
  bool can_trade = true;
  bool can_withdraw = false;
  Milliseconds updated = 0;
};

class Accounts {
 public:
  explicit Accounts(std::vector<Account> accounts) : accounts_{std::move(accounts)} {}

  // False: there is not so much free; nothing is changed.
  [[nodiscard]] bool lock(int account, const std::string& asset, Amount amount);
  void release(int account, const std::string& asset, Amount amount);
  // Takes what was held back.
  void spend_locked(int account, const std::string& asset, Amount amount);
  void add(int account, const std::string& asset, Amount amount);

  [[nodiscard]] Balance balance(int account, const std::string& asset) const;
  [[nodiscard]] Account& at(int account) { return accounts_.at(static_cast<std::size_t>(account)); }
  [[nodiscard]] const Account& at(int account) const {
    return accounts_.at(static_cast<std::size_t>(account));
  }
  [[nodiscard]] const std::vector<Account>& all() const noexcept { return accounts_; }
  [[nodiscard]] std::optional<int> find(std::string_view name) const;

 private:
  std::vector<Account> accounts_;
};

}  // namespace sluice::venue_simulator
