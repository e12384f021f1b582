// SPDX-License-Identifier: Apache-2.0
//
// What holds for any flow of orders and any market: nothing is filled twice or beyond its quantity,
// the queue is first in first out, and a venue saved and loaded anywhere is the same venue.
#include <map>

#include <rapidcheck.h>

#include "table.hpp"

namespace sluice::executors::test {
namespace {

struct Model {
  std::string name;
  std::string params;
};

Model any_model() {
  const std::string name =
      *rc::gen::element<std::string>("immediate", "close", "next_open", "volume", "quote", "book");
  std::string params = R"("spread_w":1,"spread":0.001,"impact":"sqrt","seed":)" +
                       std::to_string(*rc::gen::inRange(0, 100));
  if (*rc::gen::inRange(0, 3) == 0) params += R"(,"reject_rate":0.2)";
  const bool has_latency = name == "quote" || name == "book";
  if (has_latency && *rc::gen::arbitrary<bool>())
    params += R"(,"latency_ms":3,"latency_jitter_ms":2)";
  return {name, params};
}

std::string any_price() { return std::to_string(*rc::gen::inRange(95, 106)); }

std::string any_terms() {
  const std::string type = *rc::gen::element<std::string>("market", "limit", "maker", "stop",
                                                          "stop-limit", "limit", "limit");
  std::string text = type;
  if (type != "market") text += " " + any_price();
  if (type == "stop-limit") text += " " + any_price();
  text += " " + *rc::gen::element<std::string>("day", "ioc", "fok", "gtc", "gtd 4", "gtc");
  return text + *rc::gen::element<std::string>("", "", "", " post", " reduce");
}

std::string any_quote() {
  const int bid = *rc::gen::inRange(95, 105);
  const int ask = bid + *rc::gen::inRange(1, 4);
  return "quote " + std::to_string(bid) + "x" + std::to_string(*rc::gen::inRange(0, 20)) + " " +
         std::to_string(ask) + "x" + std::to_string(*rc::gen::inRange(0, 20));
}

// What happens next; new orders take the next id.
std::string any_action(int& next_id, int& milliseconds) {
  const auto known = [&] { return std::to_string(*rc::gen::inRange(1, next_id + 1)); };
  const auto quantity = [] { return std::to_string(*rc::gen::inRange(1, 30)); };
  const std::string side = *rc::gen::element<std::string>("buy", "sell");
  switch (*rc::gen::inRange(0, 12)) {
    case 0:
      return "cancel " + known();
    case 1:
      return "replace " + known() + " " + quantity() + " " + any_price() + " " + any_price();
    case 2:
    case 3:
      return any_quote();
    case 4:
    case 5:
      return "trade " + any_price() + " " + quantity() +
             *rc::gen::element<std::string>("", " buy", " sell");
    case 6:
      return "at " + std::to_string(milliseconds += *rc::gen::inRange(0, 4));
    case 7: {
      const std::string open = any_price();
      return "bar " + open + " 106 95 " + any_price() + " " + quantity() + "0";
    }
    case 8:
      return "open " + any_price();
    default:
      return std::to_string(next_id++) + " " + side + " " + quantity() + " " + any_terms();
  }
}

TEST(PaperProperty, VenueSavedAndLoadedAnywhere_IsTheSameVenue) {
  const bool holds = rc::check([] {
    const Model model = any_model();
    Table whole{model.name, model.params};
    Table resumed{model.name, model.params};
    int next_id = 1;
    int milliseconds = 0;
    const int count = *rc::gen::inRange(1, 60);
    for (int i = 0; i < count; ++i) {
      const std::string action = any_action(next_id, milliseconds);
      RC_ASSERT(resumed.play(action) == whole.play(action));
      if (*rc::gen::inRange(0, 4) != 0) continue;
      resumed.resume();
      RC_ASSERT(!::testing::Test::HasFailure());
      const auto id = *rc::gen::inRange<std::uint64_t>(1, 20);
      RC_ASSERT(resumed.query(id) == whole.query(id));
      const auto left = whole.venue().executor().snapshot(day(0), {});
      const auto right = resumed.venue().executor().snapshot(day(0), {});
      RC_ASSERT(left.account.complete == right.account.complete);
      RC_ASSERT(left.positions.size() == right.positions.size());
      RC_ASSERT(resumed.told() == whole.told());
    }
  });
  EXPECT_TRUE(holds);
}

// Every report of a run, by order.
class Reported {
 public:
  void take(Table& table) {
    table.venue().executor().poll();
    for (const auto& report : table.venue().executor().take_reports()) {
      Order& order = orders_[report.order_id];
      if (report.kind == SLUICE_REPORT_REPLACED) order.quantity = report.order_quantity;
      if (report.kind == SLUICE_REPORT_FILLED) add(order, report);
      const bool is_end = report.kind == SLUICE_REPORT_CANCELED ||
                          report.kind == SLUICE_REPORT_EXPIRED ||
                          report.kind == SLUICE_REPORT_REJECTED;
      if (!is_end) continue;
      RC_ASSERT(!order.is_over);
      order.is_over = true;
    }
  }
  void sent(std::uint64_t id, sluice_quantity quantity, bool buys) {
    orders_[id].quantity = quantity;
    orders_[id].buys = buys;
  }
  [[nodiscard]] sluice_quantity position() const { return position_; }

