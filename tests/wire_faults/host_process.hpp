// SPDX-License-Identifier: Apache-2.0
//
// host_process.hpp: a wire_host_process, led line by line.
//
// Place: tests/wire_faults. Owns the process, which ends by SIGKILL with the object.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace sluice::wire_faults {

// How a host stands, as it says itself.
struct HostAnswer {
  std::string state;
  std::string position;
  std::string open_orders;
  std::string why;  // of the state, or of a refusal
};

class HostProcess {
 public:
  // The program and its arguments.
  explicit HostProcess(const std::vector<std::string>& command);
  ~HostProcess() { kill(); }
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  // Waits for the answer. Throws where the process has ended.
  HostAnswer ask(const std::string& line);
  // SIGKILL.
  void kill();

 private:
  pid_t id_ = -1;
  int to_ = -1;
  int from_ = -1;
};

}  // namespace sluice::wire_faults
