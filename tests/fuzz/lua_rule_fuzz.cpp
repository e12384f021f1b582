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
#include <map>
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

// Content of the files of a folder with this extension, in the order of their names.
std::vector<std::string> files_of(const std::filesystem::path& folder,
                                  const std::filesystem::path& extension) {
  std::map<std::filesystem::path, std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != extension) continue;
    std::ostringstream text;
    text << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    found.emplace(entry.path(), text.str());
  }
  std::vector<std::string> texts;
  for (auto& [path, text] : found) texts.push_back(std::move(text));
  return texts;
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

// The corpus, and the examples over a usual order.
std::vector<std::string> fuzz_samples() {
  std::vector<std::string> samples = files_of(SLUICE_SOURCE_DIR "/tests/fuzz/corpus/lua_rule", {});
  SLUICE_ASSERT(!samples.empty());
  const Numbers usual{1'000'000'000, 10'000'000'000, 10'000'000'000, 2, 0, 0, 0, 99'999'999};
  std::string head(sizeof usual, '\0');
  std::memcpy(head.data(), usual.data(), sizeof usual);
  for (const std::string& source : files_of(SLUICE_SOURCE_DIR "/configs/risk_rules", ".lua"))
    samples.push_back(head + source);
  return samples;
}

}  // namespace sluice::fuzz
