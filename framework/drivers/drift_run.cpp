// SPDX-License-Identifier: Apache-2.0
#include "drivers/drift_run.hpp"

#include <algorithm>
#include <array>
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

std::optional<Date> date_in(const std::string& time) { return Date::parse(time.substr(0, 10)); }

template <typename Number>
bool take(const std::string& text, Number& number) {
  if (text.empty()) return true;
  const auto parsed = Number::parse(text);
  if (parsed) number = *parsed;
  return parsed.has_value();
}

Result<void> read_curve(const fs::path& folder, DriftRun& run) {
  return each_csv_row(folder / "equity_curve.csv", 3, [&](const CsvRow& row) {
    const auto date = date_in(row[0]);
    DriftPoint point;
    if (!date || !take(row[1], point.equity) || !take(row[2], point.cash)) return false;
    run.curve[*date] = point;
    return true;
  });
}

Result<void> read_closes(const fs::path& folder, DriftRun& run) {
  const fs::path file = folder / "positions_history.csv";
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  return each_csv_row(file, 4, [&](const CsvRow& row) {
    const auto date = date_in(row[0]);
    Price price;
    if (!date || !take(row[3], price)) return false;
    run.closes[{*date, row[1]}] = price;
    return true;
  });
}

Result<void> read_trades(const fs::path& folder, DriftRun& run) {
  return each_csv_row(folder / "trades_all.csv", 7, [&](const CsvRow& row) {
    const auto date = date_in(row[0]);
    DriftFill fill;
    Money costs;
    if (!date || !take(row[3], fill.quantity) || !take(row[4], fill.base) ||
        !take(row[5], fill.price) || !take(row[6], costs))
      return false;
    fill.date = *date;
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
  static Date date_of(const journal::Record& record) {
    return record.time().value_or(Timestamp{}).date();
  }
  static std::int64_t raw(const journal::Record& record, const char* field) {
    return static_cast<std::int64_t>(record.decimal(field).value_or(0));
  }

  void take_intent(const journal::Record& record) {
    DriftDecision decision;
    decision.date = date_of(record);
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
    run_.fills.push_back(
        {date_of(record), decision.symbol, decision.side, Quantity::from_raw(raw(record, "qty")),
         Price::from_raw(raw(record, "base_price")), Price::from_raw(raw(record, "price")),
         Money::from_raw(record.decimal("commission").value_or(0))});
  }

  DriftRun& run_;
  std::unordered_map<std::string, std::size_t> places_;
};

Result<std::vector<fs::path>> trail_of(const fs::path& folder) {
  std::vector<fs::path> segments;
  std::error_code error;
  for (fs::directory_iterator entry{folder / "audit", error}, end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (file.starts_with("order_audit.") && file.ends_with(".jsonl"))
      segments.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return Error{"cannot list '" + (folder / "audit").string() + "': " + error.message()};
  std::sort(segments.begin(), segments.end());
  return segments;
}

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
  const auto is_of_no_day = [&](const auto& each) { return !run.curve.contains(each.date); };
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

Result<void> read_config(const fs::path& folder, DriftRun& run) {
  const auto document = config::read_document(folder / "config.yaml");
  if (!document.faults.empty()) return Error{config::format(document.faults)};
  flatten(document.root, "", run.config);
  return {};
}

}  // namespace

Result<DriftRun> read_drift_run(const fs::path& folder) {
  DriftRun run;
  run.folder = folder;
  if (auto read = read_curve(folder, run); !read) return read.error();
  if (run.curve.empty()) return Error{folder.string() + " holds no session"};
  if (auto read = read_config(folder, run); !read) return read.error();
  if (auto read = read_closes(folder, run); !read) return read.error();
  const auto segments = trail_of(folder);
  if (!segments) return segments.error();
  run.has_trail = !segments->empty();
  if (auto read = run.has_trail ? read_trail(*segments, run) : read_trades(folder, run); !read)
    return read.error();
  return run;
}

}  // namespace sluice::drivers
