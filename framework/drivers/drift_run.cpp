// SPDX-License-Identifier: Apache-2.0
#include "drivers/drift_run.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "config/document.hpp"
#include "config/text.hpp"
#include "files/atomic_file.hpp"
#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "market/csv_fields.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxCsvBytes = std::uint64_t{2} << 30;
// Of the config, what says where a run writes and how it talks, not what it does.
constexpr std::array kSilentSections = {"output",  "logging", "api",     "alerts",
                                        "reports", "plugins", "journal", "description"};

using CsvRow = std::vector<std::string>;

template <typename OnRow>
Result<void> each_csv_row(const fs::path& file, std::size_t columns, OnRow on_row) {
  const auto text = files::read_file(file, kMaxCsvBytes);
  if (!text) return text.error();
  std::string_view rest{*text};
  for (std::uint64_t number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (number == 1) continue;
    const auto row = market::csv_fields(line);
    if (!row || row->size() < columns || !on_row(*row))
      return Error{file.string() + ":" + std::to_string(number) + ": not a row of such a file"};
  }
  return {};
}

std::optional<Timestamp> day_in(const std::string& time) {
  const auto date = Date::parse(time.substr(0, 10));
  if (!date) return std::nullopt;
  return Timestamp::from_date(*date);
}

template <typename Number>
bool take(const std::string& text, Number& number) {
  if (text.empty()) return true;
  const auto parsed = Number::parse(text);
  if (parsed) number = *parsed;
  return parsed.has_value();
}

Result<void> read_curve(const fs::path& folder, DriftRun& run) {
  return each_csv_row(folder / "equity_curve.csv", 3, [&](const CsvRow& row) {
    const auto day = day_in(row[0]);
    DriftPoint point;
    if (!day || !take(row[1], point.equity) || !take(row[2], point.cash)) return false;
    run.curve[*day] = point;
    return true;
  });
}

Result<void> read_closes(const fs::path& folder, DriftRun& run) {
  const fs::path file = folder / "positions_history.csv";
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  return each_csv_row(file, 4, [&](const CsvRow& row) {
    const auto day = day_in(row[0]);
    Price price;
    if (!day || !take(row[3], price)) return false;
    run.closes[{*day, row[1]}] = price;
    return true;
  });
}

Result<void> read_trades(const fs::path& folder, DriftRun& run) {
  return each_csv_row(folder / "trades_all.csv", 7, [&](const CsvRow& row) {
    const auto day = day_in(row[0]);
    DriftFill fill;
    Money costs;
    if (!day || !take(row[3], fill.quantity) || !take(row[4], fill.base) ||
        !take(row[5], fill.price) || !take(row[6], costs))
      return false;
    fill.time = *day;
    fill.symbol = row[1];
    fill.side = row[2];
    const Price slip = Price::from_raw(std::abs(fill.price.raw() - fill.base.raw()));
    fill.commission =
        Money::from_raw(costs.raw() - notional(slip, fill.quantity, Rounding::kUp).raw());
    run.fills.push_back(std::move(fill));
    return true;
  });
}

// Builds decisions and fills from records.
class TrailReader {
 public:
  explicit TrailReader(DriftRun& run) : run_{run} {}

  void take(const journal::Record& record) {
    const auto type = record.type();
    if (type == journal::kNew) return take_intent(record);
    const auto id = record.text("intent_id");
    const auto found = id ? places_.find(*id) : places_.end();
    if (found == places_.end()) return;
    if (type == journal::kVerdict || type == journal::kDenied || type == journal::kRejected)
      take_refusal(record, run_.decisions[found->second]);
    else if (type == journal::kFilled || type == journal::kPartial)
      take_fill(record, run_.decisions[found->second]);
  }

 private:
  [[nodiscard]] Timestamp time_of(const journal::Record& record) const {
    const Timestamp time = record.time().value_or(Timestamp{});
    return run_.grain == DriftGrain::kBar ? time : Timestamp::from_date(time.date());
  }
  static std::int64_t raw(const journal::Record& record, const char* field) {
    return static_cast<std::int64_t>(record.decimal(field).value_or(0));
  }

