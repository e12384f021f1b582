// SPDX-License-Identifier: Apache-2.0
#include "drivers/regime_file.hpp"

#include <algorithm>
#include <set>

#include "market/csv_fields.hpp"

namespace sluice::drivers {

std::string RegimeFile::on(Date day) const {
  const auto after = from.upper_bound(day);
  return after == from.begin() ? "unknown" : std::prev(after)->second;
}

namespace {

class RegimeParser {
 public:
  explicit RegimeParser(const std::string& file) : file_{file} {}

  void next_line() { ++line_; }
  Result<void> header(std::string_view line) const {
    const auto fields = market::csv_fields(line);
    if (!fields) return fault(std::string{market::kBadCsvQuotes});
    if (*fields != std::vector<std::string>{"date", "regime"})
      return fault("expected the columns date and regime");
    return {};
  }
  Result<void> row(std::string_view line) {
    const auto fields = market::csv_fields(line);
    if (!fields) return fault(std::string{market::kBadCsvQuotes});
    if (fields->size() != 2) return fault("expected 2 fields");
    const auto date = Date::parse((*fields)[0]);
    if (!date) return fault("'" + (*fields)[0] + "' is not a date");
    const std::string& name = (*fields)[1];
    if (name.empty() || name.size() > kMaxRegimeNameBytes)
      return fault("expected a name of 1 to " + std::to_string(kMaxRegimeNameBytes) + " bytes");
    if (!regimes_.from.empty() && *date <= regimes_.from.rbegin()->first)
      return fault("dates must rise from line to line");
    names_.insert(name);
    if (names_.size() > kMaxRegimes)
      return fault("more than " + std::to_string(kMaxRegimes) + " regimes");
    regimes_.from[*date] = name;
    return {};
  }
  Result<RegimeFile> finish() && {
    if (regimes_.from.empty()) return fault("no regimes in it");
    return std::move(regimes_);
  }

 private:
  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{file_ + ":" + std::to_string(line_) + ": " + what};
  }

  const std::string& file_;
  std::size_t line_ = 0;
  RegimeFile regimes_;
  std::set<std::string> names_;
};

}  // namespace

Result<RegimeFile> parse_regimes(std::string_view text, const std::string& file) {
  RegimeParser parser{file};
  const auto read =
      market::read_table(text, parser, [&](std::string_view line) { return parser.row(line); });
  if (!read) return read.error();
  return std::move(parser).finish();
}

}  // namespace sluice::drivers
