// SPDX-License-Identifier: Apache-2.0
//
// file_tests.cpp: levels 1 and 2, which read the file and run none of its code.
#include <dlfcn.h>

#include "config/schema.hpp"
#include "conformance/child/elf_scan.hpp"
#include "conformance/child/sanitizers.hpp"
#include "conformance/child/tests.hpp"
#include "conformance/made_value.hpp"
#include "plugins/elf.hpp"

namespace sluice::conformance {
namespace {

using Bytes = std::vector<std::byte>;

void check_note(TestRun& run) {
  if (const auto read = read_library(run.input().library); !read) run.find(read.error().message);
}

void check_exports(TestRun& run, const plugins::DynamicFacts& facts) {
  for (const std::string& name : facts.exported)
    if (name != SLUICE_ENTRY_SYMBOL) run.find("it exports '" + name + "'");
  if (std::find(facts.exported.begin(), facts.exported.end(), SLUICE_ENTRY_SYMBOL) ==
      facts.exported.end())
    run.find("it does not export " SLUICE_ENTRY_SYMBOL);
}

// A sanitizer's runtime is the program's.
bool is_of_a_sanitizer(std::string_view name) {
  for (const char* prefix : {"__asan_", "__ubsan_", "__sanitizer_", "__tsan_", "__lsan_"})
    if (name.starts_with(prefix)) return true;
  return false;
}

void check_undefined(TestRun& run, const Bytes& bytes, const plugins::DynamicFacts& facts) {
  std::vector<void*> handles;
  for (const std::string& name : facts.needed) {
    void* const handle = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) {
      run.find("it needs '" + name + "', which can't be loaded: " + ::dlerror());
    } else {
      handles.push_back(handle);
    }
  }
  for (const std::string& name : undefined_symbols(bytes)) {
    const bool is_found = std::any_of(handles.begin(), handles.end(), [&](void* handle) {
      return ::dlsym(handle, name.c_str()) != nullptr;
    });
    if (!is_found && !is_of_a_sanitizer(name))
      run.find("nothing that it needs defines '" + name + "'");
  }
}

// Components one after another; a broken manifest is the business of elf.note.
template <typename Body>
void each_schema(TestRun& run, Body body) {
  const auto read = read_library(run.input().library);
  if (!read) return run.find(read.error().message);
  for (const plugins::ComponentInfo& info : read->manifest.components)
    body(info, config::parse_schema(info.params_schema, "parameter schema"));
}

void check_schemas(TestRun& run) {
  each_schema(run, [&](const plugins::ComponentInfo& info, const config::Schema& schema) {
    for (const config::Fault& fault : schema.faults)
      run.findings().add(info.id, config::format(fault));
    const config::Value* type = schema.root.find("type");
    if (type == nullptr || type->text() == nullptr || *type->text() != "object")
      run.findings().add(info.id, "its schema does not say \"type\": \"object\"");
  });
}

void check_defaults(TestRun& run) {
  each_schema(run, [&](const plugins::ComponentInfo& info, const config::Schema& schema) {
    const config::Value* properties = schema.root.find("properties");
    if (!schema.faults.empty() || properties == nullptr || properties->map() == nullptr) return;
    for (const config::Member& property : *properties->map()) {
      const config::Value* fallback = property.value.find("default");
      if (fallback == nullptr && !is_required(schema.root, property.key))
        run.findings().add(info.id, "'" + property.key + "' is optional and has no default");
      if (fallback == nullptr) continue;
      for (const config::Fault& fault :
           config::check_schema(*fallback, property.key, property.value))
        run.findings().add(info.id, "the default of '" + property.key +
                                        "' is not valid: " + config::format(fault));
    }
  });
}

void check_file(TestRun& run, std::string_view test) {
  const auto bytes = read_bytes(run.input().library);
  if (!bytes) return run.find(bytes.error().message);
  const auto facts = plugins::read_dynamic_facts(*bytes);
  if (!facts) return run.find(facts.error().message);
  if (test == "elf.one_export") check_exports(run, *facts);
  if (test == "elf.gnu_unique" && facts->has_gnu_unique) run.find("a symbol is GNU_UNIQUE");
  if (test == "elf.undefined") check_undefined(run, *bytes, *facts);
  if (test == "elf.fast_math" && has_fast_math_start(*bytes))
    run.find("its code sets flush-to-zero and denormals-are-zero, as crtfastmath.o does");
}

}  // namespace

bool run_file_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "elf.note") return check_note(run), true;
  if (test == "manifest.schemas") return check_schemas(run), true;
  if (test == "manifest.defaults") return check_defaults(run), true;
  if (!test.starts_with("elf.")) return false;
  check_file(run, test);
  return true;
}

}  // namespace sluice::conformance
