// SPDX-License-Identifier: Apache-2.0
//
// state_delta.hpp: how one text of lines becomes the next one.
//
// A delta is a list of steps, each a line: `=N` takes N bytes of the old text over, `-N` leaves N
// out, `+N` is followed by N bytes that are new. All of them are whole lines, but for the last line
// of a text without a newline at its end. Small where lines went, came or changed in a few places;
// never wrong, only longer, where more did.
//
// Place: drivers; what a venue remembers is journalled so. Thread: any. Cost: about that of
// comparing the two. Errors: nullopt for a delta that is none of this text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::drivers {

[[nodiscard]] std::string state_delta(std::string_view from, std::string_view to);
[[nodiscard]] std::optional<std::string> apply_delta(std::string_view from, std::string_view delta);

}  // namespace sluice::drivers
