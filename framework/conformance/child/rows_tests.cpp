// SPDX-License-Identifier: Apache-2.0
//
// rows_tests.cpp: level 5: tables of rows, lent memory, an older host, saved state.
#include <cstddef>

#include "conformance/child/tests.hpp"
#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

constexpr std::uint64_t kGrownRowBytes = 24;

SceneShape shape_of(std::string_view test) {
  SceneShape shape;
  if (test == "rows.none") shape.instruments = shape.orders = 0;
  if (test == "rows.one") shape.instruments = shape.orders = 1;
  if (test == "rows.many") shape.instruments = 150, shape.orders = 200, shape.sessions = 70;
  return shape;
}

void check_rows(TestRun& run, std::string_view test) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    const SceneShape shape = run.shape_for(subject, shape_of(test));
    Treatment treatment;
    treatment.seed = run.input().seed;
    if (test == "borrow.kept") treatment.lending = Lending::kSealed;
    if (test == "borrow.written") treatment.lending = Lending::kFrozen;
    const auto plain = run.workout(subject, treatment, shape);
    if (test != "rows.wider") return;
    treatment.row_padding = kGrownRowBytes;
    const auto wider = run.workout(subject, treatment, shape);
    if (const auto where = plain->first_difference(*wider); !where.empty())
      run.findings().add(subject.info->id, "it answered otherwise when rows were " +
                                               std::to_string(kGrownRowBytes) +
                                               " bytes wider: " + where + " differs");
  });
}

void check_truncated_host(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    const std::size_t ends[] = {offsetof(sluice_host, log), offsetof(sluice_host, now),
                                offsetof(sluice_host, random),
                                offsetof(sluice_host, get_interface)};
    for (const std::size_t end : ends) {
      Treatment treatment;
      treatment.seed = run.input().seed;
      treatment.host_table_size = static_cast<std::uint32_t>(end);
      Recorder recorder{""};
      Instance instance{subject, treatment, recorder, run.findings()};
      // To refuse such a host is fine.
      if (!instance.create(params) || !instance.start()) continue;
      work(instance, Scene{run.shape_for(subject), treatment.seed});
    }
  });
}

// Saves with one pair of functions, gives it to a new instance, and saves again.
void check_state(TestRun& run, const Subject& subject, bool of_rule) {
  const auto save = of_rule ? &save_rule_state : &save_component_state;
  const auto load = of_rule ? &restore_rule_state : &load_component_state;
  const Scene scene{run.shape_for(subject), run.input().seed};
  const auto scratch = run.new_scratch();
  const std::string params = run.params_for(subject, scratch);
  Recorder recorder{scratch.string()};
  Instance old{subject, {}, recorder, run.findings()};
  if (!old.create(params) || !old.start()) return old.find("it could not be started");
  work(old, scene);
  const std::string saved = save(old);
  if (save(old) != saved) old.find("the same state was saved as two different texts");
  old.quiesce();
  old.destroy();
  Instance renewed{subject, {}, recorder, run.findings()};
  if (!renewed.create(params)) return;
  if (!renewed.start()) return;
  if (subject.info->kind == plugins::Kind::kExecutor) {
    LentMemory lent = renewed.lend();
    const sluice_rows instruments = scene.lend_instruments(lent);
    renewed.call("begin", lent, [&](sluice_error* error) {
      return renewed.table<sluice_executor_v1>().begin(renewed.get(), instruments, error);
    });
  }
  if (!saved.empty()) load(renewed, saved);
  if (save(renewed) != saved)
    renewed.find("state that was saved, given to a new instance, is saved as another text");
}

void check_states(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    Recorder recorder{""};
    const Instance probe{subject, {}, recorder, run.findings()};
    if (keeps_component_state(probe)) check_state(run, subject, false);
    if (keeps_rule_state(probe)) check_state(run, subject, true);
  });
}

}  // namespace

bool run_rows_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "host.truncated") return check_truncated_host(run), true;
  if (test == "state.round_trip") return check_states(run), true;
  if (!test.starts_with("rows.") && !test.starts_with("borrow.") && test != "answers.valid")
    return false;
  check_rows(run, test);
  return true;
}

}  // namespace sluice::conformance
