// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/replay_book.hpp"

#include <algorithm>
#include <set>

#include "journal/each_record.hpp"
#include "journal/record_types.hpp"
#include "rule_tests/words.hpp"

namespace sluice::rule_tests {
namespace {

namespace fs = std::filesystem;
using journal::Record;

constexpr std::string_view kSegmentSuffix = ".jsonl";

template <typename T>
T exact(const Record& record, std::string_view field) {
  const auto units = record.decimal(field);
  const auto narrow = units ? detail::narrow(*units) : std::nullopt;
  return T::from_raw(narrow.value_or(0));
}

template <std::size_t N>
std::uint32_t word_at(const Record& record, std::string_view field, const Word (&words)[N]) {
  const auto text = record.text(field).value_or("");
  for (const Word& word : words)
    if (word.name == text) return word.value;
  return 0;
}

// What a fill cost the account; less than nothing for a sale.
Money cost_of(Side side, Quantity quantity, Price price, Money commission) {
  const int128 worth = notional(price, quantity, Rounding::kHalfEven).raw();
  return Money::from_raw((side == Side::kBuy ? worth : -worth) + commission.raw());
}

// First pass: what everything begins with.
class Surveyor {
 public:
  void take(const Record& record) {
    const auto type = record.type();
    if (type == journal::kNew) take_intent(record);
    if (type == journal::kFilled || type == journal::kPartial) take_fill(record);
    if (type == journal::kMark) take_mark(record);
    if (type == journal::kOpen && found_.strategy.empty())
      found_.strategy = record.text("strategy").value_or("");
  }
  TrailSurvey done() && {
    found_.symbols.assign(symbols_.begin(), symbols_.end());
    return std::move(found_);
  }

 private:
  void take_intent(const Record& record) {
    const std::string symbol = record.text("symbol").value_or("");
    symbols_.insert(symbol);
    sides_[record.text("intent_id").value_or("")] =
        record.text("side") == "SELL" ? Side::kSell : Side::kBuy;
    const Price price = exact<Price>(record, "reference_price");
    const auto time = record.time();
    if (time && price.is_positive()) found_.prices[*time].emplace_back(symbol, price);
  }
  void take_fill(const Record& record) {
    const auto side = sides_.find(record.text("intent_id").value_or(""));
    if (found_.first_cash || side == sides_.end()) return;
    spent_ = Money::from_raw(spent_.raw() +
                             cost_of(side->second, exact<Quantity>(record, "qty"),
                                     exact<Price>(record, "price"),
                                     Money::from_raw(record.decimal("commission").value_or(0)))
                                 .raw());
  }
  void take_mark(const Record& record) {
    if (found_.first_cash) return;
    if (const auto cash = record.decimal("cash"))
      found_.first_cash = Money::from_raw(*cash + spent_.raw());
  }

