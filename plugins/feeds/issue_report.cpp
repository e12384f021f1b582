// SPDX-License-Identifier: Apache-2.0
//
// issue_report.cpp: faults of a panel to issues of the interface.
#include "issue_report.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <sluice/time.hpp>

#include "text.hpp"
#include "window.hpp"

namespace sluice::feeds {
namespace {

constexpr std::size_t kNamesShown = 10;

struct Tally {
  std::uint64_t count = 0;
  std::uint64_t told = 0;
  std::uint64_t first_line = UINT64_MAX;
};

class Reporter {
 public:
  Reporter(const PanelIndex& index, const ReportRequest& request, Issues& issues)
      : index_{index}, request_{request}, issues_{issues} {}

  Result<void> run() {
    tally();
    tell_singles();
    tell_summaries();
    if (stop_) return Error{*stop_};
    tell_missing_sessions();
    if (request_.tells_unknown) tell_unknown_symbols();
    return {};
  }

 private:
  [[nodiscard]] bool is_asked(std::uint32_t symbol) const {
    return symbol == kNoSymbol || (*request_.instruments)[symbol] != kNoInstrument;
  }
  [[nodiscard]] std::string_view name(std::uint32_t symbol) const {
    return symbol == kNoSymbol ? std::string_view{} : index_.symbols[symbol].name;
  }

  void tally() {
    for (const FaultCount& count : index_.faults.counts) {
      if (!is_asked(count.symbol)) continue;
      Tally& tally = tallies_[{count.file, count.fault}];
      tally.count += count.count;
      tally.first_line = std::min(tally.first_line, count.first_line);
    }
  }

  void tell_singles() {
    std::map<std::pair<std::uint32_t, std::string_view>, std::size_t> told;
    for (const FaultRecord& record : index_.faults.records) {
      if (!is_asked(record.symbol)) continue;
      const FaultRule& rule = rule_of(record.fault);
      if (told[{record.file, rule.code}]++ >= rule.singles) continue;
      ++tallies_[{record.file, record.fault}].told;
      const std::string file = request_.source->file_path(record.file);
      tell(rule, {rule.code, file, record.line, name(record.symbol), record.message, rule.action});
    }
  }

  void tell_summaries() {
    for (const auto& [key, tally] : tallies_) {
      if (tally.told >= tally.count) continue;
      const FaultRule& rule = rule_of(key.second);
      const std::string file = request_.source->file_path(key.first);
      const std::uint64_t rest = tally.count - tally.told;
      const std::string message =
          key.second == Fault::kUnsortedRows
              ? std::to_string(rest) + " rows stand after a later day of their symbol, the first " +
                    "in line " + std::to_string(tally.first_line)
              : std::to_string(rest) + " more of this kind";
      const std::uint64_t line = key.second == Fault::kUnsortedRows ? tally.first_line : 0;
      tell(rule, {rule.code, file, line, {}, message, rule.action, rest});
    }
  }

  void tell(const FaultRule& rule, const FeedIssue& issue) {
    const bool is_lost = rule.loses_row && request_.lost_row_is_error;
    const bool is_error = rule.severity == SLUICE_LOG_ERROR || is_lost;
    if (!is_error) return issues_.warning(issue);
    FeedIssue error = issue;
    error.action = "stopped";
    issues_.error(error);
    if (stop_) return;
    stop_ = std::string{issue.code} + ": " + std::string{issue.file};
    if (issue.line > 0) *stop_ += ", line " + std::to_string(issue.line);
    if (!issue.symbol.empty()) *stop_ += ", symbol " + std::string{issue.symbol};
    *stop_ += ": " + std::string{issue.message};
    if (is_lost) *stop_ += " (on_bad_row is error)";
  }

  void tell_missing_sessions() {
    const FaultRule& rule = rule_of(Fault::kMissingSession);
    const auto& missing = index_.faults.missing;
    std::size_t told = 0;
    std::uint64_t rest = 0;
    for (std::size_t begin = 0, end = 0; begin < missing.size(); begin = end) {
      std::vector<std::string_view> names;
      for (; end < missing.size() && missing[end].day == missing[begin].day; ++end)
        if (is_asked(missing[end].symbol)) names.push_back(name(missing[end].symbol));
      if (names.empty()) continue;
      if (told++ < rule.singles) {
        tell_missing_day(rule, missing[begin].day, names);
      } else {
        rest += names.size();
      }
    }
    if (rest > 0)
      tell(rule, {rule.code,
                  request_.source->path,
                  0,
                  {},
                  std::to_string(rest) + " more bars are missing on " +
                      std::to_string(told - rule.singles) + " other days",
                  rule.action,
                  rest});
  }

  void tell_missing_day(const FaultRule& rule, std::int32_t day,
                        const std::vector<std::string_view>& names) {
    std::string message = Date::from_days(day).to_string() +
                          ", a session of most symbols, has no bar of " +
                          std::to_string(names.size()) + ":";
    for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i)
      message += (i == 0 ? " " : ", ") + std::string{names[i]};
    if (names.size() > kNamesShown) message += ", …";
    const std::string_view symbol = names.size() == 1 ? names.front() : std::string_view{};
    tell(rule, {rule.code, request_.source->path, 0, symbol, message, rule.action, names.size()});
  }

  void tell_unknown_symbols() {
    const FaultRule& rule = rule_of(Fault::kUnknownSymbol);
    std::vector<std::string_view> known;
    std::vector<bool> found(request_.symbols->size());
    for (std::size_t rank = 0; rank < index_.symbols.size(); ++rank) {
      if (index_.symbols[rank].bars == 0) continue;
      known.push_back(index_.symbols[rank].name);
      const std::uint32_t instrument = (*request_.instruments)[rank];
      if (instrument != kNoInstrument) found[instrument] = true;
    }
    std::uint64_t told = 0;
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i]) continue;
      if (told++ >= rule.singles) {
        ++rest;
        continue;
      }
      const std::string_view symbol = (*request_.symbols)[i];
      std::string message = "no bar of " + excerpt(symbol);
      if (const std::string near = nearest(symbol, known); !near.empty())
        message += "; the nearest symbol is " + excerpt(near);
      tell(rule, {rule.code, request_.source->path, 0, symbol, message, rule.action});
    }
    if (rest > 0)
      tell(rule, {rule.code,
                  request_.source->path,
                  0,
                  {},
                  std::to_string(rest) + " more symbols have no bar",
                  rule.action,
                  rest});
  }

  const PanelIndex& index_;
  const ReportRequest& request_;
  Issues& issues_;
  std::map<std::pair<std::uint32_t, Fault>, Tally> tallies_;  // by file and fault
  std::optional<std::string> stop_;
};

}  // namespace

Result<void> report_issues(const PanelIndex& index, const ReportRequest& request, Issues& issues) {
  return Reporter{index, request, issues}.run();
}

}  // namespace sluice::feeds