  void take_intent(const journal::Record& record) {
    DriftDecision decision;
    decision.time = time_of(record);
    decision.symbol = record.text("symbol").value_or("");
    decision.side = record.text("side").value_or("");
    decision.terms = record.text("order_type").value_or("") + " " + record.text("tif").value_or("");
    if (const auto limit = record.json("limit_price")) decision.terms += " " + std::string{*limit};
    decision.quantity = Quantity::from_raw(raw(record, "qty"));
    decision.reference = Price::from_raw(raw(record, "reference_price"));
    places_[record.text("intent_id").value_or("")] = run_.decisions.size();
    run_.decisions.push_back(std::move(decision));
  }

  static void take_refusal(const journal::Record& record, DriftDecision& decision) {
    const bool refused = record.type() != journal::kVerdict || record.text("state") == "DENIED";
    if (refused) decision.refused = record.text("reason").value_or("refused");
  }

  void take_fill(const journal::Record& record, const DriftDecision& decision) {
    const Timestamp time = run_.grain == DriftGrain::kBar ? decision.time : time_of(record);
    run_.fills.push_back(
        {time, decision.symbol, decision.side, Quantity::from_raw(raw(record, "qty")),
         Price::from_raw(raw(record, "base_price")), Price::from_raw(raw(record, "price")),
         Money::from_raw(record.decimal("commission").value_or(0)), 0});
  }

  DriftRun& run_;
  std::unordered_map<std::string, std::size_t> places_;
};

Result<void> read_trail(const std::vector<fs::path>& segments, DriftRun& run) {
  TrailReader trail{run};
  for (const auto& segment : segments) {
    auto reader = journal::Reader::open(segment);
    if (!reader) return reader.error();
    for (;;) {
      const auto record = reader->next();
      if (!record) return record.error();
      if (!*record) break;
      trail.take(**record);
    }
  }
  // A segment may hold a day that died behind the last one that counts.
  const auto is_of_no_day = [&](const auto& each) {
    return !run.curve.contains(Timestamp::from_date(each.time.date()));
  };
  std::erase_if(run.decisions, is_of_no_day);
  std::erase_if(run.fills, is_of_no_day);
  return {};
}

void flatten(const config::Value& value, const std::string& path,
             std::map<std::string, std::string>& out) {
  if (value.map() == nullptr || value.map()->empty()) {
    if (!path.empty()) out[path] = config::to_json(value);
    return;
  }
  for (const auto& member : *value.map()) {
    const bool is_silent = path.empty() && std::find(kSilentSections.begin(), kSilentSections.end(),
                                                     member.key) != kSilentSections.end();
    if (!is_silent) flatten(member.value, path.empty() ? member.key : path + "." + member.key, out);
  }
}

// "1d", "5min", "30s"; 0: something else.
std::int64_t length_of(std::string_view word) {
  std::int64_t count = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), count);
  const std::string_view unit{read.ptr, word.data() + word.size()};
  constexpr std::int64_t kSecond = Timestamp::kNanosecondsPerSecond;
  if (unit == "s") return count * kSecond;
  if (unit == "min") return count * 60 * kSecond;
  return unit == "d" ? count * Timestamp::kNanosecondsPerDay : 0;
}

bool has_file(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::string described(const DriftHead& head) {
  const bool by_day = head.bar_ns == Timestamp::kNanosecondsPerDay;
  const std::string every =
      by_day ? "day by day"
             : (head.is_session ? "candle by candle of " : "bar by bar of ") +
                   std::to_string(head.bar_ns / Timestamp::kNanosecondsPerSecond) + " s";
  return std::string{head.is_session ? "a session" : "a track or backtest"} + " that decides " +
         every;
}

// Which of the bars had no order is not told by a trail: the run goes from the first day's begin
// to the last one's end.
void keep_ends(DriftRun& run) {
  const auto first = *run.curve.begin();
  const auto last = *run.curve.rbegin();
  const Money seed = seed_of(run);
  run.curve.clear();
  run.curve[first.first] = {seed, seed};
  run.curve[last.first.plus_nanoseconds(Timestamp::kNanosecondsPerDay)] = last.second;
  run.closes.clear();
}

}  // namespace

