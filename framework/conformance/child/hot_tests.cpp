// SPDX-License-Identifier: Apache-2.0
//
// hot_tests.cpp: level 9: what lane_hot functions must not do.
#include "conformance/child/hot_guard.hpp"
#include "conformance/child/sanitizers.hpp"
#include "conformance/child/tests.hpp"

namespace sluice::conformance {
namespace {

struct Watched {
  std::string_view test;
  HotFault fault;
};
constexpr Watched kWatched[] = {{"hot.allocation", HotFault::kAllocation},
                                {"hot.lock", HotFault::kLock},
                                {"hot.system_call", HotFault::kSystemCall}};

}  // namespace

bool run_hot_test(TestRun& run) {
  for (const Watched& watched : kWatched) {
    if (run.input().test != watched.test) continue;
    if (run.library() == nullptr) return true;
    // It has malloc, the locks and the handlers of signals for itself.
    if (SLUICE_SANITIZED_THREADS) return run.skip("nothing is watched under ThreadSanitizer"), true;
    if (watched.fault == HotFault::kSystemCall) {
      if (const auto problem = install_system_call_trap(); !problem.empty())
        return run.skip("the kernel took no filter of system calls: " + problem), true;
    }
    run.for_each_component([&](const Subject& subject, const std::string&) {
      Treatment treatment;
      treatment.seed = run.input().seed;
      treatment.watch_hot = watched.fault;
      SceneShape shape = run.shape_for(subject);
      static_cast<void>(run.workout(subject, treatment, shape));
      // Refusals take other ways than approvals.
      shape.values = Values::kExtreme;
      static_cast<void>(run.workout(subject, treatment, shape));
    });
    return true;
  }
  return false;
}

}  // namespace sluice::conformance
