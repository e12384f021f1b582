// SPDX-License-Identifier: Apache-2.0
#include "plugins/process_state.hpp"

#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace sluice::plugins {
namespace {

#if defined(__x86_64__)
// Without the six bits that only say what earlier arithmetic met.
constexpr unsigned kControlBits = 0xFFC0;
unsigned long floating_point_control() { return _mm_getcsr() & kControlBits; }
void set_floating_point_control(unsigned long value) {
  _mm_setcsr(static_cast<unsigned>(value) | (_mm_getcsr() & ~kControlBits));
}
#elif defined(__aarch64__)
unsigned long floating_point_control() {
  unsigned long value = 0;
  asm volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}
void set_floating_point_control(unsigned long value) {
  asm volatile("msr fpcr, %0" : : "r"(value));
}
#endif

bool are_same(const struct sigaction& a, const struct sigaction& b) {
  if (a.sa_sigaction != b.sa_sigaction || a.sa_flags != b.sa_flags) return false;
  for (int number = 1; number < NSIG; ++number)
    if (sigismember(&a.sa_mask, number) != sigismember(&b.sa_mask, number)) return false;
  return true;
}

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name != nullptr ? std::string{"SIG"} + name : "signal " + std::to_string(number);
}

bool is_working_directory(int directory) {
  struct stat before {};
  struct stat now {};
  if (::fstat(directory, &before) != 0 || ::stat(".", &now) != 0) return false;
  return before.st_dev == now.st_dev && before.st_ino == now.st_ino;
}

}  // namespace

ProcessState::ProcessState()
    : floating_point_{floating_point_control()},
      c_locale_{std::setlocale(LC_ALL, nullptr)},
      thread_locale_{::uselocale(locale_t{})},
      directory_{::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC)},
      handlers_(NSIG - 1) {
  for (int number = 1; number < NSIG; ++number)
    ::sigaction(number, nullptr, &handlers_[static_cast<std::size_t>(number - 1)]);
}

ProcessState::~ProcessState() {
  if (directory_ >= 0) ::close(directory_);
}

void ProcessState::restore_floating_point(std::vector<std::string>& changed) {
  if (floating_point_control() == floating_point_) return;
  set_floating_point_control(floating_point_);
  changed.emplace_back("how floating point rounds (was it linked with -ffast-math?)");
}

void ProcessState::restore_locale(std::vector<std::string>& changed) {
  if (c_locale_ == std::setlocale(LC_ALL, nullptr) && cpp_locale_ == std::locale{} &&
      thread_locale_ == ::uselocale(locale_t{}))
    return;
  std::locale::global(cpp_locale_);
  std::setlocale(LC_ALL, c_locale_.c_str());
  ::uselocale(thread_locale_);
  changed.emplace_back("the locale");
}

void ProcessState::restore_directory(std::vector<std::string>& changed) {
  if (directory_ < 0 || is_working_directory(directory_)) return;
  const bool restored = ::fchdir(directory_) == 0;
  changed.emplace_back(restored ? "the working directory"
                                : "the working directory, which could not be put back");
}

void ProcessState::restore_handlers(std::vector<std::string>& changed) {
  for (int number = 1; number < NSIG; ++number) {
    const struct sigaction& before = handlers_[static_cast<std::size_t>(number - 1)];
    struct sigaction now {};
    if (::sigaction(number, nullptr, &now) != 0 || are_same(before, now)) continue;
    ::sigaction(number, &before, nullptr);
    changed.push_back("the handler of " + signal_name(number));
  }
}

std::vector<std::string> ProcessState::restore() {
  std::vector<std::string> changed;
  restore_floating_point(changed);
  restore_locale(changed);
  restore_directory(changed);
  restore_handlers(changed);
  return changed;
}

}  // namespace sluice::plugins