std::string config_text(const DriftHead& head, const std::string& key) {
  const auto found = head.config.find(key);
  std::string text = found == head.config.end() ? std::string{} : found->second;
  std::erase(text, '"');
  return text;
}

Money seed_of(const DriftHead& head) {
  return Money::parse(config_text(head, "portfolio.seed_capital")).value_or(Money{});
}

Result<std::vector<fs::path>> trail_segments(const fs::path& directory) {
  std::vector<fs::path> segments;
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}, end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (file.starts_with("order_audit.") && file.ends_with(".jsonl"))
      segments.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return Error{"cannot list '" + directory.string() + "': " + error.message()};
  std::sort(segments.begin(), segments.end());
  return segments;
}

Result<DriftHead> read_drift_head(const fs::path& folder) {
  DriftHead head;
  head.folder = folder;
  const bool is_track = has_file(folder / "equity_curve.csv");
  head.is_session = !is_track && has_file(folder / "journal");
  if (!is_track && !head.is_session)
    return Error{"no run in '" + folder.string() +
                 "': expected a folder with equity_curve.csv and config.yaml, as a paper track and "
                 "a backtest leave it, or with journal and config.yaml, as a session does "
                 "({output.root}/sessions/ID)"};
  const fs::path config = folder / "config.yaml";
  if (!has_file(config))
    return Error{"'" + folder.string() +
                 "' holds no config.yaml, which tells with how much the run began" +
                 (head.is_session ? ": the session was started by an older version" : "")};
  const auto document = config::read_document(config);
  if (!document.faults.empty()) return Error{config::format(document.faults)};
  flatten(document.root, "", head.config);
  head.bar_ns = length_of(config_text(head, head.is_session ? "session.candle" : "trading.freq"));
  if (head.bar_ns == 0)
    return Error{config.string() + " does not tell how long a " +
                 (head.is_session ? "candle is (session.candle)" : "bar is (trading.freq)")};
  if (!head.is_session) return head;
  const std::string mode = config_text(head, "environment.mode");
  head.tells_spread = mode != "testnet" && mode != "live";
  const auto tick = Money::parse(config_text(head, "session.tick_seconds"));
  head.tick_ns = tick ? static_cast<std::int64_t>(tick->raw() * 10)  // of 1e-8 s
                      : Timestamp::kNanosecondsPerSecond;
  return head;
}

Result<DriftGrain> common_grain(const DriftHead& a, const DriftHead& b) {
  if (!a.is_session && !b.is_session) return DriftGrain::kDay;
  if (a.is_session && b.is_session) return DriftGrain::kBar;
  if (a.bar_ns == b.bar_ns) return DriftGrain::kBar;
  return Error{"these two can't be compared: A is " + described(a) + ", B is " + described(b) +
               ", so that they have no decision in common. A session compares with another "
               "session, or with a run whose trading.freq is as long as its session.candle"};
}

Result<DriftRun> read_drift_run(DriftHead head, DriftGrain grain) {
  DriftRun run;
  static_cast<DriftHead&>(run) = std::move(head);
  run.grain = grain;
  const fs::path& folder = run.folder;
  if (auto read = read_curve(folder, run); !read) return read.error();
  if (run.curve.empty()) return Error{folder.string() + " holds no session"};
  if (auto read = read_closes(folder, run); !read) return read.error();
  const auto segments = trail_segments(folder / "audit");
  if (!segments) return segments.error();
  run.has_trail = !segments->empty();
  if (!run.has_trail && grain == DriftGrain::kBar)
    return Error{folder.string() +
                 " has no audit trail (--no-audit): nothing tells at which bar it decided, so it "
                 "can't be compared with a session"};
  if (auto read = run.has_trail ? read_trail(*segments, run) : read_trades(folder, run); !read)
    return read.error();
  if (grain == DriftGrain::kBar) keep_ends(run);
  return run;
}

}  // namespace sluice::drivers
