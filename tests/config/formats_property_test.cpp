// SPDX-License-Identifier: Apache-2.0
//
// Any tree reads back the same from YAML, JSON and TOML, and any valid configuration has the same
// hash in all three.
#include <cstdint>

#include <rapidcheck.h>

#include "config/document.hpp"
#include "config/path.hpp"
#include "config/text.hpp"
#include "config_fixture.hpp"

namespace sluice::config {
namespace {

std::string toml_inline(const Value& value) {
  std::string text;
  const auto joined = [&](const auto& range, auto item_text) {
    std::string inner;
    for (const auto& item : range) inner += (inner.empty() ? "" : ", ") + item_text(item);
    return inner;
  };
  if (const auto* items = value.list()) return "[" + joined(*items, toml_inline) + "]";
  if (const auto* members = value.map()) {
    return "{" +
           joined(*members,
                  [](const Member& member) {
                    return to_json(make_value(member.key)) + " = " + toml_inline(member.value);
                  }) +
           "}";
  }
  return to_json(value);  // numbers, text and booleans are written alike
}

std::string toml_text(const Value& root) {
  std::string text;
  for (const Member& member : *root.map()) {
    text += to_json(make_value(member.key)) + " = " + toml_inline(member.value) + "\n";
  }
  return text;
}

std::string any_text() {
  static const std::vector<std::string> kAwkward = {
      "",     "yes",  "null", "~",    "1",  "0.1", "1e5", "-",  "- a",        "a: b", "#",   " x ",
      "true", "0x1f", ".inf", "a\nb", "\t", "\"",  "\\",  "é€", "{a}",        "[",    "&a",  "*a",
      "!t",   "|",    ">",    "%",    "@",  "`",   "'",   "?",  "2025-01-15", "<<",   "\x7f"};
  return *rc::gen::oneOf(rc::gen::elementOf(kAwkward),
                         rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7e)));
}

double any_real() {
  const double digits = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
  const int scale = *rc::gen::inRange(0, 12);
  double divisor = 1;
  for (int i = 0; i < scale; ++i) divisor *= 10;
  return digits / divisor;
}

Value any_value(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 6 : 4);
  if (kind == 0) return make_value(*rc::gen::arbitrary<bool>());
  if (kind == 1) return make_value(*rc::gen::arbitrary<std::int64_t>());
  if (kind == 2) return make_value(any_real());
  if (kind == 3) return make_value(any_text());
  const int size = *rc::gen::inRange(0, 5);
  if (kind == 4) {
    Value list = make_value(Value::List{});
    for (int i = 0; i < size; ++i) list.list()->push_back(any_value(depth - 1));
    return list;
  }
  Value map = make_value(Value::Map{});
  for (int i = 0; i < size; ++i) map.set(any_text(), any_value(depth - 1));
  return map;
}

TEST(FormatsProperty, AnyTree_ReadsBackTheSame) {
  EXPECT_TRUE(rc::check("round trip", [] {
    Value root = make_value(Value::Map{});
    const int size = *rc::gen::inRange(0, 6);
    for (int i = 0; i < size; ++i) root.set(any_text(), any_value(3));
    const std::string expected = to_json(root);
    const auto read = [&](const std::string& text, Format format) {
      const Document document = parse_document(text, format, "f");
      RC_ASSERT(sluice::config::format(document.faults) == "");
      RC_ASSERT(to_json(document.root) == expected);
    };
    read(to_yaml(root), Format::Yaml);
    read(expected, Format::Json);
    read(toml_text(root), Format::Toml);
  }));
}

// Members that a valid configuration may have besides what it must; several forms of each.
const std::vector<std::vector<std::string>>& optional_parts() {
  static const std::vector<std::vector<std::string>> kParts = {
      {"description=x", "description=\"1\""},
      {"trading.rebalance_freq=W", "trading.max_gross_exposure=1.5", "trading.missing_price=skip"},
      {"costs={commission_bps: 5, impact: 0.001}", "costs={impact: sqrt_volatility}", "costs={}"},
      {"output={root: x}", "output={strategy_dir: y}"},
      {"benchmark={symbol: SPY}", "benchmark={file: instruments.csv}"},
      {"thresholds={min_sharpe: 0.5}", "integration={n_tests: 2}"},
      {"pre_trade={vol_target: 0.1, max_gross_exposure: 2x, max_weight_per_symbol: false}",
       "pre_trade={max_sector_exposure: {B: 0.1, A: 0.2}, qa_status: {file: q, mode: shadow}}"},
      {"risk_rules=[{type: a, cap: 1.0}, {type: b, mode: off, list: [x, 1]}]", "risk_rules=[]"},
      {"executor={type: safe_csv, z: 1, a: 2}", "executor={fill: close}"},
      {"router={min_notional: 1.10}", "router={budget: margin}"},
      {"reports=[a, {type: b, n: 1e-7}]", "reports=[]"},
      {"plugins={search_path: [a, b]}", "kill_switch={env: [A], latch_file: f}"},
  };
  return kParts;
}

class FormatsHash : public ConfigFolder {};

TEST_F(FormatsHash, AnyValidConfiguration_HasOneHashInThreeFormats) {
  EXPECT_TRUE(rc::check("one hash", [] {
    Document document = parse_document(kMinimalYaml, Format::Yaml, "f");
    for (const auto& forms : optional_parts()) {
      if (*rc::gen::arbitrary<bool>()) apply_override(document, *rc::gen::elementOf(forms));
    }
    RC_ASSERT(format(document.faults) == "");
    const auto yaml = load("configs/a.yaml", to_yaml(document.root));
    const auto json = load("configs/a.json", to_json(document.root));
    const auto toml = load("configs/a.toml", toml_text(document.root));
    RC_ASSERT(format(yaml.faults) == "");
    RC_ASSERT(format(json.faults) == "");
    RC_ASSERT(format(toml.faults) == "");
    RC_ASSERT(yaml.hash.size() == 64U);
    RC_ASSERT(yaml.hash == json.hash);
    RC_ASSERT(yaml.hash == toml.hash);
    RC_ASSERT(yaml.normalised_yaml == toml.normalised_yaml);
    RC_ASSERT(load("configs/b.yaml", yaml.normalised_yaml).hash == yaml.hash);
  }));
}

}  // namespace
}  // namespace sluice::config
