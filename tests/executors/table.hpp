// SPDX-License-Identifier: Apache-2.0
//
// table.hpp: a paper venue driven by lines a trader can read.
//
//   at MS                             the clock is so many milliseconds into the day
//   quote BIDxQTY ASKxQTY             0x0: nothing shown
//   trade PRICE QTY [buy|sell]        others trade; who did not wait
//   open PRICE | bar O H L C VOLUME | close PRICE      the next day; `bar` and `close` end it
//   same-bar                          the last bar once more, as a driver tells it
//   ID buy|sell QTY market | limit P | maker P | stop S | stop-limit S P
//      [day|ioc|fok|gtc|gtd DAY] [post] [reduce]
//   cancel ID | replace ID QTY P [S]
//
// What the venue says is written as kind_text_of does, separated by "; ". Orders are for AAA.
#pragma once

#include <memory>
#include <sstream>

#include "executors/paper.hpp"
#include "venue.hpp"

namespace sluice::executors::test {

struct Step {
  const char* action;
  const char* expected;
};

class Table {
 public:
  // No costs, unless `params` brings them.
  explicit Table(std::string_view model, std::string_view params = {})
      : params_{"{\"fill_model\":\"" + std::string{model} + "\"," +
                (params.empty() ? std::string{"\"spread_w\":0,\"impact_w\":0,\"commission_bps\":0"}
                                : std::string{params}) +
                "}"} {
    restart();
  }
  // A new process without a state.
  void restart() {
    venue_ = std::make_unique<Venue>(executor<Paper>.describe(), params_);
    venue_->begin();
    venue_->host().set_now(now());
  }
  // A new process that goes on where this one was.
  void resume() {
    const std::string state = venue_->executor().save_state();
    restart();
    ASSERT_EQ(venue_->executor().load_state(state), SLUICE_OK) << venue_->executor().error();
    ASSERT_EQ(venue_->executor().save_state(), state);
  }
  void run(std::initializer_list<Step> steps) {
    for (const Step& step : steps) EXPECT_EQ(play(step.action), step.expected) << step.action;
  }
  std::string play(const std::string& action) {
    act(action);
    return told();
  }
  // The same, but what is reported stays where it is.
  void act(const std::string& action) {
    std::istringstream words{action};
    std::string word;
    words >> word;
    if (word == "at") {
      words >> milliseconds_;
      venue_->host().set_now(now());
    } else if (word == "quote") {
      show_quote(words);
    } else if (word == "trade") {
      show_trade(words);
    } else if (word == "open" || word == "bar" || word == "close" || word == "same-bar") {
      show_bar(word, words);
    } else if (word == "cancel") {
      words >> word;
      venue_->executor().cancel(order_of(word));
    } else if (word == "replace") {
      replace(words);
    } else {
      venue_->executor().submit(std::vector{read_order(word, words)});
    }
  }
  std::string query(std::uint64_t id) {
    venue_->executor().query(order_of(std::to_string(id)));
    return told();
  }
  Venue& venue() { return *venue_; }
  Timestamp now() const { return day(day_).plus_nanoseconds(milliseconds_ * 1'000'000); }
  std::string told() {
    venue_->executor().poll();
    std::string text;
    for (const sluice_execution_report& report : venue_->executor().take_reports())
      text += (text.empty() ? "" : "; ") + kind_text_of(report);
    return text;
  }

