// SPDX-License-Identifier: Apache-2.0
//
// record_places.hpp: places of records as bytes, one behind the other, as the store keeps them.
//
// Place: inside records. Each place is three numbers, seq, segment, offset: seven bits a byte, the
// lowest first, the highest bit says that more follow. So two texts of places make one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/trail_row.hpp"

namespace sluice::records {

void append_place(std::string& bytes, const RecordPlace& place);
// Those in front of the first that is no place.
[[nodiscard]] std::vector<RecordPlace> read_places(std::string_view bytes);

}  // namespace sluice::records
