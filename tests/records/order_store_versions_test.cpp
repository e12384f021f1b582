// SPDX-License-Identifier: Apache-2.0
//
// order_store_versions_test.cpp: databases of another build, or of somebody else, at our path.
#include <SQLiteCpp/SQLiteCpp.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/order_status.hpp"
#include "records/order_store.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::records {
namespace {

using ::testing::HasSubstr;

class OrderStoreVersionsTest : public ::testing::Test {
 protected:
  void change(const char* sql) {
    SQLite::Database database{(directory_ / "orders.db").native(),
                              SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    database.exec(sql);
  }
  std::string why_empty() {
    const auto store = OrderStore::open(directory_ / "orders.db");
    return store.ok() ? store->why_empty() : store.error().message;
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(OrderStoreVersionsTest, OtherVersion_IsMadeAnew) {
  ASSERT_EQ(why_empty(), "there was none");
  ASSERT_EQ(why_empty(), "");
  change("UPDATE schema_versions SET version = 99 WHERE version = 2");
  EXPECT_EQ(why_empty(), "it is of version 99, this build keeps version 2");
  EXPECT_EQ(why_empty(), "");
}

TEST_F(OrderStoreVersionsTest, DatabaseOfSomebodyElse_IsMadeAnew) {
  change("CREATE TABLE notes(text)");
  EXPECT_EQ(why_empty(), "it is no order store");
}

TEST_F(OrderStoreVersionsTest, Synchronisation_IsThatOfACache) {
  ASSERT_EQ(why_empty(), "there was none");
  SQLite::Database database{(directory_ / "orders.db").native()};
  EXPECT_EQ(database.execAndGet("PRAGMA journal_mode").getString(), "wal");
}

// The line of the page that begins with this cell.
std::string line_of(const std::string& page, const std::string& cell) {
  const auto at = page.find("\n| `" + cell + "` |");
  return at == std::string::npos ? "" : page.substr(at + 1, page.find('\n', at + 1) - at - 1);
}

TEST_F(OrderStoreVersionsTest, Page_NamesEveryTableColumnAndWord) {
  ASSERT_EQ(why_empty(), "there was none");
  const std::string page =
      testing::file_text(std::filesystem::path{SLUICE_SOURCE_DIR} / "docs/formats/order_store.md");
  SQLite::Database database{(directory_ / "orders.db").native()};
  for (const std::string table :
       {"orders", "executions", "lines", "events", "amendments", "requests"}) {
    SQLite::Statement columns{database, "SELECT name FROM pragma_table_info('" + table + "')"};
    const std::string line = line_of(page, table);
    while (columns.executeStep())
      EXPECT_THAT(line, HasSubstr("`" + columns.getColumn(0).getString() + "`")) << table;
  }
  std::string statuses = "| `status` |";
  for (const std::string_view word : kOrderStatusNames) statuses += " " + std::string{word} + " |";
  EXPECT_THAT(line_of(page, "status"), ::testing::StartsWith(statuses));
  std::string states = "| `state` |";
  for (std::size_t i = 0; i < kOrderStateCount; ++i)
    states += " " + std::string{name(static_cast<OrderState>(i))} + " |";
  EXPECT_EQ(line_of(page, "state"), states);
  EXPECT_THAT(page, HasSubstr("Version " + std::to_string(kOrderStoreVersion)));
}

}  // namespace
}  // namespace sluice::records