  TrailSurvey found_;
  std::set<std::string> symbols_;
  std::unordered_map<std::string, Side> sides_;
  Money spent_;
};

}  // namespace

Result<std::vector<fs::path>> segments_of(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return Error{path.string() + ": no such file or folder"};
  if (!fs::is_directory(path, error)) return std::vector<fs::path>{path};
  std::vector<fs::path> segments;
  for (const auto& entry : fs::directory_iterator{path, error})
    if (entry.path().extension() == kSegmentSuffix) segments.push_back(entry.path());
  if (segments.empty()) return Error{path.string() + ": no segment (.jsonl) in it"};
  std::sort(segments.begin(), segments.end());
  return segments;
}

Result<TrailSurvey> survey(std::span<const fs::path> segments) {
  Surveyor surveyor;
  const auto done = journal::each_record(
      segments, [&](const auto&, const Record& record) { surveyor.take(record); });
  if (!done) return done.error();
  return std::move(surveyor).done();
}

ReplayBook::ReplayBook(const TrailSurvey& survey, std::vector<Instrument> instruments, Money cash)
    : survey_{survey},
      instruments_{std::move(instruments)},
      book_{instruments_},
      cash_{survey.first_cash.value_or(cash)},
      last_equity_{cash_},
      peak_equity_{cash_} {
  book_.set_names({"", "", survey.strategy, "", ""});
  book_.set_offline(true);
  book_.set_account_state(SLUICE_TRADING_ACTIVE);
  for (InstrumentId id = 0; id < instruments_.size(); ++id)
    book_.set_trading_state(id, SLUICE_TRADING_ACTIVE);
}

std::optional<Intent> ReplayBook::intent_of(const Record& record) {
  Intent intent;
  const auto id = IntentId::parse(record.text("intent_id").value_or(""));
  const auto instrument = instruments_.find(record.text("symbol").value_or(""));
  const auto side = word_at(record, "side", kSides);
  const auto type = word_at(record, "order_type", kTypes);
  const auto tif = word_at(record, "tif", kTimesInForce);
  const auto time = record.time();
  if (!id || !instrument || side == 0 || type == 0 || tif == 0 || !time) return std::nullopt;
  intent.id = *id;
  intent.instrument = *instrument;
  intent.side = static_cast<Side>(side);
  intent.type = static_cast<OrderType>(type);
  intent.time_in_force = static_cast<TimeInForce>(tif);
  intent.quantity = exact<Quantity>(record, "qty");
  intent.limit_price = exact<Price>(record, "limit_price");
  intent.stop_price = exact<Price>(record, "stop_price");
  intent.good_till = record.time("good_till").value_or(Timestamp{});
  intent.reduce_only = record.boolean("reduce_only").value_or(false);
  intent.post_only = record.boolean("post_only").value_or(false);
  intent.decision_time = intent.reference_time = *time;
  intent.reference_price = exact<Price>(record, "reference_price");
  intent.average_daily_volume = instruments_[*instrument].average_daily_volume.value_or(Quantity{});
  if (!intent.quantity.is_positive()) return std::nullopt;
  return intent;
}

// Orders of one moment were decided on the same prices.
void ReplayBook::learn_prices(Timestamp now) {
  const auto known = survey_.prices.find(now);
  if (known == survey_.prices.end()) return;
  for (const auto& [symbol, price] : known->second)
    if (const auto id = instruments_.find(symbol)) book_.set_last(*id, price, now);
}

Money ReplayBook::equity() const {
  int128 value = cash_.raw();
  for (InstrumentId id = 0; id < instruments_.size(); ++id) {
    const sluice_risk_row& row = book_.row(id);
    value +=
        notional(Price::from_raw(row.last), Quantity::from_raw(row.position), Rounding::kHalfEven)
            .raw();
  }
  return Money::from_raw(value);
}

const sluice_risk_view& ReplayBook::view_at(Timestamp now) {
  learn_prices(now);
  risk::Account account;
  account.cash = cash_;
  account.equity = equity();
  account.day_pnl = Money::from_raw(account.equity.raw() - last_equity_.raw());
  peak_equity_ = std::max(peak_equity_, account.equity);
  account.peak_equity = peak_equity_;
  market_.size = sizeof market_;
  market_.as_of = now.nanoseconds();
  market_.instruments = instruments_.rows();
  book_.begin_session(now, account, &market_);
  return book_.view();
}

const Order* ReplayBook::approve(const Intent& intent, Quantity quantity) {
  Order order;
  order.id = next_id_++;
  order.intent = intent;
  order.intent.quantity = quantity;
  book_.restore_working(order, quantity);
  return &(working_[intent.id.to_string()] = order);
}

const Order* ReplayBook::find(const std::string& intent_id) const {
  const auto found = working_.find(intent_id);
  return found == working_.end() ? nullptr : &found->second;
}

const Order* ReplayBook::fill(const Record& record) {
  const auto found = working_.find(record.text("intent_id").value_or(""));
  if (found == working_.end()) return nullptr;
  Order& order = found->second;
  const Quantity quantity = exact<Quantity>(record, "qty");
  const Quantity counted = std::min(quantity, order.remaining());
  book_.fill_working(order, counted);
  const std::int64_t rest = quantity.raw() - counted.raw();
  const InstrumentId id = order.intent.instrument;
  if (rest != 0)
    book_.set_position(id, Quantity::from_raw(book_.row(id).position +
                                              (order.intent.side == Side::kBuy ? rest : -rest)));
  order.filled = Quantity::from_raw(order.filled.raw() + quantity.raw());
  cash_ = Money::from_raw(cash_.raw() -
                          cost_of(order.intent.side, quantity, exact<Price>(record, "price"),
                                  Money::from_raw(record.decimal("commission").value_or(0)))
                              .raw());
  return &order;
}

const Order* ReplayBook::end(const std::string& intent_id) {
  const auto found = working_.find(intent_id);
  if (found == working_.end() || found->second.state == OrderState::kCanceled) return nullptr;
  book_.end_working(found->second, found->second.remaining());
  found->second.state = OrderState::kCanceled;  // whatever its end was, it counts no more
  return &found->second;
}

void ReplayBook::mark(const Record& record) {
  if (const auto cash = record.decimal("cash")) cash_ = Money::from_raw(*cash);
  if (const auto value = record.decimal("equity")) last_equity_ = Money::from_raw(*value);
  peak_equity_ = std::max(peak_equity_, last_equity_);
  std::erase_if(working_,
                [](const auto& entry) { return entry.second.state == OrderState::kCanceled; });
}

}  // namespace sluice::rule_tests
