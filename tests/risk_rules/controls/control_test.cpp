// SPDX-License-Identifier: Apache-2.0
#include "control_test.hpp"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <fstream>

#include <sluice/result.hpp>

namespace sluice::risk_rules::test {
namespace {

std::string amount(sluice_money value) { return Money::from_c(value).to_string(); }

std::string scope_name(std::uint32_t scope) {
  constexpr const char* kNames[] = {"?",   "symbol",  "strategy", "session",
                                    "all", "account", "route"};
  return scope < std::size(kNames) ? kNames[scope] : "?";
}

std::string level_name(std::uint32_t level) {
  constexpr const char* kNames[] = {"default", "reduce_only", "halt", "halt_and_cancel", "flatten"};
  return level < std::size(kNames) ? kNames[level] : "?";
}

}  // namespace

const sluice_library& library() {
  static const sluice_library* const kLoaded = [] {
    const char* const given = std::getenv("SLUICE_CONTROLS_LIBRARY");
    const char* const path = given != nullptr ? given : SLUICE_RISK_PLUGIN;
    void* const handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      ADD_FAILURE() << dlerror();
      std::exit(2);
    }
    void* const entry = dlsym(handle, "sluice_library_entry_v1");
    SLUICE_ASSERT(entry != nullptr);
    return reinterpret_cast<const sluice_library* (*)()>(entry)();
  }();
  return *kLoaded;
}

const sluice_component* find_component(std::string_view id) {
  const sluice_component* const first = library().components;
  for (std::uint32_t i = 0; i < library().component_count; ++i)
    if (view_of(first[i].id) == id) return &first[i];
  return nullptr;
}

std::string text_of(const sluice_verdict& verdict) {
  constexpr const char* kActions[] = {"REJECT", "APPROVE", "RESIZE", "HALT"};
  std::string text = kActions[verdict.action];
  if (verdict.code[0] != '\0') text += std::string{" "} + verdict.code;
  if (verdict.action == SLUICE_VERDICT_HALT)
    text += " " + scope_name(verdict.halt_scope) + " " + level_name(verdict.halt_level);
  if (verdict.unit != SLUICE_UNIT_NONE)
    text += " " + amount(verdict.measured) + "/" + amount(verdict.limit);
  return text;
}

std::string file_with(std::string_view name, std::string_view content) {
  const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string file = std::string{test->test_suite_name()} + "_" + test->name();
  std::replace(file.begin(), file.end(), '/', '_');
  const std::string path = ::testing::TempDir() + "/sluice_" + file + "_" + std::string{name};
  std::ofstream{path, std::ios::binary | std::ios::trunc} << content;
  return path;
}

void ControlTest::make(std::string_view id, std::string_view params) {
  id_ = id;
  params_ = params;
  const sluice_component* const component = find_component(id);
  ASSERT_NE(component, nullptr) << id;
  rule_ = std::make_unique<testing::MockRule>(*component, params, host_);
  ASSERT_TRUE(rule_->ok()) << rule_->error();
  begin_session();
}

void ControlTest::begin_session() {
  const auto* const table = static_cast<const sluice_risk_rule_v1*>(rule_->component().table);
  if (table->on_session != nullptr) {
    ASSERT_EQ(rule_->on_session(world_.view()), SLUICE_OK) << rule_->error();
  }
}

std::string ControlTest::check(const sluice_order& order) {
  return text_of(rule_->check(order, world_.view()));
}

std::string ControlTest::assess() { return text_of(rule_->assess(world_.view())); }

void ControlTest::tell(Kind kind, const sluice_order& order, std::int64_t quantity,
                       std::int64_t price) {
  sluice_risk_event event{};
  event.size = sizeof event;
  event.kind = static_cast<std::uint32_t>(kind);
  event.time = world_.fields.now;
  event.order = &order;
  event.quantity = quantity;
  event.price = price;
  rule_->on_event(event);
}

std::string ControlTest::submit(const sluice_order& order) {
  std::string verdict = check(order);
  const bool approved = verdict.starts_with("APPROVE");
  if (approved) world_.open(order);
  tell(approved ? Kind::kApproved : Kind::kRefused, order);
  return verdict;
}

void ControlTest::fill(const sluice_order& order, std::string_view quantity,
                       std::string_view price) {
  world_.fill(order, units_of(quantity));
  tell(Kind::kFilled, order, units_of(quantity), units_of(price));
}

void ControlTest::cancel(const sluice_order& order) {
  tell(Kind::kEnded, order, world_.close(order));
}

void ControlTest::release() {
  sluice_risk_event event{};
  event.size = sizeof event;
  event.kind = SLUICE_RISK_EVENT_RELEASED;
  event.time = world_.fields.now;
  rule_->on_event(event);
}

void ControlTest::restart() {
  const std::string state = rule_->save_rule_state();
  ASSERT_TRUE(rule_->ok()) << rule_->error();
  rule_ = std::make_unique<testing::MockRule>(*find_component(id_), params_, host_);
  ASSERT_EQ(rule_->restore_rule_state(state), SLUICE_OK) << rule_->error();
  EXPECT_EQ(rule_->save_rule_state(), state);
  begin_session();
}

std::string ControlTest::creation_error(std::string_view id, std::string_view params) {
  const testing::MockRule rule{*find_component(id), params, host_};
  EXPECT_FALSE(rule.ok());
  return rule.error();
}

}  // namespace sluice::risk_rules::test
