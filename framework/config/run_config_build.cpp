// SPDX-License-Identifier: Apache-2.0
//
// run_config_build.cpp: from the normalised tree to plain data.
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "config/path.hpp"
#include "config/run_config_steps.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

double number_at(const Value& root, std::string_view section, std::string_view key,
                 double fallback) {
  const Value* value = value_at(root, section, key);
  return value != nullptr && value->is_number() ? value->number() : fallback;
}

std::optional<double> maybe_number_at(const Value& root, std::string_view section,
                                      std::string_view key) {
  const Value* value = value_at(root, section, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->number();
}

bool flag_at(const Value& root, std::string_view section, std::string_view key, bool fallback) {
  const Value* value = value_at(root, section, key);
  return value != nullptr && value->boolean() != nullptr ? *value->boolean() : fallback;
}

template <typename Enum>
Enum choice_at(const Value& root, std::string_view section, std::string_view key, Enum fallback,
               std::initializer_list<std::pair<std::string_view, Enum>> choices) {
  const auto text = text_at(root, section, key);
  for (const auto& [word, choice] : choices) {
    if (text && *text == word) return choice;
  }
  return fallback;
}

std::vector<std::string> texts_of(const Value* list) {
  std::vector<std::string> texts;
  if (list == nullptr || list->list() == nullptr) return texts;
  for (const Value& item : *list->list()) {
    if (item.text() != nullptr) texts.push_back(*item.text());
  }
  return texts;
}

std::string take_text(Value& map, std::string_view key) {
  const Value* value = map.find(key);
  std::string text = value != nullptr && value->text() != nullptr ? *value->text() : std::string{};
  map.erase(key);
  return text;
}

ComponentConfig component(Value params, std::string type, std::string path, const Folder& folder) {
  ComponentConfig result;
  result.type = std::move(type);
  result.path = std::move(path);
  result.folder = folder.absolute;
  if (params.map() == nullptr) params.content = Value::Map{};
  const std::string mode = take_text(params, "mode");
  if (mode == "shadow") result.mode = RuleMode::Shadow;
  if (mode == "off") result.mode = RuleMode::Off;
  sort_keys(params);
  result.params_json = to_json(params);
  result.params = std::move(params);
  return result;
}

// A component whose params may hold a key `mode` of their own, which is not a rule's mode.
ComponentConfig typed_component(const Value* section, std::string path, const Folder& folder) {
  Value params = section != nullptr ? *section : Value{};
  std::string type = take_text(params, "type");
  const Value* own_mode = params.find("mode");
  if (own_mode == nullptr) return component(params, std::move(type), std::move(path), folder);
  Value mode = *own_mode;
  params.erase("mode");
  ComponentConfig result = component(params, std::move(type), std::move(path), folder);
  result.params.set("mode", std::move(mode));
  sort_keys(result.params);
  result.params_json = to_json(result.params);
  return result;
}

ComponentConfig build_feed(const Value& root, const Folder& folder) {
  const Value* data = root.find("data");
  Value params = data != nullptr ? *data : Value{};
  params.set("type", make_value(take_text(params, "source"), params.where));
  for (const char* key : {"instruments", "prices", "corporate_actions"}) params.erase(key);
  const std::string freq = text_at(root, "trading", "freq").value_or(std::string{kDailyFreq});
  if (freq != kDailyFreq && params.find("freq") == nullptr)
    params.set("freq", make_value(freq, params.where));
  return typed_component(&params, "data", folder);
}

// What other sections say to an executor, unless it is said there.
void add_missing(Value& params, const Value* section) {
  if (section == nullptr || section->map() == nullptr) return;
  for (const Member& member : *section->map())
    if (params.find(member.key) == nullptr) params.set(member.key, member.value);
}

ComponentConfig build_executor(const Value& root, const Folder& folder) {
  const Value* section = root.find("executor");
  Value params = section != nullptr ? *section : Value{};
  const auto type = text_at(root, "executor", "type");
  if (type && (*type == kPaper || *type == kLiveDryRun)) add_missing(params, root.find("costs"));
  if (type && *type == kLiveDryRun) add_missing(params, root.find("live_risk"));
  return typed_component(&params, "executor", folder);
}

// Of drivers that are of paper in every mode: settings of another mode's executor are not its.
ComponentConfig build_paper_executor(const Value& root, const ComponentConfig& executor,
                                     EnvironmentMode mode, const Folder& folder) {
  if (mode == EnvironmentMode::Paper || mode == EnvironmentMode::Shadow) return executor;
  Value params = make_value(Value::Map{}, root.where);
  params.set("type", make_value(std::string{kPaper}, root.where));
  add_missing(params, root.find("costs"));
  return typed_component(&params, "executor", folder);
}

std::vector<ComponentConfig> build_pre_trade(const Value& root, const Folder& folder) {
  std::vector<ComponentConfig> rules;
  const Value* section = root.find("pre_trade");
  if (section == nullptr || section->map() == nullptr) return rules;
  for (const Member& member : *section->map()) {
    rules.push_back(component(member.value, member.key, join_key("pre_trade", member.key), folder));
  }
  return rules;
}

std::vector<ComponentConfig> build_list(const Value& root, const std::string& name, bool rules,
                                        const Folder& folder) {
  std::vector<ComponentConfig> components;
  const Value* section = root.find(name);
  if (section == nullptr || section->list() == nullptr) return components;
  for (std::size_t i = 0; i < section->list()->size(); ++i) {
    Value item = (*section->list())[i];
    const std::string path = join_index(name, i);
    if (rules) {
      std::string type = take_text(item, "type");
      std::string rule_name = take_text(item, "name");
      components.push_back(component(std::move(item), std::move(type), path, folder));
      components.back().name = std::move(rule_name);
    } else {
      components.push_back(typed_component(&item, path, folder));
    }
  }
  return components;
}

Trading build_trading(const Value& root) {
  Trading trading;
  trading.freq = text_at(root, "trading", "freq").value_or("1d");
  trading.rebalance_freq = choice_at(root, "trading", "rebalance_freq", RebalanceFreq::Daily,
                                     {{"bar", RebalanceFreq::EveryBar},
                                      {"D", RebalanceFreq::Daily},
                                      {"W", RebalanceFreq::Weekly},
                                      {"M", RebalanceFreq::Monthly}});
  trading.max_gross_exposure = number_at(root, "trading", "max_gross_exposure", 1.0);
  trading.missing_price = choice_at(
      root, "trading", "missing_price", MissingPrice::Last,
      {{"last", MissingPrice::Last}, {"skip", MissingPrice::Skip}, {"error", MissingPrice::Error}});
  return trading;
}

Costs build_costs(const Value& root) {
  Costs costs;
  costs.commission_bps = number_at(root, "costs", "commission_bps", costs.commission_bps);
  costs.spread_w = number_at(root, "costs", "spread_w", costs.spread_w);
  costs.impact_w = number_at(root, "costs", "impact_w", costs.impact_w);
  costs.spread = number_at(root, "costs", "spread", costs.spread);
  costs.impact = number_at(root, "costs", "impact", 0);
  costs.impact_model = text_at(root, "costs", "impact").value_or("constant");
  return costs;
}

Thresholds build_thresholds(const Value& root) {
  Thresholds thresholds;
  thresholds.min_sharpe = maybe_number_at(root, "thresholds", "min_sharpe");
  thresholds.max_drawdown_min = maybe_number_at(root, "thresholds", "max_drawdown_min");
  thresholds.max_drawdown_max = maybe_number_at(root, "thresholds", "max_drawdown_max");
  thresholds.max_turnover = maybe_number_at(root, "thresholds", "max_turnover");
  thresholds.min_sharpe_sessions = static_cast<int>(
      number_at(root, "thresholds", "min_sharpe_sessions", thresholds.min_sharpe_sessions));
  thresholds.max_state_age =
      static_cast<int>(number_at(root, "thresholds", "max_state_age", thresholds.max_state_age));
  return thresholds;
}

Integration build_integration(const Value& root, const Folder& folder) {
  const auto flag = [&](std::string_view key, bool fallback = false) {
    return flag_at(root, "integration", key, fallback);
  };
  Integration integration;
  integration.enable_risk_report = flag("enable_risk_report");
  integration.risk_report_freq = text_at(root, "integration", "risk_report_freq").value_or("M");
  integration.enable_health_check = flag("enable_health_check");
  integration.pause_on_critical = flag("pause_on_critical");
  integration.enable_pit_checks = flag("enable_pit_checks", true);
  integration.pit_mode = text_at(root, "integration", "pit_mode").value_or("strict");
  integration.enable_regime_analysis = flag("enable_regime_analysis");
  integration.enable_factor_exposures = flag("enable_factor_exposures");
  integration.enable_deflated_sharpe = flag("enable_deflated_sharpe");
  integration.n_tests = static_cast<int>(number_at(root, "integration", "n_tests", 1));
  integration.trial_sharpe_variance = maybe_number_at(root, "integration", "trial_sharpe_variance");
  if (const auto regimes = text_at(root, "integration", "regimes_file"))
    integration.regimes_file = folder.resolve(*regimes);
  return integration;
}

Alerts build_alerts(const Value& root, const Folder& folder) {
  Alerts alerts;
  const auto resolve = [&](const std::optional<std::string>& path) {
    return path ? std::optional{folder.resolve(*path)} : std::nullopt;
  };
  alerts.file = resolve(text_at(root, "alerts", "file"));
  alerts.min_level = text_at(root, "alerts", "min_level").value_or(alerts.min_level);
  const Value* section = root.find("alerts");
  if (section == nullptr || value_at(root, "alerts", "webhook") == nullptr) return alerts;
  Webhook webhook;
  const auto whole = [&](std::string_view key, int fallback) {
    return static_cast<int>(number_at(*section, "webhook", key, fallback));
  };
  webhook.url = text_at(*section, "webhook", "url").value_or("");
  webhook.token_file = resolve(text_at(*section, "webhook", "token_file"));
  webhook.timeout_seconds = whole("timeout_seconds", webhook.timeout_seconds);
  webhook.retries = whole("retries", webhook.retries);
  alerts.webhook = std::move(webhook);
  return alerts;
}

// Settings that are part of the contract and that this version does not act upon.
std::vector<std::string> notices_of(const Integration& integration) {
  std::vector<std::string> notices;
  const auto needs = [&](bool given, bool has, const std::string& key, const std::string& other) {
    if (given && !has)
      notices.push_back("integration." + key + ": without integration." + other +
                        " the setting has no effect");
  };
  needs(integration.pause_on_critical, integration.enable_health_check, "pause_on_critical",
        "enable_health_check");
  const bool reports = integration.enable_risk_report;
  needs(integration.enable_regime_analysis, reports, "enable_regime_analysis",
        "enable_risk_report");
  needs(integration.enable_factor_exposures, reports, "enable_factor_exposures",
        "enable_risk_report");
  needs(integration.regimes_file.has_value(), integration.enable_regime_analysis, "regimes_file",
        "enable_regime_analysis");
  needs(integration.n_tests > 1, integration.enable_deflated_sharpe, "n_tests",
        "enable_deflated_sharpe");
  return notices;
}

Environment build_environment(const Value& root, const Folder& folder) {
  Environment environment;
  const auto path_at = [&](std::string_view key) {
    const auto text = text_at(root, "environment", key);
    return text ? std::optional{folder.resolve(*text)} : std::nullopt;
  };
  environment.mode = choice_at(root, "environment", "mode", EnvironmentMode::Paper,
                               {{"shadow", EnvironmentMode::Shadow},
                                {"testnet", EnvironmentMode::Testnet},
                                {"live", EnvironmentMode::Live}});
  environment.enable_live_trading = flag_at(root, "environment", "enable_live_trading", false);
  environment.enabled_by = text_at(root, "environment", "enabled_by").value_or("");
  environment.require_confirm_token = flag_at(root, "environment", "require_confirm_token", true);
  environment.monitoring_url = text_at(root, "environment", "monitoring_url").value_or("");
  environment.runbook = path_at("runbook");
  environment.test_evidence = path_at("test_evidence");
  const Value* section = root.find("environment");
  if (section == nullptr) return environment;
  if (const Value* token = section->find("confirm_token"); token != nullptr && token->map()) {
    const auto file = text_at(*section, "confirm_token", "file");
    environment.confirm_token =
        SecretPlace{file ? std::optional{folder.resolve(*file)} : std::nullopt,
                    text_at(*section, "confirm_token", "env").value_or("")};
  }
  const auto approval = text_at(*section, "approval", "file");
  if (approval)
    environment.approval = Approval{folder.resolve(*approval),
                                    text_at(*section, "approval", "public_key").value_or("")};
  return environment;
}

LiveRisk build_live_risk(const Value& root) {
  const auto amount = [&](std::string_view key) {
    const Value* value = value_at(root, "live_risk", key);
    return value != nullptr && value->is_number() ? std::optional{to_json(*value)} : std::nullopt;
  };
  return {flag_at(root, "live_risk", "enabled", false),
          amount("max_order_notional"),
          amount("max_total_exposure_notional"),
          amount("max_live_notional_per_order"),
          amount("max_live_notional_total"),
          amount("live_trade_min_size")};
}

Prerequisites build_prerequisites(const Value& root) {
  Prerequisites wanted;
  const auto number = [&](std::string_view key, double fallback) {
    return number_at(root, "prerequisites", key, fallback);
  };
  wanted.min_sharpe = number("min_sharpe", wanted.min_sharpe);
  wanted.min_deflated_sharpe = number("min_deflated_sharpe", wanted.min_deflated_sharpe);
  wanted.min_paper_days = static_cast<int>(number("min_paper_days", wanted.min_paper_days));
  wanted.max_clock_offset_ms =
      static_cast<int>(number("max_clock_offset_ms", wanted.max_clock_offset_ms));
  return wanted;
}

Router build_router(const Value& root) {
  Router router;
  router.min_notional = text_at(root, "router", "min_notional").value_or(router.min_notional);
  router.slippage_bps = number_at(root, "router", "slippage_bps", router.slippage_bps);
  router.budget = choice_at(root, "router", "budget", Budget::Cash,
                            {{"cash", Budget::Cash}, {"margin", Budget::Margin}});
  return router;
}

Api build_api(const Value& root, const Folder& folder) {
  Api api;
  const Value* sessions = value_at(root, "api", "sessions");
  if (sessions != nullptr && sessions->list() != nullptr)
    for (const Value& item : *sessions->list())
      if (item.text() != nullptr)
        api.sessions.push_back({folder.show(*item.text()),
                                item.where.source ? *item.where.source : "", item.where.line});
  const auto whole = [&](std::string_view key, int fallback) {
    return static_cast<int>(number_at(root, "api", key, fallback));
  };
  api.address = text_at(root, "api", "address").value_or(api.address);
  api.port = whole("port", api.port);
  api.threads = whole("threads", api.threads);
  api.max_connections = whole("max_connections", api.max_connections);
  api.max_body_bytes = whole("max_body_bytes", api.max_body_bytes);
  api.timeout_seconds = whole("timeout_seconds", api.timeout_seconds);
  api.requests_per_second = whole("requests_per_second", api.requests_per_second);
  api.fill_model = text_at(root, "api", "fill_model").value_or(api.fill_model);
  return api;
}

Plugins build_plugins(const Value& root, const Folder& folder) {
  Plugins plugins;
  for (const std::string& path : texts_of(value_at(root, "plugins", "search_path"))) {
    plugins.search_path.push_back(folder.resolve(path));
  }
  const Value* allow = value_at(root, "plugins", "allow");
  if (allow == nullptr || allow->map() == nullptr) return plugins;
  for (const Member& member : *allow->map()) {
    if (member.value.text() != nullptr) plugins.allow[member.key] = *member.value.text();
  }
  return plugins;
}

}  // namespace

