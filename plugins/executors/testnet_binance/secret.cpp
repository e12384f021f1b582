// SPDX-License-Identifier: Apache-2.0
#include "secret.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <openssl/crypto.h>

namespace sluice::testnet {
namespace {

char* map_page() {
  void* const page =
      ::mmap(nullptr, Secret::kMaxSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::bad_alloc{};
  // A limit may forbid to lock it: it is still in no dump.
  (void)::mlock(page, Secret::kMaxSize);
  (void)::madvise(page, Secret::kMaxSize, MADV_DONTDUMP);
  (void)::madvise(page, Secret::kMaxSize, MADV_WIPEONFORK);
  return static_cast<char*>(page);
}

[[noreturn]] void refuse(std::string_view what, const std::string& source, const std::string& why) {
  throw std::invalid_argument(std::string{what} + ": " + source + " " + why);
}

class SecretFile {
 public:
  SecretFile(std::string_view what, const std::string& path)
      : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)} {
    if (descriptor_ < 0)
      refuse(what, path, "cannot be read: " + std::generic_category().message(errno));
  }
  ~SecretFile() { ::close(descriptor_); }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

void check_permissions(std::string_view what, const std::string& path, int descriptor) {
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) refuse(what, path, "is no file");
  if (facts.st_uid != ::geteuid())
    refuse(what, path,
           "belongs to another user; run: chown " + std::to_string(::geteuid()) + " " + path);
  if ((facts.st_mode & 077) != 0)
    refuse(what, path, "can be read by others; run: chmod 600 " + path);
}

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

Secret::Secret(std::string_view value) {
  if (value.size() > kMaxSize) throw std::invalid_argument("a secret of more than 4096 bytes");
  if (value.empty()) return;
  page_ = map_page();
  size_ = value.size();
  std::memcpy(page_, value.data(), size_);
}

Secret::~Secret() {
  if (page_ == nullptr) return;
  OPENSSL_cleanse(page_, kMaxSize);
  ::munmap(page_, kMaxSize);
}

Secret::Secret(Secret&& other) noexcept
    : page_{std::exchange(other.page_, nullptr)}, size_{std::exchange(other.size_, 0)} {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(page_, other.page_);
  std::swap(size_, other.size_);
  return *this;
}

void Secret::trim() noexcept {
  while (size_ > 0 && is_blank(page_[size_ - 1])) --size_;
}

Secret read_secret_file(std::string_view what, const std::string& path) {
  const SecretFile file{what, path};
  check_permissions(what, path, file.descriptor());
  Secret secret;
  secret.page_ = map_page();
  while (secret.size_ < Secret::kMaxSize) {
    const ssize_t got =
        ::read(file.descriptor(), secret.page_ + secret.size_, Secret::kMaxSize - secret.size_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(what, path, "cannot be read: " + std::generic_category().message(errno));
    if (got == 0) break;
    secret.size_ += static_cast<std::size_t>(got);
  }
  if (secret.size_ == Secret::kMaxSize) refuse(what, path, "is longer than 4095 bytes");
  secret.trim();
  if (secret.empty()) refuse(what, path, "is empty");
  return secret;
}

Secret read_secret(const SecretSource& source) {
  const std::string what{source.what};
  if (!source.environment.empty() && !source.file.empty())
    throw std::invalid_argument("give " + what + "_env or " + what + "_file, not both");
  if (!source.file.empty()) return read_secret_file(what + "_file", source.file);
  if (source.environment.empty()) return {};
  const char* const value = std::getenv(source.environment.c_str());
  if (value == nullptr || *value == '\0')
    refuse(what + "_env", "the variable " + source.environment, "is not set");
  return Secret{value};
}

std::string masked(const Secret& secret) {
  if (secret.empty()) return "(none)";
  const std::size_t shown = secret.view().size() >= 16 ? 4 : 0;
  return std::string{secret.view().substr(0, shown)} + "...(" +
         std::to_string(secret.view().size()) + ")";
}

}  // namespace sluice::testnet
