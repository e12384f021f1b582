// SPDX-License-Identifier: Apache-2.0
//
// replies.hpp: the few shapes an answer has.
//
// Place: inside api. Pure.
#pragma once

#include <string>
#include <string_view>

#include "api/fields.hpp"
#include "api/message.hpp"

namespace sluice::api {

[[nodiscard]] Response done(std::string body);
[[nodiscard]] Response text(int status, std::string body, std::string_view content_type);
[[nodiscard]] Response refusal(int status, const Faults& faults);
// A 503 says when to come again.
[[nodiscard]] Response refusal(int status, std::string_view why, std::string_view type);

}  // namespace sluice::api
