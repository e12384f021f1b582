// SPDX-License-Identifier: Apache-2.0
//
// latch_file.hpp: where the latch of the kill switch is kept, and how it is changed so that no halt
// is ever lost.
//
// Place: risk. Format: docs/formats/kill_switch.md. A change reads what is there, under a lock that
// every process of the data directory takes, and replaces the whole file durably. Looking costs one
// lstat while nothing changes. Thread: one for an object. Errors: what can't be read or written;
// whoever reads takes that for engaged.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

#include "risk/halts.hpp"

namespace sluice::risk {

class LatchStorage {
 public:
  virtual ~LatchStorage() = default;
  // What is kept; nothing: there is no latch.
  virtual Result<std::optional<std::string>> read() = 0;
  // It is certain that read() would give the same as the last time, when that was no error.
  [[nodiscard]] virtual bool is_unchanged() { return false; }
  // Replaces it whole. On the disk before it returns.
  virtual Result<void> write(std::string_view text) = 0;
  // Runs `change` while nobody else changes it. A lock that can't be had in time is no reason to
  // leave a halt unwritten, but one not to release anything: `change` is told.
  virtual Result<void> exclusively(const std::function<Result<void>(bool alone)>& change) {
    return change(true);
  }
};

// The machine's. Nothing but a regular file can be read; what can't be told to be absent is an
// error.
class LatchFile final : public LatchStorage {
 public:
  explicit LatchFile(std::filesystem::path path) : path_{std::move(path)} {}

  Result<std::optional<std::string>> read() override;
  [[nodiscard]] bool is_unchanged() override;
  Result<void> write(std::string_view text) override;
  Result<void> exclusively(const std::function<Result<void>(bool alone)>& change) override;

 private:
  // What tells one version of a file from another.
  struct Version {
    bool present = false;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    friend bool operator==(const Version&, const Version&) = default;
  };
  // The file itself, not what a link points to; nothing: it can't be told.
  [[nodiscard]] std::optional<Version> look(int& error_number, bool& is_regular) const;

  std::filesystem::path path_;
  std::optional<Version> seen_;
};

// Reads the latch; one that can't be read halts everything.
[[nodiscard]] Latch load_latch(LatchStorage& storage);
// Adds the halts to what is kept. Afterwards `now_kept` is what the latch holds.
Result<void> keep_halts(LatchStorage& storage, const std::vector<Halt>& halts, Latch& now_kept);
// Ends what the release covers. The halts that ended are added to `ended`. Refuses where the latch
// can't be read; a latch with content that is not ours is covered by a release of everything.
Result<void> keep_release(LatchStorage& storage, const Release& release, std::vector<Halt>& ended);

}  // namespace sluice::risk
