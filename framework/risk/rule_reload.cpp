// SPDX-License-Identifier: Apache-2.0
#include "risk/rule_reload.hpp"

#include <exception>
#include <utility>

namespace sluice::risk {

bool RuleReload::request() {
  if (rules_.empty() || worker_.joinable()) return false;
  outcomes_.clear();
  outcomes_.reserve(rules_.size());
  worker_ = std::jthread{[this](const std::stop_token& stop) { prepare_all(stop); }};
  return true;
}

void RuleReload::prepare_all(const std::stop_token& stop) noexcept {
  for (const Source& source : rules_) {
    try {
      outcomes_.push_back({source.index, prepare(source, stop)});
    } catch (const std::exception& exception) {
      outcomes_.push_back({source.index, Error{exception.what()}});
    }
  }
  is_done_.store(true, std::memory_order_release);
}

// Prepared first: whatever the tests read afterwards is either the same, or of another version.
Result<bool> RuleReload::prepare(const Source& source, const std::stop_token& stop) {
  auto prepared = source.rule->prepare();
  if (!prepared || !*prepared) return prepared;
  if (!source.test) return Error{"nobody tests it"};
  const auto tested = source.test(stop);
  if (!tested) return tested.error();
  if (tested->empty()) return true;
  const auto version = source.rule->prepared_version();
  if (!version) return version.error();
  if (*version != *tested)
    return Error{"its tests passed on " + *tested + ", but what was prepared is " +
                 (version->empty() ? "not told" : *version)};
  return true;
}

std::vector<RuleReload::Outcome> RuleReload::take() {
  worker_.join();
  is_done_.store(false, std::memory_order_relaxed);
  return std::exchange(outcomes_, {});
}

}  // namespace sluice::risk
