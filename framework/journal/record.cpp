// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "journal/canonical.hpp"
#include "journal/json_text.hpp"
#include "journal/reader.hpp"

namespace sluice::journal {

Record::Record(std::string_view line, std::uint64_t line_number)
    : line_{line}, line_number_{line_number} {
  if (const auto frame = parse_frame(line)) {
    seq_ = frame->seq;
    type_ = frame->type;
    time_ = frame->time;
    fields_ = frame->fields;
  }
}

std::string Field::text() const {
  return json.starts_with('"') ? parse_string(json).value_or("") : "";
}

std::string_view Field::word() const noexcept {
  if (json.size() < 2 || json.front() != '"' || json.find('\\') != std::string_view::npos)
    return {};
  return json.substr(1, json.size() - 2);
}

std::optional<Field> Fields::next() {
  if (rest_.empty()) return std::nullopt;
  rest_.remove_prefix(1);
  const auto member = take_member(rest_);
  if (!member) {
    rest_ = {};
    return std::nullopt;
  }
  return Field{member->name, member->value};
}

std::string_view Record::own_fields() const {
  std::string_view fields = fields_;
  for (const std::string_view shared : {",\"intent_id\":", ",\"state\":"}) {
    if (!fields.starts_with(shared)) continue;
    const char* const value = fields.data() + shared.size();
    const char* const end = skip_string(value, fields.data() + fields.size());
    if (end == nullptr) return {};
    fields.remove_prefix(static_cast<std::size_t>(end - fields.data()));
  }
  return fields.empty() ? fields : fields.substr(1);
}

std::optional<std::string_view> Record::json(std::string_view name) const {
  return find_field(line_, name);
}

std::optional<std::string> Record::text(std::string_view name) const {
  const auto value = json(name);
  return value && value->starts_with('"') ? parse_string(*value) : std::nullopt;
}

std::optional<std::int64_t> Record::integer(std::string_view name) const {
  const auto value = json(name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = value->data() + value->size();
  const auto [at, error] = std::from_chars(value->data(), end, number);
  return error == std::errc{} && at == end ? std::optional{number} : std::nullopt;
}

std::optional<bool> Record::boolean(std::string_view name) const {
  const auto value = json(name);
  if (value == "true") return true;
  if (value == "false") return false;
  return std::nullopt;
}

std::optional<int128> Record::decimal(std::string_view name) const {
  const auto value = json(name);
  return value ? detail::parse_decimal(*value) : std::nullopt;
}

std::optional<Timestamp> Record::time(std::string_view name) const {
  const auto value = text(name);
  return value ? Timestamp::parse(*value) : std::nullopt;
}

}  // namespace sluice::journal
