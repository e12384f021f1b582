// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/field_reader.hpp"

#include <algorithm>

#include "config/path.hpp"
#include "config/schema_rules.hpp"
#include "config/text.hpp"
#include "core/nearest.hpp"

namespace sluice::rule_tests {

using config::Value;

FieldReader::FieldReader(const Value* map, std::string path, config::Faults& faults)
    : map_{map}, path_{std::move(path)}, faults_{faults} {
  if (map_ == nullptr || map_->is_null() || map_->map() != nullptr) return;
  fault("expected a map, got " + config::show(*map_));
  map_ = nullptr;
}

const Value* FieldReader::take(std::string_view key) {
  know(key);
  const Value* found = map_ == nullptr ? nullptr : map_->find(key);
  if (found == nullptr || found->is_null()) return nullptr;
  return found->text() != nullptr && found->text()->empty() ? nullptr : found;
}

std::optional<std::string> FieldReader::text(std::string_view key) {
  const Value* found = take(key);
  if (found == nullptr) return std::nullopt;
  if (found->text() != nullptr) return *found->text();
  fault(key, "expected text, got " + config::show(*found) + "; quote it");
  return std::nullopt;
}

std::optional<int128> FieldReader::decimal(std::string_view key) {
  const Value* found = take(key);
  if (found == nullptr) return std::nullopt;
  const auto text = config::decimal_text(*found);
  const auto units = text ? detail::parse_decimal(*text) : std::nullopt;
  if (!units) fault(key, "expected a decimal of at most eight places, got " + config::show(*found));
  return units;
}

std::optional<Money> FieldReader::money(std::string_view key) {
  const auto units = decimal(key);
  if (!units) return std::nullopt;
  return Money::from_raw(*units);
}

std::optional<Timestamp> FieldReader::time(std::string_view key) {
  const Value* found = take(key);
  if (found == nullptr) return std::nullopt;
  const auto time = found->text() != nullptr ? Timestamp::parse(*found->text()) : std::nullopt;
  if (!time) fault(key, "expected a time like 2025-01-15T15:00:00Z, got " + config::show(*found));
  return time;
}

std::optional<std::int64_t> FieldReader::seconds(std::string_view key) {
  constexpr std::int64_t kNanosecondsPerUnit = 10;
  const auto units = decimal(key);
  if (!units) return std::nullopt;
  const auto ns = detail::multiply(*units, kNanosecondsPerUnit);
  const auto narrow = ns ? detail::narrow(*ns) : std::nullopt;
  if (narrow && *narrow >= 0) return narrow;
  fault(key, "expected seconds >= 0");
  return std::nullopt;
}

std::optional<std::int64_t> FieldReader::whole(std::string_view key, std::int64_t least,
                                               std::int64_t most) {
  const Value* found = take(key);
  if (found == nullptr) return std::nullopt;
  if (found->integer() != nullptr && *found->integer() >= least && *found->integer() <= most)
    return *found->integer();
  fault(key, "expected a whole number from " + std::to_string(least) + " to " +
                 std::to_string(most) + ", got " + config::show(*found));
  return std::nullopt;
}

std::optional<bool> FieldReader::flag(std::string_view key) {
  const Value* found = take(key);
  if (found == nullptr) return std::nullopt;
  if (found->boolean() != nullptr) return *found->boolean();
  fault(key, "expected true or false, got " + config::show(*found));
  return std::nullopt;
}

std::optional<std::uint32_t> FieldReader::word(std::string_view key, std::span<const Word> words) {
  const Value* found = take(key);
  if (found == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const Word& word : words) {
    if (found->text() != nullptr && *found->text() == word.name) return word.value;
    names.emplace_back(word.name);
  }
  fault(key, "expected one of " + config::join_words(names) + ", got " + config::show(*found) +
                 (found->text() != nullptr ? did_you_mean(*found->text(), names) : ""));
  return std::nullopt;
}

std::string FieldReader::path_of(std::string_view key) const {
  return config::join_key(path_, key);
}

void FieldReader::fault(std::string_view key, const std::string& message) {
  const Value* found = map_ == nullptr ? nullptr : map_->find(key);
  const config::Where where =
      found != nullptr ? found->where : (map_ == nullptr ? config::Where{} : map_->where);
  faults_.push_back(config::fault_at(where, path_of(key), message));
}

void FieldReader::fault(const std::string& message) {
  faults_.push_back(
      config::fault_at(map_ == nullptr ? config::Where{} : map_->where, path_, message));
}

bool FieldReader::is_known(std::string_view key) const {
  return std::find(known_.begin(), known_.end(), key) != known_.end();
}

std::vector<const config::Member*> FieldReader::maps_left() const {
  std::vector<const config::Member*> maps;
  if (map_ == nullptr || map_->map() == nullptr) return maps;
  for (const config::Member& member : *map_->map())
    if (!is_known(member.key) && member.value.map() != nullptr) maps.push_back(&member);
  return maps;
}

void FieldReader::finish() {
  if (map_ == nullptr || map_->map() == nullptr) return;
  for (const config::Member& member : *map_->map()) {
    if (is_known(member.key)) continue;
    const std::string nearest = did_you_mean(member.key, known_);
    fault(member.key,
          "unknown key" +
              (nearest.empty() ? ", expected one of " + config::join_words(known_) : nearest));
  }
}

}  // namespace sluice::rule_tests
