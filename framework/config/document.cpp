// SPDX-License-Identifier: Apache-2.0
//
// document.cpp: from a file to a tree.
#include "config/document.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <utility>

#include "config/limits.hpp"
#include "config/loaders.hpp"

namespace sluice::config {
namespace {

// Length of the UTF-8 sequence at the front, or 0 when it is not one.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second > 0x9f;
  const bool too_large = lead == 0xf4 && second > 0x8f;
  return overlong || surrogate || too_large ? 0 : length;
}

// The line of the first byte that is not UTF-8 text, or 0.
int first_bad_line(std::string_view text) {
  int line = 1;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return line;
    if (text.front() == '\n') ++line;
    text.remove_prefix(length);
  }
  return 0;
}

Fault about_file(const std::filesystem::path& file, std::string message, int line = 0) {
  return Fault{"", file.string(), line, std::move(message)};
}

}  // namespace

std::optional<Format> format_of(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".yaml" || extension == ".yml") return Format::Yaml;
  if (extension == ".json") return Format::Json;
  if (extension == ".toml") return Format::Toml;
  return std::nullopt;
}

std::optional<std::string> read_text(const std::filesystem::path& file, const Fault& at,
                                     Faults& faults) {
  const auto fail = [&](const std::string& message) {
    faults.push_back(at);
    faults.back().message = message;
    return std::nullopt;
  };
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return fail("no such file: " + file.string());
  if (std::filesystem::is_directory(status)) {
    return fail("expected a file, found a folder: " + file.string());
  }
  std::ifstream stream{file, std::ios::binary};
  if (!stream) return fail("can't read " + file.string() + ": " + std::strerror(errno));
  std::string text(kMaxFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) return fail("can't read " + file.string() + ": " + std::strerror(errno));
  if (text.size() > kMaxFileBytes) {
    return fail(file.string() + " is larger than " + std::to_string(kMaxFileBytes) + " bytes");
  }
  return text;
}

Document parse_document(std::string_view text, Format format, const std::string& name) {
  Document document;
  const auto source = std::make_shared<const std::string>(name);
  document.root.where = {source, 1};
  if (text.size() > kMaxFileBytes) {
    document.faults.push_back(
        about_file(name, "larger than " + std::to_string(kMaxFileBytes) + " bytes", 1));
    return document;
  }
  if (const int line = first_bad_line(text); line > 0) {
    document.faults.push_back(about_file(name, "not UTF-8 text", line));
    return document;
  }
  Parsed parsed = format == Format::Yaml   ? parse_yaml(text, source)
                  : format == Format::Json ? parse_json(text, source)
                                           : parse_toml(text, source);
  document.root = std::move(parsed.root);
  document.root.where = {source, 1};
  document.faults = std::move(parsed.faults);
  return document;
}

Document read_document(const std::filesystem::path& file) {
  Document document;
  const auto format = format_of(file);
  if (!format) {
    document.faults.push_back(
        about_file(file, "expected a file named .yaml, .yml, .json or .toml"));
    return document;
  }
  const auto text = read_text(file, about_file(file, ""), document.faults);
  if (!text) return document;
  return parse_document(*text, *format, file.string());
}

}  // namespace sluice::config
