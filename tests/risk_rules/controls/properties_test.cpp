// SPDX-License-Identifier: Apache-2.0
//
// What is approved never leads past a limit, whatever sequence of orders, fills, cancels, price
// moves and restarts follows. Limits on values are shown by force: after every approval, every
// choice of open orders that fill is tried.
#include <array>

#include "desk.hpp"

namespace sluice::risk_rules::test {
namespace {

constexpr int kSteps = 60;

// Runs `body` for many random sequences; at least one of them has to approve something.
template <typename Body>
void for_any_sequence(Body body) {
  int approvals = 0;
  const bool holds = rc::check([&] { approvals += body(); });
  EXPECT_TRUE(holds);
  EXPECT_GT(approvals, 100);
}

using Positions = std::array<std::int64_t, 3>;  // in units of 1e-8

// Every position that can come of the open orders: each fills, or not.
template <typename Visit>
void for_every_outcome(Desk& desk, Visit visit) {
  const auto& open = desk.world().open_orders();
  for (std::uint32_t chosen = 0; chosen < (1U << open.size()); ++chosen) {
    Positions positions{};
    for (std::uint32_t id = 0; id < 3; ++id) positions[id] = desk.world().row(id).position;
    for (std::size_t i = 0; i < open.size(); ++i)
      if ((chosen >> i & 1U) != 0)
        positions[open[i].instrument] +=
            open[i].side == SLUICE_SIDE_BUY ? open[i].remaining : -open[i].remaining;
    visit(positions);
  }
}

int128 worth(Desk& desk, const Positions& positions, std::uint32_t id) {
  return int128{positions[id]} * desk.world().row(id).last / kScale;
}
int128 size_of(int128 value) { return value < 0 ? -value : value; }

bool reduced(Desk& desk, const sluice_order& order) {
  // Before it was opened, its own quantity was not among the open orders.
  const sluice_risk_row& row = desk.world().row(order.instrument);
  std::int64_t others = 0;
  for (const sluice_working_order& open : desk.world().open_orders())
    if (open.instrument == order.instrument && open.side == order.side &&
        open.intent_id.lo != order.intent_id.lo)
      others += open.remaining;
  const std::int64_t closable =
      (order.side == SLUICE_SIDE_BUY ? -row.position : row.position) - others;
  return order.quantity <= closable;
}

TEST(ApprovedOrders, UnderMaxPosition_NeverLeadPastIt) {
  for_any_sequence([] {
    Desk desk{"max_position", R"({"quantity":100})", {}};
    desk.always = [&] {
      for (std::uint32_t id = 0; id < 3; ++id)
        RC_ASSERT(size_of(desk.world().row(id).position) <= 100 * kScale);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderMaxPositionNotional_NeverLeadPastIt) {
  for_any_sequence([] {
    Desk desk{"max_position", R"({"notional":10000})", {.moves_prices = true, .most_open = 8}};
    desk.on_approval = [&](const sluice_order& order) {
      if (reduced(desk, order)) return;
      for_every_outcome(desk, [&](const Positions& positions) {
        RC_ASSERT(size_of(worth(desk, positions, order.instrument)) <= int128{10000} * kScale);
      });
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderMaxLeverage_NeverLeadPastIt) {
  for_any_sequence([] {
    Desk desk{"max_leverage", R"({"gross":0.2,"net":0.1})", {.moves_prices = true, .most_open = 8}};
    desk.on_approval = [&](const sluice_order& order) {
      if (reduced(desk, order)) return;
      for_every_outcome(desk, [&](const Positions& positions) {
        int128 gross = 0;
        int128 net = 0;
        for (std::uint32_t id = 0; id < 3; ++id) {
          gross += size_of(worth(desk, positions, id));
          net += worth(desk, positions, id);
        }
        RC_ASSERT(gross <= int128{20000} * kScale);
        // The end the order moves towards; the other one it leaves.
        RC_ASSERT((order.side == SLUICE_SIDE_BUY ? net : -net) <= int128{10000} * kScale);
      });
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderConcentration_NeverLeadPastIt) {
  for_any_sequence([] {
    Desk desk{"concentration",
              R"({"symbol":0.06,"sector":0.1,"region":0.15})",
              {.moves_prices = true, .most_open = 8}};
    desk.world().row(2).sector = desk.world().add_sector("Energy");
    desk.on_approval = [&](const sluice_order& order) {
      if (reduced(desk, order)) return;
      for_every_outcome(desk, [&](const Positions& positions) {
        int128 sector = 0;
        int128 region = 0;
        for (std::uint32_t id = 0; id < 3; ++id) {
          const int128 value = size_of(worth(desk, positions, id));
          region += value;
          if (desk.world().row(id).sector == desk.world().row(order.instrument).sector)
            sector += value;
        }
        RC_ASSERT(size_of(worth(desk, positions, order.instrument)) <= int128{6000} * kScale);
        RC_ASSERT(sector <= int128{10000} * kScale);
        RC_ASSERT(region <= int128{15000} * kScale);
      });
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderLiveLimits_NeverLeadPastTheTotal) {
  for_any_sequence([] {
    Desk desk{"live_limits",
              R"({"max_live_notional_total":20000})",
              {.moves_prices = true, .most_open = 8}};
    desk.on_approval = [&](const sluice_order& order) {
      if (reduced(desk, order)) return;
      for_every_outcome(desk, [&](const Positions& positions) {
        int128 gross = 0;
        for (std::uint32_t id = 0; id < 3; ++id) gross += size_of(worth(desk, positions, id));
        RC_ASSERT(gross <= int128{20000} * kScale);
      });
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderMaxPositions_NeverOpenMore) {
  for_any_sequence([] {
    Desk desk{"max_positions", R"({"limit":2})", {}};
    desk.always = [&] {
      int held = 0;
      for (std::uint32_t id = 0; id < 3; ++id) held += desk.world().row(id).position != 0 ? 1 : 0;
      RC_ASSERT(held <= 2);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderShortSale_NeverGoShort) {
  for_any_sequence([] {
    Desk desk{"short_sale", "{}", {}};
    desk.always = [&] {
      for (std::uint32_t id = 0; id < 3; ++id) RC_ASSERT(desk.world().row(id).position >= 0);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderBuyingPower_NeverSpendMoreThanThereIs) {
  for_any_sequence([] {
    Desk desk{"buying_power", R"({"fees":0.01})", {}};
    int128 cash = int128{3000} * kScale;
    const auto with_fees = [](int128 value) { return value + (value + 99) / 100; };
    desk.on_fill = [&](const sluice_order& order, std::int64_t quantity) {
      const int128 value = int128{order.limit_price} * quantity / kScale;
      cash += order.side == SLUICE_SIDE_BUY ? -with_fees(value) : value - (value + 99) / 100;
    };
    // The router holds what open buys may cost.
    desk.always = [&] {
      RC_ASSERT(cash >= 0);
      int128 reserved = 0;
      for (const sluice_working_order& open : desk.world().open_orders())
        if (open.side == SLUICE_SIDE_BUY)
          reserved += with_fees(int128{open.price} * open.remaining / kScale);
      desk.world().fields.cash = Money::from_raw(cash).to_c();
      desk.world().fields.reserved_cash = Money::from_raw(reserved).to_c();
    };
    desk.always();
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderMaxOpenOrders_NeverStandOpenInLargerNumbers) {
  for_any_sequence([] {
    Desk desk{"max_open_orders", R"({"account":5,"symbol":2})", {}};
    desk.always = [&] {
      RC_ASSERT(desk.open().size() <= 5U);
      for (std::uint32_t id = 0; id < 3; ++id) {
        int own = 0;
        for (const sluice_order& order : desk.open()) own += order.instrument == id ? 1 : 0;
        RC_ASSERT(own <= 2);
      }
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderWorkingNotional_NeverStandOpenForMore) {
  for_any_sequence([] {
    Desk desk{"working_notional", R"({"limit":10000})", {.moves_prices = true}};
    desk.always = [&] {
      int128 sum = 0;
      for (const sluice_working_order& open : desk.world().open_orders())
        sum += int128{open.price} * open.remaining / kScale;
      RC_ASSERT(sum <= int128{10000} * kScale);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderDailyNotional_NeverTradeMoreInADay) {
  for_any_sequence([] {
    Desk desk{"daily_notional", R"({"limit":20000})", {.moves_prices = true, .restarts = true}};
    int128 traded = 0;
    desk.on_fill = [&](const sluice_order& order, std::int64_t quantity) {
      traded += int128{order.limit_price} * quantity / kScale;
    };
    desk.always = [&] { RC_ASSERT(traded <= int128{20000} * kScale); };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderAdvParticipation_NeverTradeALargerShareOfTheDay) {
  for_any_sequence([] {
    Desk desk{"adv_participation", R"({"order":0.01,"day":0.02})", {.restarts = true}};
    for (std::uint32_t id = 0; id < 3; ++id)
      desk.world().row(id).average_daily_volume = 5000 * kScale;
    Positions traded{};
    desk.on_approval = [&](const sluice_order& order) { RC_ASSERT(order.quantity <= 50 * kScale); };
    desk.on_fill = [&](const sluice_order& order, std::int64_t quantity) {
      traded[order.instrument] += quantity;
      RC_ASSERT(traded[order.instrument] <= 100 * kScale);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderOrderRate_NeverComeFaster) {
  for_any_sequence([] {
    Desk desk{"order_rate",
              R"({"rate":5,"burst":3,"breaches":1000})",
              {.most_wait_ms = 300, .restarts = true}};
    std::vector<sluice_time> times;
    desk.on_approval = [&](const sluice_order&) {
      times.push_back(desk.world().fields.now);
      for (std::size_t i = 0; i < times.size(); ++i) {
        const auto approved = static_cast<int128>(times.size() - i);
        const int128 allowed_e9 = int128{3'000'000'000} + int128{times.back() - times[i]} * 5;
        RC_ASSERT(approved * 1'000'000'000 <= allowed_e9);
      }
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderMessageRate_NeverExceedTheirPartOfASecond) {
  for_any_sequence([] {
    Desk desk{
        "message_rate", R"({"limit":10,"kept":0.2})", {.most_wait_ms = 200, .restarts = true}};
    std::vector<sluice_time> times;
    desk.on_approval = [&](const sluice_order&) {
      times.push_back(desk.world().fields.now);
      std::size_t recent = 0;
      for (const sluice_time time : times) recent += time > times.back() - 1'000'000'000 ? 1 : 0;
      RC_ASSERT(recent <= 8U);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderDuplicateOrder_AreNeverTheSameWithinTheWindow) {
  for_any_sequence([] {
    Desk desk{"duplicate_order",
              "{}",
              {.most_units = 3, .most_wait_ms = 200, .restarts = true, .one_price = true}};
    std::vector<std::pair<sluice_time, sluice_order>> seen;
    desk.on_approval = [&](const sluice_order& order) {
      const sluice_time now = desk.world().fields.now;
      for (const auto& [time, old] : seen)
        RC_ASSERT(now - time >= 500'000'000 || old.instrument != order.instrument ||
                  old.side != order.side || old.quantity != order.quantity ||
                  old.limit_price != order.limit_price);
      seen.emplace_back(now, order);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderPeriodCollar_NeverDriftFurther) {
  for_any_sequence([] {
    Desk desk{"period_collar", R"({"limit":0.05})", {.most_wait_ms = 30'000, .restarts = true}};
    std::vector<std::pair<sluice_time, sluice_order>> seen;
    desk.on_approval = [&](const sluice_order& order) {
      const sluice_time now = desk.world().fields.now;
      seen.emplace_back(now, order);
      for (const auto& [time, old] : seen) {
        if (old.instrument != order.instrument || now - time >= 300'000'000'000) continue;
        const std::int64_t low = std::min(old.limit_price, order.limit_price);
        const std::int64_t high = std::max(old.limit_price, order.limit_price);
        RC_ASSERT(int128{high - low} * 100 <= int128{low} * 5);
      }
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderSelfTrade_NeverMeetEachOther) {
  for_any_sequence([] {
    Desk desk{"self_trade", "{}", {.moves_prices = true}};
    desk.always = [&] {
      for (const sluice_order& bid : desk.open())
        for (const sluice_order& ask : desk.open())
          RC_ASSERT(bid.side != SLUICE_SIDE_BUY || ask.side != SLUICE_SIDE_SELL ||
                    bid.instrument != ask.instrument || bid.limit_price < ask.limit_price);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

TEST(ApprovedOrders, UnderParentConservation_NeverFillMoreThanTheWhole) {
  for_any_sequence([] {
    Desk desk{"parent_conservation", "{}", {.restarts = true, .parents = 2}};
    std::array<std::int64_t, 3> filled{};
    desk.on_fill = [&](const sluice_order& order, std::int64_t quantity) {
      filled[order.parent_id.lo] += quantity;
      RC_ASSERT(filled[order.parent_id.lo] <= 100 * kScale);
    };
    desk.run(kSteps);
    return desk.approvals();
  });
}

}  // namespace
}  // namespace sluice::risk_rules::test
