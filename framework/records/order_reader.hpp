// SPDX-License-Identifier: Apache-2.0
//
// order_reader.hpp: answers of the order store to whoever asks while it is filled.
//
// Opens the store's file read-only, with a connection of its own: in WAL mode neither side waits
// for the other. An answer is of one moment; place() says of which.
//
// Bound: a page looks at kMaxExamined rows at most. Where several filters together are rarer than
// that, the page is short, and `next` says where to go on. Each filter alone has an index.
//
// Place: records; for the API. Owns: a connection and its prepared statements. Thread: one at a
// time. Errors: SQLite's, with the file's name. A store that was deleted or made anew under an open
// reader (why_empty of the store) is to be opened again.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "records/order_rows.hpp"
#include "records/order_store.hpp"

namespace sluice::records {

inline constexpr std::size_t kMaxPage = 1'000;  // rows; who asks for more gets as many

struct BlotterQuery {
  std::string symbol = {};  // empty: any; as the next three
  std::string route = {};
  std::string source = {};
  std::string client_order_id = {};
  std::optional<OrderStatus> status = {};
  std::optional<Timestamp> from = {}, to = {};  // created; both are included
  std::size_t limit = 100;
  std::uint64_t before = 0;  // rows older than this seq; 0: from the newest
};

template <typename Row>
struct Page {
  std::vector<Row> rows;   // newest first
  std::uint64_t next = 0;  // `before` of the next page; 0: there is none
};

struct ExecutionQuery {
  std::string symbol = {}, route = {};
  std::uint64_t order = 0;  // seq of its row in the blotter; 0: any
  std::size_t limit = 100;
  std::uint64_t before = 0;
};

class OrderReader {
 public:
  static constexpr std::size_t kMaxExamined = 2'500;

  // An error where there is no store, or one of another version.
  static Result<OrderReader> open(const std::filesystem::path& path);
  OrderReader(OrderReader&&) noexcept;
  OrderReader& operator=(OrderReader&&) noexcept;
  ~OrderReader();

  [[nodiscard]] Result<Page<BlotterRow>> blotter(const BlotterQuery& query);
  [[nodiscard]] Result<Page<ExecutionRow>> executions(const ExecutionQuery& query);
  // The newest order of this intent that the gate and the router let out; where there is none, what
  // came of it last.
  [[nodiscard]] Result<std::optional<OrderDetail>> order(const IntentId& intent);
  // Where its records stand in the trail, also those about new terms for it; in their order.
  [[nodiscard]] Result<std::vector<RecordPlace>> lines(std::uint64_t order_seq);
  // What happened beside its state, in the order it came; at most kMaxStoreRows, the newest.
  [[nodiscard]] Result<std::vector<OrderEvent>> events(std::uint64_t order_id);
  // A list of orders may have come under one key; in their order.
  [[nodiscard]] Result<std::vector<RequestRow>> by_request(std::string_view request);
  // The newest `count`, newest first.
  [[nodiscard]] Result<std::vector<RequestRow>> recent_requests(std::size_t count);
  // The last record that is in the store.
  [[nodiscard]] Result<TrailPlace> place();

 private:
  struct State;
  explicit OrderReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::records
