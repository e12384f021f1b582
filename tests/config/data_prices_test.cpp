// SPDX-License-Identifier: Apache-2.0
//
// data_prices_test.cpp: raw prices and the file that makes them whole: both are said, or none.
#include <gmock/gmock.h>

#include "config/config_fixture.hpp"

namespace sluice::config {
namespace {

using ::testing::HasSubstr;

class DataPricesTest : public ConfigFolder {
 protected:
  static std::string faults(const std::string& data) {
    const auto result = load_yaml(std::string{kMinimalYaml} + "data: " + data + "\n");
    return result.ok() ? "" : format(result.faults);
  }
};

TEST_F(DataPricesTest, NotSaid_MeansAdjusted) {
  const auto result = load_yaml(kMinimalYaml);
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(result.config.raw_prices);
  EXPECT_EQ(result.config.corporate_actions_file, std::nullopt);
}

TEST_F(DataPricesTest, RawWithAFile_IsKept_AndNoKeyReachesTheFeed) {
  write("configs/actions.csv", "date,symbol,action,value\n");
  const auto result =
      load_yaml(std::string{kMinimalYaml} +
                "data: {path: p.csv, prices: raw, corporate_actions: actions.csv}\n");
  ASSERT_TRUE(result.ok()) << format(result.faults);
  EXPECT_TRUE(result.config.raw_prices);
  EXPECT_EQ(result.config.corporate_actions_file, folder() / "configs/actions.csv");
  EXPECT_EQ(result.config.feed.params_json, R"({"path":"p.csv"})");
}

TEST_F(DataPricesTest, RawWithNone_NeedsNoFile) {
  const auto result =
      load_yaml(std::string{kMinimalYaml} + "data: {prices: raw, corporate_actions: none}\n");
  ASSERT_TRUE(result.ok()) << format(result.faults);
  EXPECT_TRUE(result.config.raw_prices);
  EXPECT_EQ(result.config.corporate_actions_file, std::nullopt);
}

TEST_F(DataPricesTest, RawAlone_AndActionsAlone_AreFaults) {
  EXPECT_THAT(faults("{prices: raw}"),
              HasSubstr("data.corporate_actions: raw prices need a file of splits and dividends "
                        "here, or none"));
  write("configs/actions.csv", "date,symbol,action,value\n");
  EXPECT_THAT(faults("{corporate_actions: actions.csv}"),
              HasSubstr("data.corporate_actions: is for data.prices: raw"));
  EXPECT_THAT(faults("{prices: raw, corporate_actions: nowhere.csv}"),
              HasSubstr("data.corporate_actions: no such file"));
  EXPECT_THAT(faults("{prices: row, corporate_actions: none}"),
              HasSubstr("expected one of adjusted, raw, got text 'row'; did you mean 'raw'?"));
}

}  // namespace
}  // namespace sluice::config
