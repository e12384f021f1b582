// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/position.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <sys/time.h>
#include <unistd.h>

#include "conformance/child/sanitizers.hpp"

#if SLUICE_SANITIZED_MEMORY
extern "C" void __sanitizer_set_death_callback(void (*)());
#endif

namespace sluice::conformance {
namespace {

struct Place {
  const char* component = nullptr;
  const char* function = nullptr;
};
[[gnu::tls_model("initial-exec")]] thread_local Place place;
int answer = -1;

// Async-signal-safe: no allocation, no formatting.
void write_line(const char* kind) noexcept {
  std::array<char, 512> line;
  std::size_t size = 0;
  const auto add = [&](const char* text) {
    const std::size_t length = std::strlen(text);
    if (length > line.size() - size) return;
    std::memcpy(line.data() + size, text, length);
    size += length;
  };
  add("{\"last_words\":\"");
  add(kind);
  add("\",\"component\":\"");
  add(place.component != nullptr ? place.component : "");
  add("\",\"function\":\"");
  add(place.function != nullptr ? place.function : "");
  add("\"}\n");
  const auto written = ::write(answer, line.data(), size);
  static_cast<void>(written);
}

void on_death(int) { write_line("died"); }

void on_deadline(int) {
  write_line("deadline");
  ::_exit(1);
}

// On a stack of its own: the plugin may have used up the thread's.
void handle(int signal_number, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags | SA_ONSTACK;
  ::sigaction(signal_number, &action, nullptr);
}

[[maybe_unused]] alignas(16) std::array<char, 64 * 1024> own_stack;

}  // namespace

void set_position(const char* component, const char* function) noexcept {
  place = {component, function};
}

void install_last_words(int descriptor, std::chrono::milliseconds deadline) {
  answer = descriptor;
#if SLUICE_SANITIZED_MEMORY
  // It has handlers of its own for the rest, which tell more.
  __sanitizer_set_death_callback([] { write_line("died"); });
  constexpr int kDeadly[] = {SIGILL, SIGABRT, SIGTRAP, SIGXCPU};
#else
  const stack_t stack{own_stack.data(), 0, own_stack.size()};
  ::sigaltstack(&stack, nullptr);
  constexpr int kDeadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGXCPU};
#endif
  for (const int deadly : kDeadly) handle(deadly, on_death, static_cast<int>(SA_RESETHAND));
  handle(SIGALRM, on_deadline, 0);
  const auto early = deadline * 9 / 10;
  itimerval timer{};
  timer.it_value.tv_sec = early.count() / 1000;
  timer.it_value.tv_usec = early.count() % 1000 * 1000;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace sluice::conformance
