// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/test_host.hpp"

#include <cstddef>
#include <utility>

#include "conformance/child/hot_guard.hpp"

namespace sluice::conformance {
namespace {

#define END_OF(slot) (offsetof(sluice_host, slot) + sizeof(sluice_host::slot))

TestHost& host_of(void* context) { return *static_cast<TestHost*>(context); }

}  // namespace

TestHost::TestHost(std::string component_id, std::uint64_t seed, std::uint32_t table_size,
                   Recorder& recorder, Findings& findings)
    : component_{std::move(component_id)},
      random_{seed, component_, 0},
      recorder_{recorder},
      findings_{findings},
      table_{table_size, SLUICE_ABI_MINOR, this, &on_log, &on_now, &on_random, &on_get_interface} {}

bool TestHost::may_call(std::size_t end_of_slot, const char* slot) noexcept {
  if (table_.size >= end_of_slot) return true;
  findings_.add(component_, std::string{"it called the host's "} + slot + ", which a table of " +
                                std::to_string(table_.size) + " bytes does not hold");
  return false;
}

void TestHost::on_log(void* context, std::int32_t level, sluice_str message) noexcept {
  const HostAtWork pause;
  TestHost& host = host_of(context);
  if (!host.may_call(END_OF(log), "log")) return;
  host.recorder_.put("log.level", level);
  host.recorder_.put("log.message", std::string_view{message.ptr, message.len});
}

sluice_time TestHost::on_now(void* context) noexcept {
  const HostAtWork pause;
  TestHost& host = host_of(context);
  return host.may_call(END_OF(now), "now") ? host.now_ : 0;
}

std::uint64_t TestHost::on_random(void* context) noexcept {
  const HostAtWork pause;
  TestHost& host = host_of(context);
  return host.may_call(END_OF(random), "random") ? host.random_.next() : 0;
}

const void* TestHost::on_get_interface(void* context, sluice_str) noexcept {
  const HostAtWork pause;
  host_of(context).may_call(END_OF(get_interface), "get_interface");
  return nullptr;
}

}  // namespace sluice::conformance
