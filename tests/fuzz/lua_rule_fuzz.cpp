// SPDX-License-Identifier: Apache-2.0
//
// lua_rule_fuzz.cpp: any text as a rule, over any order and account. The input is 64 bytes of
// numbers, then the source.
//
// Whatever it is: nothing crashes or leaks; a call ends within its budgets; an approval comes from
// approve() alone, which a source without that word cannot call; a resize is a part of the order in
// whole lots; a refusal has a code; another machine with the same file comes to the same answer
// with the same instructions; the saved state comes back as it was.
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sluice/result.hpp>
#include <sluice/testing/testing.hpp>

#include "fuzz/fuzz_target.hpp"
#include "lua/script.hpp"
#include "lua/state_store.hpp"

namespace sluice::fuzz {

namespace {

using namespace lua;

constexpr std::size_t kNumbers = 8;
using Numbers = std::array<std::int64_t, kNumbers>;

struct Account {
  explicit Account(const Numbers& n) : numbers{n}, view{1} {
    market.add_instrument("ABC", "Tech", "EU");
    order = sluice::testing::limit_order(0, (n[0] & 1) != 0 ? Side::kBuy : Side::kSell, "1", "1");
    order.quantity = n[0] < 0 ? 1 : n[0];
    order.limit_price = n[1];
    order.reference_price = n[2];
    order.type = static_cast<std::uint8_t>(n[3] & 7);
    order.time_in_force = static_cast<std::uint8_t>((n[3] >> 8) & 7);
    std::memcpy(&order.daily_volatility, &n[4], sizeof(double));
    order.instrument = (n[3] >> 16 & 15) == 15 ? 7 : 0;
    sluice_risk_row& row = view.row(0);
    row.position = n[4];
    row.working_buy = n[5] & INT64_MAX;
    row.working_sell = n[6] & INT64_MAX;
    row.last = n[2];
    row.lot = 1 + (n[7] & 0xFFFF);
    view.fields.now = n[7];
    view.fields.equity = {static_cast<std::uint64_t>(n[5]), n[6] >> 40};
    view.fields.session_close = n[1];
    view.fields.market = market.raw();
  }
  Numbers numbers;
  sluice::testing::MockMarket market;
  sluice::testing::MockRiskView view;
  sluice_order order{};
};

void check_answer(const sluice_verdict& verdict, const Account& account,
                  const sluice_risk_view& view, std::string_view source) {
  if (verdict.action == SLUICE_VERDICT_APPROVE) {
    SLUICE_ASSERT(source.find("approve") != source.npos || source.find("_ENV") != source.npos ||
                  source.find("pairs") != source.npos);
    return;
  }
  SLUICE_ASSERT(verdict.code[0] >= 'A' && verdict.code[0] <= 'Z');
  if (verdict.action != SLUICE_VERDICT_RESIZE) return;
  SLUICE_ASSERT(verdict.resize_quantity > 0 && verdict.resize_quantity < account.order.quantity);
  if (account.order.instrument == 0)
    SLUICE_ASSERT(verdict.resize_quantity % SLUICE_ROW(view.instruments, sluice_risk_row, 0)->lot ==
                  0);
}

void check_state(const StateStore& state) {
  std::string saved;
  for (const auto& [name, entry] : state.entries()) saved += entry_line(name, entry);
  SLUICE_ASSERT(saved.size() <= kStateBytes);
  SLUICE_ASSERT(read_entries(saved) == state.entries());
}

bool same(const sluice_verdict& a, const sluice_verdict& b) {
  return a.action == b.action && std::strcmp(a.code, b.code) == 0 &&
         a.resize_quantity == b.resize_quantity;
}

}  // namespace

void fuzz_one(std::string_view input) {
  Numbers numbers{};
  std::memcpy(numbers.data(), input.data(), std::min(input.size(), sizeof numbers));
  const std::string_view source = input.substr(std::min(input.size(), sizeof numbers));
  sluice::testing::MockHost host;
  StateStore state;
  Account account{numbers};
  const sluice_risk_view view = *account.view.raw();
  Budgets budgets;
  budgets.cpu_ns = 1'000'000'000;  // the clock is not to decide anything here
  try {
    Script script{{"rule.lua", std::string{source}, {}, budgets}, Host{&host.raw()}, state};
    state.replace_all(script.first_state());
    StateStore other_state;
    Script other{{"rule.lua", std::string{source}, {}, budgets}, Host{&host.raw()}, other_state};
    other_state.replace_all(other.first_state());
    for (int turn = 0; turn < 3; ++turn) {
      sluice_verdict first{};
      script.judge(account.order, view, first);
      check_answer(first, account, view, source);
      sluice_verdict second{};
      other.judge(account.order, view, second);
      SLUICE_ASSERT(same(first, second));
      SLUICE_ASSERT(script.account().instructions == other.account().instructions);
      other_state.commit(other_state.take_changes());
      SLUICE_ASSERT(script.account().instructions <= budgets.instructions + 4200);
      SLUICE_ASSERT(script.machine().memory() <= budgets.memory_bytes);
      state.commit(state.take_changes());
      check_state(state);
    }
    if (!script.hears_fills()) return;
    sluice_risk_event event{};
    event.order = &account.order;
    event.quantity = numbers[5];
    event.price = numbers[2];
    script.hear_fill(event, nullptr);
    state.commit(state.take_changes());
    check_state(state);
  } catch (const std::invalid_argument&) {
    // No rule: said so, and nothing else happened.
  }
}

std::vector<std::string> fuzz_samples() {
  const Numbers usual{1'000'000'000, 10'000'000'000, 10'000'000'000, 2, 0, 0, 0, 99'999'999};
  std::string head(sizeof usual, '\0');
  std::memcpy(head.data(), usual.data(), sizeof usual);
  std::vector<std::string> samples;
  const auto add = [&](const std::string& source) { samples.push_back(head + source); };
  const auto rule = [&](const std::string& body) {
    add("return function(order, view) " + body + " end");
  };
  add("");
  rule("return approve()");
  rule(
      "if order.notional > 50000 then return reject('LARGE', {measured = order.notional, "
      "limit = 50000}) end return approve()");
  rule("return resize(order.quantity // 2, 'HALF')");
  rule("return halt('symbol', 'STOP', {level = 'AND_CANCEL'})");
  rule(
      "local t = {} for k, v in pairs({a = 1, [2] = 3}) do t[#t + 1] = k end "
      "table.sort(t, function(a, b) return tostring(a) < tostring(b) end) return approve()");
  rule(
      "local s = ('a b c'):gsub('%w', '<%0>') for w in s:gmatch('%b<>') do log(w) end "
      "return reject(s:upper():match('A'))");
  rule("log(string.format('%5.2f %d %s %x', order.price, 3, view, 255)) return approve()");
  rule(
      "state:set('a', order.side) state:incr('n') state:window('w', 60, order.quantity) "
      "if state:get('n') > 1 then return reject('N') end return approve()");
  rule(
      "local x <const> = decimal('0.05') * view.equity / 3 // 1 % 7 - order.quantity "
      "return x > 0 and approve() or reject('X', {measured = x})");
  add("return {id = 'a', version = '1', params = {cap = 0.5}, state = {n = 0}, "
      "check = function(o, v) return approve({measured = params.cap, limit = 1}) end, "
      "on_fill = function(fill) state:incr('q', fill.quantity) end}");
  rule("goto l ::l:: while true do local function f(...) return select('#', ...) end f(1, 2) end");
  rule("return reject(('x'):find('(x)()', 1) and table.concat({'A', 'B'}, '_'))");
  rule("error({}) ");
  for (const auto& entry :
       std::filesystem::directory_iterator{SLUICE_SOURCE_DIR "/configs/risk_rules"}) {
    if (entry.path().extension() != ".lua") continue;
    std::ostringstream text;
    text << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    add(text.str());
  }
  return samples;
}

}  // namespace sluice::fuzz
