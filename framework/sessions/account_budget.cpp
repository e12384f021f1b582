// SPDX-License-Identifier: Apache-2.0
#include "sessions/account_budget.hpp"

namespace sluice::sessions {

// Nothing: it can't be added up, which is more than there is.
std::optional<Money> AccountBudget::sum() const {
  std::optional<Money> whole = Money{};
  for (const auto& [session, held] : held_)
    if (whole) whole = checked_add(*whole, held);
  return whole;
}

bool AccountBudget::reserve(const std::string& session, Money worth) {
  const std::lock_guard hold{lock_};
  const auto others = sum();
  const auto wanted = others ? checked_add(*others, worth) : std::nullopt;
  if (!wanted || (limit_ && *wanted > *limit_)) return false;
  Money& held = held_[session];
  held = Money::from_raw(held.raw() + worth.raw());
  return true;
}

void AccountBudget::hold(const std::string& session, Money held) {
  const std::lock_guard lock{lock_};
  held_[session] = held.is_negative() ? Money{} : held;
}

void AccountBudget::release(const std::string& session) {
  const std::lock_guard lock{lock_};
  held_.erase(session);
}

std::optional<Money> AccountBudget::held() const {
  const std::lock_guard hold{lock_};
  return sum();
}

}  // namespace sluice::sessions
