// SPDX-License-Identifier: Apache-2.0
//
// docs/rules/standard_controls.md says what the components say: every control has its section, with
// the parameters of its schema and every code its source names. SLUICE_REGENERATE=1 writes the
// parameters anew.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <sluice/json.hpp>

#include "catalogue.hpp"

namespace sluice::risk_rules::test {
namespace {

const std::string kRoot = SLUICE_SOURCE_DIR;
const std::string kPage = kRoot + "/docs/rules/standard_controls.md";

std::string text_of_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>{file}, {}};
}

// The page from the control's heading to the next one.
std::string section_of(const std::string& page, std::size_t number, std::string_view id) {
  const std::string heading = "\n## " + std::to_string(number) + ". `" + std::string{id} + "`\n";
  const auto begin = page.find(heading);
  EXPECT_NE(begin, std::string::npos) << heading;
  if (begin == std::string::npos) return {};
  return page.substr(begin, page.find("\n## ", begin + 1) - begin);
}

std::string marker_of(std::string_view id) {
  return "<!-- parameters of " + std::string{id} + " -->\n";
}

std::string word_of(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return "not set";
    case JsonValue::Kind::kBoolean:
      return value.boolean ? "true" : "false";
    default:
      return value.text.empty() ? "not set" : "`" + value.text + "`";
  }
}

bool is_required(const JsonValue& schema, const std::string& key) {
  const JsonValue* const required = schema.find("required");
  if (required == nullptr) return false;
  for (const JsonValue& each : required->items)
    if (each.text == key) return true;
  return false;
}

// The table of a control's parameters, as its schema has them.
std::string parameters_of(const sluice_component& component) {
  const JsonValue schema = read_json(view_of(component.params_schema));
  const JsonValue* const properties = schema.find("properties");
  if (properties == nullptr || properties->keys.empty()) return "No parameters.\n";
  std::string table = "| parameter | default | meaning |\n|---|---|---|\n";
  for (std::size_t i = 0; i < properties->keys.size(); ++i) {
    const JsonValue& each = properties->items[i];
    const JsonValue* const standard = each.find("default");
    const JsonValue* const help = each.find("description");
    table += "| `" + properties->keys[i] + "` | " +
             (is_required(schema, properties->keys[i]) ? "required"
              : standard == nullptr                    ? "not set"
                                                       : word_of(*standard)) +
             " | " + (help == nullptr ? "" : help->text) + " |\n";
  }
  return table;
}

// The page with the tables written anew.
std::string regenerated(std::string page) {
  for (const Entry& entry : kCatalogue) {
    const std::string marker = marker_of(entry.id);
    const auto begin = page.find(marker);
    if (begin == std::string::npos) continue;
    const auto from = begin + marker.size();
    const auto end = std::min(page.find("\n## ", from), page.size());
    page.replace(from, end - from, "\n" + parameters_of(*find_component(entry.id)));
  }
  return page;
}

// What the constants of a file of codes are called, and what they hold.
std::vector<std::pair<std::string, std::string>> codes_in(const std::string& path) {
  std::vector<std::pair<std::string, std::string>> codes;
  std::istringstream text{text_of_file(path)};
  for (std::string line; std::getline(text, line);) {
    const std::string start = "inline constexpr std::string_view ";
    if (!line.starts_with(start)) continue;
    const auto quote = line.find('"');
    codes.emplace_back(
        "code::" + line.substr(start.size(), line.find(' ', start.size()) - start.size()),
        line.substr(quote + 1, line.rfind('"') - quote - 1));
  }
  return codes;
}

// The sources a control is written in, without what all share.
std::string sources_of(std::string_view id) {
  const std::string base = kRoot + "/plugins/risk_rules/controls/" + std::string{id};
  std::string text = text_of_file(base + ".hpp");
  if (std::ifstream{base + ".cpp"}.is_open()) text += text_of_file(base + ".cpp");
  return text;
}

bool keeps_state(std::string_view id) {
  const sluice_component* const component = find_component(id);
  return component != nullptr &&
         static_cast<const sluice_risk_rule_v1*>(component->table)->save_state != nullptr;
}

TEST(Documentation, Parameters_AreTheComponents) {
  const std::string page = text_of_file(kPage);
  if (std::getenv("SLUICE_REGENERATE") != nullptr)
    std::ofstream{kPage, std::ios::binary | std::ios::trunc} << regenerated(page);
  for (const Entry& entry : kCatalogue)
    EXPECT_NE(page.find(marker_of(entry.id)), std::string::npos) << entry.id;
  EXPECT_EQ(text_of_file(kPage), regenerated(page)) << "SLUICE_REGENERATE=1 rewrites the tables";
}

TEST(Documentation, EverySection_TellsTheCodesAndTheBehaviour) {
  const std::string page = text_of_file(kPage);
  const std::string folder = kRoot + "/plugins/risk_rules/";
  auto codes = codes_in(folder + "codes.hpp");
  for (auto& code : codes_in(folder + "controls/control_codes.hpp")) codes.push_back(code);
  const auto common = page.substr(0, page.find("\n## 1. "));
  std::set<std::string> told;
  for (std::size_t i = 0; i < std::size(kCatalogue); ++i) {
    const std::string_view id = kCatalogue[i].id;
    const std::string section = section_of(page, i + 1, id);
    for (const auto* const row : {"| passes | ", "| breach | ", "| missing | ", "| offline | "})
      EXPECT_NE(section.find(row), std::string::npos) << id << " lacks the row " << row;
    if (keeps_state(id)) {
      EXPECT_NE(section.find("| remembers | "), std::string::npos) << id;
    }
    const std::string source = sources_of(id);
    for (const auto& [constant, code] : codes) {
      const auto place = source.find(constant);
      const char after = place == std::string::npos ? 'x' : source[place + constant.size()];
      if (place == std::string::npos || std::isalnum(static_cast<unsigned char>(after)) != 0)
        continue;
      told.insert(code);
      EXPECT_TRUE(section.find("`" + code + "`") != std::string::npos ||
                  common.find("`" + code + "`") != std::string::npos)
          << id << " does not tell " << code;
    }
  }
  EXPECT_GT(told.size(), 60U);
}

}  // namespace
}  // namespace sluice::risk_rules::test
