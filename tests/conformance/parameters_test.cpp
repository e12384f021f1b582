// SPDX-License-Identifier: Apache-2.0
//
// parameters_test.cpp: parameters made from a schema are valid, and those meant to be bad are not.
#include "conformance/parameters.hpp"

#include "config/document.hpp"
#include "config/schema.hpp"
#include "conformance/fixture.hpp"

namespace sluice::conformance {
namespace {

constexpr const char* kSchema = R"({
  "type": "object", "additionalProperties": false, "required": ["cap", "mode", "file"],
  "properties": {
    "cap": {"type": "number", "exclusiveMinimum": 0, "maximum": 5},
    "count": {"type": "integer", "minimum": 2, "maximum": 9, "default": 3},
    "mode": {"type": "string", "enum": ["fast", "slow"]},
    "file": {"type": "string", "format": "path"},
    "limit": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}], "default": null},
    "names": {"type": "array", "items": {"type": "string"}, "default": []}}})";

config::Faults faults_of(const std::string& params) {
  const auto document = config::parse_document(params, config::Format::Json, "params");
  if (!document.faults.empty()) return document.faults;
  return config::check_schema(document.root, "params",
                              config::parse_schema(kSchema, "schema").root);
}

TEST(CompleteParams, OfWhatIsRequired_AreMadeWithinTheirBounds) {
  const auto params = complete_params(kSchema, {}, "any", "/scratch");
  ASSERT_TRUE(params.ok()) << params.error().message;
  EXPECT_EQ(
      *params,
      R"({"cap":2.5,"count":3,"file":"/scratch/made","limit":null,"mode":"fast","names":[]})");
}

TEST(CompleteParams, TheAuthorsOwn_ComeFirst_AndPathsStartAtTheirFile) {
  CheckFile file{"/project", {}};
  file.components["mine"].params =
      config::parse_document(R"({"cap": 1, "file": "data.csv"})", config::Format::Json, "x").root;
  const auto params = complete_params(kSchema, file, "mine", "/scratch");
  ASSERT_TRUE(params.ok()) << params.error().message;
  EXPECT_THAT(*params, ::testing::HasSubstr(R"("cap":1,"count":3,"file":"/project/data.csv")"));
}

TEST(RandomParams, OfAnySeed_AreValid_AndVary) {
  Random random{5};
  std::vector<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const std::string params = random_params(kSchema, {}, "any", "/scratch", random);
    ASSERT_TRUE(faults_of(params).empty()) << params;
    if (std::find(seen.begin(), seen.end(), params) == seen.end()) seen.push_back(params);
  }
  EXPECT_GT(seen.size(), 100u);
}

TEST(Violations, AreNotValid_AndNameEveryParameter) {
  const std::string good = *complete_params(kSchema, {}, "any", "/scratch");
  const auto violations = violations_of(kSchema, good);
  std::string all;
  for (const Violation& violation : violations) {
    EXPECT_FALSE(faults_of(violation.params).empty()) << violation.what;
    all += violation.what + "\n";
  }
  for (const char* what :
       {"'cap' is required and missing", "'cap' is its excluded minimum",
        "'cap' is above its maximum", "'count' is below its minimum", "'count' is text",
        "'mode' is none of its words", "'file' is a number", "'names' is a map"})
    EXPECT_THAT(all, ::testing::HasSubstr(what));
}

}  // namespace
}  // namespace sluice::conformance
