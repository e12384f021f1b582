// SPDX-License-Identifier: Apache-2.0
//
// assets.hpp: what every page carries, made from page/ and vendor/ when the library is built
// (embed.cmake).
//
// Place: report_html. The parts of a list stand one behind the other, with nothing between.
#pragma once

#include <span>
#include <string_view>

namespace sluice::reports::assets {

// The page's Content-Security-Policy: its own script and style, by their hashes, and nothing else.
extern const std::string_view kPolicy;
extern const std::span<const std::string_view> kStyle;
extern const std::span<const std::string_view> kScript;

}  // namespace sluice::reports::assets
