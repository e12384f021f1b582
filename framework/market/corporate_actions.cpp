// SPDX-License-Identifier: Apache-2.0
#include "market/corporate_actions.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "market/csv_fields.hpp"

namespace sluice::market {
namespace {

constexpr std::string_view kHeader[] = {"date", "symbol", "action", "value"};
constexpr std::string_view kExpectedHeader = "date,symbol,action,value";
// Prices and volumes of a window stay within 64 bits.
constexpr std::int64_t kLargestRatio = 100'000;

std::int64_t scaled(std::int64_t value, std::int64_t times, std::int64_t by) noexcept {
  const int128 result = detail::divide_rounded(int128{value} * times, by, Rounding::kHalfEven);
  return static_cast<std::int64_t>(
      std::min<int128>(result, std::numeric_limits<std::int64_t>::max()));
}

bool in_order(const CorporateAction& a, const CorporateAction& b) noexcept {
  return std::tie(a.day, a.instrument, a.kind) < std::tie(b.day, b.instrument, b.kind);
}

// A whole number above 0, or a decimal as a ratio to `units_old`.
std::optional<SplitRatio> parse_ratio(std::string_view text) {
  const auto part = [](std::string_view digits) -> std::optional<std::int64_t> {
    const auto value = Ratio::parse(digits);
    if (!value || !value->is_positive() || value->raw() > kLargestRatio * kScale)
      return std::nullopt;
    return value->raw();
  };
  const std::size_t slash = std::min(text.find_first_of("/:"), text.size());
  const auto above = part(text.substr(0, slash));
  const auto below = slash == text.size() ? std::optional{kScale} : part(text.substr(slash + 1));
  if (!above || !below) return std::nullopt;
  std::int64_t a = *above;
  std::int64_t b = *below;
  while (b != 0) a = std::exchange(b, a % b);
  return SplitRatio{*above / a, *below / a};
}

class Parser {
 public:
  Parser(std::string_view file, const InstrumentTable& instruments)
      : file_{file}, instruments_{instruments} {}

  void next_line() { ++line_; }

  Result<void> header(std::string_view line) const {
    const auto names = csv_fields(line);
    if (!names) return fault(std::string{kBadCsvQuotes});
    if (!std::equal(names->begin(), names->end(), std::begin(kHeader), std::end(kHeader)))
      return fault("expected the header " + std::string{kExpectedHeader});
    return {};
  }

  Result<void> row(std::string_view line, std::vector<CorporateAction>& out) {
    const auto fields = csv_fields(line);
    if (!fields) return fault(std::string{kBadCsvQuotes});
    if (fields->size() != std::size(kHeader))
      return fault(std::to_string(fields->size()) + " fields, expected " +
                   std::to_string(std::size(kHeader)));
    const std::string& symbol = (*fields)[1];
    const auto day = Date::parse((*fields)[0]);
    if (!day) return fault("date '" + (*fields)[0] + "', expected a day like 2014-06-09");
    if (symbol.empty()) return fault("the symbol is empty");
    CorporateAction action;
    action.day = *day;
    if (auto taken = value((*fields)[2], (*fields)[3], action); !taken) return taken;
    const auto [known, fresh] = lines_.try_emplace({*day, symbol, action.kind}, line_);
    if (!fresh)
      return fault("the " + (*fields)[2] + " of " + symbol + " on " + day->to_string() +
                   " stands in line " + std::to_string(known->second) + " already");
    const auto id = instruments_.find(symbol);
    if (!id) return {};
    action.instrument = *id;
    out.push_back(action);
    return {};
  }

 private:
  Result<void> value(const std::string& kind, const std::string& text, CorporateAction& action) {
    if (kind == "split") {
      const auto ratio = parse_ratio(text);
      if (!ratio)
        return fault("ratio '" + text +
                     "' of the split, expected new units for each old one, like 7, 1.5, 3/2 or "
                     "1/10, at most " +
                     std::to_string(kLargestRatio));
      action.kind = ActionKind::kSplit;
      action.ratio = *ratio;
      return {};
    }
    if (kind == "dividend") {
      const auto amount = Price::parse(text);
      if (!amount || !amount->is_positive())
        return fault("dividend '" + text + "', expected an amount above 0 for one unit");
      action.kind = ActionKind::kDividend;
      action.amount = *amount;
      return {};
    }
    return fault("action '" + kind + "', expected split or dividend");
  }

  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{std::string{file_} + ":" + std::to_string(line_) + ": " + what};
  }

  std::string_view file_;
  const InstrumentTable& instruments_;
  std::size_t line_ = 0;
  std::map<std::tuple<Date, std::string, ActionKind>, std::size_t> lines_;
};

}  // namespace

std::string text_of(const SplitRatio& ratio) {
  return std::to_string(ratio.units_new) + "/" + std::to_string(ratio.units_old);
}

std::int64_t rescaled_price(std::int64_t price, const SplitRatio& ratio) noexcept {
  if (price <= 0) return price;
  return std::max<std::int64_t>(1, scaled(price, ratio.units_old, ratio.units_new));
}

std::int64_t rescaled_volume(std::int64_t volume, const SplitRatio& ratio) noexcept {
  return volume <= 0 ? volume : scaled(volume, ratio.units_new, ratio.units_old);
}

CorporateActions::CorporateActions(std::vector<CorporateAction> actions)
    : actions_{std::move(actions)} {
  std::sort(actions_.begin(), actions_.end(), in_order);
}

std::span<const CorporateAction> CorporateActions::between(Date after, Date until) const noexcept {
  const auto behind = [&](Date day) {
    return std::partition_point(actions_.begin(), actions_.end(),
                                [&](const CorporateAction& action) { return action.day <= day; });
  };
  const auto first = behind(after);
  return until <= after ? std::span<const CorporateAction>{} : std::span{first, behind(until)};
}

Result<CorporateActions> parse_corporate_actions(std::string_view text, std::string_view file,
                                                 const InstrumentTable& instruments) {
  std::vector<CorporateAction> actions;
  Parser parser{file, instruments};
  const auto read =
      read_table(text, parser, [&](std::string_view line) { return parser.row(line, actions); });
  if (!read) return read.error();
  if (!*read)
    return Error{std::string{file} + ": empty; expected the header " +
                 std::string{kExpectedHeader}};
  return CorporateActions{std::move(actions)};
}

}  // namespace sluice::market
