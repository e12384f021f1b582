// SPDX-License-Identifier: Apache-2.0
//
// average_price.hpp: what the fills of an order cost on average.
//
// Place: records. One for the store and for whoever answers before it has seen the fills: both tell
// the same price. Pure.
#pragma once

#include <sluice/decimal.hpp>

namespace sluice::records {

// `value`: the sum of price times quantity of the fills, in their units. To 1e-8, halves up; at the
// ends of what a price can hold where it is beyond; 0: nothing is filled.
[[nodiscard]] Price average_price(int128 value, Quantity filled) noexcept;

}  // namespace sluice::records
