// SPDX-License-Identifier: Apache-2.0
//
// virtual_disk.hpp: a disk in memory whose calls fail, whose process dies in them, and which loses
// what was not synchronised, sector by sector.
//
// Place: tests/simulation. Between two syncs a file's writes and cuts are kept in their order; when
// power is lost each sector, and the size, comes out as after some number of them: torn, lost and
// reordered writes alike. A failed sync drops what it should have written: no later one brings it
// to the disk unless it is written again. New names are lost one by one before their directory is
// synchronised, a rename as one. Units: faults in thousandths of the calls that change something.
// Thread: one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "files/disk.hpp"
#include "simulation/random.hpp"

namespace sluice::simulation {

// Thrown by the call in which the process dies.
struct Crash {};

struct DiskFaults {
  unsigned crash = 0;
  unsigned short_write = 0;
  unsigned full = 0;  // and stays so for a few calls
  unsigned sync_error = 0;
};

class VirtualDisk final : public files::Disk {
 public:
  explicit VirtualDisk(Random random) : random_{random} {}

  Result<std::unique_ptr<files::DiskFile>> open(const std::filesystem::path& path,
                                                Mode mode) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> make_directory(const std::filesystem::path& path) override;
  Result<void> sync_directory(const std::filesystem::path& path) override;
  Result<std::unique_ptr<files::DiskLock>> lock(const std::filesystem::path& path) override;
  bool is_locked(const std::filesystem::path& path) override {
    return locks_.contains(path.native());
  }

  void set_faults(const DiskFaults& faults) noexcept {
    faults_ = faults;
    full_calls_ = 0;
  }
  // What else happens while a sync takes its time.
  void when_syncing(std::function<void()> happens) { when_syncing_ = std::move(happens); }
  // The machine goes down and comes up again. Open files and locks must be gone.
  void lose_power();
  // Flips one bit in what was acknowledged long ago: a segment that is not the newest. False: there
  // is none.
  bool flip_old_bit();

  // Names and content as a crash at this moment would surely leave them, in order of names.
  [[nodiscard]] std::vector<std::pair<std::string, std::string_view>> durable() const;
  // Content as the process sees it, in order of names.
  [[nodiscard]] std::vector<std::pair<std::string, std::string_view>> contents() const;
  [[nodiscard]] std::uint64_t faults_injected() const noexcept { return injected_; }
  // Planted bugs only: syncs that do nothing, locks that are never refused.
  struct Lies {
    bool sync = false;
    bool directory_sync = false;
    bool lock = false;
  };
  void lie(const Lies& lies) noexcept { lies_ = lies; }

 private:
  friend class VirtualFile;
  friend class VirtualLock;
  struct Change {
    bool cut = false;
    std::uint64_t offset = 0;  // of a cut: the new size
    std::string bytes;
  };
  struct Inode {
    std::string durable;
    std::string now;
    std::vector<Change> changes;    // since the last sync, oldest first
    std::set<std::size_t> dropped;  // sectors that a failed sync gave up
  };
  struct NameChange {
    std::string name;
    std::shared_ptr<Inode> inode;  // null: removed
    std::string gone;              // of a rename: the old name, which goes with it
  };

  static void apply(std::string& content, const Change& change);
  void sync(Inode& inode);
  std::string some_of(const Inode& inode);
  void change_name(NameChange change);
  static void apply(std::map<std::string, std::shared_ptr<Inode>>& names, const NameChange& change);
  // One call that changes something; the planned error, if any.
  std::optional<Error> step();
  std::optional<Error> step_of_write(std::size_t& taken);

  Random random_;
  DiskFaults faults_;
  Lies lies_;
  std::function<void()> when_syncing_;
  std::map<std::string, std::shared_ptr<Inode>> names_;
  std::map<std::string, std::shared_ptr<Inode>> durable_names_;
  std::vector<NameChange> pending_;
  std::set<std::string> locks_;
  unsigned full_calls_ = 0;
  std::uint64_t injected_ = 0;
};

}  // namespace sluice::simulation
