// SPDX-License-Identifier: Apache-2.0
//
// wire_host_process.cpp: a session host in a process of its own, which a test leads step by step.
//
//   wire_host_process DIRECTORY PLUGINS URL ID BEGIN ENTERS QUANTITY
//
// Standard input: a line `to TIME` does what is due then, `resume` asks for that, `stop` too. Each
// is answered by one line `STATE|position|open orders|why`; the end of the input ends it. Exit
// code 1: broken, and standard error says how.
#include <cstdio>
#include <iostream>
#include <string>

#include "wire_faults/wire_host.hpp"

namespace {

using namespace sluice;

int broken(const std::string& why) {
  std::fprintf(stderr, "wire_host_process: %s\n", why.c_str());
  return 1;
}

void answer(wire_faults::WireHost& host, const std::string& refusal) {
  const auto status = host.session().status();
  std::cout << name(status.state) << '|' << host.lane().portfolio().position(0).to_string() << '|'
            << status.open_orders << '|' << (refusal.empty() ? status.why : refusal) << "\n"
            << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) return broken("DIRECTORY PLUGINS URL ID BEGIN ENTERS QUANTITY");
  const auto begin = Timestamp::parse(argv[5]);
  const auto enters = Timestamp::parse(argv[6]);
  const auto wanted = Quantity::parse(argv[7]);
  if (!begin || !enters || !wanted) return broken("a time or the quantity is none");
  wire_faults::WireHost host{{argv[1], argv[2], argv[3], argv[4], *begin, *enters, *wanted}};
  std::string line;
  bool is_open = false;
  while (std::getline(std::cin, line)) {
    std::string refusal;
    if (line.starts_with("to ")) {
      const auto time = Timestamp::parse(line.substr(3));
      if (!time) return broken("no time: " + line);
      const auto done = is_open ? host.step(*time) : host.open(*time);
      if (!done) return broken(done.error().message);
      is_open = true;
    } else {
      const auto done =
          line == "resume" ? host.session().resume("ana") : host.session().stop("ana", "enough");
      if (!done) refusal = done.error().message;
    }
    answer(host, refusal);
  }
  return 0;
}
