// SPDX-License-Identifier: Apache-2.0
//
// workout_rule.cpp: a risk rule through a few sessions: every order is judged, and what happens to
// it then is told.
#include <cstring>

#include "conformance/child/workout.hpp"
#include "core/reason_codes.hpp"
#include "plugins/text.hpp"
#include "plugins/verdict_check.hpp"

namespace sluice::conformance {
namespace {

constexpr std::size_t kMostStateBytes = 64 * 1024;
constexpr std::size_t kMostExplanationBytes = 16 * 1024;
constexpr std::uint32_t kRuleSessions = 3;

const sluice_risk_rule_v1& functions_of(const Instance& instance) {
  return instance.table<sluice_risk_rule_v1>();
}

#define HAS(slot) SLUICE_HAS_SLOT(&functions_of(instance_), sluice_risk_rule_v1, slot)

void record(Recorder& to, const sluice_verdict& verdict) {
  to.put("verdict.action", verdict.action);
  to.put("verdict.unit", verdict.unit);
  to.put("verdict.measured", verdict.measured.lo);
  to.put("verdict.measured.hi", verdict.measured.hi);
  to.put("verdict.limit", verdict.limit.lo);
  to.put("verdict.limit.hi", verdict.limit.hi);
  to.put("verdict.resize_quantity", verdict.resize_quantity);
  to.put("verdict.halt_scope", verdict.halt_scope);
  to.put("verdict.halt_level", verdict.halt_level);
  to.put("verdict.code", std::string_view{verdict.code, ::strnlen(verdict.code, SLUICE_CODE_SIZE)});
}

class RuleWork {
 public:
  RuleWork(Instance& instance, const Scene& scene) : instance_{instance}, scene_{scene} {}

  void run() {
    ask_traits();
    const std::uint32_t sessions = std::min(kRuleSessions, scene_.shape().sessions);
    for (std::uint32_t i = 0; i < sessions; ++i) {
      const std::uint32_t session = scene_.shape().sessions - sessions + i;
      if (!open_session(session)) return;
      for (std::uint32_t step = i; step < scene_.orders().size(); step += sessions)
        judge(session, step);
      assess(session);
      explain();
    }
    tell(SLUICE_RISK_EVENT_RELEASED, nullptr, 0, 0, scene_.time_of(scene_.shape().sessions));
    if (keeps_rule_state(instance_)) static_cast<void>(save_rule_state(instance_));
    reload();
  }

 private:
  void ask_traits() {
    LentMemory lent = instance_.lend();
    if (HAS(lookback_sessions))
      instance_.call_plain("lookback_sessions", lent, [&] {
        instance_.record().put("lookback_sessions",
                               functions_of(instance_).lookback_sessions(instance_.get()));
      });
    if (HAS(instance_version))
      instance_.call_plain("instance_version", lent, [&] {
        const sluice_str told = functions_of(instance_).instance_version(instance_.get());
        const std::string version{plugins::view_of(told)};
        if (version.size() > 128 || !plugins::is_utf8(version))
          instance_.find("instance_version gave what is not UTF-8 of at most 128 bytes");
        instance_.record().put("instance_version", version);
      });
    const int state = int{HAS(state_version)} + int{HAS(save_state)} + int{HAS(restore_state)};
    if (state != 0 && state != 3)
      instance_.find(
          "it has some of state_version, save_state and restore_state; expected all or none");
    if (HAS(prepare) != HAS(adopt))
      instance_.find("it has one of prepare and adopt; expected both or none");
  }

  bool open_session(std::uint32_t session) {
    if (!HAS(on_session)) return true;
    LentMemory lent = instance_.lend();
    const auto* view = scene_.lend_risk_view(lent, session, 0);
    instance_.host().set_now(view->now);
    const auto status = instance_.call("on_session", lent, [&](sluice_error* error) {
      return functions_of(instance_).on_session(instance_.get(), view, error);
    });
    if (status != SLUICE_OK && scene_.shape().values == Values::kPlain)
      instance_.find("on_session refused a plain session: " + instance_.error_text());
    return status == SLUICE_OK;
  }

  void judge(std::uint32_t session, std::uint32_t step) {
    const sluice_order& of = scene_.orders()[step];
    const std::int32_t action = check(of, session, step);
    const sluice_time time = of.decision_time;
    if (action != SLUICE_VERDICT_APPROVE)
      return tell(SLUICE_RISK_EVENT_REFUSED, &of, of.quantity, 0, time);
    tell(SLUICE_RISK_EVENT_APPROVED, &of, of.quantity, 0, time);
    tell(SLUICE_RISK_EVENT_SENT, &of, of.quantity, 0, time);
    tell(step % 5 == 4 ? SLUICE_RISK_EVENT_REJECTED : SLUICE_RISK_EVENT_ACKED, &of, 0, 0, time);
    if (step % 5 != 4) {
      const sluice_fill fill = scene_.fill_of(of, step);
      tell(SLUICE_RISK_EVENT_FILLED, &of, fill.quantity, fill.price, time);
      on_fill(fill);
    }
    tell(SLUICE_RISK_EVENT_ENDED, &of, 0, 0, time);
  }

