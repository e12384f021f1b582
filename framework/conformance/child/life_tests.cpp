// SPDX-License-Identifier: Apache-2.0
//
// life_tests.cpp: level 5: lifecycle, parameters, what a refused create leaves, error buffers.
#include "conformance/child/hot_guard.hpp"
#include "conformance/child/process_facts.hpp"
#include "conformance/child/sanitizers.hpp"
#include "conformance/child/tests.hpp"
#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

constexpr int kRepeats = 50;

// Blocks that may be kept once (a buffer that grows, a table built on first use) do not grow with
// every repeat.
constexpr std::int64_t kSlack = kRepeats / 2;

struct Bench {
  TestRun& run;
  const Subject& subject;
  Recorder recorder{""};

  bool make(Instance& instance, const std::string& params) {
    if (instance.create(params)) return true;
    instance.find("create refused the parameters it is checked with: " + instance.error_text());
    return false;
  }
};

void check_orders_of(TestRun& run, const Subject& subject, const std::string& params) {
  Bench bench{run, subject};
  const Scene scene{run.shape_for(subject), run.input().seed};
  {  // never started
    Instance instance{subject, {}, bench.recorder, run.findings()};
    if (!bench.make(instance, params)) return;
  }
  {  // started, idle
    Instance instance{subject, {}, bench.recorder, run.findings()};
    if (!bench.make(instance, params)) return;
    if (!instance.start()) instance.find("start failed: " + instance.error_text());
    if (!instance.quiesce()) instance.find("quiesce failed: " + instance.error_text());
  }
  static_cast<void>(run.workout(subject, {}, scene.shape()));
  // Two at once; one works on after the other's end.
  const std::string other_params = run.params_for(subject, run.new_scratch());
  Instance first{subject, {}, bench.recorder, run.findings()};
  Instance second{subject, {}, bench.recorder, run.findings()};
  if (!bench.make(first, params) || !bench.make(second, other_params)) return;
  if (first.get() == second.get()) return first.find("two instances are the same object");
  if (!first.start() || !second.start()) return;
  first.quiesce();
  first.destroy();
  work(second, scene);
}

void check_orders(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    check_orders_of(run, subject, params);
  });
}

void check_default_values(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    Bench bench{run, subject};
    Instance instance{subject, {}, bench.recorder, run.findings()};
    if (!instance.create(params))
      instance.find("create refused the defaults and what is required beside them: " +
                    instance.error_text() + "; give others in NAME.check.json");
  });
}

void check_violations(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    for (const Violation& violation : violations_of(subject.info->params_schema, params)) {
      Bench bench{run, subject};
      Instance instance{subject, {}, bench.recorder, run.findings()};
      if (instance.create(violation.params))
        instance.find("create took parameters although " + violation.what);
    }
  });
}

// What is refused, fifty times, after it has been refused once.
void check_failure_leaks(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    for (const Violation& violation : violations_of(subject.info->params_schema, params)) {
      Bench bench{run, subject};
      const auto refuse = [&] {
        Recorder recorder{""};
        Instance instance{subject, {}, recorder, run.findings()};
        instance.create(violation.params);
      };
      for (int i = 0; i < 3; ++i) refuse();
      const std::int64_t blocks = live_blocks();
      const std::size_t files = open_file_count();
      const std::size_t threads = thread_count();
      for (int i = 0; i < kRepeats; ++i) refuse();
      const auto tell = [&](const std::string& what) {
        run.findings().add(subject.info->id, "create, refusing because " + violation.what +
                                                 ", leaves " + what + " behind");
      };
      if (live_blocks() - blocks > kSlack) tell("memory");
      if (open_file_count() > files) tell("open files");
      if (thread_count() > threads) tell("threads");
    }
  });
}

void check_error_bounds(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    for (const std::uint32_t capacity : {0u, 1u, 7u, 64u, 4096u}) {
      Treatment treatment;
      treatment.error_capacity = capacity;
      for (const Violation& violation : violations_of(subject.info->params_schema, params)) {
        Bench bench{run, subject};
        Instance instance{subject, treatment, bench.recorder, run.findings()};
        if (!instance.create(violation.params) && capacity == 4096 && instance.error_text().empty())
          instance.find("create refused without a word although " + violation.what);
      }
      // Rows that nothing good can be said of make other functions tell of errors too.
      treatment.may_refuse_rows = true;
      treatment.seed = run.input().seed;
      SceneShape shape = run.shape_for(subject);
      shape.values = Values::kFuzzed;
      shape.sessions = 10;
      static_cast<void>(run.workout(subject, treatment, shape));
    }
  });
}

}  // namespace

bool run_life_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "lifecycle.orders") return check_orders(run), true;
  if (test == "params.defaults") return check_default_values(run), true;
  if (test == "params.violations") return check_violations(run), true;
  if (test == "create.failure_leaks") return check_failure_leaks(run), true;
  if (test != "error.bounds") return false;
  check_error_bounds(run);
  return true;
}

}  // namespace sluice::conformance
