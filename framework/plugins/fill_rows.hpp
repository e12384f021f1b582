// SPDX-License-Identifier: Apache-2.0
//
// fill_rows.hpp: a booked fill as plugins see it.
//
// Place: plugins, private. Pure.
#pragma once

#include <sluice/c/order.h>

#include "core/order.hpp"

namespace sluice::plugins {

[[nodiscard]] sluice_fill fill_row(const Fill& fill) noexcept;

}  // namespace sluice::plugins
