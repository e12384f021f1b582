// SPDX-License-Identifier: Apache-2.0
#include "plugins/manifest.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;

Json good() {
  return Json::parse(R"({
    "library": "my_rules", "version": "1.0.0", "abi": {"major": 1, "minor": 0},
    "layout_digest": "00000000000000ff",
    "components": [{
      "kind": "risk_rule", "id": "my_rule", "version": "0.1.0", "interface": "sluice.risk_rule/1",
      "summary": "judges", "traits": ["no_fills", "nondeterministic"],
      "params": {"z": 1, "a": 2}}]})");
}

std::string error_of(const Json& json) {
  const auto parsed = parse_manifest(json.dump());
  return parsed ? "(no error)" : parsed.error().message;
}

TEST(Manifest, GoodText_GivesEveryField) {
  const auto manifest = parse_manifest(good().dump());
  ASSERT_TRUE(manifest.ok()) << manifest.error().message;
  EXPECT_EQ(manifest->text, good().dump());
  EXPECT_EQ(manifest->library, "my_rules");
  EXPECT_EQ(manifest->version, "1.0.0");
  EXPECT_EQ(manifest->abi_major, 1);
  EXPECT_EQ(manifest->abi_minor, 0);
  EXPECT_EQ(manifest->layout_digest, 255u);
  ASSERT_EQ(manifest->components.size(), 1u);
  const ComponentInfo& info = manifest->components[0];
  EXPECT_EQ(info.kind, Kind::kRiskRule);
  EXPECT_EQ(info.id, "my_rule");
  EXPECT_EQ(info.version, "0.1.0");
  EXPECT_EQ(info.interface_id, "sluice.risk_rule/1");
  EXPECT_EQ(info.summary, "judges");
  EXPECT_EQ(info.traits, SLUICE_TRAIT_NONDETERMINISTIC | SLUICE_TRAIT_NO_FILLS);
  EXPECT_FALSE(info.is_deterministic());
  EXPECT_EQ(info.params_schema, R"({"z":1,"a":2})");
}

TEST(Manifest, EveryKind_HasItsNameAndInterface) {
  for (const Kind kind : kKinds) {
    EXPECT_EQ(parse_kind(kind_name(kind)), kind);
    EXPECT_EQ(interface_of(kind), "sluice." + std::string{kind_name(kind)} + "/1");
  }
  EXPECT_EQ(parse_kind("rule"), std::nullopt);
}

struct BadManifest {
  const char* name;
  std::function<void(Json&)> spoil;
  std::string message;
};

class BadManifestTest : public ::testing::TestWithParam<BadManifest> {};

TEST_P(BadManifestTest, IsRefusedWithTheReason) {
  Json json = good();
  GetParam().spoil(json);
  EXPECT_THAT(error_of(json), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Manifest, BadManifestTest,
    ::testing::Values(
        BadManifest{"abi_major", [](Json& j) { j["abi"]["major"] = 2; },
                    "the library is built for ABI 2.0, this host serves 1.1"},
        BadManifest{"abi_minor", [](Json& j) { j["abi"]["minor"] = 2; },
                    "the library is built for ABI 1.2, this host serves 1.1"},
        BadManifest{"abi_huge", [](Json& j) { j["abi"]["major"] = 65537; }, "'major' is above"},
        BadManifest{"abi_negative", [](Json& j) { j["abi"]["major"] = -1; }, "'major' must be"},
        BadManifest{"no_abi", [](Json& j) { j.erase("abi"); }, "'abi' is missing"},
        BadManifest{"library", [](Json& j) { j["library"] = "My Rules"; },
                    "'library' is 'My Rules'"},
        BadManifest{"library_type", [](Json& j) { j["library"] = 1; }, "'library' must be text"},
        BadManifest{"version", [](Json& j) { j["version"] = "1.0"; }, "expected MAJOR.MINOR.PATCH"},
        BadManifest{"digest", [](Json& j) { j["layout_digest"] = "xyz"; }, "'layout_digest' is"},
        BadManifest{"digest_short", [](Json& j) { j["layout_digest"] = "ff"; }, "16 hexadecimal"},
        BadManifest{"no_components", [](Json& j) { j["components"] = Json::array(); },
                    "it has 0 components"},
        BadManifest{"too_many",
                    [](Json& j) { j["components"] = Json(Json::array_t(257, j["components"][0])); },
                    "it has 257 components, expected 1 to 256"},
        BadManifest{"not_object", [](Json& j) { j["components"][0] = 1; }, "'id' is missing"},
        BadManifest{"twice", [](Json& j) { j["components"].push_back(j["components"][0]); },
                    "component 'my_rule' is there twice"},
        BadManifest{"id", [](Json& j) { j["components"][0]["id"] = "My"; }, "'id' is 'My'"},
        BadManifest{"kind", [](Json& j) { j["components"][0]["kind"] = "oracle"; },
                    "its kind is 'oracle', this host knows strategy, risk_rule"},
        BadManifest{"interface",
                    [](Json& j) { j["components"][0]["interface"] = "sluice.risk_rule/2"; },
                    "its interface is sluice.risk_rule/2, this host serves sluice.risk_rule/1"},
        BadManifest{"component_version", [](Json& j) { j["components"][0]["version"] = "x"; },
                    "component 'my_rule': 'version' is 'x'"},
        BadManifest{"trait", [](Json& j) { j["components"][0]["traits"][0] = "psychic"; },
                    "trait '\"psychic\"' is not known"},
        BadManifest{"summary",
                    [](Json& j) { j["components"][0]["summary"] = std::string(1025, 'a'); },
                    "summary is above 1024"},
        BadManifest{"params", [](Json& j) { j["components"][0]["params"] = "{}"; },
                    "'params' must be a JSON Schema"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Manifest, TextThatIsNotAnObject_IsRefused) {
  for (const char* text : {"", "[]", "1", "{", "{\"abi\":"})
    EXPECT_EQ(parse_manifest(text).error().message, "the manifest is not a JSON object") << text;
}

TEST(Manifest, EndlessNesting_IsRefusedBeforeAnythingRecurses) {
  const std::string deep(200'000, '[');
  EXPECT_THAT(parse_manifest("{\"a\":" + deep).error().message, HasSubstr("32 levels"));
  Json json = good();
  json["components"][0]["summary"] = std::string(100, '[') + "\"" + std::string(100, '{');
  EXPECT_TRUE(parse_manifest(json.dump()).ok());
}

TEST(Manifest, TextAboveTheLimit_IsRefused) {
  EXPECT_THAT(parse_manifest(std::string(kMaxManifestBytes + 1, ' ')).error().message,
              HasSubstr("the limit is 1048576"));
}

}  // namespace
}  // namespace sluice::plugins
