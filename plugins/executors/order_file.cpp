// SPDX-License-Identifier: Apache-2.0
#include "order_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <sluice/decimal.hpp>
#include <sluice/host.hpp>
#include <sluice/time.hpp>

namespace sluice::executors {
namespace {

std::string hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; value >>= 4) text[i] = kDigits[value & 15];
  return text;
}

// A price, or an empty field where there is none.
std::string price_field(sluice_price price) {
  return price > 0 ? Price::from_raw(price).to_string() : std::string{};
}

[[noreturn]] void fail(const std::string& path, std::string_view what, int error) {
  throw Failure(SLUICE_ERROR_IO,
                path + ": " + std::string{what} + ": " + std::generic_category().message(error));
}

// A file being written; it is removed unless it is kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path)
      : path_{std::move(path)},
        descriptor_{
            ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644)} {
    if (descriptor_ < 0) fail(path_, "cannot be created", errno);
  }
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!is_kept_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(path_, "cannot be written", errno);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void close() {
    if (::fsync(descriptor_) != 0) fail(path_, "cannot be made durable", errno);
    const int descriptor = std::exchange(descriptor_, -1);
    if (::close(descriptor) != 0) fail(path_, "cannot be closed", errno);
  }
  void rename_to(const std::string& path) {
    if (::rename(path_.c_str(), path.c_str()) != 0) fail(path, "cannot be replaced", errno);
    is_kept_ = true;
  }

 private:
  std::string path_;
  int descriptor_;
  bool is_kept_ = false;
};

void sync_directory(const std::string& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(directory, "cannot be opened", errno);
  const int failed = ::fsync(descriptor) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0) fail(directory, "cannot be made durable", failed);
}

}  // namespace

std::string csv_field(std::string_view text) {
  constexpr std::string_view kSpecial = ",\"\r\n\t ";
  constexpr std::string_view kFormula = "=+-@";
  const bool is_plain = text.find_first_of(kSpecial) == std::string_view::npos &&
                        (text.empty() || kFormula.find(text.front()) == std::string_view::npos);
  if (is_plain) return std::string{text};
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field += '"';
}

std::string order_row(const sluice_order& order, std::string_view symbol) {
  std::string row = Timestamp::from_nanoseconds(order.decision_time).to_string();
  const auto add = [&row](const std::string& field) { row += ',' + field; };
  add(csv_field(symbol));
  add(order.side == SLUICE_SIDE_BUY ? "BUY" : "SELL");
  add(Quantity::from_raw(order.quantity).to_string());
  add(order.type == SLUICE_ORDER_LIMIT ? "LIMIT" : "MARKET");
  add(price_field(order.type == SLUICE_ORDER_LIMIT ? order.limit_price : 0));
  add(price_field(order.reference_price));
  add(hex(order.intent_id.hi) + hex(order.intent_id.lo));
  add(std::to_string(order.order_id));
  return row += '\n';
}

void write_file_atomically(const std::string& directory, const std::string& name,
                           std::string_view text) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) fail(directory, "cannot be created", error.value());
  TemporaryFile file{directory + "/." + name + ".tmp"};
  file.write(text);
  file.close();
  file.rename_to(directory + "/" + name);
  sync_directory(directory);
}

}  // namespace sluice::executors
