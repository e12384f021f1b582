// SPDX-License-Identifier: Apache-2.0
#include "records/verdict_lines.hpp"

#include <nlohmann/json.hpp>

namespace sluice::records {
namespace {

// Numbers stay the text they are: a double could not hold them.
class Lines final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<VerdictLine> lines;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override { return keep(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return keep(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return keep(text); }
  bool string(string_t& value) override { return keep(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    lines.emplace_back();
    return true;
  }
  bool key(string_t& name) override {
    key_ = name;
    return true;
  }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool keep(const std::string& value) {
    if (lines.empty()) return false;
    VerdictLine& line = lines.back();
    const std::pair<const char*, std::string*> fields[] = {
        {"rule", &line.rule},   {"mode", &line.mode},         {"action", &line.action},
        {"code", &line.code},   {"unit", &line.unit},         {"measured", &line.measured},
        {"limit", &line.limit}, {"headroom", &line.headroom}, {"quantity", &line.quantity},
        {"scope", &line.scope}, {"level", &line.level},       {"explanation", &line.explanation}};
    for (const auto& [name, field] : fields)
      if (key_ == name) *field = value;
    return true;
  }
  std::string key_;
};

// A member as text: numbers and booleans as they stand.
std::string text_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

template <typename Use>
void each_object(const nlohmann::json& object, const char* name, Use use) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return;
  for (const auto& item : *found)
    if (item.is_object()) use(item);
}

}  // namespace

Result<std::vector<VerdictLine>> parse_verdict_lines(std::string_view rules) {
  Lines lines;
  if (!nlohmann::json::sax_parse(rules, &lines)) return Error{"the rules of a verdict are no list"};
  return std::move(lines.lines);
}

Result<RuleExplanation> parse_explanation(std::string_view json) {
  const auto object = nlohmann::json::parse(json, nullptr, false);
  if (!object.is_object()) return Error{"the explanation of a verdict is no JSON object"};
  RuleExplanation told;
  each_object(object, "fields", [&](const nlohmann::json& item) {
    told.fields.push_back({text_of(item, "name"), text_of(item, "value")});
  });
  each_object(object, "state", [&](const nlohmann::json& item) {
    told.state.push_back({text_of(item, "name"), text_of(item, "before"), text_of(item, "after")});
  });
  told.line = text_of(object, "line");
  told.instructions = text_of(object, "instructions");
  told.peak_memory_bytes = text_of(object, "peak_memory_bytes");
  told.violation = text_of(object, "violation");
  told.message = text_of(object, "message");
  return told;
}

}  // namespace sluice::records
