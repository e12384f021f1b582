// SPDX-License-Identifier: Apache-2.0
//
// bar_cache.hpp: the cache file: opening, refreshing, replacing.
//
// Place: csv feed, cache. A cache is never trusted and never needed: every fault of it is a reason
// in words, and the source is read instead. Written to a temporary beside it and renamed, under a
// lock, so that a reader sees an old or a new cache and never half of one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sluice/result.hpp>

#include "cache_sections.hpp"
#include "panel.hpp"

namespace sluice::feeds {

struct CachedPanel {
  Panel panel;
  std::optional<Stamps> stamps;  // none: that section is damaged, and the content must be compared
  std::uint64_t stamps_offset = 0;
  std::uint64_t stamps_size = 0;
};

struct CacheFault {
  bool missing = false;  // there is no cache at all
  std::string message;
};

// Reads header, index and stamps; the bars are read and checked block by block when asked for.
[[nodiscard]] std::optional<CachedPanel> open_cache(const std::string& path, CacheFault& fault);

// Tells a cache that its source has been looked at again and has the same content.
class CacheRefresh {
 public:
  // To be made before the source is read: from now on its changes count as later.
  explicit CacheRefresh(const std::string& cache_path);
  // Writes the stamps where they can be trusted later; a failure costs the next run a comparison.
  void finish(const CachedPanel& cached, const Source& source) noexcept;

 private:
  File file_;
  std::int64_t now_ns_ = 0;
};

// A cache being written.
class CacheWriter {
 public:
  // To be made before the source is read. An error tells why no cache can be written; an empty
  // message, that another process is writing it.
  [[nodiscard]] static Result<CacheWriter> begin(const std::string& cache_path);
  // Writes and publishes the cache. Nothing is left behind when it fails.
  [[nodiscard]] Result<void> commit(const Panel& panel, const Source& source);

 private:
  CacheWriter(File file, std::string path, std::int64_t now_ns)
      : file_{std::move(file)}, path_{std::move(path)}, now_ns_{now_ns} {}
  [[nodiscard]] bool write_all(const Panel& panel, const Source& source) const;

  File file_;
  std::string path_;
  std::int64_t now_ns_;
};

}  // namespace sluice::feeds
