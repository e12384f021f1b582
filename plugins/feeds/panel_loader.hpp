// SPDX-License-Identifier: Apache-2.0
//
// panel_loader.hpp: the panel of a source, from its cache when that is sound, else from its text.
//
// Place: csv feed. Decides when a cache is used: the files look as they did when their content was
// last read, or their content has the same digest. Otherwise the text is read and the cache
// replaced. Nothing about the cache is ever an error.
#pragma once

#include <functional>
#include <string>

#include <sluice/host.hpp>
#include <sluice/result.hpp>

#include "bar_cache.hpp"
#include "panel.hpp"
#include "source.hpp"

namespace sluice::feeds {

struct LoadedPanel {
  Panel panel;
  bool from_cache = false;
};

class PanelLoader {
 public:
  using Log = std::function<void(LogLevel, const std::string&)>;
  // `cache_path` empty: without a cache.
  PanelLoader(Source source, std::string cache_path, Log log)
      : source_{std::move(source)}, cache_path_{std::move(cache_path)}, log_{std::move(log)} {}

  [[nodiscard]] Result<LoadedPanel> load();
  // Reads the text, whatever the cache says, after it proved to be damaged.
  [[nodiscard]] Result<LoadedPanel> rebuild(const std::string& why);

 private:
  [[nodiscard]] std::optional<Panel> from_cache();
  [[nodiscard]] Result<LoadedPanel> from_text();
  void save(CacheWriter& writer, const Panel& panel);
  void tell_damage(const std::string& why) const;

  Source source_;
  std::string cache_path_;
  Log log_;
};

// Where the cache of a source lies: in `folder`, or where that is empty in .sluice-cache beside the
// file or in the folder. Names in a chosen folder carry a digest of the path, for it may serve many
// sources.
[[nodiscard]] std::string cache_path_of(const Source& source, const std::string& folder);

}  // namespace sluice::feeds
