// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/table.hpp"

#include <set>
#include <utility>

#include "config/document.hpp"
#include "config/path.hpp"
#include "config/schema_rules.hpp"
#include "core/nearest.hpp"
#include "rule_tests/table_parts.hpp"
#include "rule_tests/words.hpp"

namespace sluice::rule_tests {
namespace {

namespace fs = std::filesystem;
using config::Value;

constexpr std::int64_t kMillisecondNs = 1'000'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kManySeconds = 10'000'000;
constexpr std::int64_t kManyMilliseconds = 1'000'000'000;

// The rows that a case takes over from its table.
struct Rows {
  const Value* params = nullptr;
  const Value* order = nullptr;
  const Value* market = nullptr;
  const Value* portfolio = nullptr;
};

Rows take_rows(FieldReader& fields) {
  Rows rows;
  rows.params = fields.take("params");
  rows.order = fields.take("order");
  rows.market = fields.take("market");
  rows.portfolio = fields.take("portfolio");
  return rows;
}

void check_symbol(const OrderSpec& order, const Case& one, const std::string& path, int line,
                  const fs::path& file, config::Faults& faults) {
  if (order.symbol.empty()) return;
  std::vector<std::string> known;
  for (const InstrumentSpec& each : one.instruments) {
    if (each.instrument.symbol == order.symbol) return;
    known.push_back(each.instrument.symbol);
  }
  faults.push_back(
      {path + ".symbol", file.string(), line,
       "the market has no instrument '" + order.symbol + "'" + did_you_mean(order.symbol, known)});
}

class CaseReader {
 public:
  CaseReader(const Rows& base, const Table& table, config::Faults& faults)
      : base_{base}, table_{table}, faults_{faults} {}

  Case read(const Value& map, const std::string& path) {
    FieldReader fields{&map, path, faults_};
    Case one;
    one.line = map.where.line;
    one.name = fields.text("name").value_or("");
    if (one.name.empty()) fields.fault("name", "it is missing: every case has a name");
    const Rows own = take_rows(fields);
    one.params = merged(base_.params, own.params);
    const Value order = merged(base_.order, own.order);
    const Value market = merged(base_.market, own.market);
    const Value portfolio = merged(base_.portfolio, own.portfolio);
    one.order = read_order(&order, path + ".order", false, faults_);
    read_market(&market, path + ".market", one, faults_);
    read_portfolio(&portfolio, path + ".portfolio", one, faults_);
    add_earlier(fields, order, one);
    read_steps(fields.take("before"), path + ".before", order, one, faults_);
    one.restart = fields.flag("restart").value_or(false);
    one.assess = fields.flag("assess").value_or(false);
    const Value* expect = fields.take("expect");
    if (expect == nullptr) fields.fault("expect", "it is missing: a case expects a verdict");
    if (expect != nullptr) one.expect = read_expectation(expect, path + ".expect", faults_);
    fields.finish();
    check_symbols(one, path);
    return one;
  }

 private:
  // Orders like the case's before; what `earlier` says beside how many and when is of the order.
  void add_earlier(FieldReader& fields, const Value& order, Case& one) {
    const Value* map = fields.take("earlier");
    if (map == nullptr) return;
    const std::string path = fields.path_of("earlier");
    FieldReader earlier{map, path, faults_};
    Step step;
    step.times = earlier.whole("count", 0, kMaxSteps).value_or(1);
    step.every_ns = earlier.whole("seconds_apart", 0, kManySeconds).value_or(1) * kSecondNs;
    step.fills = earlier.flag("filled").value_or(false);
    step.at = one.session.now.plus_nanoseconds(-step.times * step.every_ns);
    step.changes_account = false;
    Value differs = *map;
    for (const char* key : {"count", "seconds_apart", "filled"}) differs.erase(key);
    const Value own_order = merged(&order, &differs);
    step.order = read_order(&own_order, path, false, faults_);
    if (step.times > 0) one.before.push_back(std::move(step));
  }

  void check_symbols(const Case& one, const std::string& path) {
    check_symbol(one.order, one, path + ".order", one.line, table_.file, faults_);
    for (const OrderSpec& order : one.account.working)
      check_symbol(order, one, path + ".portfolio.working", one.line, table_.file, faults_);
    for (const Step& step : one.before)
      check_symbol(step.order, one, path + ".before.order", one.line, table_.file, faults_);
  }

