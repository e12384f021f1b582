// SPDX-License-Identifier: Apache-2.0
//
// loaders.hpp: one loader for each format, all giving the same kind of tree.
//
// Place: config, private to document.cpp and tests. Errors: a syntax error ends the loading with
// one fault that names the line; duplicate keys are all collected. Nothing is thrown.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/value.hpp"

namespace sluice::config {

using Source = std::shared_ptr<const std::string>;  // the file as the user named it

struct Parsed {
  Value root;
  Faults faults;
};

Parsed parse_yaml(std::string_view text, const Source& source);
Parsed parse_json(std::string_view text, const Source& source);
Parsed parse_toml(std::string_view text, const Source& source);

}  // namespace sluice::config
