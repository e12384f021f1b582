// SPDX-License-Identifier: Apache-2.0
#include "plugins/trial_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sys/stat.h>
#include <system_error>
#include <thread>

#include <nlohmann/json.hpp>

#include "files/atomic_file.hpp"
#include "files/lock_file.hpp"

namespace sluice::plugins {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using State = TrialRecord::State;

constexpr const char* kFormat = "sluice.plugin_trial/1";
constexpr std::uint64_t kMaxRecordBytes = 64 * 1024;
constexpr const char* kExtension = ".json";
constexpr const char* kPassed = "passed";
constexpr const char* kQuarantined = "quarantined";
constexpr std::size_t kShownHashDigits = 16;
// A lock is held for one small write.
constexpr int kLockAttempts = 200;
constexpr std::chrono::milliseconds kLockPause{10};

std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json json_of(const TrialRecord& record) {
  Json json{{"format", kFormat},
            {"sha256", record.sha256},
            {"state", record.is_quarantined() ? kQuarantined : kPassed},
            {"library", record.library},
            {"time", record.time.to_string()}};
  if (record.is_quarantined()) {
    json["step"] = record.step;
    json["reason"] = record.reason;
  }
  return json;
}

std::optional<TrialRecord> parse(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto member = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const std::string state = member("state");
  const auto time = Timestamp::parse(member("time"));
  if (member("format") != kFormat || !time || (state != kPassed && state != kQuarantined))
    return std::nullopt;
  return TrialRecord{state == kPassed ? State::kPassed : State::kQuarantined,
                     member("sha256"),
                     member("library"),
                     member("step"),
                     member("reason"),
                     *time};
}

Result<TrialRecord> read_record(const fs::path& file, std::string_view sha256) {
  const auto text = files::read_file(file, kMaxRecordBytes);
  if (!text) return text.error();
  auto record = parse(*text);
  if (!record || record->sha256 != sha256)
    return Error{file.string() + " is damaged: expected the record of a trial in the format " +
                 kFormat + " for the SHA-256 " + std::string{sha256}};
  return std::move(*record);
}

Result<files::LockFile> lock(const fs::path& directory) {
  for (int attempt = 1;; ++attempt) {
    auto held = files::LockFile::acquire(directory / "trials.lock");
    if (held || attempt == kLockAttempts) return held;
    std::this_thread::sleep_for(kLockPause);
  }
}

// The lock is held.
Result<void> append_log(const fs::path& directory, const Json& line) {
  const fs::path log = directory / "log.jsonl";
  std::error_code missing;
  const auto size = fs::file_size(log, missing);
  return files::append_at(log, missing ? 0 : size, text_of(line, -1), files::Durability::kVolatile);
}

Json log_line(const TrialRecord& record) {
  Json line{{"time", record.time.to_string()},
            {"action", record.is_quarantined() ? kQuarantined : kPassed},
            {"sha256", record.sha256},
            {"library", record.library}};
  if (record.is_quarantined()) line["reason"] = record.reason;
  return line;
}

}  // namespace

fs::path process_state_directory(const fs::path& configured) {
  if (!configured.empty()) return configured;
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return fs::path{value == nullptr ? "" : value};
  };
  if (const auto own = variable(kStateVariable); !own.empty()) return own;
  // A relative one is invalid, says the XDG base directory specification.
  if (const auto xdg = variable("XDG_STATE_HOME"); xdg.is_absolute()) return xdg / "sluice";
  if (const auto home = variable("HOME"); !home.empty()) return home / ".local/state/sluice";
  return {};
}

TrialStore::TrialStore(const fs::path& state_directory) : directory_{state_directory / "plugins"} {}

fs::path TrialStore::file_of(std::string_view sha256) const {
  return directory_ / (std::string{sha256} + kExtension);
}

// Whoever may write here decides which code runs in the host.
Result<void> TrialStore::check_folder() const {
  struct stat status {};
  if (::stat(directory_.c_str(), &status) != 0 || (status.st_mode & S_IWOTH) == 0) return {};
  return Error{directory_.string() +
               ": anybody may write into this folder, so what it says of trials is not believed; "
               "run chmod o-w"};
}

