// SPDX-License-Identifier: Apache-2.0
#include "drivers/assemble.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "drivers/feed_opener.hpp"
#include "drivers/live_gate.hpp"
#include "drivers/pit_guard.hpp"
#include "drivers/run_inputs.hpp"
#include "drivers/unknown_components.hpp"
#include "files/atomic_file.hpp"
#include "files/sha256.hpp"
#include "plugins/instance.hpp"
#include "plugins/watchdog.hpp"
#include "records/text.hpp"
#include "risk/risk_book.hpp"

namespace sluice::drivers {
namespace {

constexpr std::size_t kMaxRememberedLines = 1000;
constexpr std::uint32_t kOfflineOrdersPerPoll = 4096;
constexpr std::uint64_t kMaxInputBytes = 64u << 20;

// What components have logged; they may log from any thread.
struct Said {
  std::mutex mutex;
  std::set<std::string> lines;
};

class Assembler {
 public:
  Assembler(const config::LoadResult& loaded, plugins::Registry& registry,
            const AssembleOptions& options)
      : config_{loaded.config},
        loaded_{loaded},
        registry_{registry},
        options_{options},
        clock_{std::make_shared<plugins::LaneClock>()},
        parts_{std::make_unique<RunParts>()},
        watchdog_{std::make_shared<plugins::Watchdog>()} {
    parts_->faults = std::make_shared<PluginFaults>();
    parts_->bells = std::make_shared<plugins::LaneBells>();
  }

  Assembled run() {
    read_instruments();
    make_pit_guard();
    read_corporate_actions();
    read_time_zone();
    read_calendar();
    read_risk_report_settings();
    read_benchmark();
    make_strategy();
    make_executor();
    make_rules();
    make_feed();
    if (options_.with_reports) make_reports();
    if (options_.check_only) begin_a_session();
    unknown_.add_refused_libraries(faults_);
    if (faults_.empty() || options_.check_only) settle();
    if (!faults_.empty() || options_.check_only) parts_.reset();
    return {std::move(parts_), std::move(faults_)};
  }

 private:
  void fault(const std::string& path, std::string message) {
    faults_.push_back({path, {}, 0, std::move(message)});
  }
  void fault(const config::ComponentConfig& component, const Error& error) {
    faults_.push_back(config::component_fault(component, error.message));
  }

  // A started instance of the component, or nothing and a fault.
  template <typename Instance>
  std::unique_ptr<Instance> make(const config::ComponentConfig& component) {
    const auto info = registry_.find(Instance::kKind, component.type);
    if (!info) {
      faults_.push_back(unknown_.fault_of(component, info.error()));
      return nullptr;
    }
    auto params = config::resolve_params(component, (*info)->params_schema);
    if (!params.faults.empty()) {
      faults_.insert(faults_.end(), params.faults.begin(), params.faults.end());
      return nullptr;
    }
    return create<Instance>(component, params.json);
  }

  // As verdicts and records call it: see risk::chain_names.
  std::string name_of(plugins::Kind kind, const config::ComponentConfig& component) {
    if (kind != plugins::Kind::kRiskRule) return component.type;
    std::string name = component.name.empty() ? component.type : component.name;
    const int times = ++rules_of_name_[name];
    return times > 1 ? name + "#" + std::to_string(times) : name;
  }

  template <typename Instance>
  std::unique_ptr<Instance> create(const config::ComponentConfig& component,
                                   const std::string& params_json) {
    const std::string name = name_of(Instance::kKind, component);
    plugins::InstanceOptions instance_options{
        clock_,
        options_.check_only ? complaints_of(component) : log_sink(),
        0,
        next_instance_++,
        PluginFaults::listener(parts_->faults, Instance::kKind, name),
        options_.check_only ? nullptr : watchdog_,  // it tells of hangs in files
        on_hang(hang_place(), Instance::kKind, name,
                [log = options_.log](const std::string& text) {
                  if (log) log(SLUICE_LOG_ERROR, text);
                }),
        parts_->path.pit,
        plugins::bell_for(Instance::kKind, parts_->bells)};
    auto created =
        registry_.create<Instance>(component.type, params_json, std::move(instance_options));
    if (!created) {
      fault(component, created.error());
      return nullptr;
    }
    // A venue's or feed's threads and connections begin there.
    constexpr bool reaches_out =
        Instance::kKind == plugins::Kind::kExecutor || Instance::kKind == plugins::Kind::kFeed;
    if (!reaches_out || !options_.check_only) {
      if (auto started = (*created)->start(); !started) {
        fault(component, started.error());
        return nullptr;
      }
    }
    const plugins::LoadedLibrary& library = (*created)->library();
    libraries_[library.path().filename().string()] = library.sha256();
    return std::move(created).value();
  }

