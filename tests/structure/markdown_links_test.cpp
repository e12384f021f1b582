// SPDX-License-Identifier: Apache-2.0
//
// markdown_links_test.cpp: links on planted documents, then on the project's.
#include "structure/markdown_links.hpp"

#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::structure {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Violations broken(std::string_view text) {
  const std::set<std::string> files{"README.md", "docs/a.md", "docs/images/b.svg"};
  return broken_links("docs/page.md", text,
                      [&](const std::string& path) { return files.contains(path); });
}

TEST(BrokenLinks, TargetsThatExist_Pass) {
  EXPECT_THAT(broken("[a](a.md) ![b](images/b.svg \"title\") [c](../README.md#part)\n[d]: a.md\n"),
              IsEmpty());
}

TEST(BrokenLinks, TargetsThatDoNotExist_AreNamedWithTheirLine) {
  EXPECT_THAT(
      broken("one\n[a](a.md) [x](x.md)\n![y](y.svg)\n[z]: z.md\n"),
      ElementsAre("docs/page.md:2: x.md leads nowhere", "docs/page.md:3: y.svg leads nowhere",
                  "docs/page.md:4: z.md leads nowhere"));
}

TEST(BrokenLinks, PathsAreRelativeToTheDocument) {
  EXPECT_THAT(broken("[a](docs/a.md)\n[b](/docs/a.md)\n"),
              ElementsAre("docs/page.md:1: docs/a.md leads nowhere",
                          "docs/page.md:2: /docs/a.md leads nowhere"));
}

TEST(BrokenLinks, AddressesAnchorsAndCode_AreLeftAlone) {
  EXPECT_THAT(broken("[a](https://example.org/x) [b](mailto:x@example.org) [c](#part)\n"
                     "`[d](x.md)`\n```\n[e](x.md)\n```\n"),
              IsEmpty());
}

TEST(BrokenLinks, AfterAFencedBlock_AreFound) {
  EXPECT_THAT(broken("```\n[e](x.md)\n```\n[f](x.md)\n"),
              ElementsAre("docs/page.md:4: x.md leads nowhere"));
}

// An empty folder does not count: version control does not keep it.
bool exists_in_project(const std::string& path) {
  const auto file = project_directory() / path;
  return std::filesystem::exists(file) && !std::filesystem::is_empty(file);
}

TEST(Project, RelativeLinksOfDocuments_LeadSomewhere) {
  const auto documents = files_below("", {".md"});
  EXPECT_FALSE(documents.empty());
  Violations all;
  for (const auto& file : documents) {
    for (auto& each : broken_links(file.path, file.text, exists_in_project)) {
      all.push_back(std::move(each));
    }
  }
  EXPECT_TRUE(all.empty()) << joined(all);
}

}  // namespace
}  // namespace sluice::structure
