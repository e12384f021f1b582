// SPDX-License-Identifier: Apache-2.0
#include "simulation/virtual_disk.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace sluice::simulation {

namespace fs = std::filesystem;
using files::kSectorBytes;

class VirtualFile final : public files::DiskFile {
 public:
  VirtualFile(VirtualDisk& disk, std::shared_ptr<VirtualDisk::Inode> inode)
      : disk_{disk}, inode_{std::move(inode)} {}

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    std::size_t taken = bytes.size();
    std::optional<Error> error;
    try {
      error = disk_.step_of_write(taken);
    } catch (const Crash&) {
      put({false, offset, std::string{bytes.substr(0, taken)}});
      throw;
    }
    if (taken != 0) put({false, offset, std::string{bytes.substr(0, taken)}});
    return error ? Result<void>{*error} : Result<void>{};
  }
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) override {
    if (offset >= inode_->now.size()) return std::size_t{0};
    const std::size_t got = std::min<std::size_t>(capacity, inode_->now.size() - offset);
    std::memcpy(out, inode_->now.data() + offset, got);
    return got;
  }
  Result<std::uint64_t> size() override { return std::uint64_t{inode_->now.size()}; }
  Result<void> truncate_to(std::uint64_t size) override {
    if (auto error = disk_.step()) return *error;
    put({true, size, {}});
    return {};
  }
  Result<void> sync_data() override {
    if (disk_.when_syncing_) disk_.when_syncing_();
    if (auto error = disk_.step()) return *error;
    if (disk_.random_.chance(disk_.faults_.sync_error)) {
      ++disk_.injected_;
      drop();
      return Error{"cannot synchronise: Input/output error"};
    }
    if (!disk_.lies_.sync) disk_.sync(*inode_);
    return {};
  }
  Result<void> close() override { return {}; }

 private:
  void put(VirtualDisk::Change change) {
    if (!change.cut)
      for (std::size_t at = change.offset / kSectorBytes;
           at * kSectorBytes < change.offset + change.bytes.size(); ++at)
        inode_->dropped.erase(at);
    VirtualDisk::apply(inode_->now, change);
    inode_->changes.push_back(std::move(change));
  }
  // Some of it got there. The system takes the rest for written from now on, and it is not.
  void drop() {
    inode_->durable = disk_.some_of(*inode_);
    inode_->changes.clear();
    for (std::size_t at = 0; at * kSectorBytes < inode_->now.size(); ++at)
      if (sector(inode_->now, at) != sector(inode_->durable, at)) inode_->dropped.insert(at);
  }
  static std::string_view sector(const std::string& bytes, std::size_t number) {
    const std::size_t at = number * kSectorBytes;
    return at < bytes.size() ? std::string_view{bytes}.substr(at, kSectorBytes)
                             : std::string_view{};
  }

  VirtualDisk& disk_;
  std::shared_ptr<VirtualDisk::Inode> inode_;
};

class VirtualLock final : public files::DiskLock {
 public:
  VirtualLock(VirtualDisk& disk, std::string name) : disk_{disk}, name_{std::move(name)} {}
  ~VirtualLock() override { disk_.locks_.erase(name_); }

 private:
  VirtualDisk& disk_;
  std::string name_;
};