 private:
  struct Order {
    sluice_quantity quantity = 0;
    sluice_quantity filled = 0;
    std::uint64_t executions = 0;
    bool buys = false;
    bool is_over = false;
  };
  void add(Order& order, const sluice_execution_report& report) {
    RC_ASSERT(!order.is_over);
    RC_ASSERT(report.execution_id == ++order.executions);
    RC_ASSERT(report.quantity > 0);
    RC_ASSERT(report.price > 0);
    order.filled += report.quantity;
    RC_ASSERT(report.cumulative_quantity == order.filled);
    RC_ASSERT(order.filled <= order.quantity);
    order.is_over = order.filled == order.quantity;
    position_ += order.buys ? report.quantity : -report.quantity;
  }
  std::map<std::uint64_t, Order> orders_;
  sluice_quantity position_ = 0;
};

TEST(PaperProperty, Fills_NeverExceedTheOrderAndAddUpToThePosition) {
  const bool holds = rc::check([] {
    const Model model = any_model();
    Table table{model.name, model.params};
    Reported reported;
    int next_id = 1;
    int milliseconds = 0;
    const int count = *rc::gen::inRange(1, 80);
    for (int i = 0; i < count; ++i) {
      const std::string action = any_action(next_id, milliseconds);
      std::istringstream words{action};
      std::string id, side, quantity;
      words >> id >> side >> quantity;
      if (side == "buy" || side == "sell")
        reported.sent(std::stoull(id), units(quantity), side == "buy");
      table.act(action);
      reported.take(table);
    }
    const auto told = table.venue().executor().snapshot(day(0), {});
    static_cast<void>(table.told());
    RC_ASSERT((told.positions.empty() ? 0 : told.positions[0].quantity) == reported.position());
  });
  EXPECT_TRUE(holds);
}

// Equal orders at one price: one that came later never has more than one that came before.
TEST(PaperProperty, QueueAtAPrice_IsFirstInFirstOut) {
  const bool holds = rc::check([] {
    Table table{"book"};
    std::map<std::uint64_t, sluice_quantity> filled;
    int next_id = 1;
    table.play("quote 99x10 101x10");
    const int count = *rc::gen::inRange(1, 60);
    for (int i = 0; i < count; ++i) {
      const std::string quantity = std::to_string(*rc::gen::inRange(0, 25));
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          filled[static_cast<std::uint64_t>(next_id)] = 0;
          table.act(std::to_string(next_id++) + " buy 5 limit 99 gtc");
          break;
        case 1:
          table.act("trade " + *rc::gen::element<std::string>("99", "98", "100") + " " + quantity);
          break;
        default:
          table.act("quote " + *rc::gen::element<std::string>("99", "98", "100") + "x" + quantity +
                    " 101x10");
      }
      table.venue().executor().poll();
      for (const auto& report : table.venue().executor().take_reports())
        if (report.kind == SLUICE_REPORT_FILLED) filled[report.order_id] += report.quantity;
      sluice_quantity before = std::numeric_limits<sluice_quantity>::max();
      for (const auto& [id, quantity_filled] : filled) {
        RC_ASSERT(quantity_filled <= before);
        before = quantity_filled;
      }
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::executors::test
