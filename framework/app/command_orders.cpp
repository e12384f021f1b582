// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "drivers/order_desk.hpp"
#include "plugins/trial.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using records::StoredOrder;

constexpr const char* kOrdersUsage =
    "Usage: sluice orders list --dir DIR [--open] [--unresolved] [--symbol S] [--limit N]\n"
    "       sluice orders show ORDER --dir DIR\n"
    "       sluice orders resolve ORDER --dir DIR --as not-at-venue|ended --who NAME --why TEXT\n"
    "       sluice orders release --dir DIR --who NAME --why TEXT\n\n"
    "DIR is the folder of a session, with journal/ in it. list and show read the journal, also "
    "while the session runs.\n"
    "resolve decides about an order that is UNKNOWN or DISPUTED: not-at-venue says that it never "
    "arrived, ended that it is\n"
    "over there with what we have booked. Look it up at the venue first: nothing is asked, and "
    "the budget is given back.\n"
    "release lets a session that halted route again. Both are journalled with who and why, and "
    "refuse while a process has\n"
    "the session open.\n\n"
    "Examples:\n"
    "  sluice orders list --dir output/session --unresolved\n"
    "  sluice orders resolve 17 --dir output/session --as ended --who ana --why 'seen canceled on "
    "the venue page'\n";

std::string flags_of(const StoredOrder& order) {
  std::string flags;
  const auto add = [&](bool set, const char* word) {
    if (set) flags += (flags.empty() ? "" : ",") + std::string{word};
  };
  add(order.unknown, "UNKNOWN");
  add(order.disputed, "DISPUTED");
  add(order.pending_cancel, "cancel asked");
  add(order.pending_replace, "replace asked");
  return flags;
}

std::string json_of(const StoredOrder& order) {
  return fmt::format(
      R"({{"order_id":{},"intent_id":"{}","decided_at":"{}","updated_at":"{}","symbol":{},"side":"{}",)"
      R"("order_type":"{}","tif":"{}","qty":"{}","limit_price":"{}","filled_qty":"{}","state":"{}",)"
      R"("open":{},"unknown":{},"disputed":{},"pending_cancel":{},"pending_replace":{},"attempts":{},"reason":{}}})",
      order.id, order.intent_id, order.decided_at, order.updated_at, json_quoted(order.symbol),
      order.side, order.order_type, order.time_in_force, order.quantity, order.limit_price,
      order.filled, order.state, order.is_open, order.unknown, order.disputed, order.pending_cancel,
      order.pending_replace, order.attempts, json_quoted(order.reason));
}

std::string line_of(const StoredOrder& order) {
  return fmt::format("{:>8}  {:<10} {:<4} {:>12} {:>12}  {:<12} {}\n", order.id, order.symbol,
                     order.side, order.quantity, order.filled, order.state, flags_of(order));
}

template <typename Rows, typename Write>
std::string list_of(const Rows& rows, Write write) {
  std::string text;
  for (const auto& row : rows) text += (text.empty() ? "" : ",") + write(row);
  return "[" + text + "]";
}

int list(const records::OrderStore& store, const po::variables_map& values, bool json) {
  records::OrderQuery query;
  query.only_open = values.count("open") != 0;
  query.only_unresolved = values.count("unresolved") != 0;
  query.symbol = values["symbol"].as<std::string>();
  query.limit = values["limit"].as<std::size_t>();
  const auto orders = store.orders(query);
  if (!orders) return report_error(orders.error().message, kExitFailed, json);
  if (json) {
    std::cout << records::indent_json(R"({"orders":)" + list_of(*orders, json_of) + "}") << "\n";
    return kExitOk;
  }
  if (orders->empty()) std::cout << "no such orders\n";
  if (!orders->empty())
    std::cout << fmt::format("{:>8}  {:<10} {:<4} {:>12} {:>12}  {}\n", "order", "symbol", "side",
                             "quantity", "filled", "state");
  for (const StoredOrder& order : *orders) std::cout << line_of(order);
  return kExitOk;
}

int show(const records::OrderStore& store, std::uint64_t id, bool json) {
  const auto order = store.order(id);
  const auto executions = store.executions(id);
  const auto events = store.events(id, records::kMaxStoreRows);
  if (!order || !executions || !events)
    return report_error("the order store could not be read", kExitFailed, json);
  if (!*order) return report_error("there is no order " + std::to_string(id), kExitFailed, json);
  if (json) {
    const std::string filled = list_of(*executions, [](const auto& row) {
      return fmt::format(
          R"({{"execution":{},"epoch":{},"time":"{}","qty":"{}","price":"{}","commission":"{}","busted":{}}})",
          row.id, row.epoch, row.time, row.quantity, row.price, row.commission, row.busted);
    });
    const std::string happened = list_of(*events, [](const auto& row) {
      return fmt::format(R"({{"seq":{},"time":"{}","type":"{}","text":{}}})", row.seq, row.time,
                         row.type, json_quoted(row.text));
    });
    std::cout << records::indent_json(fmt::format(R"({{"order":{},"executions":{},"events":{}}})",
                                                  json_of(**order), filled, happened))
              << "\n";
    return kExitOk;
  }
  std::cout << line_of(**order)
            << fmt::format("intent {}, decided {}\n", (*order)->intent_id, (*order)->decided_at);
  for (const auto& row : *executions)
    std::cout << fmt::format("  {}  execution {}: {} @ {}, commission {}{}\n", row.time, row.id,
                             row.quantity, row.price, row.commission,
                             row.busted ? ", taken back" : "");
  for (const auto& row : *events)
    std::cout << fmt::format("  {}  {} {}\n", row.time, row.type, row.text);
  return kExitOk;
}

