// SPDX-License-Identifier: Apache-2.0
//
// process_state.hpp: what loading a library must leave alone.
//
// Place: plugins, private. Owns: a descriptor of the working directory. Covers the floating-point
// control word (rounding, flush to zero), the C and C++ locale, the working directory and every
// signal's handler. Thread: the one that loads; nobody else changes these meanwhile.
#pragma once

#include <clocale>
#include <csignal>
#include <locale>
#include <string>
#include <vector>

namespace sluice::plugins {

class ProcessState {
 public:
  ProcessState();
  ProcessState(const ProcessState&) = delete;
  ProcessState& operator=(const ProcessState&) = delete;
  ~ProcessState();

  // Puts back what is not as it was, and names it: "the working directory", "the handler of
  // SIGINT".
  [[nodiscard]] std::vector<std::string> restore();

 private:
  void restore_floating_point(std::vector<std::string>& changed);
  void restore_locale(std::vector<std::string>& changed);
  void restore_directory(std::vector<std::string>& changed);
  void restore_handlers(std::vector<std::string>& changed);

  unsigned long floating_point_;
  std::string c_locale_;
  locale_t thread_locale_;
  std::locale cpp_locale_;
  int directory_;
  std::vector<struct sigaction> handlers_;  // entry i: signal i + 1
};

}  // namespace sluice::plugins
