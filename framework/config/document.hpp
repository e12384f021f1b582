// SPDX-License-Identifier: Apache-2.0
//
// document.hpp: reads a YAML, JSON or TOML file into one tree, and applies `--set` overrides.
//
// Place: config. Owns the tree. Errors: faults as values; with any fault the tree may be partial.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/fault.hpp"
#include "config/value.hpp"

namespace sluice::config {

enum class Format { Yaml, Json, Toml };

// By extension: .yaml .yml .json .toml
std::optional<Format> format_of(const std::filesystem::path& file);

struct Document {
  Value root;
  Faults faults;  // of reading: syntax, duplicate keys, bounds
};

Document read_document(const std::filesystem::path& file);

// `name` stands for the file in faults. Text must be UTF-8 of at most kMaxFileBytes.
Document parse_document(std::string_view text, Format format, const std::string& name);

// Applies `a.b[0].c=value`; the value is read as YAML (`1`, `[A, B]`, `{cap: 3}`, `text`). Missing
// maps are created; an index may be that of an item or one past the last.
void apply_override(Document& document, std::string_view assignment);

// The whole of a file of at most kMaxFileBytes, or the reason why not in `faults`.
std::optional<std::string> read_text(const std::filesystem::path& file, const Fault& at,
                                     Faults& faults);

}  // namespace sluice::config