void VirtualDisk::apply(std::string& content, const Change& change) {
  if (change.cut) {
    content.resize(change.offset, '\0');
    return;
  }
  if (content.size() < change.offset + change.bytes.size())
    content.resize(change.offset + change.bytes.size(), '\0');
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

std::optional<Error> VirtualDisk::step() {
  if (random_.chance(faults_.crash)) {
    ++injected_;
    throw Crash{};
  }
  return std::nullopt;
}

// `taken` becomes how much of the write got through.
std::optional<Error> VirtualDisk::step_of_write(std::size_t& taken) {
  const std::size_t all = taken;
  const auto part = [&] { return static_cast<std::size_t>(random_.below(all + 1)); };
  if (random_.chance(faults_.crash)) {
    ++injected_;
    taken = part();
    throw Crash{};
  }
  if (full_calls_ == 0 && random_.chance(faults_.full))
    full_calls_ = 1 + static_cast<unsigned>(random_.below(3));
  if (full_calls_ != 0) {
    --full_calls_;
    ++injected_;
    taken = part();
    return Error{"cannot write: no space left on the device"};
  }
  if (random_.chance(faults_.short_write)) {
    ++injected_;
    taken = part();
    return Error{"cannot write: Input/output error"};
  }
  return std::nullopt;
}

void VirtualDisk::sync(Inode& inode) {
  if (inode.dropped.empty()) {
    for (const Change& change : inode.changes) apply(inode.durable, change);
  } else {
    std::string next = inode.now;
    for (const std::size_t sector : inode.dropped) {
      const std::size_t at = sector * kSectorBytes;
      if (at >= next.size()) continue;
      const std::size_t size = std::min(kSectorBytes, next.size() - at);
      std::string old = at < inode.durable.size() ? inode.durable.substr(at, size) : std::string{};
      old.resize(size, '\0');
      next.replace(at, size, old);
    }
    inode.durable = std::move(next);
  }
  inode.changes.clear();
}

// What of a file's changes is on the disk when nothing has made sure of it: the size after some of
// them, each sector after some others.
std::string VirtualDisk::some_of(const Inode& inode) {
  if (inode.changes.empty()) return inode.durable;
  std::vector<std::string> states{inode.durable};
  std::size_t first = inode.durable.size();
  for (const Change& change : inode.changes) {
    states.push_back(states.back());
    apply(states.back(), change);
    first = std::min<std::size_t>(first, change.offset);
  }
  std::string content = states[random_.below(states.size())];
  for (std::size_t at = first / kSectorBytes * kSectorBytes; at < content.size();
       at += kSectorBytes) {
    const std::string& from = states[random_.below(states.size())];
    const std::size_t end = std::min(at + kSectorBytes, content.size());
    const std::size_t there = std::min(end, std::max(at, from.size()));
    content.replace(at, there - at, from, at < from.size() ? at : from.size(), there - at);
    std::fill(content.begin() + static_cast<std::ptrdiff_t>(there),
              content.begin() + static_cast<std::ptrdiff_t>(end), '\0');
  }
  return content;
}

void VirtualDisk::lose_power() {
  auto names = std::move(durable_names_);
  for (const NameChange& pending : pending_)
    if (random_.chance(500)) apply(names, pending);
  names_ = std::move(names);
  for (auto& [name, inode] : names_) {
    inode->now = inode->durable = some_of(*inode);
    inode->changes.clear();
    inode->dropped.clear();
  }
  durable_names_ = names_;
  pending_.clear();
}

bool VirtualDisk::flip_old_bit() {
  std::vector<std::shared_ptr<Inode>> segments;
  for (const auto& [name, inode] : names_)
    if (name.ends_with(".jsonl")) segments.push_back(inode);
  if (segments.size() < 2) return false;
  Inode& inode = *segments[random_.below(segments.size() - 1)];
  const std::size_t end = inode.durable.find('\0');
  const std::size_t size = std::min(end, inode.durable.size());
  if (size == 0) return false;
  const std::size_t at = random_.below(size);
  const char flipped = static_cast<char>(inode.durable[at] ^ (1 << random_.below(8)));
  inode.durable[at] = flipped;
  inode.now[at] = flipped;
  return true;
}

void VirtualDisk::apply(std::map<std::string, std::shared_ptr<Inode>>& names,
                        const NameChange& change) {
  if (!change.gone.empty()) names.erase(change.gone);
  if (change.inode)
    names[change.name] = change.inode;
  else
    names.erase(change.name);
}

void VirtualDisk::change_name(NameChange change) {
  apply(names_, change);
  pending_.push_back(std::move(change));
}

Result<std::unique_ptr<files::DiskFile>> VirtualDisk::open(const fs::path& path, Mode mode) {
  const auto found = names_.find(path.native());
  const bool present = found != names_.end();
  if (present && mode == Mode::kCreateNew)
    return Error{"cannot create '" + path.native() + "': File exists"};
  if (!present && mode != Mode::kCreateNew)
    return Error{"cannot open '" + path.native() + "': No such file or directory"};
  if (present)
    return std::unique_ptr<files::DiskFile>{std::make_unique<VirtualFile>(*this, found->second)};
  if (auto error = step()) return *error;
  auto inode = std::make_shared<Inode>();
  change_name({path.native(), inode, {}});
  return std::unique_ptr<files::DiskFile>{std::make_unique<VirtualFile>(*this, std::move(inode))};
}

Result<std::vector<std::string>> VirtualDisk::list(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& [name, inode] : names_)
    if (fs::path{name}.parent_path() == directory) names.push_back(fs::path{name}.filename());
  return names;
}

Result<void> VirtualDisk::rename(const fs::path& from, const fs::path& to) {
  if (auto error = step()) return *error;
  const auto found = names_.find(from.native());
  if (found == names_.end()) return Error{"cannot rename '" + from.native() + "'"};
  change_name({to.native(), found->second, from.native()});
  return {};
}

Result<void> VirtualDisk::remove(const fs::path& path) {
  if (auto error = step()) return *error;
  if (!names_.contains(path.native()))
    return Error{"cannot remove '" + path.native() + "': No such file or directory"};
  change_name({path.native(), nullptr, {}});
  return {};
}

Result<void> VirtualDisk::make_directory(const fs::path&) { return {}; }

Result<void> VirtualDisk::sync_directory(const fs::path&) {
  if (auto error = step()) return *error;
  if (random_.chance(faults_.sync_error)) {
    ++injected_;
    return Error{"cannot synchronise the directory: Input/output error"};
  }
  if (lies_.directory_sync) return {};
  durable_names_ = names_;
  pending_.clear();
  return {};
}

Result<std::unique_ptr<files::DiskLock>> VirtualDisk::lock(const fs::path& path) {
  if (!locks_.insert(path.native()).second && !lies_.lock)
    return Error{"cannot lock '" + path.native() + "': another holds it"};
  return std::unique_ptr<files::DiskLock>{std::make_unique<VirtualLock>(*this, path.native())};
}

std::vector<std::pair<std::string, std::string_view>> VirtualDisk::durable() const {
  std::vector<std::pair<std::string, std::string_view>> all;
  for (const auto& [name, inode] : durable_names_) all.emplace_back(name, inode->durable);
  return all;
}

std::vector<std::pair<std::string, std::string_view>> VirtualDisk::contents() const {
  std::vector<std::pair<std::string, std::string_view>> all;
  for (const auto& [name, inode] : names_) all.emplace_back(name, inode->now);
  return all;
}

}  // namespace sluice::simulation
