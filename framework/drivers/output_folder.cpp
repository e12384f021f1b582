// SPDX-License-Identifier: Apache-2.0
#include "drivers/output_folder.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

fs::path with_suffix(const fs::path& path, const char* suffix) {
  fs::path out = path;
  out += suffix;
  return out;
}

Result<void> remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return Error{"cannot remove '" + path.string() + "': " + error.message()};
  return {};
}

}  // namespace

Result<OutputFolder> OutputFolder::begin(const fs::path& target) {
  if (auto made = files::make_directories(target.parent_path(), files::Durability::kVolatile);
      !made)
    return made.error();
  auto lock = files::LockFile::acquire(with_suffix(target, ".lock"));
  if (!lock) return lock.error();
  const fs::path partial = with_suffix(target, ".partial");
  // What a killed run left behind.
  if (auto removed = remove_tree(partial); !removed) return removed.error();
  if (auto made = files::make_directories(partial, files::Durability::kVolatile); !made)
    return made.error();
  return OutputFolder{target, partial, std::move(lock).value()};
}

OutputFolder::~OutputFolder() {
  if (!lock_) return;  // moved from
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
}

Result<void> OutputFolder::flush(std::size_t above) {
  for (auto& [name, buffer] : buffers_) {
    if (buffer.size() <= above) continue;
    auto open = files_.find(name);
    if (open == files_.end()) {
      auto file = files::File::open(partial_ / name, files::File::Mode::kCreateNew);
      if (!file) return file.error();
      open = files_.emplace(name, std::move(file).value()).first;
    }
    if (auto written = open->second.write_all(buffer); !written) return written;
    buffer.clear();
  }
  return {};
}

Result<void> OutputFolder::write(const std::string& name, const std::string& content) {
  return files::replace_file(partial_ / name, content, files::Durability::kVolatile);
}

Result<void> OutputFolder::place() {
  if (auto flushed = flush(0); !flushed) return flushed;
  for (auto& [name, file] : files_)
    if (auto closed = file.close(); !closed) return closed;
  const fs::path old = with_suffix(target_, ".old");
  if (auto removed = remove_tree(old); !removed) return removed;
  std::error_code error;
  if (fs::exists(target_, error)) fs::rename(target_, old, error);
  if (!error) fs::rename(partial_, target_, error);
  if (error) return Error{"cannot put '" + target_.string() + "' in place: " + error.message()};
  return remove_tree(old);
}

}  // namespace sluice::drivers
