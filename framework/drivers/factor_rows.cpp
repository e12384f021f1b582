// SPDX-License-Identifier: Apache-2.0
#include "drivers/factor_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include <sluice/json.hpp>
#include <sluice/rows.hpp>

#include "journal/record_types.hpp"
#include "records/text.hpp"

namespace sluice::drivers {
namespace {

bool is_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= SLUICE_FACTOR_NAME_LIMIT &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; });
}

// The shortest text that reads back as the same double. A text in the trail, too: its numbers have
// no exponent.
std::string number_text(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  SLUICE_ASSERT(error == std::errc{});
  return {text, end};
}

}  // namespace

sluice_status take_factors(void* context, sluice_rows rows) noexcept {
  auto& factors = *static_cast<std::vector<records::FactorReturn>*>(context);
  if (rows.count > SLUICE_FACTOR_LIMIT - factors.size()) return SLUICE_ERROR_LIMIT;
  for (std::uint64_t i = 0; i < rows.count; ++i) {
    const auto* row = SLUICE_ROW(rows, sluice_factor_return, i);
    const std::string_view name = view_of(row->name);
    const bool known = std::any_of(factors.begin(), factors.end(),
                                   [&](const auto& each) { return each.name == name; });
    if (known || !is_name(name) || !std::isfinite(row->value)) return SLUICE_ERROR_ARGUMENT;
    factors.push_back({std::string{name}, row->value});
  }
  return SLUICE_OK;
}

void compound_factors(std::vector<records::FactorReturn>& day,
                      const std::vector<records::FactorReturn>& session) {
  for (const auto& factor : session) {
    const auto known = std::find_if(day.begin(), day.end(),
                                    [&](const auto& each) { return each.name == factor.name; });
    if (known == day.end())
      day.push_back(factor);
    else
      known->value = (1 + known->value) * (1 + factor.value) - 1;
  }
}

Result<void> append_factors(journal::Writer& writer, const records::Day& day) {
  if (day.factors.empty()) return {};
  std::string returns = "{";
  for (const auto& factor : day.factors) {
    if (returns.size() > 1) returns += ',';
    returns += records::json_string(factor.name) + ":\"" + number_text(factor.value) + '"';
  }
  writer.begin(journal::kFactors, day.time).raw("returns", returns + '}');
  return writer.append();
}

std::vector<records::FactorReturn> read_factors(std::string_view json) {
  std::vector<records::FactorReturn> factors;
  JsonValue object;
  try {
    object = read_json(json);
  } catch (const std::invalid_argument&) {
    return factors;
  }
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    const std::string& text = object.items[i].text;
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (object.items[i].kind == JsonValue::Kind::kString && read.ec == std::errc{})
      factors.push_back({object.keys[i], value});
  }
  return factors;
}

}  // namespace sluice::drivers
