// SPDX-License-Identifier: Apache-2.0
//
// openapi.hpp: the endpoint table as an OpenAPI 3.1 document, and as a page for people.
//
// Place: api. Pure. The page holds everything it needs: no request leaves for it.
#pragma once

#include <string>
#include <string_view>

namespace sluice::api {

[[nodiscard]] std::string openapi_document(std::string_view version);
[[nodiscard]] std::string docs_page(std::string_view version);

}  // namespace sluice::api
