// SPDX-License-Identifier: Apache-2.0
#include "app/pit_audit.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "drivers/backtest.hpp"
#include "drivers/drift.hpp"
#include "drivers/perturbed_data.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr std::size_t kMaxPitCuts = 100;

// A folder that is gone with the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "sluice-pit-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct AuditFailure {
  std::string message;
  int exit_code = kExitFailed;
};

// What one cut showed.
struct CutResult {
  Date cut;
  std::optional<drivers::DriftDifference> difference;
};

class Auditor {
 public:
  Auditor(const CommonOptions& common, const drivers::AssembleOptions& options,
          const PitAudit& audit)
      : common_{common}, options_{options}, audit_{audit} {
    options_.persist_halts = false;
    options_.with_reports = false;
  }

  int run() {
    if (scratch_.path().empty()) return failed({"cannot make a temporary folder"});
    if (const int code = find_data(); code != kExitOk) return code;
    const auto base = run_once("base", {}, {});
    if (!base) return failed(failure_);
    for (const Date cut : cuts_of(*base)) {
      const auto other = run_behind(cut);
      if (!other) return failed(failure_);
      results_.push_back({cut, difference(*base, *other, cut)});
    }
    return tell();
  }

 private:
  int failed(const AuditFailure& failure) const {
    return report_error(failure.message, failure.exit_code, common_.json);
  }

  // Prices of `csv` are copied, so that whoever reads them is given another future; those of
  // another feed are another as they come out of it.
  std::optional<drivers::DriftRun> run_behind(Date cut) {
    const drivers::Perturbation perturbation{cut, audit_.seed};
    if (data_.empty()) return run_once("cut", {}, perturbation);
    const fs::path data = scratch_.path() / ("data" + data_.extension().string());
    std::error_code ignored;
    fs::remove_all(data, ignored);
    const auto copied = drivers::copy_perturbed(data_, data, perturbation);
    if (!copied) {
      failure_ = {copied.error().message};
      return std::nullopt;
    }
    return run_once("cut", data, {});
  }

  // The data and every text of the config that leads to it.
  int find_data() {
    const RunSetup setup = load_config(common_);
    if (!setup.ok()) return setup.exit_code;
    const config::RunConfig& config = setup.loaded->config;
    const config::Value* const path = config.feed.params.find("path");
    const bool is_csv = config.feed.type == "csv";
    if (is_csv && (path == nullptr || path->text() == nullptr))
      return failed({"--pit-audit needs data.path", kExitUsage});
    folder_ = config.feed.folder;
    if (!config.kill_switch.latch_file) latch_ = fs::absolute(config.output.root / "KILL_SWITCH");
    if (!is_csv) return kExitOk;
    data_ = (folder_ / *path->text()).lexically_normal();
    find_texts(config.strategy.params, "strategy");
    for (std::size_t i = 0; i < config.risk_rules.size(); ++i)
      find_texts(config.risk_rules[i].params, config.risk_rules[i].path);
    find_texts(config.paper_executor.params, "executor");
    return kExitOk;
  }

  // A component that reads the prices by itself is given the same future as the feed.
  void find_texts(const config::Value& params, const std::string& path) {
    if (params.map() == nullptr) return;
    for (const auto& member : *params.map()) {
      const std::string* const text = member.value.text();
      std::error_code ignored;
      if (text != nullptr && !text->empty() && fs::equivalent(folder_ / *text, data_, ignored))
        same_data_.push_back(path + "." + member.key);
      else if (text != nullptr && !text->empty() && fs::equivalent(*text, data_, ignored))
        same_data_.push_back(path + "." + member.key);
    }
  }

  std::optional<drivers::DriftRun> run_once(
      const std::string& name, const fs::path& data,
      const std::optional<drivers::Perturbation>& perturbation) {
    CommonOptions common = common_;
    const fs::path root = scratch_.path() / name;
    std::error_code ignored;
    fs::remove_all(root, ignored);
    common.data_dir.clear();
    const auto set = [&](const std::string& key, const fs::path& value) {
      common.overrides.push_back(key + "=" + json_quoted(value.string()));
    };
    set("output.root", root);
    if (!latch_.empty()) set("kill_switch.latch_file", latch_);
    if (!data.empty()) {
      set("data.path", data);
      for (const auto& key : same_data_) set(key, data);
    }
    RunSetup setup = set_up_run(common, options_);
    if (!setup.ok()) {
      failure_ = {"the run could not be set up", setup.exit_code};
      return std::nullopt;
    }
    if (perturbation)
      setup.parts->open_feed = drivers::perturbed_feed(std::move(setup.parts->open_feed),
                                                       *perturbation, setup.parts->path.zone);
    const auto result = drivers::run_backtest(*setup.parts, {audit_.from, audit_.to, true},
                                              make_console(install_stop_signals()));
    end_progress();
    if (result.failure || result.interrupted) {
      failure_ = result.failure ? AuditFailure{result.failure->message, result.failure->exit_code}
                                : AuditFailure{"interrupted; nothing is proven"};
      return std::nullopt;
    }
    auto head = drivers::read_drift_head(result.directory);
    auto read = head ? drivers::read_drift_run(std::move(*head), drivers::DriftGrain::kDay)
                     : Result<drivers::DriftRun>{head.error()};
    if (!read) {
      failure_ = {read.error().message};
      return std::nullopt;
    }
    return std::move(read).value();
  }