std::string_view name(EnvironmentMode mode) noexcept {
  constexpr std::array<std::string_view, 4> kNames = {"paper", "shadow", "testnet", "live"};
  return kNames[static_cast<std::size_t>(mode)];
}

RunConfig build_run_config(const Value& root, const Folder& folder) {
  RunConfig config;
  const auto top_text = [&](std::string_view key) {
    const Value* value = root.find(key);
    return value != nullptr && value->text() != nullptr ? *value->text() : std::string{};
  };
  const auto path_at = [&](std::string_view section, std::string_view key) {
    const auto text = text_at(root, section, key);
    return text ? std::optional{folder.resolve(*text)} : std::nullopt;
  };
  config.strategy_name = top_text("strategy_name");
  config.description = top_text("description");
  config.strategy = typed_component(root.find("strategy"), "strategy", folder);
  config.universe.symbols = texts_of(value_at(root, "universe", "symbols"));
  config.universe.file = path_at("universe", "file");
  config.feed = build_feed(root, folder);
  config.instruments_file = path_at("data", "instruments");
  config.timezone = text_at(root, "data", "timezone").value_or(config.timezone);
  config.raw_prices = text_at(root, "data", "prices") == "raw";
  if (text_at(root, "data", "corporate_actions") != kNoActions)
    config.corporate_actions_file = path_at("data", "corporate_actions");
  config.trading = build_trading(root);
  config.trading.calendar_file = path_at("trading", "calendar");
  config.costs = build_costs(root);
  config.seed_capital = text_at(root, "portfolio", "seed_capital").value_or("");
  config.output.root = text_at(root, "output", "root").value_or("");
  config.output.strategy_dir = text_at(root, "output", "strategy_dir").value_or("");
  if (root.find("benchmark") != nullptr) {
    config.benchmark =
        Benchmark{text_at(root, "benchmark", "symbol").value_or(""), path_at("benchmark", "file")};
  }
  config.thresholds = build_thresholds(root);
  config.integration = build_integration(root, folder);
  config.alerts = build_alerts(root, folder);
  config.pre_trade = build_pre_trade(root, folder);
  config.risk_rules = build_list(root, "risk_rules", true, folder);
  config.environment = build_environment(root, folder);
  config.live_risk = build_live_risk(root);
  config.prerequisites = build_prerequisites(root);
  config.executor = build_executor(root, folder);
  config.paper_executor =
      build_paper_executor(root, config.executor, config.environment.mode, folder);
  config.router = build_router(root);
  config.reports = build_list(root, "reports", false, folder);
  config.plugins = build_plugins(root, folder);
  config.plugins.state_dir = path_at("plugins", "state_dir");
  config.logging.level = text_at(root, "logging", "level").value_or(config.logging.level);
  config.logging.format = choice_at(root, "logging", "format", LogFormat::Text,
                                    {{"text", LogFormat::Text}, {"json", LogFormat::Json}});
  config.journal_sync = choice_at(root, "journal", "sync", JournalSync::Batch,
                                  {{"always", JournalSync::Always},
                                   {"batch", JournalSync::Batch},
                                   {"none", JournalSync::None}});
  config.kill_switch.env = texts_of(value_at(root, "kill_switch", "env"));
  config.kill_switch.latch_file = path_at("kill_switch", "latch_file");
  config.api = build_api(root, folder);
  config.session = build_session(root, config.strategy_name);
  config.api.token_file = path_at("api", "token_file");
  config.api.tls_certificate = path_at("api", "tls_certificate");
  config.api.tls_key = path_at("api", "tls_key");
  config.notices = notices_of(config.integration);
  return config;
}

}  // namespace sluice::config
