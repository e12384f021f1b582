// SPDX-License-Identifier: Apache-2.0
//
// block_check.hpp: does a loaded library keep what its manifest promised?
//
// Place: plugins, private. Nothing of the library may be used before this has passed. Thread: any.
// Errors: what differs, with both sides.
#pragma once

#include <sluice/c/library.h>
#include <sluice/result.hpp>

#include "plugins/manifest.hpp"

namespace sluice::plugins {

[[nodiscard]] Result<void> check_block(const sluice_library* block, const Manifest& manifest);

// The row of a block that has passed.
[[nodiscard]] const sluice_component& component_row(const sluice_library& block,
                                                    std::size_t index) noexcept;

}  // namespace sluice::plugins
