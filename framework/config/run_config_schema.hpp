// SPDX-License-Identifier: Apache-2.0
//
// run_config_schema.hpp: the contract of a run configuration, as published and as a page.
//
// Place: config. Pure. `sluice config schema` prints the text; docs/reference/config.md is the
// page.
#pragma once

#include <string>
#include <string_view>

namespace sluice::config {

// JSON Schema 2020-12.
std::string_view schema_text();

// The reference page in Markdown, rendered from schema_text().
std::string reference_page();

}  // namespace sluice::config
