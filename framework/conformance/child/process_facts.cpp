// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/process_facts.hpp"

#include <array>
#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <locale>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace sluice::conformance {
namespace {

std::string floating_point() {
  std::string fact = "rounding mode " + std::to_string(std::fegetround());
#if defined(__x86_64__)
  constexpr unsigned kControlBits = 0xFFC0;  // without the bits that say what arithmetic met
  fact += ", MXCSR " + std::to_string(_mm_getcsr() & kControlBits);
#endif
  return fact;
}

std::string locale_names() {
  return std::string{std::setlocale(LC_ALL, nullptr)} + ", C++ " + std::locale{}.name() +
         (::uselocale(locale_t{}) == LC_GLOBAL_LOCALE ? "" : ", the thread has its own");
}

// Signals whose handler, flags or mask is not the default, with what they are.
std::string signals() {
  std::string fact;
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction now {};
    const char* name = ::sigabbrev_np(number);
    const std::string shown = name != nullptr ? name : std::to_string(number);
    if (sigismember(&blocked, number) == 1) fact += shown + " is blocked; ";
    if (::sigaction(number, nullptr, &now) != 0 || now.sa_handler == SIG_DFL) continue;
    std::array<char, 32> address{};
    std::snprintf(address.data(), address.size(), "%p", reinterpret_cast<void*>(now.sa_handler));
    fact += shown + (now.sa_handler == SIG_IGN
                         ? " is ignored; "
                         : " has the handler " + std::string{address.data()} + "; ");
  }
  return fact;
}

std::string directory() {
  std::error_code error;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return std::filesystem::current_path(error).string() + ", umask " + std::to_string(mask);
}

std::string environment() {
  std::string fact;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    fact += std::string{*entry} + "\n";
  return fact;
}

std::size_t entries_of(const char* folder) {
  std::error_code error;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
    static_cast<void>(entry);
    ++count;
  }
  return count;
}

}  // namespace

std::string process_fact(std::string_view test) {
  if (test == "process.floating_point") return floating_point();
  if (test == "process.locale") return locale_names();
  if (test == "process.signals") return signals();
  if (test == "process.directory") return directory();
  return environment();
}

std::size_t thread_count() { return entries_of("/proc/self/task"); }
std::size_t open_file_count() { return entries_of("/proc/self/fd"); }

}  // namespace sluice::conformance
