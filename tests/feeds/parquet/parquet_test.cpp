// SPDX-License-Identifier: Apache-2.0
//
// parquet_test.cpp: the feed without DuckDB's library, and with one that is none. What it reads is
// tested by run.sh, with the library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/testing/mock_components.hpp>

#include "feeds/parquet_feed.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::feeds {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ParquetTest : public ::testing::Test {
 protected:
  // What it has against its parameters or a request.
  std::string error_of(const std::string& more) {
    const auto file = folder_.path() / "prices.parquet";
    testing::write_text(file, "PAR1");
    testing::MockHost host;
    testing::MockFeed feed{sluice::feed<ParquetFeed>.describe(),
                           R"({"path":")" + file.string() + "\"" + more + "}", host};
    if (!feed.ok()) return feed.error();
    EXPECT_EQ(feed.open({"A"}), SLUICE_ERROR_IO);
    return feed.error();
  }
  testing::TemporaryDirectory folder_;
};

TEST_F(ParquetTest, WithoutTheLibrary_SaysWhatIsMissingAndWhereToSayIt) {
  EXPECT_THAT(error_of(R"(,"library":"/nowhere/libduckdb.so")"),
              AllOf(HasSubstr("DuckDB's library, which is not here"),
                    HasSubstr("/nowhere/libduckdb.so"), HasSubstr("data.library")));
}

TEST_F(ParquetTest, WithAnotherLibrary_SaysThatItIsNone) {
  EXPECT_THAT(error_of(R"(,"library":"libc.so.6")"),
              HasSubstr("libc.so.6 is no library of DuckDB, or one before 1.0: it has no duckdb_"));
}

TEST_F(ParquetTest, ColumnsThatNoBarHas_AreRefusedWithTheNearest) {
  EXPECT_THAT(error_of(R"(,"columns":{"clse":"x"})"),
              HasSubstr("columns: 'clse' is no column of a bar; the nearest is close"));
  EXPECT_THAT(error_of(R"(,"columns":{"close":3})"),
              HasSubstr("columns: 'close' needs the name of a column"));
}

TEST_F(ParquetTest, FilesThatAreNotThere_AreNamed) {
  const auto none = find_parquet(folder_.path().string(), "*.parquet");
  EXPECT_THAT(none.error().message, HasSubstr("no file *.parquet in folder"));
  EXPECT_THAT(find_parquet("/nowhere", "*").error().message, HasSubstr("/nowhere"));
}

TEST_F(ParquetTest, Sql_IsQuoted) {
  EXPECT_EQ(duckdb::quoted_text("it's"), "'it''s'");
  EXPECT_EQ(duckdb::quoted_name("a \"b\""), "\"a \"\"b\"\"\"");
}

}  // namespace
}  // namespace sluice::feeds
