// SPDX-License-Identifier: Apache-2.0
//
// order_lane_halts.cpp: what a lane does about halts, and how they end.
#include "drivers/order_lane.hpp"

namespace sluice::drivers {
namespace {

// Between two tries to carry out a release that the books do not allow yet.
constexpr std::int64_t kReleaseAgainNs = 5 * Timestamp::kNanosecondsPerSecond;

std::string listed(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : "; ") + text;
  return list;
}

}  // namespace

// Nothing is asked of a component any more that broke its promises: here follows what that means
// for everyone else.
Result<void> OrderLane::look_at_faults(Timestamp now) {
  const auto faults =
      contain(parts_.faults, config_.names.route, parts_.kill_switch, parts_.audit, now);
  if (faults.empty()) return {};
  // Without its strategy a session trades nothing new.
  for (const PluginFault& fault : faults)
    if (fault.kind == plugins::Kind::kStrategy)
      (void)parts_.kill_switch.engage({risk::HaltScope::kSession, config_.names.session,
                                       risk::HaltLevel::kHalt, "plugin " + fault.name, fault.reason,
                                       now});
  parts_.gate.look_at_kill_switch(book_, now);
  return parts_.audit.commit();
}

// A halt is journalled before anything is done about it.
Result<void> OrderLane::look_at_halts(Timestamp now) {
  if (auto looked = look_at_faults(now); !looked) return looked;
  if (parts_.gate.look_at_kill_switch(book_, now))
    if (auto kept = parts_.audit.commit(); !kept) return kept;
  if (auto released = settle_releases(now); !released) return released;
  return halt_actions_.act(now);
}

// Releases that the latch file asks for.
Result<void> OrderLane::settle_releases(Timestamp now) {
  const auto asked = parts_.kill_switch.asked_releases();
  if (asked.empty()) next_release_.reset();
  if (asked.empty() || (next_release_ && now < *next_release_)) return {};
  for (const risk::Release& release : asked) {
    const auto done = carry_out(release, now);
    if (done) continue;
    if (!next_release_)
      parts_.audit.on_event("HALT_ACTION", now, "a release waits: " + done.error().message);
    next_release_ = now.plus_nanoseconds(kReleaseAgainNs);
    return parts_.audit.commit();
  }
  next_release_.reset();
  return {};
}

Result<std::vector<risk::Halt>> OrderLane::release_kill_switch(const risk::Release& release,
                                                               Timestamp now) {
  if (release.who.empty() || release.why.empty()) return Error{"a release needs who and why"};
  risk::Release reaching = release;
  reaching.reach(parts_.kill_switch.held());
  if (!parts_.kill_switch.holds_any_of(reaching))
    return Error{"nothing that the release covers is halted"};
  return carry_out(reaching, now);
}

Result<std::vector<risk::Halt>> OrderLane::carry_out(const risk::Release& release, Timestamp now) {
  const auto certificate = reconcile("release", now);
  if (!certificate) return certificate.error();
  if (!certificate->complete)
    return Error{"the books are not reconciled with the venue: " +
                 (certificate->differences.empty() ? "it did not tell everything"
                                                   : listed(certificate->differences))};
  // Journalled first: a process that dies in between finds the latch, and stays halted.
  parts_.audit.on_event("KILL_SWITCH_RELEASED", now, risk::text_of(release));
  if (auto kept = parts_.audit.commit(); !kept) return kept.error();
  auto ended = parts_.kill_switch.carry_out(release);
  if (!ended) return ended;
  parts_.gate.tell_released(*ended, now);
  if (auto kept = trail_.commit(); !kept) return kept.error();
  if (parts_.gate.look_at_kill_switch(book_, now))
    if (auto kept = parts_.audit.commit(); !kept) return kept.error();
  return ended;
}

Result<std::string> OrderLane::order_to_close(const Intent& intent, Timestamp now) {
  const auto answers = route({&intent, 1}, now);
  if (!answers) return answers.error();
  return answers->front().refusal;
}

}  // namespace sluice::drivers