  [[nodiscard]] HangPlace hang_place() const {
    return {output_directory(),
            options_.persist_halts ? latch_file_of(config_) : std::filesystem::path{},
            config_.strategy_name, route(), clock_};
  }

  [[nodiscard]] plugins::LogSink log_sink() const {
    // A component says the same thing every session; a person reads it once.
    return
        [log = options_.log, said = said_](int level, std::string_view id, std::string_view text) {
          std::string line = std::string{id} + ": " + std::string{text};
          const std::lock_guard lock{said->mutex};
          if (!log || said->lines.contains(line)) return;
          if (said->lines.size() < kMaxRememberedLines) said->lines.insert(line);
          log(level, line);
        };
  }

  // What a component calls an error is a fault of its config: a rule that can't read its file is
  // made all the same, and refuses every order.
  [[nodiscard]] plugins::LogSink complaints_of(const config::ComponentConfig& component) {
    return
        [this, component, log = log_sink()](int level, std::string_view id, std::string_view text) {
          if (level < SLUICE_LOG_ERROR) return log(level, id, text);
          faults_.push_back(config::component_fault(component, std::string{text}));
        };
  }

  // A component that keeps state keeps it under its role.
  void keep_state(plugins::Component& component, std::string role) {
    if (!component.keeps_state()) return;
    parts_->stateful.push_back(
        {std::move(role), [&component] { return component.save_state(); },
         [&component](std::string_view state) { return component.load_state(state); }});
  }

  void read_instruments() {
    const auto instruments = instruments_of(config_);
    if (!instruments) return fault("data.instruments", instruments.error().message);
    parts_->instruments = std::make_unique<InstrumentTable>(*instruments);
  }

  // After the instruments.
  void read_corporate_actions() {
    if (!config_.raw_prices || !parts_->instruments) return;
    auto actions = corporate_actions_of(config_, *parts_->instruments);
    if (!actions) return fault("data.corporate_actions", actions.error().message);
    parts_->path.actions = std::make_shared<const market::CorporateActions>(std::move(*actions));
  }

  void make_pit_guard() {
    if (!parts_->instruments) return;
    const config::Integration& integration = config_.integration;
    PitMode mode = PitMode::kOff;
    if (integration.enable_pit_checks)
      mode = integration.pit_mode == "warn" ? PitMode::kWarn : PitMode::kStrict;
    parts_->path.pit = std::make_shared<PitGuard>(*parts_->instruments, mode,
                                                  [log = options_.log](const std::string& text) {
                                                    if (log) log(SLUICE_LOG_WARNING, text);
                                                  });
  }

  void read_time_zone() {
    parts_->path.intraday = config_.trading.freq != "1d";
    auto zone = TimeZone::find(config_.timezone);
    if (!zone) return fault("data.timezone", zone.error().message);
    parts_->path.zone = std::move(*zone);
  }
  [[nodiscard]] std::optional<TimeZone> intraday_zone() const {
    return parts_->path.intraday ? std::optional{parts_->path.zone} : std::nullopt;
  }

  void read_calendar() {
    if (!config_.trading.calendar_file) return;
    auto parsed = trading_hours_of(*config_.trading.calendar_file);
    if (!parsed) return fault("trading.calendar", parsed.error().message);
    parts_->path.hours = std::make_shared<const market::TradingHours>(std::move(*parsed));
  }

  void read_risk_report_settings() {
    auto settings = risk_report_settings(config_.integration);
    if (!settings) return fault("integration.regimes_file", settings.error().message);
    parts_->risk_report = std::move(settings).value();
  }

  // Only reports compare with it.
  void read_benchmark() {
    if (!config_.benchmark || !options_.with_reports) return;
    if (config_.reports.empty() && !parts_->risk_report.enabled) return;
    if (!config_.benchmark->file) {
      if (!options_.check_only) read_benchmark_symbol(config_.benchmark->symbol);
      return;
    }
    const auto& file = *config_.benchmark->file;
    const auto text = files::read_file(file, kMaxInputBytes);
    auto parsed =
        text ? parse_benchmark(*text, file.filename().string()) : Result<Benchmark>{text.error()};
    if (!parsed) return fault("benchmark.file", parsed.error().message);
    parts_->benchmark = std::move(parsed).value();
  }

