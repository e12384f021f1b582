// SPDX-License-Identifier: Apache-2.0
//
// inspection.hpp: what `sluice rule coverage` and `sluice rule lint` are told of a script: which
// lines can run, which did, what a reader would mind.
//
// Place: behind the component's parameter `inspect`; allocates; never in trading. Owns the record
// of lines that ran, which the machine writes. Thread: the component's. Errors: none; a script that
// does not compile has no lines.
#pragma once

#include <string>
#include <vector>

#include <sluice/host.hpp>

#include "lint.hpp"

namespace sluice::lua {

class Inspection {
 public:
  Inspection(const std::string& file, const std::string& text, Host host);

  // By line; the machine marks them.
  [[nodiscard]] std::vector<bool>& lines_run() noexcept { return lines_run_; }
  // Why the script is no rule.
  void set_fault(std::string fault) { fault_ = std::move(fault); }
  // Members of a JSON object: lines, lines_run ("1-3,7"), findings, and the fault if there is one.
  [[nodiscard]] std::string members() const;

 private:
  std::vector<bool> lines_;
  std::vector<bool> lines_run_;
  std::vector<Finding> findings_;
  std::string fault_;
};

}  // namespace sluice::lua
