// SPDX-License-Identifier: Apache-2.0
//
// memory_disk.hpp: a disk in memory that loses what was not synchronised, sector by sector.
//
// Between two syncs of a file every state it went through is kept. After a crash each sector is in
// one of these states, and the size too, whatever the order of the writes was; the names in a
// directory likewise, one by one. Which one is the chooser's decision.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "files/disk.hpp"

namespace sluice::journal::testing {

namespace fs = std::filesystem;

// Thrown by the call in which the process dies.
struct Crash {};

// Picks one of `count` states; count - 1 is the newest.
using Chooser = std::function<std::size_t(std::size_t count)>;
inline std::size_t newest(std::size_t count) { return count - 1; }
inline std::size_t oldest(std::size_t) { return 0; }

struct Inode {
  // [0] is on the disk; the last one is what the process sees.
  std::vector<std::string> states{std::string{}};
  // Sectors that a failed sync has dropped from what is to be written, as Linux does: no later sync
  // brings them to the disk unless they are written again.
  std::set<std::size_t> dropped;
  [[nodiscard]] const std::string& now() const { return states.back(); }
};

class MemoryDisk final : public files::Disk {
 public:
  Result<std::unique_ptr<files::DiskFile>> open(const fs::path& path, Mode mode) override;
  Result<std::vector<std::string>> list(const fs::path& directory) override;
  Result<void> rename(const fs::path& from, const fs::path& to) override;
  Result<void> remove(const fs::path& path) override;
  Result<void> make_directory(const fs::path& path) override;
  Result<void> sync_directory(const fs::path& path) override;
  Result<std::unique_ptr<files::DiskLock>> lock(const fs::path& path) override;
  bool is_locked(const fs::path& path) override { return locks_.contains(path.native()); }

  // The process dies in the `call`th call from now that changes something, 1 for the next; when
  // that is a write, `bytes` of it have been taken over.
  void crash_in(long call, std::size_t bytes = 0) {
    plan_ = {Plan::kCrash, calls_ + call, bytes, {}};
  }
  // That call gives this error and does nothing (a write: but its first `bytes`).
  void fail_in(long call, std::string message, std::size_t bytes = 0) {
    plan_ = {Plan::kError, calls_ + call, bytes, std::move(message)};
  }
  // The machine comes up again. Open files and locks must be gone.
  void restart(const Chooser& choose);
  // Forgets the plan.
  void calm() { plan_ = {}; }

  [[nodiscard]] long calls() const { return calls_; }
  [[nodiscard]] long syncs() const { return syncs_; }
  // Sizes of the writes, in order of the calls that change something; 0 for the others.
  [[nodiscard]] const std::vector<std::size_t>& writes() const { return writes_; }
  // Content as the process sees it.
  [[nodiscard]] std::string text(const fs::path& path) const;
  void put(const fs::path& path, std::string bytes);
  [[nodiscard]] bool has(const fs::path& path) const { return names_.contains(path.native()); }
  // Everything as the process sees it, for comparison.
  [[nodiscard]] std::map<std::string, std::string> contents() const;
  void ignore_locks() { ignore_locks_ = true; }

 private:
  friend class MemoryFile;
  friend class MemoryLock;
  struct Plan {
    enum What { kNothing, kCrash, kError } what = kNothing;
    long call = 0;
    std::size_t bytes = 0;
    std::string message;
  };
  struct NameChange {
    std::string name;
    std::shared_ptr<Inode> inode;  // null: removed
  };
  // Counts a changing call; gives the planned error, or nullopt.
  std::optional<Error> step(std::size_t write_size = 0);
  [[nodiscard]] bool due() const { return plan_.what != Plan::kNothing && plan_.call == calls_; }
  void change(const std::string& name, std::shared_ptr<Inode> inode);

  std::map<std::string, std::shared_ptr<Inode>> names_;
  std::map<std::string, std::shared_ptr<Inode>> durable_names_;
  std::vector<NameChange> pending_;
  std::set<std::string> locks_;
  Plan plan_;
  long calls_ = 0;
  long syncs_ = 0;
  std::vector<std::size_t> writes_;
  bool ignore_locks_ = false;
};

}  // namespace sluice::journal::testing
