// SPDX-License-Identifier: Apache-2.0
#include "drivers/perturbed_data.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <sluice/decimal.hpp>

#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxPriceFileBytes = std::uint64_t{4} << 30;

enum class Kind { kOther, kDate, kPrice, kVolume };

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto comma = line.find(',');
    cells.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

// As the feed names them: whatever the case, without blanks and underscores.
Kind kind_of(std::string_view cell) {
  std::string name;
  for (const char c : cell)
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (name == "date" || name == "timestamp") return Kind::kDate;
  if (name == "volume") return Kind::kVolume;
  for (const char* price : {"open", "high", "low", "close", "adjclose", "adjustedclose"})
    if (name == price) return Kind::kPrice;
  return Kind::kOther;
}

std::optional<Date> date_of_cell(std::string_view cell) {
  std::string text{cell};
  if (!text.empty() && text.front() == '"') text.erase(0, 1);
  if (text.size() >= 8 && text.find('-') == std::string::npos)
    text = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
  return Date::parse(text.substr(0, 10));
}

// splitmix64
std::uint64_t mixed(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// In parts of 1000, 850 to 1149, never 1000: a row that stays as it was would prove nothing, and
// larger steps from row to row would look like splits.
std::int64_t factor_of(std::uint64_t random) {
  const auto factor = static_cast<std::int64_t>(850 + random % 300);
  return factor == 1000 ? 1001 : factor;
}

std::string scaled(std::string_view cell, std::int64_t factor, bool whole) {
  const auto value = Money::parse(cell);
  if (!value) return std::string{cell};
  const int128 raw = value->raw() * factor / 1000;
  constexpr int128 kOne = 100'000'000;
  return Money::from_raw(whole ? raw / kOne * kOne : raw).to_string();
}

std::string perturbed_row(const std::vector<std::string_view>& cells,
                          const std::vector<Kind>& kinds, std::uint64_t random) {
  const std::int64_t price = factor_of(random);
  const std::int64_t volume = factor_of(mixed(random));
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    const Kind kind = i < kinds.size() ? kinds[i] : Kind::kOther;
    if (kind == Kind::kPrice)
      row += scaled(cells[i], price, false);
    else if (kind == Kind::kVolume)
      row += scaled(cells[i], volume, true);
    else
      row += cells[i];
  }
  return row;
}

// Bars of another source, those behind the cut perturbed.
class PerturbedBars final : public BarSource {
 public:
  PerturbedBars(BarSource& source, const Perturbation& perturbation, const TimeZone& zone)
      : source_{source}, perturbation_{perturbation}, zone_{zone} {}

  Result<std::size_t> pull(std::span<sluice_bar> bars) override {
    auto count = source_.pull(bars);
    if (!count) return count;
    for (sluice_bar& bar : bars.first(*count))
      if (zone_.date(Timestamp::from_nanoseconds(bar.time)) > perturbation_.cut) perturb(bar);
    return count;
  }

 private:
  void perturb(sluice_bar& bar) const {
    const std::uint64_t random =
        mixed(perturbation_.seed ^ mixed(static_cast<std::uint64_t>(bar.time) ^ bar.instrument));
    const auto scale = [](std::int64_t& value, std::int64_t factor) {
      value = static_cast<std::int64_t>(int128{value} * factor / 1000);
    };
    const std::int64_t price = factor_of(random);
    for (std::int64_t* const each : {&bar.open, &bar.high, &bar.low, &bar.adjusted_close})
      scale(*each, price);
    scale(bar.close, price);
    bar.close = std::max<std::int64_t>(bar.close, 1);
    scale(bar.volume, factor_of(mixed(random)));
  }

  BarSource& source_;
  Perturbation perturbation_;
  TimeZone zone_;
};

}  // namespace

std::function<Result<OpenFeed>(const FeedWindow&)> perturbed_feed(
    std::function<Result<OpenFeed>(const FeedWindow&)> open, const Perturbation& perturbation,
    const TimeZone& zone) {
  auto bars = std::make_shared<std::unique_ptr<PerturbedBars>>();  // until the next opening
  return [open = std::move(open), perturbation, zone, bars](const FeedWindow& window) {
    auto opened = open(window);
    if (!opened) return opened;
    *bars = std::make_unique<PerturbedBars>(*opened->source, perturbation, zone);
    opened->source = bars->get();
    return opened;
  };
}

Result<std::string> perturbed_csv(std::string_view text, const Perturbation& perturbation) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  std::vector<Kind> kinds;
  std::size_t date_column = 0;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    const std::string_view tail = end == std::string_view::npos ? "" : "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const bool has_return = line.ends_with('\r');
    if (has_return) line.remove_suffix(1);
    const auto cells = cells_of(line);
    if (number == 1) {
      for (const auto cell : cells) kinds.push_back(kind_of(cell));
      while (date_column < kinds.size() && kinds[date_column] != Kind::kDate) ++date_column;
      if (date_column == kinds.size()) return Error{"line 1 names no column date"};
    }
    const auto day =
        number > 1 && date_column < cells.size() ? date_of_cell(cells[date_column]) : std::nullopt;
    if (day && *day > perturbation.cut)
      out += perturbed_row(cells, kinds, mixed(perturbation.seed ^ mixed(number)));
    else
      out += line;
    if (has_return) out += '\r';
    out += tail;
  }
  return out;
}

Result<void> copy_perturbed(const fs::path& from, const fs::path& to,
                            const Perturbation& perturbation) {
  const auto copy_file = [&](const fs::path& source, const fs::path& target) -> Result<void> {
    const auto text = files::read_file(source, kMaxPriceFileBytes);
    if (!text) return text.error();
    const auto other = perturbed_csv(*text, perturbation);
    if (!other) return Error{source.string() + ": " + other.error().message};
    return files::replace_file(target, *other, files::Durability::kVolatile);
  };
  std::error_code error;
  if (!fs::is_directory(from, error)) return copy_file(from, to);
  if (auto made = files::make_directories(to, files::Durability::kVolatile); !made) return made;
  for (fs::directory_iterator entry{from, error}, end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".csv") continue;
    if (auto copied = copy_file(entry->path(), to / entry->path().filename()); !copied)
      return copied;
  }
  if (error) return Error{"cannot list '" + from.string() + "': " + error.message()};
  return {};
}

}  // namespace sluice::drivers
