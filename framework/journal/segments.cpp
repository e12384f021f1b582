// SPDX-License-Identifier: Apache-2.0
#include "journal/segments.hpp"

#include <charconv>

namespace sluice::journal {

namespace {

constexpr std::string_view kPrefix = "order_audit.";
constexpr std::string_view kSuffix = ".jsonl";
constexpr std::size_t kDigits = 6;

}  // namespace

std::string segment_name(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string name{kPrefix};
  if (digits.size() < kDigits) name.append(kDigits - digits.size(), '0');
  name += digits;
  name += kSuffix;
  return name;
}

std::optional<std::uint64_t> parse_segment_name(std::string_view name) noexcept {
  if (name.size() != kPrefix.size() + kDigits + kSuffix.size()) return std::nullopt;
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  const std::string_view digits = name.substr(kPrefix.size(), kDigits);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + kDigits, number);
  if (error != std::errc{} || end != digits.data() + kDigits || number == 0) return std::nullopt;
  return number;
}

Result<std::vector<Segment>> list_segments(files::Disk& disk,
                                           const std::filesystem::path& directory) {
  const auto names = disk.list(directory);
  if (!names) return names.error();
  std::vector<Segment> segments;
  for (const std::string& name : *names) {
    const auto number = parse_segment_name(name);
    if (!number) continue;
    const std::uint64_t expected = segments.size() + 1;
    if (*number != expected)
      return Error{"audit trail '" + directory.native() + "': segment '" + segment_name(expected) +
                   "' is missing, but there is '" + name + "'; put it back from a copy"};
    segments.push_back({*number, directory / name});
  }
  return segments;
}

}  // namespace sluice::journal
