// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/hot_guard.hpp"

#include <cstdio>
#include <dlfcn.h>
#include <execinfo.h>
#include <utility>

namespace sluice::conformance {
namespace {

constexpr int kKinds = 4;
constexpr int kMostFrames = 24;

// The program's own, so that reaching it takes no call and no memory.
[[gnu::tls_model("initial-exec")]] thread_local bool is_armed = false;
[[gnu::tls_model("initial-exec")]] thread_local HotOffence offences[kKinds];
const void* plugin_base = nullptr;

// The innermost frame that is the plugin's code.
const void* calling_frame() noexcept {
  void* frames[kMostFrames];
  const int count = ::backtrace(frames, kMostFrames);
  for (int i = 0; i < count; ++i) {
    Dl_info info{};
    if (::dladdr(frames[i], &info) != 0 && info.dli_fbase == plugin_base) return frames[i];
  }
  return nullptr;
}

}  // namespace

HotSection::HotSection(bool armed) noexcept : armed_{armed} {
  if (!armed_) return;
  for (HotOffence& offence : offences) offence = {};
  is_armed = true;
}

HotSection::~HotSection() {
  if (armed_) is_armed = false;
}

HotOffence HotSection::offence(HotFault fault) noexcept {
  return offences[static_cast<int>(fault)];
}

HostAtWork::HostAtWork() noexcept : was_armed_{std::exchange(is_armed, false)} {}
HostAtWork::~HostAtWork() { is_armed = was_armed_; }

void note_in_hot_section(HotFault fault, const char* function, std::uint64_t detail) noexcept {
  if (!is_armed) return;
  HotOffence& first = offences[static_cast<int>(fault)];
  if (first.fault != HotFault::kNone) return;
  // Looking for the caller may itself allocate and lock.
  is_armed = false;
  first = {fault, function, detail, calling_frame()};
  is_armed = true;
}

void set_plugin_base(const void* base) noexcept {
  plugin_base = base;
  // The first use loads the unwinder.
  void* frame = nullptr;
  static_cast<void>(::backtrace(&frame, 1));
}

std::string offset_in_plugin(const void* address) {
  Dl_info info{};
  if (address == nullptr || ::dladdr(address, &info) == 0 || info.dli_fbase != plugin_base)
    return {};
  char text[32];
  const auto offset = static_cast<const char*>(address) - static_cast<const char*>(plugin_base);
  std::snprintf(text, sizeof text, "+0x%zx", static_cast<std::size_t>(offset));
  return text;
}

}  // namespace sluice::conformance