std::string who_and_why(const po::variables_map& values, const std::string& action) {
  return needed_option(values, "who", "orders " + action) + ": " +
         needed_option(values, "why", "orders " + action);
}

int tell(const std::string& what, bool json) {
  if (json)
    std::cout << records::indent_json(R"({"ok":true,"did":)" + json_quoted(what) + "}") << "\n";
  else
    std::cout << what << "\n";
  return kExitOk;
}

int resolve(const fs::path& directory, std::uint64_t id, const po::variables_map& values,
            bool json) {
  const std::string as = needed_option(values, "as", "orders resolve");
  if (as != "not-at-venue" && as != "ended")
    throw UsageError{"orders resolve: --as " + as + ": expected not-at-venue or ended"};
  const std::string words = who_and_why(values, "resolve");
  files::PosixDisk disk;
  const auto resolution =
      as == "ended" ? routing::Resolution::kEnded : routing::Resolution::kNotAtVenue;
  const auto answer =
      drivers::decide_order(disk, directory, id, resolution, words, plugins::wall_clock());
  if (!answer) return report_error(answer.error().message, kExitFailed, json);
  const std::string order = "order " + std::to_string(id);
  switch (*answer) {
    case routing::ChangeAnswer::kDone:
      return tell(order + " is resolved", json);
    case routing::ChangeAnswer::kNoSuchOrder:
      return report_error("there is no " + order + ", or it was over long ago", kExitFailed, json);
    case routing::ChangeAnswer::kOver:
      return report_error(order + " is over: there is nothing to resolve", kExitFailed, json);
    default:
      return report_error(order + " is neither UNKNOWN nor DISPUTED", kExitFailed, json);
  }
}

int release(const fs::path& directory, const po::variables_map& values, bool json) {
  const std::string words = who_and_why(values, "release");
  files::PosixDisk disk;
  const auto released = drivers::release_halt(disk, directory, words, plugins::wall_clock());
  if (!released) return report_error(released.error().message, kExitFailed, json);
  return tell(*released ? "the halt is released" : "the session was not halted", json);
}

int look(const std::string& action, const fs::path& directory, std::uint64_t id,
         const po::variables_map& values, bool json) {
  files::PosixDisk disk;
  const auto feed = drivers::look_at_orders(disk, directory);
  if (!feed) return report_error(feed.error().message, kExitFailed, json);
  return action == "list" ? list(feed->store(), values, json) : show(feed->store(), id, json);
}

void add_order_options(po::options_description& options) {
  const auto text = [] { return po::value<std::string>()->default_value(""); };
  options.add_options()("dir", text(), "the session's folder")("open", "list: open orders only")(
      "unresolved", "list: orders that are UNKNOWN or DISPUTED only")(
      "symbol", text(), "list: orders of this symbol only")(
      "limit", po::value<std::size_t>()->default_value(100), "list: the newest so many")(
      "as", text(), "resolve: not-at-venue or ended")("who", text(), "resolve, release: your name")(
      "why", text(), "resolve, release: the reason");
}

}  // namespace

int command_orders(const Arguments& arguments) {
  po::options_description options{"Options"};
  add_order_options(options);
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("order", po::value<std::uint64_t>());
  const auto parsed = parse_arguments(arguments, all, {"action", "order"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kOrdersUsage << "\n" << options;
    return kExitOk;
  }
  const bool json = common_options(values).json;
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action != "list" && action != "show" && action != "resolve" && action != "release")
    throw unknown_action("orders", action, {"list", "show", "resolve", "release"});
  const fs::path directory = needed_option(values, "dir", "orders " + action);
  const bool wants_order = action == "show" || action == "resolve";
  if (wants_order && values.count("order") == 0)
    throw UsageError{"orders " + action + ": which order?"};
  const std::uint64_t id = wants_order ? values["order"].as<std::uint64_t>() : 0;
  if (action == "resolve") return resolve(directory, id, values, json);
  if (action == "release") return release(directory, values, json);
  return look(action, directory, id, values, json);
}

}  // namespace sluice::app
