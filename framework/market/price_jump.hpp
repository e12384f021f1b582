// SPDX-License-Identifier: Apache-2.0
//
// price_jump.hpp: whether a move from one close to the next looks like a split that nobody told of.
//
// Place: market; pure. Split ratios are simple: 3/2, 2, 5/2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25,
// 30, 40, 50, 100, and the same the other way round. A move within 5 % of one of them (of
// 3/2: 3 %) is worth a look; a rise by less than 45 %, or a fall by less than 31 %, never is.
#pragma once

#include <cstdint>
#include <optional>

#include "market/corporate_actions.hpp"

namespace sluice::market {

// The split that would explain the move; nothing: it needs none. Both prices > 0.
[[nodiscard]] std::optional<SplitRatio> split_like(std::int64_t before,
                                                   std::int64_t after) noexcept;

// "looks like a split of 7/1"
[[nodiscard]] std::string text_of_jump(std::int64_t before, std::int64_t after,
                                       const SplitRatio& ratio);

}  // namespace sluice::market