 private:
  sluice_order order_of(const std::string& id) {
    return venue_->order(std::stoull(id), 0, 0, kBuy, "1");
  }
  static sluice_price number(std::istringstream& words) {
    std::string word;
    words >> word;
    return units(word);
  }
  static std::pair<std::int64_t, std::int64_t> shown(std::istringstream& words) {
    std::string word;
    words >> word;
    const std::size_t cross = word.find('x');
    return {units(word.substr(0, cross)), units(word.substr(cross + 1))};
  }
  void show_quote(std::istringstream& words) {
    sluice_quote quote{};
    quote.time = now().nanoseconds();
    std::tie(quote.bid, quote.bid_quantity) = shown(words);
    std::tie(quote.ask, quote.ask_quantity) = shown(words);
    EXPECT_EQ(venue_->executor().on_quotes(now(), {&quote, 1}), SLUICE_OK);
  }
  void show_trade(std::istringstream& words) {
    sluice_trade trade{};
    trade.time = now().nanoseconds();
    trade.price = number(words);
    trade.quantity = number(words);
    std::string side;
    if (words >> side) trade.aggressor = side == "buy" ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL;
    EXPECT_EQ(venue_->executor().on_trades(now(), {&trade, 1}), SLUICE_OK);
  }
  void show_bar(const std::string& kind, std::istringstream& words) {
    if (kind != "same-bar") {
      if (!is_open_) ++day_;
      is_open_ = kind == "open";
      bar_ = {};
      bar_.time = day(day_).nanoseconds();
      if (kind != "close") {
        bar_.open = number(words);
        bar_.flags = SLUICE_BAR_HAS_OPEN;
      }
      if (kind == "bar") {
        bar_.high = number(words);
        bar_.low = number(words);
        bar_.flags |= SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
      }
      if (kind != "open") bar_.close = number(words);
      if (kind == "bar") bar_.volume = number(words);
      venue_->host().set_now(now());
    }
    const std::uint32_t phase = kind == "open" ? SLUICE_PHASE_OPEN : SLUICE_PHASE_CLOSE;
    EXPECT_EQ(venue_->executor().on_market(phase, now(), {&bar_, 1}), SLUICE_OK);
  }
  void replace(std::istringstream& words) {
    std::string id;
    words >> id;
    sluice_order amended = order_of(id);
    amended.quantity = number(words);
    amended.limit_price = number(words);
    std::string stop;
    if (words >> stop) amended.stop_price = units(stop);
    venue_->executor().replace(amended);
  }
  sluice_order read_order(const std::string& id, std::istringstream& words) {
    std::string side, quantity, word;
    words >> side >> quantity;
    sluice_order order =
        venue_->order(std::stoull(id), 0, 0, side == "buy" ? kBuy : kSell, quantity);
    order.intent_id = {7, order.order_id};
    order.decision_time = now().nanoseconds();
    while (words >> word) read_term(word, words, order);
    return order;
  }
  void read_term(const std::string& word, std::istringstream& words, sluice_order& order) {
    static const std::pair<const char*, std::uint8_t> kTimes[] = {{"day", SLUICE_TIF_DAY},
                                                                  {"ioc", SLUICE_TIF_IOC},
                                                                  {"gtc", SLUICE_TIF_GTC},
                                                                  {"fok", SLUICE_TIF_FOK},
                                                                  {"gtd", SLUICE_TIF_GTD}};
    static const std::pair<const char*, std::uint8_t> kTypes[] = {
        {"market", SLUICE_ORDER_MARKET},
        {"limit", SLUICE_ORDER_LIMIT},
        {"stop", SLUICE_ORDER_STOP},
        {"stop-limit", SLUICE_ORDER_STOP_LIMIT},
        {"maker", SLUICE_ORDER_LIMIT_MAKER}};
    for (const auto& [name, code] : kTimes)
      if (word == name) order.time_in_force = code;
    for (const auto& [name, code] : kTypes)
      if (word == name) order.type = code;
    if (word == "stop" || word == "stop-limit") order.stop_price = number(words);
    if (word == "limit" || word == "maker" || word == "stop-limit")
      order.limit_price = number(words);
    if (word == "gtd") {
      int until = 0;
      words >> until;
      order.good_till = day(until).nanoseconds();
    }
    if (word == "post") order.flags |= SLUICE_ORDER_POST_ONLY;
    if (word == "reduce") order.flags |= SLUICE_ORDER_REDUCE_ONLY;
  }

  std::string params_;
  std::unique_ptr<Venue> venue_;
  int day_ = 1;
  bool is_open_ = false;
  std::int64_t milliseconds_ = 0;
  sluice_bar bar_{};
};

}  // namespace sluice::executors::test
