// SPDX-License-Identifier: Apache-2.0
#include "app/plugin_new.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iostream>

#include <boost/program_options.hpp>

#include "app/command_line.hpp"
#include "app/json_output.hpp"
#include "app/version.hpp"
#include "core/nearest.hpp"
#include "files/atomic_file.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kPluginNewUsage =
    "Usage: sluice plugin new KIND NAME [--lang c++|c] [--dir DIR]\n\n"
    "Writes the project DIR/NAME: a plugin library with one component, its unit test on the SDK's "
    "mock host,\n"
    "the conformance check, CMake presets, a script for CI. An existing folder is never written "
    "to.\n\n"
    "  KIND  strategy, risk_rule, executor, feed or report\n"
    "  NAME  of project, library and component: a-z, 0-9 and _, a letter first, at most 39\n"
    "  LANG  c++ or c\n\n"
    "Example:\n"
    "  sluice plugin new risk_rule max_order_value\n"
    "  cd max_order_value && cmake --preset dev && cmake --build --preset dev && ctest --preset "
    "dev\n";

constexpr std::size_t kMaxName = 39;  // it becomes a reason code
constexpr std::uint64_t kMaxTemplateBytes = 1 << 20;
constexpr std::string_view kComment = "@@";
constexpr std::string_view kExecutable = "@@ executable\n";

struct Kind {
  const char* name;
  const char* words;
  const char* use;  // lines of a config
};
constexpr Kind kKinds[] = {
    {"strategy", "one strategy", "strategy: {type: @name@}"},
    {"risk_rule", "one risk rule", "risk_rules:\n  - {type: @name@}"},
    {"executor", "one executor", "executor: {type: @name@}"},
    {"feed", "one feed", "data: {source: @name@}"},
    {"report", "one report", "reports: [@name@]"},
};

// Targets that CMake's generators keep for themselves, and the host's own reason code.
constexpr const char* kTakenNames[] = {"all",  "clean",   "depend",        "edit_cache",
                                       "help", "install", "package",       "plugin_fault",
                                       "test", "unit",    "rebuild_cache", "sluice"};

struct Words {
  const Kind* kind = nullptr;
  std::string name;
  std::string folder;  // of the language's templates
  fs::path project;
  bool json = false;
};

// What one of the templates becomes.
struct NewFile {
  fs::path path;  // within the project
  std::string text;
  bool executable = false;
};

UsageError refusal(const std::string& what) { return UsageError{"plugin new: " + what}; }

const Kind& kind_of(const std::string& word) {
  std::vector<std::string> known;
  for (const Kind& kind : kKinds) {
    if (word == kind.name) return kind;
    known.emplace_back(kind.name);
  }
  throw refusal("unknown kind '" + word +
                "': expected strategy, risk_rule, executor, feed or report" +
                did_you_mean(word, known));
}

std::string language_folder(const std::string& word) {
  if (word == "c++") return "cpp";
  if (word != "c") throw refusal("unknown language '" + word + "': expected c++ or c");
  return "c";
}

bool is_snake_case(const std::string& name) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_word = std::all_of(name.begin(), name.end(),
                                   [&](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
  return is_word && !name.empty() && is_lower(name.front()) && name.back() != '_' &&
         name.find("__") == std::string::npos;
}

void require_name(const std::string& name) {
  if (!is_snake_case(name) || name.size() > kMaxName)
    throw refusal(
        "'" + name +
        "' is no name for a plugin: expected words of a-z and 0-9 with one _ between them, a "
        "letter first, at most " +
        std::to_string(kMaxName) + " characters, like max_order_value");
  if (std::find(std::begin(kTakenNames), std::end(kTakenNames), name) != std::end(kTakenNames))
    throw refusal("'" + name + "' has a meaning of its own in CMake or Sluice; like my_" + name +
                  " it would do");
}

std::string upper_case(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// max_order_value -> MaxOrderValue
std::string pascal_case(const std::string& name) {
  std::string result;
  bool begins_word = true;
  for (const char c : name) {
    if (c != '_') result += begins_word ? upper_case({c}) : std::string{c};
    begins_word = c == '_';
  }
  return result;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string filled_in(std::string text, const Words& words) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (text.compare(at, kComment.size(), kComment) != 0) lines.append(text, at, end - at);
    at = end;
  }
  replace_all(lines, "@use@", words.kind->use);
  replace_all(lines, "@kind_words@", words.kind->words);
  replace_all(lines, "@kind@", words.kind->name);
  replace_all(lines, "@name@", words.name);
  replace_all(lines, "@Name@", pascal_case(words.name));
  replace_all(lines, "@NAME@", upper_case(words.name));
  replace_all(lines, "@sdk@", kVersion);
  return lines;
}

// Adds what the folder's templates become; by path, so that the list is always the same.
Result<void> add_templates(const fs::path& folder, const Words& words,
                           std::vector<NewFile>& files) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::recursive_directory_iterator it{folder, error}, end; !error && it != end;
       it.increment(error))
    if (it->is_regular_file()) found.push_back(it->path());
  if (error || found.empty())
    return Error{"plugin new: no templates in " + folder.string() +
                 (error ? ": " + error.message() : "") + "; is the installation complete?"};
  std::sort(found.begin(), found.end());
  for (const fs::path& path : found) {
    const auto text = files::read_file(path, kMaxTemplateBytes);
    if (!text) return text.error();
    std::string target = path.lexically_relative(folder).generic_string();
    if (target.ends_with(".in")) target.resize(target.size() - 3);
    replace_all(target, "NAME", words.name);
    files.push_back({target, filled_in(*text, words), text->starts_with(kExecutable)});
  }
  return {};
}