  // The closes of one symbol of the feed, through a feed of its own.
  void read_benchmark_symbol(const std::string& symbol) {
    check_data_path(config_.feed, faults_);
    auto feed = make<plugins::FeedInstance>(config_.feed);
    if (!feed) return;
    Instrument instrument;
    instrument.symbol = symbol;
    const InstrumentTable table{{instrument}};
    const auto open = feed_opener(std::move(feed), table, {}, intraday_zone());
    const auto data = open({});
    const auto actions = corporate_actions_of(config_, table);
    if (!actions) return;  // told with the run's own
    auto read = data ? benchmark_of(*data->source, symbol, *actions, parts_->path.zone)
                     : Result<Benchmark>{data.error()};
    if (!read) return fault("benchmark.symbol", read.error().message);
    parts_->benchmark = std::move(read).value();
  }

  void make_strategy() {
    auto strategy = make<plugins::StrategyInstance>(config_.strategy);
    if (!strategy) return;
    keep_state(*strategy, "strategy");
    window_ = std::max(window_, strategy->lookback_sessions());
    parts_->strategy = std::move(strategy);
  }

  void make_executor() {
    config::ComponentConfig component = chosen_executor();
    std::unique_ptr<plugins::ExecutorInstance> executor;
    if (options_.hand_over_orders) {
      component.type = "safe_csv";
      const auto folder = config_.output.root / config_.output.strategy_dir / "eod";
      executor = create<plugins::ExecutorInstance>(
          component, R"({"dir":)" + records::json_string(folder.string()) + "}");
    } else {
      executor = make<plugins::ExecutorInstance>(component);
    }
    if (!executor || !parts_->instruments || options_.check_only) return;
    if (auto begun = executor->begin(parts_->instruments->rows()); !begun)
      return fault(component, begun.error());
    keep_state(*executor, "executor");
    parts_->executor = executor.get();
    parts_->venue = std::move(executor);
  }

  [[nodiscard]] const config::ComponentConfig& chosen_executor() const {
    return options_.executor_of_mode ? config_.executor : config_.paper_executor;
  }

  void make_rules() {
    for (const auto* section : {&config_.pre_trade, &config_.risk_rules}) {
      for (const auto& component : *section) {
        if (component.mode == config::RuleMode::Off) continue;
        auto rule = make<plugins::RuleInstance>(component);
        if (!rule) continue;
        keep_state(*rule, "rule:" + component.path);
        window_ = std::max(window_, rule->lookback_sessions());
        const auto mode =
            component.mode == config::RuleMode::Shadow ? RuleMode::kShadow : RuleMode::kEnforce;
        rule_configs_.push_back(&component);
        risk::SourceTest test;
        if (options_.source_test && rule->traits().reloads)
          test = options_.source_test(registry_, component);
        parts_->rules.push_back({std::move(rule), mode, component.name, std::move(test)});
      }
    }
    keep_rule_states();
  }

  // What rules remember goes on with the next day, under the rule's name.
  void keep_rule_states() {
    const auto names = risk::chain_names(parts_->rules);
    for (std::size_t i = 0; i < names.size(); ++i) {
      Rule& rule = *parts_->rules[i].rule;
      if (!rule.traits().keeps_state) continue;
      parts_->stateful.push_back(
          {"rule_state:" + names[i], [&rule] { return rule.save_rule_state(); },
           [&rule](std::string_view state) { return rule.restore_rule_state(state); }});
    }
  }

  // Rules read their files when a session begins; after all the libraries are known.
  void begin_a_session() {
    if (!parts_->instruments) return;
    risk::RiskBook book{*parts_->instruments};
    book.set_offline(!options_.executor_of_mode);
    book.set_names({{}, {}, config_.strategy_name, route(), hash_of_everything()});
    const Money seed = Money::parse(config_.seed_capital).value_or(Money{});
    book.begin_session(options_.wall_clock(), {seed, seed, Money{}, seed}, nullptr);
    for (std::size_t i = 0; i < parts_->rules.size(); ++i) {
      const std::size_t told = faults_.size();
      const auto begun = parts_->rules[i].rule->on_session(book.view());
      if (!begun && faults_.size() == told) fault(*rule_configs_[i], begun.error());
    }
  }

  // Of the config and of every library that something was made from.
  [[nodiscard]] std::string hash_of_everything() const {
    std::string text = "config " + loaded_.hash + "\n";
    for (const auto& [file, sha256] : libraries_) text += file + " " + sha256 + "\n";
    return files::sha256_hex(text);
  }

  void make_feed() {
    check_data_path(config_.feed, faults_);
    auto feed = make<plugins::FeedInstance>(config_.feed);
    if (!feed || !parts_->instruments) return;
    parts_->open_feed =
        feed_opener(std::move(feed), *parts_->instruments, options_.log, intraday_zone());
    parts_->feed_id = config_.feed.type;
  }

