// SPDX-License-Identifier: Apache-2.0
#include "journal/memory_disk.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace sluice::journal::testing {

using files::kSectorBytes;

class MemoryFile final : public files::DiskFile {
 public:
  MemoryFile(MemoryDisk& disk, std::shared_ptr<Inode> inode)
      : disk_{disk}, inode_{std::move(inode)} {}

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    const auto error = step_writing(offset, bytes);
    if (error) return *error;
    put(offset, bytes);
    return {};
  }
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) override {
    const std::string& now = inode_->now();
    if (offset >= now.size()) return std::size_t{0};
    const std::size_t got = std::min<std::size_t>(capacity, now.size() - offset);
    std::memcpy(out, now.data() + offset, got);
    return got;
  }
  Result<std::uint64_t> size() override { return std::uint64_t{inode_->now().size()}; }
  Result<void> truncate_to(std::uint64_t size) override {
    if (auto error = disk_.step()) return *error;
    std::string next = inode_->now();
    next.resize(size, '\0');
    inode_->states.push_back(std::move(next));
    return {};
  }
  Result<void> sync_data() override {
    ++disk_.syncs_;
    if (auto error = disk_.step()) {
      drop_unwritten();
      return *error;
    }
    std::string on_disk = inode_->now();
    for (const std::size_t at : inode_->dropped) restore(on_disk, at);
    inode_->states = {std::move(on_disk), inode_->now()};
    return {};
  }
  Result<void> close() override { return {}; }

 private:
  void drop_unwritten() {
    const std::string& now = inode_->now();
    for (std::size_t at = 0; at < now.size(); at += kSectorBytes)
      if (sector(now, at) != sector(inode_->states.front(), at)) inode_->dropped.insert(at);
  }
  static std::string_view sector(const std::string& bytes, std::size_t at) {
    return at < bytes.size() ? std::string_view{bytes}.substr(at, kSectorBytes)
                             : std::string_view{};
  }
  // The sector as it was on the disk before.
  void restore(std::string& bytes, std::size_t at) const {
    if (at >= bytes.size()) return;
    const std::size_t size = std::min(kSectorBytes, bytes.size() - at);
    std::string old{sector(inode_->states.front(), at)};
    old.resize(size, '\0');
    bytes.replace(at, size, old);
  }
  void put(std::uint64_t offset, std::string_view bytes) {
    for (std::size_t at = offset / kSectorBytes * kSectorBytes; at < offset + bytes.size();
         at += kSectorBytes)
      inode_->dropped.erase(at);
    std::string next = inode_->now();
    if (next.size() < offset + bytes.size()) next.resize(offset + bytes.size(), '\0');
    next.replace(offset, bytes.size(), bytes);
    inode_->states.push_back(std::move(next));
  }
  // A write that is interrupted has been taken over in part.
  std::optional<Error> step_writing(std::uint64_t offset, std::string_view bytes) {
    const auto put_part = [&] {
      put(offset, bytes.substr(0, std::min(disk_.plan_.bytes, bytes.size())));
    };
    try {
      auto error = disk_.step(bytes.size());
      if (error) put_part();
      return error;
    } catch (const Crash&) {
      put_part();
      throw;
    }
  }

  MemoryDisk& disk_;
  std::shared_ptr<Inode> inode_;
};

class MemoryLock final : public files::DiskLock {
 public:
  MemoryLock(MemoryDisk& disk, std::string name) : disk_{disk}, name_{std::move(name)} {}
  ~MemoryLock() override { disk_.locks_.erase(name_); }

 private:
  MemoryDisk& disk_;
  std::string name_;
};

std::optional<Error> MemoryDisk::step(std::size_t write_size) {
  ++calls_;
  writes_.push_back(write_size);
  if (!due()) return std::nullopt;
  if (plan_.what == Plan::kCrash) throw Crash{};
  return Error{plan_.message};
}

void MemoryDisk::change(const std::string& name, std::shared_ptr<Inode> inode) {
  if (inode)
    names_[name] = inode;
  else
    names_.erase(name);
  pending_.push_back({name, std::move(inode)});
}

