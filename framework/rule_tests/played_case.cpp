// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/played_case.hpp"

namespace sluice::rule_tests {

PlayedCase::PlayedCase(const Case& one, MadeRule made)
    : case_{one},
      made_{std::move(made)},
      scene_{one, made_.rule->lookback_sessions(), *made_.clock},
      order_{} {}

Result<std::unique_ptr<PlayedCase>> PlayedCase::play(const Case& one, const RuleMaker& maker,
                                                     const std::string& params_json) {
  auto made = maker.make(params_json);
  if (!made) return made.error();
  std::unique_ptr<PlayedCase> played{new PlayedCase{one, std::move(made).value()}};
  const Timestamp now = one.session.now;
  played->begin_session(one.before.empty() ? now : one.before.front().at);
  played->play_steps();
  if (one.restart) {
    if (auto restarted = played->restart(maker, params_json); !restarted) return restarted.error();
    played->begin_session(now);
  }
  played->order_ = played->scene_.order_at(one.order, now);
  return played;
}

void PlayedCase::begin_session(Timestamp at) {
  made_.clock->set_now(at);
  if (auto prepared = made_.rule->on_session(scene_.view_at(at)); !prepared)
    made_.messages->push_back(prepared.error().message);
}

void PlayedCase::play_steps() {
  for (const Step& step : case_.before)
    for (std::int64_t i = 0; i < step.times; ++i)
      scene_.happen(step, step.at.plus_nanoseconds(i * step.every_ns), *made_.rule);
}

// A new instance, which knows what the old one would have had journalled.
Result<void> PlayedCase::restart(const RuleMaker& maker, const std::string& params_json) {
  auto again = maker.make(params_json, made_.clock);
  if (!again) return again.error();
  if (again->rule->instance_version() != made_.rule->instance_version())
    return Error{kChangedMeanwhile};
  if (made_.rule->traits().keeps_state) {
    const auto state = made_.rule->save_rule_state();
    if (!state) return state.error();
    if (auto restored = again.value().rule->restore_rule_state(*state); !restored) return restored;
  }
  made_ = std::move(again).value();
  return {};
}

Explanation PlayedCase::explanation() {
  if (!made_.rule->traits().explains) return {};
  const auto json = made_.rule->explain();
  return json ? read_explanation(*json) : Explanation{};
}

}  // namespace sluice::rule_tests
