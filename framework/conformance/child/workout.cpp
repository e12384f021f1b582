// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/workout.hpp"

#include "plugins/text.hpp"
#include "plugins/text_sink.hpp"

namespace sluice::conformance {
namespace {

const sluice_stateful_v1* stateful(const Instance& instance) {
  const sluice_component& row = *instance.subject().row;
  if (!SLUICE_HAS_SLOT(&row, sluice_component, get_interface)) return nullptr;
  const auto* found = static_cast<const sluice_stateful_v1*>(
      row.get_interface(plugins::borrow(SLUICE_STATEFUL_ID)));
  const bool is_whole = found != nullptr &&
                        SLUICE_HAS_SLOT(found, sluice_stateful_v1, save_state) &&
                        SLUICE_HAS_SLOT(found, sluice_stateful_v1, load_state);
  return is_whole ? found : nullptr;
}

}  // namespace

void work(Instance& instance, const Scene& scene) {
  switch (instance.subject().info->kind) {
    case plugins::Kind::kStrategy:
      return work_strategy(instance, scene);
    case plugins::Kind::kRiskRule:
      return work_rule(instance, scene);
    case plugins::Kind::kExecutor:
      return work_executor(instance, scene);
    case plugins::Kind::kFeed:
      return work_feed(instance, scene);
    case plugins::Kind::kReport:
      return work_report(instance, scene);
  }
}

std::string written(
    Instance& instance, const char* function, std::size_t limit,
    const std::function<sluice_status(const sluice_sink* sink, sluice_error* error)>& write) {
  plugins::TextSink sink{limit};
  LentMemory lent = instance.lend();
  const sluice_sink* const raw = lent.copy(*sink.raw());
  const auto status =
      instance.call(function, lent, [&](sluice_error* error) { return write(raw, error); });
  if (sink.is_too_long())
    instance.find_in(function, "wrote more than " + std::to_string(limit) + " bytes");
  if (status != SLUICE_OK) return {};
  std::string text = std::move(sink).text();
  if (!plugins::is_utf8(text)) instance.find_in(function, "wrote what is not UTF-8");
  instance.record().put(function, text);
  return text;
}

bool keeps_component_state(const Instance& instance) { return stateful(instance) != nullptr; }

std::string save_component_state(Instance& instance) {
  const sluice_stateful_v1* const state = stateful(instance);
  return written(instance, "save_state", SLUICE_STATE_LIMIT,
                 [&](const sluice_sink* sink, sluice_error* error) {
                   return state->save_state(instance.get(), sink, error);
                 });
}

void load_component_state(Instance& instance, std::string_view state) {
  const sluice_stateful_v1* const functions = stateful(instance);
  LentMemory lent = instance.lend();
  const sluice_str text = lent.text(state);
  const auto status = instance.call("load_state", lent, [&](sluice_error* error) {
    return functions->load_state(instance.get(), text, error);
  });
  if (status != SLUICE_OK)
    instance.find("load_state refused what save_state wrote: " + instance.error_text());
}

}  // namespace sluice::conformance
