// SPDX-License-Identifier: Apache-2.0
#include "plugins/inspect.hpp"

#include <nlohmann/json.hpp>

#include "fixture.hpp"
#include "plugins/parameter_table.hpp"

namespace sluice::plugins {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class InspectTest : public PluginsTest {};

TEST(ParameterTable, Schema_BecomesRowsInItsOrder) {
  const auto rows = parameter_table(R"({"type":"object","required":["cap"],"properties":{
    "cap":{"type":"number","exclusiveMinimum":0,"maximum":5,"description":"the cap"},
    "mode":{"type":"string","enum":["a","b"],"default":"a"},
    "file":{"type":["string","null"],"format":"path","default":null},
    "names":{"type":"array","items":{"type":"string","enum":["x"]},"default":[]},
    "limits":{"type":"object","additionalProperties":{"type":["number","string"],"minimum":1},
              "default":{}}}})");
  const auto line = [](const ParameterRow& row) {
    return row.name + "|" + row.type + "|" + row.standard + "|" + row.range + "|" + row.help;
  };
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(line(rows[0]), "cap|number|required|> 0, <= 5|the cap");
  EXPECT_EQ(line(rows[1]), "mode|string|\"a\"|one of a, b|");
  EXPECT_EQ(line(rows[2]), "file|path|null||");
  EXPECT_EQ(line(rows[3]), "names|list of string|[]|one of x|");
  EXPECT_EQ(line(rows[4]), "limits|name: number or string|{}|>= 1|");
}

TEST(ParameterTable, TextThatIsNoSchema_HasNoRows) {
  for (const char* text : {"", "[]", "{}", R"({"properties": 1})", R"({"properties": {}})"})
    EXPECT_TRUE(parameter_table(text).empty()) << text;
  EXPECT_EQ(parameter_table(R"({"properties": {"a": 1}})").size(), 1u);
}

TEST_F(InspectTest, SoundLibrary_IsDescribed) {
  const auto inspection = inspect_library(install("sample"), {});
  const std::string text = inspection_text(inspection);
  EXPECT_THAT(text,
              AllOf(HasSubstr("library     sample 2.0.1\n"), HasSubstr("abi         1.1\n"),
                    HasSubstr("exports     sluice_library_entry_v1\n"), HasSubstr("libc.so.6"),
                    HasSubstr("gnu_unique  no\n"), HasSubstr("loadable    yes\n")));
  EXPECT_THAT(text,
              AllOf(HasSubstr("risk_rule sample_rule 1.2.3\n"),
                    HasSubstr("interface  sluice.risk_rule/1\n"),
                    HasSubstr("  cap        number  required  > 0                     largest "
                              "quantity\n"),
                    HasSubstr("  greeting   string  \"hello\"   one of hello, good day\n"),
                    HasSubstr("traits     nondeterministic\n"), HasSubstr("parameters none\n")));
}

TEST_F(InspectTest, SoundLibrary_IsDescribedAsJson) {
  const auto inspection = inspect_library(install("sample"), {});
  const auto json = nlohmann::json::parse(inspection_json(inspection));
  EXPECT_EQ(json["library"], "sample");
  EXPECT_EQ(json["loadable"], true);
  EXPECT_TRUE(json["refusal"].is_null());
  EXPECT_EQ(json["sha256"], inspection.sha256);
  EXPECT_EQ(json["abi"], "1.1");
  EXPECT_EQ(json["components"].size(), 6u);
  EXPECT_EQ(json["components"][0]["params"]["properties"]["cap"]["description"],
            "largest quantity");
  EXPECT_EQ(json["components"][3]["traits"][0], "nondeterministic");
}

TEST_F(InspectTest, Inspecting_RunsNoCode) {
  const auto before = std::filesystem::current_path();
  EXPECT_EQ(inspect_library(install("changes_directory"), {}).refusal, "");
  EXPECT_EQ(std::filesystem::current_path(), before);
}

TEST_F(InspectTest, LibraryTheHostWouldRefuse_SaysWhy) {
  const auto abi = inspect_library(install("raw_abi_2"), {});
  EXPECT_THAT(inspection_text(abi), HasSubstr("loadable    no: manifest: the library is built for "
                                              "ABI 2.0, this host serves 1.1"));
  EXPECT_EQ(nlohmann::json::parse(inspection_json(abi))["loadable"], false);
  const auto list = AllowList::from({{"x.so", std::string(64, 'a')}}).value();
  const auto unlisted = inspect_library(install("raw_rule"), list);
  EXPECT_THAT(inspection_text(unlisted),
              AllOf(HasSubstr("no: raw_rule.so is not in the allow-list"),
                    HasSubstr("risk_rule raw_rule 1.0.0")));
  const auto missing = inspect_library(directory_ / "missing.so", {});
  EXPECT_THAT(inspection_text(missing), HasSubstr("cannot open: No such file"));
}

TEST_F(InspectTest, List_HasEveryComponentByKindAndId) {
  install("sample");
  install("raw_rule");
  install("raw_wide_rows");
  testing::write_text(directory_ / "broken.so", "text");
  const Registry registry = scan();
  const std::string text = list_text(registry);
  EXPECT_THAT(text,
              ::testing::StartsWith("kind       id               version  library      summary\n"
                                    "strategy   sample_strategy  1.0.0    sample.so\n"
                                    "risk_rule  raw_rule         1.0.0    raw_rule.so  for "
                                    "tests\n"
                                    "risk_rule  sample_rule "));
  EXPECT_THAT(text, AllOf(HasSubstr("refused: " + (directory_ / "broken.so").string()),
                          HasSubstr("warning: " + (directory_ / "raw_wide_rows.so").string() +
                                    ": its component 'raw_rule' is hidden by")));
  const auto json = nlohmann::json::parse(list_json(registry));
  EXPECT_EQ(json["components"].size(), 7u);
  EXPECT_EQ(json["components"][1]["library"], (directory_ / "raw_rule.so").string());
  EXPECT_EQ(json["notices"].size(), 2u);
  EXPECT_EQ(json["notices"][0]["severity"], "refused");
  EXPECT_EQ(json["places"][0], directory_.path().string());
}

TEST_F(InspectTest, EmptyList_NamesThePlaces) {
  EXPECT_EQ(list_text(scan()),
            "no plugins found; searched:\n  " + directory_.path().string() + "\n");
}

}  // namespace
}  // namespace sluice::plugins
