// SPDX-License-Identifier: Apache-2.0
//
// sizing.hpp: from targets to the orders that lead there.
//
// Place: drivers; pure. A target weight is a share of current equity at the last price: the
// quantity is the largest lot multiple whose value is not above it, exactly (a double is a binary
// fraction, and is used as one).
#pragma once

#include <optional>

#include <sluice/decimal.hpp>

namespace sluice::drivers {

// The position `weight` of `equity` at `price` asks for, cut towards zero to a multiple of `lot`.
// price, lot > 0. Nothing on overflow or for a weight that is not finite. Negative equity asks for
// nothing.
[[nodiscard]] std::optional<Quantity> quantity_for_weight(double weight, Money equity, Price price,
                                                          Quantity lot);

}  // namespace sluice::drivers
