// SPDX-License-Identifier: Apache-2.0
//
// chain_checker.hpp: the rules one line after another must keep.
//
// Place: inside room `journal`; verify and resume apply the same ones. Thread: one.
#pragma once

#include <optional>
#include <string>

#include "journal/format.hpp"
#include "journal/line_source.hpp"
#include "journal/verify.hpp"

namespace sluice::journal {

struct LineFault {
  Fault fault;
  std::string detail;
};

class ChainChecker {
 public:
  // Without a start the first record says where the chain stands.
  // With a head, the record of that number must be that one.
  explicit ChainChecker(std::optional<ChainPoint> start, std::optional<Head> head = {})
      : expected_{std::move(start)}, head_{std::move(head)} {}

  // What is wrong with the line; the chain moves on only when nothing is.
  std::optional<LineFault> check(const Line& line);
  // What is wrong when the trail ends here: the head was not reached.
  [[nodiscard]] std::optional<LineFault> check_end() const;
  // Behind the last good line.
  [[nodiscard]] ChainPoint end() const { return expected_.value_or(ChainPoint{}); }

 private:
  std::optional<ChainPoint> expected_;
  std::optional<Head> head_;
};

// Whether the line, wherever it stands, is a record as it was written.
bool is_whole_record(std::string_view line) noexcept;

}  // namespace sluice::journal
