// SPDX-License-Identifier: Apache-2.0
//
// order_store_versions_test.cpp: databases of another build, or of somebody else, at our path.
#include <SQLiteCpp/SQLiteCpp.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/order_store.hpp"
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

}  // namespace
}  // namespace sluice::records
