// SPDX-License-Identifier: Apache-2.0
//
// tail.hpp: tells an interrupted group from damage.
//
// Place: inside room `journal`; recovery and verify ask. A group is written only after everything
// before it was acknowledged, and each of its records says so ("durable"). So a bad record is part
// of the interrupted group unless a record behind it knows it to have been durable. The whole
// argument: docs/formats/audit.md. Errors: a file that cannot be read.
#pragma once

#include <cstdint>
#include <string>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/verify.hpp"

namespace sluice::journal {

struct Tail {
  std::uint64_t bytes = 0;  // from the bad line to the last byte that is not NUL
  std::string damage;       // why it is no interrupted write, in words; empty: it is one
  [[nodiscard]] bool torn() const noexcept { return damage.empty(); }
};

// Behind and including the bad line at `offset`, where record `seq` should stand.
Result<Tail> examine_tail(files::DiskFile& file, std::uint64_t offset, std::uint64_t seq);

// Whether a write that was interrupted can leave a line with this fault. A whole record in a wrong
// place is none.
bool is_of_torn_write(Fault fault) noexcept;

}  // namespace sluice::journal
