// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/audit_explain.hpp"
#include "app/audit_records.hpp"
#include "app/audit_replay.hpp"
#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "core/nearest.hpp"
#include "journal/anchor.hpp"
#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "journal/verify.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr const char* kAuditUsage =
    "Usage: sluice audit verify PATH [--anchor FILE | --expect SEQ:HASH]\n"
    "       sluice audit show PATH [filters]\n"
    "       sluice audit explain PATH ORDER\n"
    "       sluice audit replay --config FILE\n"
    "       sluice audit export PATH --format csv|json [filters]\n\n"
    "PATH is a segment (.jsonl) or a folder of them. verify proves that no record was changed, "
    "removed or added;\n"
    "with an anchor or an expected record also that none was cut off the end. show prints records "
    "as they stand,\n"
    "export as a table or as one JSON array. explain tells one order's way, each rule's verdict "
    "with it; ORDER is its\n"
    "number or the beginning of its intent id. replay takes every decision of a paper track again "
    "and compares the bytes.\n\n"
    "Examples:\n"
    "  sluice audit verify output/paper_track/strategy_dow30/audit\n"
    "  sluice audit show output/paper_track/strategy_dow30/audit --type VERDICT\n"
    "  sluice audit explain output/paper_track/strategy_dow30/audit 17\n"
    "  sluice audit replay -c configs/demo/dow30.yaml\n"
    "  sluice audit export output/paper_track/strategy_dow30/audit --format csv --from "
    "2025-01-15\n";

std::vector<fs::path> segments_of(const fs::path& path) {
  if (!fs::exists(path)) throw UsageError{path.string() + ": no such file or folder"};
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> segments;
  for (const auto& entry : fs::directory_iterator{path})
    if (entry.path().extension() == ".jsonl") segments.push_back(entry.path());
  if (segments.empty()) throw UsageError{path.string() + ": no segment (.jsonl) in it"};
  std::sort(segments.begin(), segments.end());
  return segments;
}

// The record that must be in the trail, from an anchor's file or from the command line.
Result<std::optional<journal::Head>> expected_head(const po::variables_map& values) {
  const auto anchor = values["anchor"].as<std::string>();
  const auto expect = values["expect"].as<std::string>();
  if (!anchor.empty() && !expect.empty())
    throw UsageError{"audit verify: --anchor or --expect, not both"};
  if (!anchor.empty()) {
    files::PosixDisk disk;
    const auto kept = journal::read_anchor(disk, anchor);
    if (!kept) return kept.error();
    return std::optional{*kept};
  }
  if (expect.empty()) return std::optional<journal::Head>{};
  const auto head = journal::parse_head(expect, ':');
  if (!head) throw UsageError{"audit verify: --expect " + expect + ": expected SEQ:HASH"};
  return head;
}

int verify(const fs::path& path, const po::variables_map& values, bool json) {
  const auto segments = segments_of(path);
  const auto head = expected_head(values);
  if (!head) return report_error(head.error().message, kExitFailed, json);
  journal::VerifyOptions options;
  options.head = *head;
  const auto report = journal::verify(segments, options);
  if (!report) return report_error(report.error().message, kExitFailed, json);
  if (json)
    std::cout
        << records::indent_json(fmt::format(
               R"({{"ok":{},"segments":{},"records":{},"bytes":{},"last_hash":"{}","fault":{}}})",
               report->ok() ? "true" : "false", report->segments, report->records, report->bytes,
               report->end.prev.hex(),
               report->ok() ? "null" : json_quoted(report->fault->to_string())))
        << "\n";
  else if (report->ok())
    std::cout << fmt::format("whole: {} records in {} segments, last hash {}{}\n", report->records,
                             report->segments, report->end.prev.hex(),
                             *head ? fmt::format(", holds record {}", (*head)->seq) : "");
  else
    std::cerr << "sluice: " << report->fault->to_string() << "\n";
  return report->ok() ? kExitOk : kExitFailed;
}

