// SPDX-License-Identifier: Apache-2.0
//
// panel_loader.cpp: cache or text.
#include "panel_loader.hpp"

#include <filesystem>
#include <system_error>

#include "bar_cache_format.hpp"
#include "panel_builder.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;

bool same_sizes(const Stamps& stamps, const Source& source) noexcept {
  return std::equal(stamps.files.begin(), stamps.files.end(), source.files.begin(),
                    source.files.end(), [](const SourceFile& a, const SourceFile& b) {
                      return a.name == b.name && a.stamp.size == b.stamp.size;
                    });
}

}  // namespace

std::string cache_path_of(const Source& source, const std::string& folder) {
  std::error_code error;
  fs::path path = fs::absolute(source.path, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "prices/"
  const std::string step =
      source.grid.is_daily() ? "" : "." + std::to_string(source.grid.step_minutes) + "min";
  const std::string name = path.filename().string() + step;
  if (folder.empty()) {
    const fs::path beside = source.folder ? path : path.parent_path();
    return (beside / kCacheFolder / (name + kCacheSuffix)).string();
  }
  ContentHasher hasher;
  hasher.update(path.c_str(), path.string().size());
  return (fs::path{folder} / (name + "-" + hasher.digest().text().substr(0, 16) + kCacheSuffix))
      .string();
}

Result<LoadedPanel> PanelLoader::load() {
  if (!cache_path_.empty())
    if (auto panel = from_cache()) return LoadedPanel{std::move(*panel), true};
  return from_text();
}

Result<LoadedPanel> PanelLoader::rebuild(const std::string& why) {
  tell_damage(why);
  return from_text();
}

void PanelLoader::tell_damage(const std::string& why) const {
  log_(LogLevel::kWarning,
       "the bar cache " + cache_path_ + " is damaged (" + why + "): reading the prices again");
}

std::optional<Panel> PanelLoader::from_cache() {
  CacheFault fault;
  auto cached = open_cache(cache_path_, fault);
  if (!cached) {
    if (!fault.missing) tell_damage(fault.message);
    return std::nullopt;
  }
  if (cached->panel.index.grid != source_.grid.key()) return std::nullopt;
  if (cached->stamps && cached->stamps->vouch_for(source_)) return std::move(cached->panel);
  // Another size is another content: no need to read it twice to know.
  if (cached->stamps && !same_sizes(*cached->stamps, source_)) return std::nullopt;
  CacheRefresh refresh{cache_path_};
  const auto content = hash_source(source_);
  if (!content || !(*content == cached->panel.index.content)) return std::nullopt;
  refresh.finish(*cached, source_);
  return std::move(cached->panel);
}

Result<LoadedPanel> PanelLoader::from_text() {
  std::optional<CacheWriter> writer;
  if (!cache_path_.empty()) {
    auto begun = CacheWriter::begin(cache_path_);
    if (begun) {
      writer = std::move(*begun);
    } else if (!begun.error().message.empty()) {
      log_(LogLevel::kDebug, "no bar cache: " + begun.error().message);
    }
  }
  auto panel = parse_source(source_);
  if (!panel) return panel.error();
  if (writer) save(*writer, *panel);
  return LoadedPanel{std::move(*panel), false};
}

void PanelLoader::save(CacheWriter& writer, const Panel& panel) {
  const auto now = find_source(source_.path);
  if (!now || now->files != source_.files) {
    log_(LogLevel::kWarning,
         "no bar cache: the prices " + source_.path + " changed while they were read");
    return;
  }
  const auto written = writer.commit(panel, source_);
  if (!written) log_(LogLevel::kWarning, "no bar cache: " + written.error().message);
}

}  // namespace sluice::feeds
