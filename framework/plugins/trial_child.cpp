// SPDX-License-Identifier: Apache-2.0
#include "plugins/trial_child.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "files/sha256.hpp"
#include "plugins/library_file.hpp"
#include "plugins/loader.hpp"

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

class ChildTrial {
 public:
  ChildTrial(const std::filesystem::path& library,
             const std::function<void(std::string_view line)>& write)
      : library_{library}, write_{write} {}

  bool run() {
    const auto refusal = try_all();
    const bool passed = refusal.ok();
    Json json{{"passed", passed}, {"sha256", sha256_}};
    if (!passed) json["reason"] = without_path(refusal.error().message);
    write_(line_of(json));
    if (passed) begin(kStepExit);
    return passed;
  }

 private:
  void begin(std::string_view step) { write_(line_of({{"step", step}})); }

  Result<void> try_all() {
    begin(kStepOpen);
    auto file = LibraryFile::open(library_);
    if (!file) return file.error();
    const auto bytes = file->read();
    if (!bytes) return bytes.error();
    sha256_ = files::sha256_hex(*bytes);
    const auto manifest = read_manifest(*bytes);
    if (!manifest) return manifest.error();
    begin(kStepLoad);
    const auto loaded = load_library(*file, *manifest, {}, {});
    if (!loaded) return loaded.error();
    begin(kStepEntry);
    return (*loaded)->enter_again();
  }

  [[nodiscard]] std::string without_path(const std::string& message) const {
    const std::string prefix = library_.string() + ": ";
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
  }

  const std::filesystem::path& library_;
  const std::function<void(std::string_view line)>& write_;
  std::string sha256_;
};

void take_line(TrialAnswer& answer, std::string_view line) {
  const auto json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return;
  const auto text = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  if (const auto step = text("step"); !step.empty()) answer.step = step;
  const auto passed = json.find("passed");
  if (passed == json.end() || !passed->is_boolean()) return;
  answer.is_settled = true;
  answer.passed = passed->get<bool>();
  answer.sha256 = text("sha256");
  answer.reason = text("reason");
}

}  // namespace

bool try_library(const std::filesystem::path& library,
                 const std::function<void(std::string_view line)>& write) {
  return ChildTrial{library, write}.run();
}

TrialAnswer parse_trial_answer(std::string_view text) {
  TrialAnswer answer;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    take_line(answer, text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return answer;
}

}  // namespace sluice::plugins