Result<std::unique_ptr<files::DiskFile>> MemoryDisk::open(const fs::path& path, Mode mode) {
  const auto found = names_.find(path.native());
  const bool present = found != names_.end();
  if (present && mode == Mode::kCreateNew)
    return Error{"cannot create '" + path.native() + "': File exists"};
  if (!present && mode != Mode::kCreateNew)
    return Error{"cannot open '" + path.native() + "': No such file or directory"};
  if (present)
    return std::unique_ptr<files::DiskFile>{std::make_unique<MemoryFile>(*this, found->second)};
  if (auto error = step()) return *error;
  auto inode = std::make_shared<Inode>();
  change(path.native(), inode);
  return std::unique_ptr<files::DiskFile>{std::make_unique<MemoryFile>(*this, std::move(inode))};
}

Result<std::vector<std::string>> MemoryDisk::list(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& [name, inode] : names_)
    if (fs::path{name}.parent_path() == directory) names.push_back(fs::path{name}.filename());
  return names;
}

Result<void> MemoryDisk::rename(const fs::path& from, const fs::path& to) {
  if (auto error = step()) return *error;
  const auto found = names_.find(from.native());
  if (found == names_.end()) return Error{"cannot rename '" + from.native() + "'"};
  const auto inode = found->second;
  change(from.native(), nullptr);
  change(to.native(), inode);
  return {};
}

Result<void> MemoryDisk::remove(const fs::path& path) {
  if (auto error = step()) return *error;
  if (!has(path)) return Error{"cannot remove '" + path.native() + "': No such file or directory"};
  change(path.native(), nullptr);
  return {};
}

Result<void> MemoryDisk::make_directory(const fs::path&) { return {}; }

Result<void> MemoryDisk::sync_directory(const fs::path&) {
  if (auto error = step()) return *error;
  durable_names_ = names_;
  pending_.clear();
  return {};
}

Result<std::unique_ptr<files::DiskLock>> MemoryDisk::lock(const fs::path& path) {
  if (!ignore_locks_ && !locks_.insert(path.native()).second)
    return Error{"cannot lock '" + path.native() + "': another holds it"};
  return std::unique_ptr<files::DiskLock>{std::make_unique<MemoryLock>(*this, path.native())};
}

namespace {

std::string settle(const std::vector<std::string>& states, const Chooser& choose) {
  std::string content(states[choose(states.size())].size(), '\0');
  for (std::size_t at = 0; at < content.size(); at += kSectorBytes) {
    const std::string& from = states[choose(states.size())];
    const std::size_t end = std::min({at + kSectorBytes, content.size(), from.size()});
    if (at < end) content.replace(at, end - at, from, at, end - at);
  }
  return content;
}

}  // namespace

void MemoryDisk::restart(const Chooser& choose) {
  auto names = std::move(durable_names_);
  for (const NameChange& pending : pending_) {
    if (choose(2) == 0) continue;
    if (pending.inode)
      names[pending.name] = pending.inode;
    else
      names.erase(pending.name);
  }
  names_.clear();
  for (const auto& [name, inode] : names) {
    auto after = std::make_shared<Inode>();
    after->states = {settle(inode->states, choose)};
    names_[name] = std::move(after);
  }
  durable_names_ = names_;
  pending_.clear();
  calm();
}

std::string MemoryDisk::text(const fs::path& path) const {
  const auto found = names_.find(path.native());
  return found == names_.end() ? std::string{} : found->second->now();
}

void MemoryDisk::put(const fs::path& path, std::string bytes) {
  auto& inode = names_[path.native()];
  inode = std::make_shared<Inode>();
  inode->states = {std::move(bytes)};
  durable_names_[path.native()] = inode;
}

std::map<std::string, std::string> MemoryDisk::contents() const {
  std::map<std::string, std::string> all;
  for (const auto& [name, inode] : names_) all[name] = inode->now();
  return all;
}

}  // namespace sluice::journal::testing