// Empty: of every type. One that nobody writes finds nothing, which would say that nothing
// happened.
std::string known_type(const po::variables_map& values) {
  std::string type = values["type"].as<std::string>();
  const std::vector<std::string> known{journal::kRecordTypes.begin(), journal::kRecordTypes.end()};
  if (!type.empty() && std::find(known.begin(), known.end(), type) == known.end())
    throw UsageError{"audit: --type " + type + ": no record has this type" +
                     did_you_mean(type, known)};
  return type;
}

RecordFilter filter_of(const po::variables_map& values) {
  const auto moment = [&](const char* name) -> std::optional<Timestamp> {
    const auto text = values[name].as<std::string>();
    if (text.empty()) return std::nullopt;
    if (auto time = parse_moment(text)) return time;
    throw UsageError{std::string{"--"} + name + " " + text +
                     ": expected a day (2025-01-15) or a time (2025-01-15T10:30:00Z)"};
  };
  return {known_type(values), values["intent"].as<std::string>(), moment("from"), moment("to")};
}

// Hands every wanted record to `write`; memory does not grow with the trail.
template <typename Write>
int each_record(const fs::path& path, const RecordFilter& filter, bool json, Write write) {
  for (const auto& segment : segments_of(path)) {
    auto reader = journal::Reader::open(segment);
    if (!reader) return report_error(reader.error().message, kExitFailed, json);
    for (;;) {
      const auto record = reader->next();
      if (!record) return report_error(record.error().message, kExitFailed, json);
      if (!*record) break;
      if (filter.wants(**record)) write(**record);
    }
  }
  return kExitOk;
}

int show(const fs::path& path, const RecordFilter& filter, bool json) {
  return each_record(path, filter, json,
                     [](const journal::Record& record) { std::cout << record.line(); });
}

int export_csv(const fs::path& path, const RecordFilter& filter) {
  std::cout << csv_header();
  return each_record(path, filter, false,
                     [](const journal::Record& record) { std::cout << csv_row(record); });
}

int export_json(const fs::path& path, const RecordFilter& filter) {
  const char* before = "[\n";
  const int exit_code = each_record(path, filter, false, [&](const journal::Record& record) {
    std::cout << before << record.line().substr(0, record.line().size() - 1);
    before = ",\n";
  });
  if (exit_code == kExitOk) std::cout << (*before == '[' ? "[" : "") << "\n]\n";
  return exit_code;
}

void add_audit_options(po::options_description& options) {
  const auto text = [] { return po::value<std::string>()->default_value(""); };
  options.add_options()("intent", text(), "records of this intent id only")(
      "type", text(), "records of this type only")("from", text(), "not before this day or time")(
      "to", text(), "before this day or time")("format", text(), "export: csv or json")(
      "anchor", text(), "verify: the last record kept in this file must be in the trail")(
      "expect", text(), "verify: this record must be in the trail, SEQ:HASH");
}

int run_action(const std::string& action, const po::variables_map& values, bool json) {
  const fs::path path = values["path"].as<std::string>();
  if (action == "verify") return verify(path, values, json);
  if (action == "explain") {
    if (values.count("order") == 0) throw UsageError{"audit explain: which order?"};
    return explain_order(segments_of(path), values["order"].as<std::string>(), json);
  }
  const RecordFilter filter = filter_of(values);
  if (action == "show") return show(path, filter, json);
  const std::string format = values["format"].as<std::string>();
  if (format == "csv") return export_csv(path, filter);
  if (format == "json") return export_json(path, filter);
  throw UsageError{"audit export: --format " + format + ": expected csv or json"};
}

}  // namespace

int command_audit(const Arguments& arguments) {
  po::options_description options{"Options"};
  add_audit_options(options);
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("path", po::value<std::string>())(
      "order", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action", "path", "order"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kAuditUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action == "replay") return replay_track(common);
  if (action != "verify" && action != "show" && action != "explain" && action != "export")
    throw unknown_action("audit", action, {"verify", "show", "explain", "replay", "export"});
  if (values.count("path") == 0) throw UsageError{"audit " + action + ": which file or folder?"};
  return run_action(action, values, common.json);
}

}  // namespace sluice::app
