// SPDX-License-Identifier: Apache-2.0
//
// include_rules_test.cpp: the rules of includes on planted lines, then on the project.
#include "structure/include_rules.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::structure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Case {
  std::string path;
  std::string include;
  std::string fault;  // "": allowed
};

void PrintTo(const Case& each, std::ostream* out) { *out << each.path << " " << each.include; }

std::string line_of(const Case& each) { return "// first line\n#include " + each.include + "\n"; }

void expect(const Violations& violations, const Case& each) {
  if (each.fault.empty()) {
    EXPECT_THAT(violations, IsEmpty());
  } else {
    EXPECT_THAT(violations, ElementsAre(testing::AllOf(testing::StartsWith(each.path + ":2: "),
                                                       HasSubstr(each.fault))));
  }
}

class Direction : public testing::TestWithParam<Case> {};

TEST_P(Direction, Include_IsJudgedByItsRooms) {
  expect(direction_violations(GetParam().path, line_of(GetParam())), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Planted, Direction,
    testing::Values(
        Case{"framework/core/a.hpp", "<sluice/time.hpp>", ""},
        Case{"framework/core/a.hpp", "\"core/b.hpp\"", ""},
        Case{"framework/core/a.hpp", "\"files/b.hpp\"", "core may not include files"},
        Case{"framework/core/a.hpp", "\"risk/b.hpp\"", "which is above it"},
        Case{"framework/files/a.cpp", "\"core/b.hpp\"", ""},
        Case{"framework/files/a.cpp", "\"journal/b.hpp\"", "files may not include journal"},
        Case{"framework/risk/a.cpp", "\"risk/b.hpp\"", ""},
        Case{"framework/risk/a.cpp", "\"core/b.hpp\"", ""},
        Case{"framework/risk/a.cpp", "\"files/b.hpp\"", ""},
        Case{"framework/risk/a.cpp", "\"routing/b.hpp\"", "routing, a sibling"},
        Case{"framework/risk/a.cpp", "<routing/b.hpp>", "routing, a sibling"},
        Case{"framework/analytics/a.cpp", "\"config/b.hpp\"", "config, a sibling"},
        Case{"framework/records/a.cpp", "\"drivers/b.hpp\"", "which is above it"},
        Case{"framework/drivers/a.cpp", "\"records/b.hpp\"", ""},
        Case{"framework/drivers/a.cpp", "\"app/b.hpp\"", "which is above it"},
        Case{"framework/api/a.cpp", "\"drivers/b.hpp\"", ""},
        Case{"framework/drivers/a.cpp", "\"api/b.hpp\"", "which is above it"},
        Case{"framework/app/a.cpp", "\"drivers/b.hpp\"", ""},
        Case{"framework/risk/a.cpp", "\"risk_rules/b.hpp\"", "no room is called risk_rules"},
        Case{"framework/risk/a.cpp", "<sys/stat.h>", ""},
        Case{"framework/attic/a.cpp", "\"core/b.hpp\"", "attic has no place"},
        Case{"framework/risk/a.cpp", "\"../routing/b.hpp\"", "may not climb"}));

INSTANTIATE_TEST_SUITE_P(
    PlantedOutside, Direction,
    testing::Values(Case{"plugins/executors/a.cpp", "\"paper.hpp\"", ""},
                    Case{"plugins/executors/a.cpp", "<sluice/executor.hpp>", ""},
                    Case{"plugins/executors/a.cpp", "\"core/order.hpp\"", "not the host's core"},
                    Case{"plugins/executors/a.cpp", "<plugins/a.hpp>", "not the host's plugins"},
                    Case{"plugins/executors/a.cpp", "\"risk_rules/a.hpp\"", "by their bare name"},
                    Case{"plugins/executors/a.cpp", "\"../feeds/a.hpp\"", "may not climb"},
                    Case{"sdk/include/sluice/a.hpp", "\"core/order.hpp\"", "not the host's core"},
                    Case{"sdk/include/sluice/a.hpp", "<sluice/c/base.h>", ""},
                    Case{"tests/risk/a.cpp", "\"risk_rules/a.hpp\"", ""}));

class Libraries : public testing::TestWithParam<Case> {};

TEST_P(Libraries, Include_IsJudgedByFolderAndKindOfFile) {
  expect(library_violations(GetParam().path, line_of(GetParam())), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Planted, Libraries,
    testing::Values(
        Case{"framework/config/a.cpp", "<nlohmann/json.hpp>", ""},
        Case{"framework/records/a.cpp", "<nlohmann/json.hpp>", ""},
        Case{"framework/journal/a.cpp", "<nlohmann/json.hpp>", ""},
        Case{"framework/plugins/a.cpp", "<nlohmann/json.hpp>", ""},
        Case{"framework/api/a.cpp", "<nlohmann/json.hpp>", ""},
        Case{"plugins/reports/a.cpp", "<nlohmann/json.hpp>", ""},
        Case{"framework/risk/a.cpp", "<nlohmann/json.hpp>", "not be used in this folder"},
        Case{"plugins/feeds/a.cpp", "<nlohmann/json.hpp>", "not be used in this folder"},
        Case{"sdk/include/sluice/a.hpp", "<nlohmann/json.hpp>", "not be used in this folder"},
        Case{"framework/config/a.hpp", "<nlohmann/json.hpp>", "stays out of headers"},
        Case{"framework/config/a.hpp", "<nlohmann/json_fwd.hpp>", ""},
        Case{"framework/risk/a.hpp", "<nlohmann/json_fwd.hpp>", "not be used in this folder"},
        Case{"framework/plugins/a.cpp", "<boost/dll/shared_library.hpp>", ""},
        Case{"framework/app/a.cpp", "<boost/dll/shared_library.hpp>", "not be used in this folder"},
        Case{"framework/app/a.cpp", "<boost/dll.hpp>", "not be used in this folder"},
        Case{"framework/api/http_a.hpp", "<boost/beast/core.hpp>", ""},
        Case{"framework/api/a.hpp", "<boost/beast/core.hpp>", "stays out of headers"},
        Case{"framework/drivers/a.cpp", "<boost/beast/core.hpp>", "not be used in this folder"},
        Case{"framework/app/a.cpp", "<boost/asio/io_context.hpp>", "not be used in this folder"},
        Case{"framework/app/a.cpp", "<boost/program_options.hpp>", ""},
        Case{"framework/app/a.hpp", "<boost/program_options.hpp>", "stays out of headers"},
        Case{"framework/config/a.cpp", "<yaml-cpp/parser.h>", ""},
        Case{"framework/records/a.cpp", "<yaml-cpp/parser.h>", "not be used in this folder"},
        Case{"framework/config/a.hpp", "<yaml-cpp/parser.h>", "stays out of headers"},
        Case{"framework/config/a.cpp", "<toml++/toml.h>", ""},
        Case{"framework/records/a.cpp", "<toml++/toml.h>", "not be used in this folder"},
        Case{"framework/config/a.hpp", "<toml++/toml.h>", "stays out of headers"},
        Case{"framework/files/a.cpp", "<openssl/evp.h>", ""},
        Case{"framework/config/a.cpp", "<openssl/evp.h>", "not be used in this folder"},
        Case{"plugins/lua/a.hpp", "<lua.hpp>", ""},
        Case{"plugins/feeds/a.cpp", "<lua.hpp>", "not be used in this folder"},
        Case{"framework/app/a.cpp", "<spdlog/spdlog.h>", ""},
        Case{"framework/app/a.hpp", "<spdlog/spdlog.h>", "stays out of headers"},
        Case{"tests/core/a.hpp", "<boost/multiprecision/cpp_int.hpp>", ""}));

TEST(ParseInclude, Spelling_DoesNotMatter) {
  const auto include = parse_include("  #  include \"core/order.hpp\"  // why");
  ASSERT_TRUE(include);
  EXPECT_EQ(include->target, "core/order.hpp");
  EXPECT_TRUE(include->quoted);
}

TEST(ParseInclude, WhatIsNoInclude_IsLeftAlone) {
  EXPECT_FALSE(parse_include("// #include \"core/order.hpp\""));
  EXPECT_FALSE(parse_include("#pragma once"));
  EXPECT_FALSE(parse_include("#include MACRO"));
  EXPECT_FALSE(parse_include("#include \"open"));
}

std::vector<SourceFile> product_sources() {
  std::vector<SourceFile> all;
  for (const auto* folder : {"sdk", "framework", "plugins"}) {
    auto files = files_below(folder, {".cpp", ".hpp", ".c", ".h"});
    EXPECT_FALSE(files.empty()) << folder;
    for (auto& file : files) all.push_back(std::move(file));
  }
  return all;
}

TEST(Project, Includes_FollowTheDirectionOfTheRooms) {
  Violations all;
  for (const auto& file : product_sources()) {
    for (auto& each : direction_violations(file.path, file.text)) all.push_back(std::move(each));
  }
  EXPECT_TRUE(all.empty()) << joined(all);
}

TEST(Project, HeavyLibraries_StayInTheirFolders) {
  Violations all;
  for (const auto& file : product_sources()) {
    for (auto& each : library_violations(file.path, file.text)) all.push_back(std::move(each));
  }
  EXPECT_TRUE(all.empty()) << joined(all);
}

TEST(Project, EveryRoom_HasAPlaceInTheDirection) {
  for (const auto& entry : std::filesystem::directory_iterator{project_directory() / "framework"}) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(is_known_room(entry.path().filename().string())) << entry.path();
  }
}

}  // namespace
}  // namespace sluice::structure