fs::path template_directory() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return program.parent_path().parent_path() / "share" / "sluice" / "templates";
}

Result<std::vector<NewFile>> project_files(const Words& words) {
  std::vector<NewFile> files;
  const fs::path templates = template_directory();
  if (auto added = add_templates(templates / "common", words, files); !added) return added.error();
  const fs::path language = templates / words.folder;
  const auto build = files::read_file(language / "CMakeLists.txt.in", kMaxTemplateBytes);
  if (!build) return build.error();
  files.push_back({"CMakeLists.txt", filled_in(*build, words), false});
  if (auto added = add_templates(language / words.kind->name, words, files); !added)
    return added.error();
  return files;
}

Result<void> write_file(const fs::path& path, const NewFile& file) {
  if (auto made = files::make_directories(path.parent_path(), files::Durability::kVolatile); !made)
    return made;
  if (auto written = files::replace_file(path, file.text, files::Durability::kVolatile); !written)
    return written;
  std::error_code error;
  if (file.executable)
    fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                    fs::perm_options::add, error);
  if (error) return Error{path.string() + ": cannot be made executable: " + error.message()};
  return {};
}

// All of it or nothing: the folder is new, and goes away again where a file can't be written.
Result<void> write_project(const Words& words, const std::vector<NewFile>& files) {
  const fs::path parent = words.project.parent_path();
  if (auto made =
          files::make_directories(parent.empty() ? "." : parent, files::Durability::kVolatile);
      !made)
    return made;
  std::error_code error;
  if (!fs::create_directory(words.project, error))
    return Error{"plugin new: " + words.project.string() +
                 (error ? " cannot be made: " + error.message() : " is there already")};
  for (const NewFile& file : files) {
    if (auto written = write_file(words.project / file.path, file); !written) {
      fs::remove_all(words.project, error);
      return written;
    }
  }
  return {};
}

void tell(const Words& words, const std::vector<NewFile>& files) {
  if (!words.json) {
    for (const NewFile& file : files) std::cout << (words.project / file.path).string() << "\n";
    std::cout << "\nNext: cd " << words.project.string()
              << " && cmake --preset dev && cmake --build --preset dev && ctest --preset dev\n";
    return;
  }
  std::string list;
  for (const NewFile& file : files)
    list += (list.empty() ? "" : ",") + json_quoted((words.project / file.path).string());
  std::cout << records::indent_json(R"({"ok":true,"project":)" +
                                    json_quoted(words.project.string()) + R"(,"files":[)" + list +
                                    "]}")
            << "\n";
}

Words words_of(const po::variables_map& values) {
  Words words;
  if (values.count("kind") == 0 || values.count("name") == 0)
    throw refusal("expected a kind and a name, like `plugin new risk_rule max_order_value`");
  words.kind = &kind_of(values["kind"].as<std::string>());
  words.name = values["name"].as<std::string>();
  require_name(words.name);
  words.folder = language_folder(values["lang"].as<std::string>());
  words.project = (fs::path{values["dir"].as<std::string>()} / words.name).lexically_normal();
  words.json = values["json"].as<bool>();
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(words.project, ignored)))
    throw refusal(words.project.string() + " is there already, and is left as it is");
  return words;
}

}  // namespace

int plugin_new(const std::vector<std::string>& arguments) {
  po::options_description options{"Options"};
  options.add_options()("lang", po::value<std::string>()->default_value("c++"), "c++ or c")(
      "dir", po::value<std::string>()->default_value("."),
      "the folder that the project is put into")(
      "json", po::bool_switch(), "machine-readable output")("help,h", po::bool_switch(),
                                                            "this text");
  po::options_description all = options;
  all.add_options()("kind", po::value<std::string>())("name", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"kind", "name"});
  if (parsed.help) {
    std::cout << kPluginNewUsage << "\n" << options;
    return kExitOk;
  }
  const Words words = words_of(*parsed.values);
  const auto files = project_files(words);
  if (!files) return report_error(files.error().message, kExitFailed, words.json);
  if (const auto written = write_project(words, *files); !written)
    return report_error(written.error().message, kExitFailed, words.json);
  tell(words, *files);
  return kExitOk;
}

}  // namespace sluice::app
