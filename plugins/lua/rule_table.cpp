// SPDX-License-Identifier: Apache-2.0
#include "rule_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace sluice::lua {
namespace {

constexpr std::size_t kCases = 1000;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// Without a comment that begins at the line's start or behind a blank, outside quotes.
std::string_view without_comment(std::string_view line) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && (i == 0 || line[i - 1] == ' ')) {
      return line.substr(0, i);
    }
  }
  return line;
}

std::string unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                         text.back() == text.front();
  return std::string{is_quoted ? text.substr(1, text.size() - 2) : text};
}

class Reader {
 public:
  RuleTable read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++line_;
      take_line(without_comment(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    fill_in();
    return std::move(table_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw std::invalid_argument("line " + std::to_string(line_) + ": " + what);
  }

  void take_line(std::string_view line) {
    if (trimmed(line).empty() || line == "---") return;
    const std::size_t indent = line.find_first_not_of(' ');
    std::string_view rest = trimmed(line);
    const bool is_first = rest.starts_with("- ");
    if (is_first) rest = trimmed(rest.substr(2));
    const std::size_t colon = rest.find(':');
    if (colon == rest.npos) refuse("expected `name: value`");
    const std::string key{trimmed(rest.substr(0, colon))};
    const std::string_view value = trimmed(rest.substr(colon + 1));
    if (is_first) begin_case();
    if (indent == 0 && !is_first)
      take_top(key, value);
    else
      take_member(key, value);
  }

  void begin_case() {
    if (!in_cases_) refuse("a case stands under `cases:`");
    if (table_.cases.size() == kCases) refuse("more than 1000 cases");
    table_.cases.emplace_back().line = line_;
  }

  void take_top(const std::string& key, std::string_view value) {
    if (key == "cases") {
      if (!value.empty()) refuse("`cases:` is followed by lines that begin with `  - name:`");
      in_cases_ = true;
    } else if (in_cases_) {
      refuse("'" + key + "' stands before `cases:`");
    } else if (key == "params") {
      table_.params = row(value);
    } else if (RowValues* values = row_of(base_, key)) {
      *values = row(value);
    } else {
      refuse("unknown key '" + key + "', expected params, order, portfolio, market or cases");
    }
  }

  void take_member(const std::string& key, std::string_view value) {
    if (table_.cases.empty()) refuse("a case begins with `  - name:`");
    RuleCase& one = table_.cases.back();
    if (key == "name") {
      one.name = unquoted(value);
    } else if (key == "earlier") {
      one.earlier = row(value);
    } else if (key == "expect") {
      one.expect = row(value);
    } else if (RowValues* values = row_of(one, key)) {
      *values = row(value);
    } else {
      refuse("unknown key '" + key +
             "', expected name, order, portfolio, market, earlier or expect");
    }
  }

  static RowValues* row_of(RuleCase& one, std::string_view key) {
    if (key == "order") return &one.order;
    if (key == "portfolio") return &one.portfolio;
    return key == "market" ? &one.market : nullptr;
  }

  // {a: 1, b: "x, y"}
  [[nodiscard]] RowValues row(std::string_view text) const {
    if (text.size() < 2 || text.front() != '{' || text.back() != '}')
      refuse("expected a map on one line, like {side: BUY, quantity: 10}");
    RowValues values;
    std::string_view rest = trimmed(text.substr(1, text.size() - 2));
    while (!rest.empty()) {
      const std::size_t end = item_end(rest);
      const std::string_view item = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t colon = item.find(':');
      if (colon == item.npos || colon == 0) refuse("expected `name: value` in the map");
      const std::string key{trimmed(item.substr(0, colon))};
      if (!values.emplace(key, unquoted(trimmed(item.substr(colon + 1)))).second)
        refuse("'" + key + "' stands twice in the map");
    }
    return values;
  }
  // The comma that ends the first item, outside quotes.
  static std::size_t item_end(std::string_view rest) {
    char quote = '\0';
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (quote != '\0') {
        if (rest[i] == quote) quote = '\0';
      } else if (rest[i] == '"' || rest[i] == '\'') {
        quote = rest[i];
      } else if (rest[i] == ',') {
        return i;
      }
    }
    return rest.size();
  }

  void fill_in() {
    if (table_.cases.empty()) refuse("the table has no cases");
    for (RuleCase& one : table_.cases) {
      line_ = one.line;
      if (one.name.empty()) refuse("a case has a name");
      if (one.expect.find("verdict") == one.expect.end())
        refuse("a case expects a verdict: expect: {verdict: approve}");
      one.order.insert(base_.order.begin(), base_.order.end());
      one.portfolio.insert(base_.portfolio.begin(), base_.portfolio.end());
      one.market.insert(base_.market.begin(), base_.market.end());
    }
  }

  RuleTable table_;
  RuleCase base_;
  bool in_cases_ = false;
  int line_ = 0;
};

}  // namespace

RuleTable read_rule_table(std::string_view text) { return Reader{}.read(text); }

}  // namespace sluice::lua