Result<std::optional<TrialRecord>> TrialStore::find(std::string_view sha256) const {
  const fs::path file = file_of(sha256);
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 && errno == ENOENT) return std::optional<TrialRecord>{};
  if (auto checked = check_folder(); !checked) return checked.error();
  auto record = read_record(file, sha256);
  if (!record) return record.error();
  return std::optional{std::move(*record)};
}

Result<TrialRecord> TrialStore::keep(const TrialRecord& record) {
  if (auto made = files::make_directories(directory_, files::Durability::kVolatile); !made)
    return made.error();
  const auto held = lock(directory_);
  if (!held) return held.error();
  const auto known = find(record.sha256);
  if (known && *known && (*known)->is_quarantined()) return **known;
  if (auto kept = files::replace_file(file_of(record.sha256), text_of(json_of(record), 2),
                                      files::Durability::kVolatile);
      !kept)
    return kept.error();
  if (auto logged = append_log(directory_, log_line(record)); !logged) return logged.error();
  return record;
}

std::vector<TrialRecord> TrialStore::quarantined() const {
  std::vector<TrialRecord> found;
  std::error_code error;
  for (fs::directory_iterator entry{directory_, error}, end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != kExtension) continue;
    auto record = read_record(entry->path(), entry->path().stem().string());
    if (record && record->is_quarantined()) found.push_back(std::move(*record));
  }
  std::sort(found.begin(), found.end(), [](const TrialRecord& a, const TrialRecord& b) {
    return a.time != b.time ? a.time < b.time : a.sha256 < b.sha256;
  });
  return found;
}

Result<void> TrialStore::release(std::string_view sha256, std::string_view who,
                                 std::string_view why, Timestamp now) {
  if (who.empty() || why.empty()) return Error{"a release needs who and why"};
  const auto held = lock(directory_);
  if (!held) return held.error();
  const auto known = find(sha256);
  if (!known) return known.error();
  if (!*known || !(*known)->is_quarantined())
    return Error{"no library with the SHA-256 " + std::string{sha256} + " is quarantined"};
  // The log first: a library is never tried again without saying who allowed it.
  if (auto logged = append_log(directory_, {{"time", now.to_string()},
                                            {"action", "released"},
                                            {"sha256", (*known)->sha256},
                                            {"library", (*known)->library},
                                            {"reason", (*known)->reason},
                                            {"who", who},
                                            {"why", why}});
      !logged)
    return logged;
  std::error_code error;
  fs::remove(file_of(sha256), error);
  if (error) return Error{"cannot remove " + file_of(sha256).string() + ": " + error.message()};
  return {};
}

TrialStatus trial_status(const fs::path& state_directory, std::string_view sha256) {
  if (state_directory.empty()) return {};
  auto found = TrialStore{state_directory}.find(sha256);
  if (!found) return {TrialStatus::State::kUnreadable, {}, found.error().message};
  if (!*found) return {};
  const auto state =
      (*found)->is_quarantined() ? TrialStatus::State::kQuarantined : TrialStatus::State::kPassed;
  return {state, std::move(**found), {}};
}

std::string_view trial_state_name(TrialStatus::State state) noexcept {
  switch (state) {
    case TrialStatus::State::kPassed:
      return kPassed;
    case TrialStatus::State::kQuarantined:
      return kQuarantined;
    case TrialStatus::State::kUnreadable:
      return "unreadable";
    case TrialStatus::State::kUntried:
      break;
  }
  return "untried";
}

std::string quarantine_text(const TrialRecord& record) {
  return "it is quarantined since " + record.time.to_string() + ": " + record.reason +
         "; another build is tried anew, and this one after 'sluice plugin release " +
         record.sha256.substr(0, kShownHashDigits) + " --who NAME --why TEXT'";
}

}  // namespace sluice::plugins
