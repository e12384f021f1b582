// SPDX-License-Identifier: Apache-2.0
//
// markdown_links.hpp: relative links of a document that lead nowhere.
//
// Place: tests.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "structure/source_tree.hpp"

namespace sluice::structure {

struct Link {
  std::size_t line = 0;  // from 0
  std::string target;
};

// Inline links, images and reference definitions; none in fenced blocks or code spans.
std::vector<Link> links_of(std::string_view text);

// `exists` is asked for paths relative to the project.
Violations broken_links(std::string_view path, std::string_view text,
                        const std::function<bool(const std::string&)>& exists);

}  // namespace sluice::structure