  const Rows& base_;
  const Table& table_;
  config::Faults& faults_;
};

void read_cases(FieldReader& fields, const Rows& base, Table& table) {
  const Value* list = fields.take("cases");
  if (list == nullptr || list->list() == nullptr || list->list()->empty())
    return fields.fault("cases", "expected a list of at least one case");
  if (list->list()->size() > kMaxCases)
    return fields.fault("cases", "more than " + std::to_string(kMaxCases) + " cases");
  CaseReader reader{base, table, table.faults};
  std::set<std::string> names;
  std::size_t index = 0;
  for (const Value& item : *list->list()) {
    const std::string path = config::join_index("cases", index++);
    table.cases.push_back(reader.read(item, path));
    const std::string& name = table.cases.back().name;
    if (!name.empty() && !names.insert(name).second)
      table.faults.push_back(
          config::fault_at(item.where, path + ".name", "another case is called so too"));
  }
}

void find_rule(FieldReader& fields, Table& table) {
  const std::string stem = table.file.filename().string();
  const std::string name =
      stem.substr(0, stem.size() > kTableSuffix.size() ? stem.size() - kTableSuffix.size() : 0);
  const std::string named = fields.text("rule").value_or("");
  std::error_code ignored;
  if (named.empty()) {
    const fs::path beside = table.file.parent_path() / (name + ".lua");
    if (fs::exists(beside, ignored))
      table.script = beside;
    else
      table.component = name;
    return;
  }
  if (!named.ends_with(".lua")) {
    table.component = named;
    return;
  }
  table.script = table.file.parent_path() / named;
  if (!fs::exists(table.script, ignored)) fields.fault("rule", "no such file: " + named);
}

}  // namespace

void tell_once(config::Faults& faults) {
  std::set<std::pair<int, std::string>> told;
  std::erase_if(faults, [&](const config::Fault& fault) {
    return fault.line > 0 && !told.emplace(fault.line, fault.message).second;
  });
}

Value merged(const Value* base, const Value* over) {
  if (over == nullptr) return base == nullptr ? Value{} : *base;
  if (base == nullptr || base->map() == nullptr || over->map() == nullptr) return *over;
  Value result = *base;
  result.where = over->where;
  for (const config::Member& member : *over->map()) {
    if (member.value.is_null())
      result.erase(member.key);
    else
      result.set(member.key, merged(base->find(member.key), &member.value));
  }
  return result;
}

void read_steps(const Value* list, const std::string& path, const Value& order, Case& into,
                config::Faults& faults) {
  if (list == nullptr) return;
  if (list->list() == nullptr) {
    faults.push_back(config::fault_at(list->where, path,
                                      "expected a list of steps, got " + config::show(*list)));
    return;
  }
  Timestamp at = into.session.now;
  std::int64_t count = 0;
  for (const Value& item : *list->list()) {
    const std::string own_path =
        config::join_index(path, static_cast<std::size_t>(&item - list->list()->data()));
    FieldReader fields{&item, own_path, faults};
    Step step;
    const auto event = fields.word("event", kEvents);
    if (!event && fields.take("event") == nullptr)
      fields.fault("event", "it is missing: what happened, e.g. approved or filled");
    step.event = event.value_or(SLUICE_RISK_EVENT_APPROVED);
    step.at = at = fields.time("at").value_or(at);
    if (at > into.session.now) fields.fault("at", "it is later than the case's `now`");
    const Value own_order = merged(&order, fields.take("order"));
    step.order = read_order(&own_order, own_path + ".order", false, faults);
    step.quantity = fields.exact<Quantity>("quantity");
    step.price = fields.exact<Price>("price");
    step.times = fields.whole("times", 1, kMaxSteps).value_or(1);
    step.every_ns = fields.whole("every_ms", 0, kManyMilliseconds).value_or(0) * kMillisecondNs;
    at = step.at.plus_nanoseconds((step.times - 1) * step.every_ns);
    fields.finish();
    if ((count += step.times) > kMaxSteps)
      fields.fault("times", "more than " + std::to_string(kMaxSteps) + " steps in a case");
    into.before.push_back(std::move(step));
  }
}

Table read_table(const fs::path& file) {
  Table table;
  table.file = file;
  config::Document document = config::read_document(file);
  table.faults = std::move(document.faults);
  if (!table.faults.empty()) return table;
  FieldReader fields{&document.root, "", table.faults};
  find_rule(fields, table);
  const Rows base = take_rows(fields);
  read_cases(fields, base, table);
  fields.finish();
  tell_once(table.faults);
  return table;
}

}  // namespace sluice::rule_tests
