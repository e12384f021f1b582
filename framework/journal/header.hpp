// SPDX-License-Identifier: Apache-2.0
//
// header.hpp: the first record of a segment, as Writer and Log begin one.
//
// Place: inside room `journal`.
#pragma once

#include <sluice/result.hpp>

#include "journal/writer.hpp"

namespace sluice::journal {

// Whether the fields have names that a header's own fields may have.
Result<void> check_header(const Header& header);

// Begins the record and gives it its fields; the caller ends it.
void write_header(RecordBuilder& builder, const Header& header, Timestamp time, Sync sync);

}  // namespace sluice::journal