  void make_reports() {
    for (const auto& component : config_.reports)
      if (auto report = make<plugins::ReportInstance>(component))
        parts_->reports.push_back(std::move(report));
  }

  [[nodiscard]] std::filesystem::path output_directory() const {
    return config_.output.root / config_.output.strategy_dir;
  }
  [[nodiscard]] std::string route() const {
    return options_.hand_over_orders ? "safe_csv" : chosen_executor().type;
  }

  void settle() {
    RunParts& parts = *parts_;
    const auto seed = Money::parse(config_.seed_capital);
    const auto min_notional = Money::parse(config_.router.min_notional);
    if (!seed) return fault("portfolio.seed_capital", "not a decimal with at most 8 decimals");
    if (!min_notional) return fault("router.min_notional", "not a decimal with at most 8 decimals");
    parts.path.strategy_name = config_.strategy_name;
    parts.path.rebalance = frequency(config_.trading.rebalance_freq);
    parts.path.max_gross_exposure = config_.trading.max_gross_exposure;
    parts.path.missing_price = missing_price(config_.trading.missing_price);
    parts.path.seed_capital = *seed;
    parts.path.window_sessions = std::max(window_, market::History::kMinimumWindow);
    parts.path.needs_volatility = config_.costs.impact_model == "sqrt_volatility";
    parts.path.router.min_notional = *min_notional;
    parts.path.router.reservations = {
        config_.router.budget == config::Budget::Margin ? routing::BudgetMode::kMargin
                                                        : routing::BudgetMode::kCash,
        from_bps(config_.router.slippage_bps), from_bps(config_.costs.commission_bps)};
    parts.path.route = route();
    parts.path.config_hash = hash_of_everything();
    parts.path.warn = [log = options_.log](const std::string& text) {
      if (log) log(SLUICE_LOG_WARNING, text);
    };
    parts.path.on_time = [clock = clock_](Timestamp now) { clock->set_now(now); };
    parts.gate.disable_rules = options_.disable_pre_trade_checks;
    parts.health = health_settings(config_);
    parts.output_directory = output_directory();
    risk::KillSwitchConfig kill_switch{config_.kill_switch.env, latch_file_of(config_).string(),
                                       options_.persist_halts, options_.ignore_kill_switch};
    // A backtest's decision is over before anybody could take his hand off the switch.
    if (!options_.persist_halts) kill_switch.orders_per_poll = kOfflineOrdersPerPoll;
    parts.kill_switch = std::make_unique<risk::KillSwitch>(std::move(kill_switch));
    if (options_.executor_of_mode && !options_.check_only)
      guard_live(config_, parts, options_.wall_clock, options_.log);
    parts.sync = sync_of(config_.journal_sync);
    parts.description = config_.description;
    parts.config_hash = loaded_.hash;
    parts.config_yaml = loaded_.normalised_yaml;
  }

  const config::RunConfig& config_;
  const config::LoadResult& loaded_;
  plugins::Registry& registry_;
  const AssembleOptions& options_;
  std::shared_ptr<plugins::LaneClock> clock_;
  std::unique_ptr<RunParts> parts_;
  std::shared_ptr<plugins::Watchdog> watchdog_;
  config::Faults faults_;
  UnknownComponents unknown_{registry_};
  std::vector<const config::ComponentConfig*> rule_configs_;  // of the parts' rules
  std::shared_ptr<Said> said_ = std::make_shared<Said>();
  std::map<std::string, std::string> libraries_;  // file name → SHA-256, of those in use
  std::map<std::string, int> rules_of_name_;
  std::uint32_t window_ = 0;
  std::uint32_t next_instance_ = 0;
};

}  // namespace

Assembled assemble(const config::LoadResult& loaded, plugins::Registry& registry,
                   const AssembleOptions& options) {
  return Assembler{loaded, registry, options}.run();
}

Result<plugins::ScanOptions> scan_options(const config::RunConfig& config, bool of_session) {
  auto allow_list = plugins::AllowList::from(config.plugins.allow);
  if (!allow_list) return Error{"plugins.allow: " + allow_list.error().message};
  return plugins::ScanOptions{
      .search = plugins::process_search_inputs(config.plugins.search_path),
      .allow_list = std::move(allow_list).value(),
      .require_deterministic = true,
      .is_venue_elsewhere = of_session,
      .trial = plugins::process_trial_options(config.plugins.state_dir.value_or(""))};
}

}  // namespace sluice::drivers
