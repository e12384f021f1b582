// SPDX-License-Identifier: Apache-2.0
//
// yaml_scalar.hpp: the type of a plain YAML scalar by the YAML 1.2 core schema.
//
// Place: config. Pure. Source: yaml.org/spec/1.2.2, section 10.3.2. `yes`, `no`, `on`, `off` and
// dates are text. Non-finite numbers and whole numbers beyond 64 bits are refused.
#pragma once

#include <string>
#include <string_view>

#include "config/value.hpp"

namespace sluice::config {

struct PlainScalar {
  Value::Content content;
  std::string error;  // empty when the scalar is usable
};

PlainScalar resolve_plain_scalar(std::string_view text);

}  // namespace sluice::config
