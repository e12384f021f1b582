// SPDX-License-Identifier: Apache-2.0
//
// rule_new.cpp: `sluice rule new`: a rule to begin with, its tests, and what an editor wants.
#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "app/json_output.hpp"
#include "app/lua_stubs.hpp"
#include "app/rule_commands.hpp"
#include "files/atomic_file.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxRuleName = 39;  // it becomes a reason code

// Where the language server finds the world of a rule; hidden, for it is no rule.
constexpr const char* kStubFile = ".sluice/sluice.lua";
constexpr const char* kEditorFile = ".luarc.json";
constexpr const char* kEditorText =
    "{\n  \"runtime.version\": \"Lua 5.4\",\n  \"workspace.library\": [\".sluice\"]\n}\n";

constexpr const char* kRule = R"(-- {0}: refuses an order worth more than its limit.
-- Parameters: limit, in the instrument's currency.
return {{
  id = "{0}",
  version = "1.0.0",
  params = {{ limit = 10000 }},

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if order.notional == nil then
      return reject("NO_PRICE")
    end
    if order.notional > params.limit then
      return reject("{1}", {{ measured = order.notional, limit = params.limit }})
    end
    return approve({{ measured = order.notional, limit = params.limit }})
  end,
}}
)";

constexpr const char* kTests = R"(# Tests of {0}.lua: sluice rule test {0}.lua
params: {{limit: 1000}}
order: {{side: BUY, quantity: 10, price: 100}}
market: {{symbol: ABC, last: 100}}
cases:
  - name: at the limit it passes
    expect: {{verdict: approve, measured: 1000, limit: 1000}}
  - name: above the limit it is refused
    order: {{price: 100.01}}
    expect: {{verdict: reject, code: {1}, measured: 1000.1, limit: 1000}}
  - name: without a price it is refused
    order: {{price: ''}}
    market: {{last: ''}}
    expect: {{verdict: reject, code: NO_PRICE}}
)";

bool is_name(const std::string& name) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= kMaxRuleName && is_lower(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string code_of(std::string name) {
  for (char& c : name)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return name;
}

struct RuleFile {
  fs::path path;
  std::string text;
};

}  // namespace

int rule_new(plugins::Registry&, const RuleWords& words) {
  if (words.paths.size() != 1) throw UsageError{"rule new: one name, please"};
  const std::string& name = words.paths.front();
  if (!is_name(name))
    throw UsageError{"rule new " + name +
                     ": expected a name of a-z, 0-9 and _ that begins with a letter, at most 39"};
  const fs::path folder = words.dir.empty() ? "." : words.dir;
  const std::string code = code_of(name);
  std::vector<RuleFile> wanted{{folder / (name + ".lua"), fmt::format(kRule, name, code)},
                               {folder / (name + ".test.yaml"), fmt::format(kTests, name, code)}};
  std::error_code ignored;
  for (const RuleFile& file : wanted)
    if (fs::exists(file.path, ignored))
      throw UsageError{"rule new: " + file.path.string() + " is there already"};
  wanted.push_back({folder / kStubFile, std::string{lua_stubs()}});
  if (!fs::exists(folder / kEditorFile, ignored))
    wanted.push_back({folder / kEditorFile, kEditorText});
  std::string list;
  for (const RuleFile& file : wanted) {
    if (auto made = files::make_directories(file.path.parent_path(), files::Durability::kVolatile);
        !made)
      return report_error(made.error().message, kExitFailed, words.json);
    if (auto written = files::replace_file(file.path, file.text, files::Durability::kVolatile);
        !written)
      return report_error(written.error().message, kExitFailed, words.json);
    if (!words.json) std::cout << file.path.string() << "\n";
    list += (list.empty() ? "" : ",") + json_quoted(file.path.string());
  }
  if (words.json)
    std::cout << records::indent_json(R"({"ok":true,"files":[)" + list + "]}") << "\n";
  return kExitOk;
}

}  // namespace sluice::app
