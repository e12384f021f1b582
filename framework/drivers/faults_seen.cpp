// SPDX-License-Identifier: Apache-2.0
#include "drivers/faults_seen.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>

#include "config/document.hpp"
#include "drivers/paper_track.hpp"
#include "files/atomic_file.hpp"
#include "journal/reader.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxNotesBytes = 64u << 20;

bool is_segment(const fs::path& file) {
  const auto folder = file.parent_path().filename();
  return file.extension() == ".jsonl" && (folder == "audit" || folder == "journal");
}

// A track's own notes have everything that the trail of its days has, and more.
bool has_notes(const fs::path& segment) {
  std::error_code ignored;
  return segment.parent_path().filename() == "audit" &&
         fs::exists(plugin_faults_path(segment.parent_path().parent_path()), ignored);
}

class Search {
 public:
  void look_at(const fs::path& file) {
    if (file.filename() == plugin_faults_path({}).filename()) return take_notes(file);
    if (is_segment(file) && !has_notes(file)) take_segment(file);
  }
  std::vector<SeenFault> found() && { return std::move(found_); }

 private:
  void add(const fs::path& where, std::string time, std::string text) {
    if (found_.size() < kMaxSeenFaults) found_.push_back({where, std::move(time), std::move(text)});
  }

  void take_segment(const fs::path& file) {
    auto reader = journal::Reader::open(file);
    if (!reader) return add(file, {}, "can't be read: " + reader.error().message);
    for (;;) {
      const auto record = reader->next();
      if (!record) return add(file, {}, "can't be read: " + record.error().message);
      if (!*record) return;
      if ((*record)->type() == journal::kPluginQuarantined)
        add(file, (*record)->text("time").value_or(""), (*record)->text("text").value_or(""));
    }
  }

  void take_notes(const fs::path& file) {
    const auto text = files::read_file(file, kMaxNotesBytes);
    if (!text) return add(file, {}, "can't be read: " + text.error().message);
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      take_note(file, rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void take_note(const fs::path& file, std::string_view line) {
    const auto note = config::parse_document(line, config::Format::Json, file.string());
    const auto member = [&](std::string_view name) {
      const config::Value* const value = note.root.find(name);
      return value != nullptr && value->text() != nullptr ? *value->text() : std::string{};
    };
    add(file, member("time"), member("kind") + " " + member("name") + ": " + member("reason"));
  }

  std::vector<SeenFault> found_;
};

}  // namespace

std::vector<SeenFault> faults_below(const fs::path& data_directory) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator entry{data_directory, error}, end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".jsonl") paths.push_back(entry->path());
  std::sort(paths.begin(), paths.end());
  Search search;
  for (const fs::path& file : paths) search.look_at(file);
  return std::move(search).found();
}

}  // namespace sluice::drivers
