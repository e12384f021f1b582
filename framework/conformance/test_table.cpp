// SPDX-License-Identifier: Apache-2.0
#include "conformance/test_table.hpp"

#include <algorithm>
#include <vector>

#include "core/nearest.hpp"

namespace sluice::conformance {
namespace {

using std::chrono_literals::operator""s;

constexpr TestInfo kTests[] = {
    {"elf.note", 1, "the manifest note parses, and its ABI is one this host serves",
     "the manifest is an ELF note, read without running code",
     "build with sluice_add_plugin and the SDK of this host's major version"},
    {"elf.one_export", 1, "the library exports sluice_library_entry_v1 and nothing else",
     "one exported symbol per library",
     "build with sluice_add_plugin, or link with a version script whose only global is the entry"},
    {"elf.gnu_unique", 1, "no symbol is GNU_UNIQUE",
     "no GNU_UNIQUE symbol: it would be shared between libraries",
     "compile with -fno-gnu-unique (g++), which sluice_add_plugin does"},
    {"elf.undefined", 1, "every undefined symbol is found in a library that it names as needed",
     "no undefined symbols", "link with -Wl,-z,defs and name every library that is used"},
    {"elf.fast_math", 1, "no start-up code changes how floating point rounds", "no crtfastmath",
     "compile and link without -ffast-math, -Ofast, -funsafe-math-optimizations"},

    {"manifest.schemas", 2, "every component's parameter schema is a JSON Schema of an object",
     "the schema is a valid JSON Schema",
     "use the keywords that the reference of the parameters names; the C++ wrapper writes them"},
    {"manifest.defaults", 2, "every optional parameter has a default, which is valid itself",
     "a default for every optional parameter", "give the parameter a default, or make it required"},

    {"load.opens", 3, "it loads with RTLD_NOW, within 1 s, and its entry gives a block",
     "loaded with RTLD_NOW | RTLD_LOCAL; no static constructors with effects",
     "do no work in constructors of static objects; what is slow belongs in create or start"},
    {"load.block", 3, "the block in memory equals the note, and every table is whole",
     "the block repeats the manifest; a slot counts only if it fits in the table's size",
     "write note and block from one text (SLUICE_LIBRARY, or one C macro), and sizes with sizeof"},
    {"load.entry_twice", 3, "the entry gives the same block every time",
     "the entry may be called any number of times", "return a pointer to a static const block"},

    {"load.unknown_ids", 4, "get_interface answers NULL for every id it does not know",
     "unknown ids give NULL", "compare the whole id, by its length too"},
    {"load.threads", 4, "loading starts no thread", "no static constructors with effects",
     "start threads in start, and join them in quiesce"},
    {"process.floating_point", 4, "rounding and denormals are as before", "MXCSR is untouched",
     "do not link with -ffast-math; put the control word back after changing it"},
    {"process.locale", 4, "the locale is as before", "the locale is untouched",
     "use std::to_chars and std::from_chars, which need no locale"},
    {"process.signals", 4, "signal handlers and the signal mask are as before",
     "signal handlers are untouched", "leave signals to the host"},
    {"process.directory", 4, "working directory and umask are as before",
     "the working directory is untouched", "use absolute paths, or openat"},
    {"process.environment", 4, "the environment is as before", "the environment is untouched",
     "take what is needed as parameters; call no setenv or putenv"},

    {"lifecycle.orders", 5, "create, start, work, quiesce, destroy in every legal order",
     "lifecycle: create, start, ..., quiesce, destroy; no exception crosses",
     "destroy must stand an instance that was never started, and two instances must not share "
     "state",
     20s},
    {"params.defaults", 5, "it can be created with its defaults",
     "parameters are complete and valid when create is called",
     "accept every default; where a parameter needs a file, name one in NAME.check.json"},
    {"params.violations", 5, "missing, mistyped and out-of-range parameters are refused",
     "schema violations are refused",
     "check parameters in create and answer SLUICE_ERROR_ARGUMENT with a text", 20s},
    {"create.failure_leaks", 5, "a refused create gives no instance and leaks nothing",
     "failed create leaks nothing", "release everything on each way out of create", 20s},
    {"error.bounds", 5, "error texts stay within the caller's buffer, whatever its size",
     "errors: a status and text in the caller's buffer of `capacity` bytes",
     "write at most `capacity` bytes, set `len` to what was written, expect capacity 0", 20s},
    {"rows.none", 5, "it stands tables without any row", "rows are {base, count, stride}",
     "expect count 0 everywhere; do not divide by a count", 20s},
    {"rows.one", 5, "it stands tables of one row", "rows are {base, count, stride}",
     "do not expect a second row", 20s},
    {"rows.many", 5, "it stands tables of many rows", "rows are {base, count, stride}",
     "size what you keep by the counts you are given", 30s},
    {"rows.wider", 5, "rows that have grown are read by their stride",
     "rows are strided, so that they can grow", "step with SLUICE_ROW or the wrapper's Rows", 20s},
    {"answers.valid", 5,
     "what it answers is within the ABI: verdicts, targets, reports, bars, text",
     "the host pre-fills every verdict with REJECT (PLUGIN_FAULT): forgetting to answer refuses",
     "fill in every field of the answer on every path", 20s},
    {"borrow.kept", 5, "nothing that was lent for a call is read after it",
     "inputs are borrowed until the call returns", "copy what has to be kept", 20s},
    {"borrow.written", 5, "nothing that was lent is written to or freed",
     "inputs are const; nothing is ever freed across the border",
     "write to outputs and sinks only; free what you allocated", 20s},
    {"host.truncated", 5, "slots that an older host's table does not hold are not called",
     "a slot is called only if it fits in the table's size",
     "guard calls with SLUICE_HAS_SLOT, or use sluice::Host", 20s},
    {"state.round_trip", 5, "saved state, given to a new instance, is saved as the same text",
     "the same state gives the same text", "save everything that load reads, in a fixed order",
     20s},

    {"repeat.same_process", 6, "the same seed gives the same output twice in one process",
     "determinism: same seed twice gives identical output bytes",
     "take time and random numbers from the host; keep no state outside the instance", 30s},
    {"repeat.fresh_process", 6, "the same seed gives the same output in a fresh process",
     "determinism: a fresh process gives identical output bytes",
     "do not let addresses, hash seeds or the order of unordered containers reach the output", 30s,
     true},

    {"threads.parallel", 7, "instances on parallel threads answer as one alone does",
     "instances are independent: lane calls are serialised for one instance only",
     "keep no state outside the instance, or guard it", 60s},
    {"threads.lane_hopping", 7, "an instance that is called from changing threads answers the same",
     "lane: serialised for one instance, though not always on the same thread",
     "keep no thread_local state and no thread ids", 60s},

    {"extreme.values", 8, "the largest and smallest values give valid answers, not a crash",
     "fixed point at the border: any int64 may come", "use checked arithmetic", 60s},
    {"fuzz.parameters", 8, "parameters made from the schema by chance are taken or refused cleanly",
     "parameters are valid against the schema, and nothing more is promised of them",
     "check in create what the schema can't say", 60s},
    {"fuzz.rows", 8, "rows of any content give valid answers, not a crash",
     "rows may hold what this plugin does not expect", "check ids and enums before using them",
     60s},

    {"hot.allocation", 9, "lane_hot functions allocate and free no memory",
     "lane_hot: no allocation", "allocate in create or on_session; keep fixed buffers", 60s},
    {"hot.lock", 9, "lane_hot functions take no lock", "lane_hot: no lock",
     "calls of one instance are serialised: it needs no lock", 60s},
    {"hot.system_call", 9, "lane_hot functions make no system call", "lane_hot: no system call",
     "read files in on_session; take the time from the host", 60s},

    {"endurance.create_destroy", 10, "10,000 times create and destroy leave no memory behind",
     "create and destroy keep the books even", "release in destroy whatever create took", 300s},
    {"endurance.threads_joined", 10, "no thread and no open file is left after quiesce and destroy",
     "quiesce joins every thread", "join in quiesce, not in destroy; close files in destroy", 30s},
};

}  // namespace

std::span<const TestInfo> all_tests() noexcept { return kTests; }

const TestInfo* find_test(std::string_view id) noexcept {
  const auto* const found = std::find_if(std::begin(kTests), std::end(kTests),
                                         [id](const TestInfo& test) { return test.id == id; });
  return found == std::end(kTests) ? nullptr : found;
}

std::string nearest_test(std::string_view id) {
  std::vector<std::string> ids;
  for (const TestInfo& test : kTests) ids.emplace_back(test.id);
  return did_you_mean(id, ids);
}

}  // namespace sluice::conformance
