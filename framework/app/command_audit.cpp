// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "journal/reader.hpp"
#include "journal/verify.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr const char* kUsage =
    "Usage: sluice audit verify PATH\n"
    "       sluice audit show PATH [--intent ID] [--type TYPE]\n\n"
    "PATH is a segment (.jsonl) or a folder of them. verify proves that no record was changed, "
    "removed or added;\n"
    "show prints records as they stand.\n\n"
    "Examples:\n"
    "  sluice audit verify output/paper_track/strategy_dow30/audit\n"
    "  sluice audit show output/paper_track/strategy_dow30/audit --type DENIED\n";

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

int verify(const fs::path& path, bool json) {
  const auto report = journal::verify(segments_of(path));
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
    std::cout << fmt::format("whole: {} records in {} segments, last hash {}\n", report->records,
                             report->segments, report->end.prev.hex());
  else
    std::cerr << "sluice: " << report->fault->to_string() << "\n";
  return report->ok() ? kExitOk : kExitFailed;
}

int show(const fs::path& path, const std::string& intent, const std::string& type, bool json) {
  for (const auto& segment : segments_of(path)) {
    auto reader = journal::Reader::open(segment);
    if (!reader) return report_error(reader.error().message, kExitFailed, json);
    for (;;) {
      const auto record = reader->next();
      if (!record) return report_error(record.error().message, kExitFailed, json);
      if (!*record) break;
      if (!type.empty() && (*record)->type() != type) continue;
      if (!intent.empty() && (*record)->text("intent_id") != intent) continue;
      std::cout << (*record)->line();
    }
  }
  return kExitOk;
}

}  // namespace

int command_audit(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("intent", po::value<std::string>()->default_value(""),
                        "records of this intent id only")(
      "type", po::value<std::string>()->default_value(""), "records of this type only");
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("path", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action", "path"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action != "verify" && action != "show")
    throw unknown_action("audit", action, {"verify", "show"});
  if (values.count("path") == 0) throw UsageError{"audit " + action + ": which file or folder?"};
  const fs::path path = values["path"].as<std::string>();
  if (action == "verify") return verify(path, common.json);
  return show(path, values["intent"].as<std::string>(), values["type"].as<std::string>(),
              common.json);
}

}  // namespace sluice::app