  // Spread over the run, the first third of it included; another seed moves them.
  [[nodiscard]] std::vector<Date> cuts_of(const drivers::DriftRun& base) const {
    std::vector<Date> sessions;
    for (const auto& [time, point] : base.curve) sessions.push_back(time.date());
    std::vector<Date> cuts;
    const std::size_t last = sessions.size() - 1;  // nothing lies behind the newest
    for (std::size_t i = 0; i < audit_.cuts && last > 0; ++i) {
      const std::size_t width = last / audit_.cuts;
      const std::size_t at =
          i * width + (width > 0 ? (audit_.seed * 2654435761u + i * 40503u) % width : 0);
      if (cuts.empty() || sessions[std::min(at, last - 1)] > cuts.back())
        cuts.push_back(sessions[std::min(at, last - 1)]);
    }
    return cuts;
  }

  static std::optional<drivers::DriftDifference> difference(const drivers::DriftRun& base,
                                                            drivers::DriftRun other, Date cut) {
    drivers::DriftRun known = base;
    const Timestamp end = Timestamp::from_date(cut);
    for (auto* run : {&known, &other}) {
      run->curve.erase(run->curve.upper_bound(end), run->curve.end());
      const auto is_later = [&](const auto& each) { return each.time > end; };
      std::erase_if(run->decisions, is_later);
      std::erase_if(run->fills, is_later);
    }
    const auto drift = drivers::compare_runs(known, other);
    if (!drift) return drivers::DriftDifference{end, {}, drift.error().message};
    return drift->first_difference;
  }

  [[nodiscard]] int tell() const {
    const CutResult* bad = nullptr;
    std::string list;
    for (const auto& each : results_) {
      if (each.difference && bad == nullptr) bad = &each;
      const std::string what =
          each.difference ? each.difference->time.date().to_string() + ": " + each.difference->text
                          : "";
      list += fmt::format(R"({}{{"cut":"{}","difference":{}}})", list.empty() ? "" : ",",
                          each.cut.to_string(), what.empty() ? "null" : json_quoted(what));
    }
    if (common_.json)
      std::cout << records::indent_json(fmt::format(R"({{"ok":{},"seed":{},"cuts":[{}]}})",
                                                    bad == nullptr ? "true" : "false", audit_.seed,
                                                    list))
                << "\n";
    if (bad == nullptr) {
      if (!common_.json)
        std::cout << fmt::format(
            "pit audit: {} cuts, nothing up to a cut depends on what came "
            "behind it (seed {})\n",
            results_.size(), audit_.seed);
      return results_.empty() ? failed({"the run has too few sessions for an audit"}) : kExitOk;
    }
    std::cerr << fmt::format(
        "sluice: LOOK-AHEAD: with other data behind {} the run differs already on {}: {} (A: the "
        "data as they are)\n",
        bad->cut.to_string(), bad->difference->time.date().to_string(), bad->difference->text);
    return kExitFailed;
  }

  const CommonOptions& common_;
  drivers::AssembleOptions options_;
  const PitAudit& audit_;
  ScratchFolder scratch_;
  fs::path data_;
  fs::path folder_;
  fs::path latch_;
  std::vector<std::string> same_data_;  // keys of the config
  std::vector<CutResult> results_;
  AuditFailure failure_;
};

}  // namespace

void add_pit_audit_options(po::options_description& options) {
  options.add_options()(
      "pit-audit", po::bool_switch(),
      "prove that nothing depends on the future, on perturbed copies of the data")(
      "pit-seed", po::value<std::uint64_t>()->default_value(1), "of the perturbation")(
      "pit-cuts", po::value<std::size_t>()->default_value(3), "days behind which it is perturbed");
}

std::optional<PitAudit> pit_audit_options(const po::variables_map& values) {
  if (!values["pit-audit"].as<bool>()) {
    if (!values["pit-seed"].defaulted() || !values["pit-cuts"].defaulted())
      throw UsageError{"--pit-seed and --pit-cuts belong to --pit-audit"};
    return std::nullopt;
  }
  PitAudit audit;
  audit.seed = values["pit-seed"].as<std::uint64_t>();
  audit.cuts = values["pit-cuts"].as<std::size_t>();
  if (audit.cuts < 1 || audit.cuts > kMaxPitCuts)
    throw UsageError{"--pit-cuts: expected 1 to " + std::to_string(kMaxPitCuts)};
  return audit;
}

int run_pit_audit(const CommonOptions& common, const drivers::AssembleOptions& options,
                  const PitAudit& audit) {
  return Auditor{common, options, audit}.run();
}

}  // namespace sluice::app
