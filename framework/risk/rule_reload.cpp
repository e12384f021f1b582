// SPDX-License-Identifier: Apache-2.0
#include "risk/rule_reload.hpp"

#include <exception>
#include <utility>

namespace sluice::risk {

RuleReload::~RuleReload() {
  if (worker_.joinable()) worker_.join();
}

bool RuleReload::request() {
  if (rules_.empty() || worker_.joinable()) return false;
  outcomes_.clear();
  outcomes_.reserve(rules_.size());
  worker_ = std::thread{[this] { prepare_all(); }};
  return true;
}

void RuleReload::prepare_all() noexcept {
  for (const Source& source : rules_) {
    try {
      outcomes_.push_back({source.index, source.rule->prepare()});
    } catch (const std::exception& exception) {
      outcomes_.push_back({source.index, Error{exception.what()}});
    }
  }
  is_done_.store(true, std::memory_order_release);
}

std::vector<RuleReload::Outcome> RuleReload::take() {
  worker_.join();
  is_done_.store(false, std::memory_order_relaxed);
  return std::exchange(outcomes_, {});
}

}  // namespace sluice::risk
