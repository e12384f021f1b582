// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/simulator.hpp"

namespace sluice::venue_simulator {

Plan Simulator::plan(const Call& call) {
  const std::string name = call.method + " " + call.path;
  if (is_down_) return {Plan::Run::kNot, Plan::Ending::kClose, 0, 0, {}};
  if (Service::knows(call.method, call.path)) ++counts_[name].received;
  return plan_of(faults_.take(name));
}

Answer Simulator::answer(const Plan& plan, const Call& call) {
  if (plan.run == Plan::Run::kNot) return plan.instead.value_or(Answer{});
  const std::string name = call.method + " " + call.path;
  if (Service::knows(call.method, call.path)) ++counts_[name].carried_out;
  if (plan.run == Plan::Run::kStale && past_)
    return service_.handle_stale(call, *past_, clock_.now());
  const bool changes = Service::changes(call);
  if (changes) before_change();
  Answer answer = service_.handle(call, clock_.now());
  if (plan.run == Plan::Run::kTwice) answer = service_.handle(call, clock_.now());
  if (changes) after_change();
  return plan.instead ? *plan.instead : answer;
}

Outcome<int> Simulator::admit_listener(const Call& call) {
  const auto key = service_.keys().check(Security::kSigned, call.api_key, call.params, call.payload,
                                         clock_.now());
  if (!key) return key.refusal();
  return (*key)->account;
}

void Simulator::set_down(bool is_down) {
  is_down_ = is_down;
  if (is_down) hub_.disconnect_all(false);
}

void Simulator::before_change() {
  if (faults_.awaits(FaultKind::kStale))
    past_ = venue();
  else
    past_.reset();
}

void Simulator::after_change() { hub_.publish(venue(), venue().take_events(), clock_.now()); }

}  // namespace sluice::venue_simulator
