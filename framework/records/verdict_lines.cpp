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
        {"rule", &line.rule},   {"mode", &line.mode},        {"action", &line.action},
        {"code", &line.code},   {"unit", &line.unit},        {"measured", &line.measured},
        {"limit", &line.limit}, {"headroom", &line.headroom}};
    for (const auto& [name, field] : fields)
      if (key_ == name) *field = value;
    return true;
  }
  std::string key_;
};

}  // namespace

Result<std::vector<VerdictLine>> parse_verdict_lines(std::string_view rules) {
  Lines lines;
  if (!nlohmann::json::sax_parse(rules, &lines)) return Error{"the rules of a verdict are no list"};
  return std::move(lines.lines);
}

}  // namespace sluice::records
