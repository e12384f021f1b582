// SPDX-License-Identifier: Apache-2.0
//
// report_writer.hpp: from the venue's rows to execution reports.
//
// An execution's id is the venue's trade id plus one, for ids are never 0. A commission is told in
// the quote currency: one taken in the base asset at the price of its trade; of any other asset the
// worth is not known, and it is told as 0. Orders that are none of ours are told only where they
// are money at risk: executions, and orders in the book. Place: executor plugin. Thread: lane.
#pragma once

#include <string_view>

#include <sluice/executor.hpp>
#include <sluice/host.hpp>

#include "known_orders.hpp"
#include "market_table.hpp"
#include "messages.hpp"

namespace sluice::testnet {

class ReportWriter {
 public:
  ReportWriter(const MarketTable& markets, KnownOrders& orders, Host host)
      : markets_{markets}, orders_{orders}, host_{host} {}

  // The answer to a new order: acknowledgement, executions, and how it ended if it did.
  void new_order(const OrderRow& order, Reports& reports);
  // An event of the stream.
  void event(const OrderEvent& event, Reports& reports);
  void trade(const std::string& client_id, std::uint32_t instrument, const TradeRow& trade,
             Reports& reports);
  // How it stands: STATUS.
  void status(const OrderRow& order, Reports& reports);
  // The answer to a cancel.
  void canceled(const OrderRow& order, Reports& reports);
  // It is numbered, and over if it is.
  void note(const OrderRow& order);

 private:
  // A row about the order of this name; nullptr where nobody has to hear of it.
  [[nodiscard]] bool fill_name(sluice_execution_report& row, std::string_view client_id,
                               std::uint32_t instrument);
  void add(std::uint32_t kind, const OrderRow& order, std::string_view reason, Reports& reports);
  void add_trade(const std::string& client_id, std::uint32_t instrument, const TradeRow& trade,
                 const Quantity* cumulative, Reports& reports);
  void end_of(const OrderRow& order, std::string_view reason, Reports& reports);
  [[nodiscard]] Money commission_of(const TradeRow& trade, std::uint32_t instrument);

  const MarketTable& markets_;
  KnownOrders& orders_;
  Host host_;
  bool has_warned_ = false;
};

}  // namespace sluice::testnet
