// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/accounts.hpp"

#include <algorithm>

#include <sluice/result.hpp>

namespace sluice::venue_simulator {

namespace {

Amount sum(Amount a, Amount b) { return Amount::from_raw(a.raw() + b.raw()); }
Amount difference(Amount a, Amount b) { return Amount::from_raw(a.raw() - b.raw()); }

}  // namespace

bool Accounts::lock(int account, const std::string& asset, Amount amount) {
  SLUICE_ASSERT(!amount.is_negative());
  Balance& balance = at(account).balances[asset];
  if (balance.free < amount) return false;
  balance.free = difference(balance.free, amount);
  balance.locked = sum(balance.locked, amount);
  return true;
}

void Accounts::release(int account, const std::string& asset, Amount amount) {
  Balance& balance = at(account).balances[asset];
  SLUICE_ASSERT(balance.locked >= amount && !amount.is_negative());
  balance.locked = difference(balance.locked, amount);
  balance.free = sum(balance.free, amount);
}

void Accounts::spend_locked(int account, const std::string& asset, Amount amount) {
  Balance& balance = at(account).balances[asset];
  SLUICE_ASSERT(balance.locked >= amount && !amount.is_negative());
  balance.locked = difference(balance.locked, amount);
}

void Accounts::add(int account, const std::string& asset, Amount amount) {
  Balance& balance = at(account).balances[asset];
  balance.free = sum(balance.free, amount);
  SLUICE_ASSERT(!balance.free.is_negative());
}

Balance Accounts::balance(int account, const std::string& asset) const {
  const auto& balances = at(account).balances;
  const auto found = balances.find(asset);
  return found == balances.end() ? Balance{} : found->second;
}

std::optional<int> Accounts::find(std::string_view name) const {
  const auto found = std::find_if(accounts_.begin(), accounts_.end(),
                                  [&](const Account& each) { return each.name == name; });
  if (found == accounts_.end()) return std::nullopt;
  return static_cast<int>(found - accounts_.begin());
}

}  // namespace sluice::venue_simulator
