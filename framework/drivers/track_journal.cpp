// SPDX-License-Identifier: Apache-2.0
#include "drivers/track_journal.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "drivers/factor_rows.hpp"
#include "journal/reader.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

struct KnownIntent {
  InstrumentId instrument;
  Side side;
  Quantity quantity;
};

// Builds days from records.
class DayBuilder {
 public:
  explicit DayBuilder(const InstrumentTable& instruments) : instruments_{instruments} {}

  // True when the record closed a day.
  bool take(const journal::Record& record) {
    const auto type = record.type();
    if (type == journal::kNew)
      take_intent(record);
    else if (type == journal::kVerdict)
      take_verdict(record);
    else if (type == journal::kDenied || type == journal::kRejected)
      take_refusal(record, "reason");
    else if (type == journal::kFilled || type == journal::kPartial)
      take_fill(record);
    else if (type == journal::kFactors)
      day_.factors = read_factors(record.json("returns").value_or("{}"));
    else if (type == journal::kMark)
      return take_mark(record);
    return false;
  }
  [[nodiscard]] records::Day& day() { return day_; }
  void begin_day() { day_ = {}; }

 private:
  [[nodiscard]] const KnownIntent* intent_of(const journal::Record& record) const {
    const auto id = record.text("intent_id");
    const auto found = id ? intents_.find(*id) : intents_.end();
    return found == intents_.end() ? nullptr : &found->second;
  }

  void take_intent(const journal::Record& record) {
    const auto instrument = instruments_.find(record.text("symbol").value_or(""));
    if (!instrument) return;  // left the universe since
    intents_[record.text("intent_id").value_or("")] = {
        *instrument, record.text("side") == "BUY" ? Side::kBuy : Side::kSell,
        Quantity::from_raw(static_cast<std::int64_t>(record.decimal("qty").value_or(0)))};
  }

  void take_verdict(const journal::Record& record) {
    if (record.text("state") == name(OrderState::kDenied)) take_refusal(record, "reason");
  }

  void take_refusal(const journal::Record& record, std::string_view field) {
    const KnownIntent* const intent = intent_of(record);
    if (intent == nullptr) return;
    records::OrderRow& row = day_.orders.emplace_back();
    row.time = record.time().value_or(Timestamp{});
    row.instrument = intent->instrument;
    row.side = intent->side;
    row.quantity = intent->quantity;
    row.state = OrderState::kDenied;
    row.reason = record.text(field).value_or("");
  }

  void take_fill(const journal::Record& record) {
    const KnownIntent* const intent = intent_of(record);
    if (intent == nullptr) return;
    Fill fill;
    fill.side = intent->side;
    fill.quantity =
        Quantity::from_raw(static_cast<std::int64_t>(record.decimal("qty").value_or(0)));
    fill.price = Price::from_raw(static_cast<std::int64_t>(record.decimal("price").value_or(0)));
    fill.base_price =
        Price::from_raw(static_cast<std::int64_t>(record.decimal("base_price").value_or(0)));
    fill.commission = Money::from_raw(record.decimal("commission").value_or(0));
    fill.instrument = intent->instrument;
    fill.time = record.time().value_or(Timestamp{});
    day_.trades.push_back(records::trade_row(fill));
  }

  bool take_mark(const journal::Record& record) {
    const auto money = [&](std::string_view field) {
      return Money::from_raw(record.decimal(field).value_or(0));
    };
    day_.time = record.time().value_or(Timestamp{});
    day_.equity = money("equity");
    day_.cash = money("cash");
    day_.positions_value = money("positions_value");
    day_.traded_notional = money("traded_notional");
    day_.commission = money("commission");
    day_.positions = static_cast<std::size_t>(record.integer("positions").value_or(0));
    day_.blocked = static_cast<std::size_t>(record.integer("blocked").value_or(0));
    return true;
  }

  const InstrumentTable& instruments_;
  std::unordered_map<std::string, KnownIntent> intents_;
  records::Day day_;
};

Result<std::vector<fs::path>> segments_up_to(const fs::path& directory, Date last) {
  const std::string newest = "order_audit." + last.to_compact() + ".jsonl";
  std::vector<fs::path> segments;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{directory, error}) {
    const std::string file = entry.path().filename().string();
    if (file.starts_with("order_audit.") && file.ends_with(".jsonl") && file <= newest)
      segments.push_back(entry.path());
  }
  if (error) return Error{"cannot list '" + directory.string() + "': " + error.message()};
  std::sort(segments.begin(), segments.end());
  return segments;
}

}  // namespace

Result<void> append_mark(journal::Writer& writer, const records::Day& day) {
  if (auto told = append_factors(writer, day); !told) return told;
  writer.begin(journal::kMark, day.time)
      .decimal("equity", day.equity)
      .decimal("cash", day.cash)
      .decimal("positions_value", day.positions_value)
      .decimal("traded_notional", day.traded_notional)
      .decimal("commission", day.commission)
      .integer("trades", static_cast<std::int64_t>(day.trades.size()))
      .integer("blocked", static_cast<std::int64_t>(day.blocked))
      .integer("positions", static_cast<std::int64_t>(day.positions));
  return writer.append();
}

Result<void> append_state(journal::Writer& writer, Timestamp time,
                          const records::TrackState& state) {
  writer.begin(journal::kState, time).raw("track", records::compact_state(state));
  return writer.append();
}

Result<void> read_days(const fs::path& audit_directory, const InstrumentTable& instruments,
                       Date last, const std::function<void(const records::Day&)>& on_day,
                       const std::function<void(records::Day&)>& complete) {
  const auto segments = segments_up_to(audit_directory, last);
  if (!segments) return segments.error();
  DayBuilder builder{instruments};
  for (const auto& segment : *segments) {
    auto reader = journal::Reader::open(segment);
    if (!reader) return reader.error();
    builder.begin_day();
    for (;;) {
      const auto record = reader->next();
      if (!record) return record.error();
      if (!*record) break;
      if (!builder.take(**record)) continue;
      if (complete) complete(builder.day());
      on_day(builder.day());
    }
  }
  return {};
}

}  // namespace sluice::drivers
