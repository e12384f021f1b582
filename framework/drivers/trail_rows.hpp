// SPDX-License-Identifier: Apache-2.0
//
// trail_rows.hpp: records of the trail as the order store takes them, and back to their lines.
//
// Place: drivers; joins journal and records. Thread: any.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "files/disk.hpp"
#include "journal/reader.hpp"
#include "records/trail_row.hpp"

namespace sluice::drivers {

// A record that stands in this segment, at this offset. What a simulated venue or a rule remembers,
// and the beginning of a segment, are of kind kNothing, with nothing but time and type.
[[nodiscard]] records::TrailRow trail_row(const journal::Record& record, std::uint64_t segment = 0,
                                          std::uint64_t offset = 0);

}  // namespace sluice::drivers
