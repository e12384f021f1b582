// SPDX-License-Identifier: Apache-2.0
//
// extreme_tests.cpp: level 8: the ends of every range, and rows and parameters by chance.
#include "conformance/child/sanitizers.hpp"
#include "conformance/child/tests.hpp"
#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

constexpr std::uint64_t kScenes = 10;
// A sanitizer makes each cost ten times as much.
constexpr int kParameterSets = SLUICE_SANITIZED_MEMORY ? 100 : 200;

void check_rows(TestRun& run, Values values) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    for (std::uint64_t i = 0; i < kScenes; ++i) {
      Treatment treatment;
      treatment.seed = run.input().seed + i;
      treatment.may_refuse_rows = values == Values::kFuzzed;
      SceneShape shape = run.shape_for(subject);
      shape.values = values;
      shape.sessions = 70;
      static_cast<void>(run.workout(subject, treatment, shape));
    }
  });
}

// Cleanly: a status and a text, or an instance that works.
void check_parameters(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    Random random{run.input().seed};
    SceneShape shape = run.shape_for(subject);
    shape.sessions = 60;
    shape.orders = 12;
    for (int i = 0; i < kParameterSets; ++i) {
      const auto scratch = run.new_scratch();
      const std::string params = random_params(subject.info->params_schema, run.input().check_file,
                                               subject.info->id, scratch, random);
      if (params.empty()) continue;
      TestRun::make_scratch(params, scratch);
      Recorder recorder{scratch.string()};
      Treatment treatment;
      treatment.seed = random.next();
      // A session may be refused for what these parameters ask for.
      treatment.may_refuse_rows = true;
      Instance instance{subject, treatment, recorder, run.findings()};
      if (!instance.create(params)) {
        if (instance.error_text().empty())
          instance.find("create refused without a word: " + params.substr(0, 200));
        continue;
      }
      shape.values = Values::kExtreme;
      if (instance.start()) work(instance, Scene{shape, treatment.seed});
    }
  });
}

}  // namespace

bool run_extreme_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "extreme.values") return check_rows(run, Values::kExtreme), true;
  if (test == "fuzz.rows") return check_rows(run, Values::kFuzzed), true;
  if (test != "fuzz.parameters") return false;
  check_parameters(run);
  return true;
}

}  // namespace sluice::conformance