  std::int32_t check(const sluice_order& of, std::uint32_t session, std::uint32_t step) {
    LentMemory lent = instance_.lend();
    const auto* view = scene_.lend_risk_view(lent, session, step);
    const auto* order = lent.copy(of);
    instance_.host().set_now(view->now);
    sluice_verdict before{};
    plugins::refuse_with_fault(before);
    sluice_verdict* const verdict = lent.output(before);
    instance_.call_hot("check", lent, [&] {
      functions_of(instance_).check(instance_.get(), order, view, verdict);
    });
    if (std::memcmp(&before, verdict, sizeof before) == 0)
      instance_.find("check left the verdict as the host had filled it in");
    else if (const char* problem = plugins::verdict_problem(*verdict, of, *view))
      instance_.find_in("check", problem);
    record(instance_.record(), *verdict);
    return verdict->action;
  }

  void tell(std::uint32_t kind, const sluice_order* order, sluice_quantity quantity,
            sluice_price price, sluice_time time) {
    if (!HAS(on_event)) return;
    LentMemory lent = instance_.lend();
    const sluice_order* const lent_order = order == nullptr ? nullptr : lent.copy(*order);
    const auto* event = lent.copy(
        sluice_risk_event{sizeof(sluice_risk_event), kind, time, lent_order, quantity, price});
    instance_.call_hot("on_event", lent,
                       [&] { functions_of(instance_).on_event(instance_.get(), event); });
    if (!HAS(state_version)) return;
    std::uint64_t version = 0;
    LentMemory none = instance_.lend();
    instance_.call_hot("state_version", none,
                       [&] { version = functions_of(instance_).state_version(instance_.get()); });
    instance_.record().put("state_version", version);
  }

  void on_fill(const sluice_fill& fill) {
    if (!HAS(on_fills)) return;
    LentMemory lent = instance_.lend();
    const sluice_rows rows = lent.rows(std::span<const sluice_fill>{&fill, 1});
    instance_.call("on_fills", lent, [&](sluice_error* error) {
      return functions_of(instance_).on_fills(instance_.get(), rows, error);
    });
  }

  void assess(std::uint32_t session) {
    if (!HAS(assess)) return;
    LentMemory lent = instance_.lend();
    const auto* view = scene_.lend_risk_view(lent, session, 1000);
    sluice_verdict before{};
    plugins::say_nothing(before);
    sluice_verdict* const verdict = lent.output(before);
    instance_.call_hot("assess", lent,
                       [&] { functions_of(instance_).assess(instance_.get(), view, verdict); });
    if (const char* problem = plugins::assessment_problem(*verdict))
      instance_.find_in("assess", problem);
    record(instance_.record(), *verdict);
  }

  void explain() {
    if (!HAS(explain)) return;
    static_cast<void>(written(instance_, "explain", kMostExplanationBytes,
                              [&](const sluice_sink* sink, sluice_error* error) {
                                return functions_of(instance_).explain(instance_.get(), sink,
                                                                       error);
                              }));
  }

  void reload() {
    if (!HAS(prepare) || !HAS(adopt)) return;
    LentMemory lent = instance_.lend();
    const auto status = instance_.call(
        "prepare", lent,
        [&](sluice_error* error) {
          return functions_of(instance_).prepare(instance_.get(), error);
        },
        true);
    if (status != SLUICE_OK) return;
    if (HAS(prepared_version))
      instance_.call_plain("prepared_version", lent, [&] {
        const sluice_str told = functions_of(instance_).prepared_version(instance_.get());
        instance_.record().put("prepared_version", plugins::view_of(told));
      });
    instance_.call_plain("adopt", lent, [&] { functions_of(instance_).adopt(instance_.get()); });
  }

  Instance& instance_;
  const Scene& scene_;
};

}  // namespace

void work_rule(Instance& instance, const Scene& scene) { RuleWork{instance, scene}.run(); }

bool keeps_rule_state(const Instance& instance) {
  if (instance.subject().info->kind != plugins::Kind::kRiskRule) return false;
  const auto& functions = functions_of(instance);
  return SLUICE_HAS_SLOT(&functions, sluice_risk_rule_v1, save_state) &&
         SLUICE_HAS_SLOT(&functions, sluice_risk_rule_v1, restore_state);
}

std::string save_rule_state(Instance& instance) {
  return written(instance, "save_state", kMostStateBytes,
                 [&](const sluice_sink* sink, sluice_error* error) {
                   return functions_of(instance).save_state(instance.get(), sink, error);
                 });
}

void restore_rule_state(Instance& instance, std::string_view state) {
  LentMemory lent = instance.lend();
  const sluice_str text = lent.text(state);
  const auto status = instance.call("restore_state", lent, [&](sluice_error* error) {
    return functions_of(instance).restore_state(instance.get(), text, error);
  });
  if (status != SLUICE_OK)
    instance.find("restore_state refused what save_state wrote: " + instance.error_text());
}

}  // namespace sluice::conformance
