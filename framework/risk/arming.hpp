// SPDX-License-Identifier: Apache-2.0
//
// arming.hpp: gate 2 before live orders: who opened it, until when, and where that is kept.
//
// Place: risk. Format: docs/formats/arming.md. A file of the data directory that its owner alone
// can read; what can't be read, or is not ours, is not armed. Units: nanoseconds of the wall clock,
// which comes in. Thread: any; but write() narrows the process's umask for the moment, and is for
// the command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::risk {

struct Arming {
  // A person has to look again after this long, whatever was asked for.
  static constexpr std::int64_t kMaxNanoseconds = 8 * 3600 * Timestamp::kNanosecondsPerSecond;
  static constexpr std::size_t kMaxActor = 64;

  Timestamp armed_at;
  Timestamp expires;
  std::string actor;
  std::string proof;  // that whoever armed knew the token; empty: none was given
};

// What proves that a token was known at that moment; nobody can tell the token from it.
[[nodiscard]] std::string arming_proof(Timestamp armed_at, std::string_view token);

[[nodiscard]] std::string text_of(const Arming& arming);
[[nodiscard]] std::optional<Arming> read_arming(std::string_view text);

// A name of one word fit for the file: printable ASCII, at most kMaxActor characters.
[[nodiscard]] bool is_actor(std::string_view name) noexcept;

// Gate 2 as it is kept: nothing, with the reason, where it is closed.
struct ArmingState {
  std::optional<Arming> arming;
  std::string why_not;  // where there is none: nobody armed, or the file is unfit
};

class ArmingFile {
 public:
  static constexpr std::string_view kName = "LIVE_ARMED";

  explicit ArmingFile(const std::filesystem::path& data_directory)
      : path_{data_directory / kName} {}

  [[nodiscard]] ArmingState read() const;
  Result<void> write(const Arming& arming) const;
  // True: it was armed, or may have been.
  Result<bool> remove() const;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sluice::risk
