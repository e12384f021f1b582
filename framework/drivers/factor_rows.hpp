// SPDX-License-Identifier: Apache-2.0
//
// factor_rows.hpp: factor returns on their way from a strategy to the day and into the trail.
//
// Place: drivers. Thread: the lane. Errors: a row that is not sound is refused with its status.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/strategy.h>
#include <sluice/result.hpp>

#include "journal/writer.hpp"
#include "records/day.hpp"

namespace sluice::drivers {

// The function of a sluice_factor_sink; its context is a std::vector<records::FactorReturn>.
sluice_status take_factors(void* context, sluice_rows rows) noexcept;

// What a day of several sessions earned: each factor's returns one after the other.
void compound_factors(std::vector<records::FactorReturn>& day,
                      const std::vector<records::FactorReturn>& session);

// FACTORS; nothing for a day without any.
Result<void> append_factors(journal::Writer& writer, const records::Day& day);
// From the field `returns` of such a record; what is not sound there is left out.
[[nodiscard]] std::vector<records::FactorReturn> read_factors(std::string_view json);

}  // namespace sluice::drivers
