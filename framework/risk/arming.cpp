// SPDX-License-Identifier: Apache-2.0
#include "risk/arming.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

#include "files/atomic_file.hpp"
#include "files/sha256.hpp"
#include "risk/text_line.hpp"

namespace sluice::risk {
namespace {

constexpr std::string_view kArmingFirstLine = "sluice arming 1";
constexpr std::string_view kNoProof = "-";
constexpr std::uint64_t kMaxArmingBytes = 4096;
constexpr std::size_t kProofDigits = 64;

bool is_proof(std::string_view text) {
  return text.size() == kProofDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::string arming_proof(Timestamp armed_at, std::string_view token) {
  std::string text = "sluice arming ";
  text += armed_at.to_string();
  text += '\n';
  text += token;
  return files::sha256_hex(text);
}

bool is_actor(std::string_view name) noexcept {
  return !name.empty() && name.size() <= Arming::kMaxActor &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

std::string text_of(const Arming& arming) {
  std::string text{kArmingFirstLine};
  text += "\narmed_at " + arming.armed_at.to_string();
  text += "\nexpires " + arming.expires.to_string();
  text += "\nactor " + arming.actor;
  text += "\nproof " + (arming.proof.empty() ? std::string{kNoProof} : arming.proof);
  return text + "\nend\n";
}

std::optional<Arming> read_arming(std::string_view text) {
  const std::string first = std::string{kArmingFirstLine} + "\n";
  if (!text.starts_with(first)) return std::nullopt;
  text.remove_prefix(first.size());
  const auto armed_at = Timestamp::parse(take_line(text, "armed_at "));
  const auto expires = Timestamp::parse(take_line(text, "expires "));
  const std::string_view actor = take_line(text, "actor ");
  const std::string_view proof = take_line(text, "proof ");
  const bool is_whole = armed_at && expires && is_actor(actor) &&
                        (proof == kNoProof || is_proof(proof)) && text == "end\n";
  if (!is_whole) return std::nullopt;
  return Arming{*armed_at, *expires, std::string{actor},
                proof == kNoProof ? std::string{} : std::string{proof}};
}

ArmingState ArmingFile::read() const {
  struct stat found {};
  if (::lstat(path_.c_str(), &found) != 0)
    return {std::nullopt,
            errno == ENOENT ? "nobody has armed" : "'" + path_.string() + "' can't be looked at"};
  if (!S_ISREG(found.st_mode)) return {std::nullopt, "'" + path_.string() + "' is no file"};
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return {std::nullopt, "'" + path_.string() + "' can be read or changed by others"};
  const auto text = files::read_file(path_, kMaxArmingBytes);
  if (!text) return {std::nullopt, text.error().message};
  auto arming = read_arming(*text);
  if (!arming) return {std::nullopt, "'" + path_.string() + "' is no arming of this version"};
  return {std::move(arming), {}};
}

Result<void> ArmingFile::write(const Arming& arming) const {
  if (auto made = files::make_directories(path_.parent_path(), files::Durability::kDurable); !made)
    return made;
  // Its rights are narrow before there is anything in it.
  const auto before = ::umask(S_IRWXG | S_IRWXO);
  auto done = files::replace_file(path_, text_of(arming), files::Durability::kDurable);
  ::umask(before);
  return done;
}

Result<bool> ArmingFile::remove() const {
  std::error_code error;
  const bool was_there = std::filesystem::remove(path_, error);
  if (error) return Error{"cannot remove '" + path_.string() + "': " + error.message()};
  return was_there;
}

}  // namespace sluice::risk
