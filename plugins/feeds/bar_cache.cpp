// SPDX-License-Identifier: Apache-2.0
//
// bar_cache.cpp: the cache file on disk.
#include "bar_cache.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "bar_cache_format.hpp"

namespace sluice::feeds {
namespace {

using Bytes = std::vector<std::byte>;

std::string temporary_of(const std::string& path) { return path + ".tmp"; }

// Now by the clock that stamps files; 0 where it cannot be told, which vouches for nothing.
std::int64_t file_system_now(const File& file) noexcept {
  if (futimens(file.get(), nullptr) != 0) return 0;
  const auto stamp = stamp_of(file);
  return stamp ? stamp->modified_ns : 0;
}

std::optional<Bytes> read_at(const File& file, std::uint64_t offset, std::uint64_t size) {
  if (size > kMaxSectionBytes) return std::nullopt;
  Bytes bytes(static_cast<std::size_t>(size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = pread(file.get(), bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

bool write_out(const File& file, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t count = write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

std::span<const std::byte> bytes_of(const CacheHeader& header) noexcept {
  return std::as_bytes(std::span{&header, 1});
}

std::uint64_t header_checksum(const CacheHeader& header) noexcept {
  return checksum(bytes_of(header).first(offsetof(CacheHeader, checksum)));
}

// The header, when it is one of ours and tells the file's true size.
std::optional<CacheHeader> read_header_of(const File& file, std::string& why) {
  const auto bytes = read_at(file, 0, sizeof(CacheHeader));
  if (!bytes) {
    why = "it is cut off";
    return std::nullopt;
  }
  auto header = ByteReader{*bytes}.get<CacheHeader>();
  const auto stamp = stamp_of(file);
  if (header.magic != kCacheMagic)
    why = "it is not a bar cache";
  else if (header.version != kCacheVersion)
    why = "it has format version " + std::to_string(header.version) + ", expected " +
          std::to_string(kCacheVersion);
  else if (header.checksum != header_checksum(header))
    why = "its header has another checksum";
  else if (!stamp || stamp->size != header.file_size)
    why = "its size is not what its header says";
  return why.empty() ? std::optional{header} : std::nullopt;
}

CacheHeader make_header(const Panel& panel, std::uint64_t stamps_size,
                        std::span<const std::byte> index) {
  CacheHeader header{};
  header.magic = kCacheMagic;
  header.version = kCacheVersion;
  header.stamps_offset = sizeof header;
  header.stamps_size = stamps_size;
  header.index_offset = header.stamps_offset + stamps_size;
  header.index_size = index.size();
  header.index_checksum = checksum(index);
  header.hash_low = panel.index.content.low;
  header.hash_high = panel.index.content.high;
  header.file_size = header.index_offset + header.index_size;
  for (const BlockPlace& place : panel.index.blocks) header.file_size += place.size;
  header.checksum = header_checksum(header);
  return header;
}

}  // namespace

std::optional<CachedPanel> open_cache(const std::string& path, CacheFault& fault) {
  File file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) {
    // As it was when it was opened: another builder may have put one there since.
    const int code = errno;
    fault = {code == ENOENT || code == ENOTDIR, system_error("open", path, code)};
    return std::nullopt;
  }
  const auto header = read_header_of(file, fault.message);
  if (!header) return std::nullopt;
  const auto bytes = read_at(file, header->index_offset, header->index_size);
  if (!bytes || checksum(*bytes) != header->index_checksum) {
    fault.message = "its index has another checksum";
    return std::nullopt;
  }
  auto index = read_index(*bytes, header->index_offset + header->index_size, header->file_size);
  if (!index) {
    fault.message = "its index makes no sense";
    return std::nullopt;
  }
  index->content = {header->hash_low, header->hash_high};
  CachedPanel cached{
      {std::move(*index), {}}, std::nullopt, header->stamps_offset, header->stamps_size};
  if (const auto stamps = read_at(file, cached.stamps_offset, cached.stamps_size))
    cached.stamps = read_stamps(*stamps);
  cached.panel.blocks = BlockStore{std::move(file), cached.panel.index.blocks.size()};
  return cached;
}

CacheRefresh::CacheRefresh(const std::string& cache_path)
    : file_{open(cache_path.c_str(), O_RDWR | O_CLOEXEC)} {
  if (file_.is_open()) now_ns_ = file_system_now(file_);
}

void CacheRefresh::finish(const CachedPanel& cached, const Source& source) noexcept {
  const Stamps stamps{now_ns_, source.files};
  if (!file_.is_open() || !stamps.vouch_for(source)) return;
  const ByteWriter section = write_stamps(stamps);
  if (section.bytes().size() != cached.stamps_size) return;
  // A torn write shows in the section's checksum.
  if (pwrite(file_.get(), section.bytes().data(), section.bytes().size(),
             static_cast<off_t>(cached.stamps_offset)) < 0)
    return;
}

Result<CacheWriter> CacheWriter::begin(const std::string& cache_path) {
  std::error_code error;
  const auto folder = std::filesystem::path{cache_path}.parent_path();
  std::filesystem::create_directories(folder, error);
  if (error) return Error{system_error("make the folder", folder.string(), error.value())};
  const std::string temporary = temporary_of(cache_path);
  // Not through a link: it would be cut to nothing.
  File file{open(temporary.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)};
  if (!file.is_open()) return Error{system_error("write the bar cache", temporary, errno)};
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{errno == EWOULDBLOCK ? "" : system_error("lock", temporary, errno)};
  // The file may have been published between opening and locking: then it is no longer ours.
  struct stat opened {};
  struct stat named {};
  if (fstat(file.get(), &opened) != 0 || stat(temporary.c_str(), &named) != 0 ||
      opened.st_ino != named.st_ino || opened.st_dev != named.st_dev)
    return Error{""};
  const std::int64_t now_ns = file_system_now(file);
  return CacheWriter{std::move(file), cache_path, now_ns};
}

Result<void> CacheWriter::commit(const Panel& panel, const Source& source) {
  const std::string temporary = temporary_of(path_);
  if (write_all(panel, source) && fsync(file_.get()) == 0 &&
      std::rename(temporary.c_str(), path_.c_str()) == 0)
    return {};
  const int code = errno;
  unlink(temporary.c_str());
  return Error{system_error("write the bar cache", path_, code)};
}

bool CacheWriter::write_all(const Panel& panel, const Source& source) const {
  // A writer that was killed may have left bytes here.
  if (ftruncate(file_.get(), 0) != 0) return false;
  const ByteWriter stamps = write_stamps({now_ns_, source.files});
  const ByteWriter index = write_index(panel.index);
  const CacheHeader header = make_header(panel, stamps.bytes().size(), index.bytes());
  if (!write_out(file_, bytes_of(header)) || !write_out(file_, stamps.bytes()) ||
      !write_out(file_, index.bytes()))
    return false;
  for (const PackedBlock& block : panel.blocks.in_memory())
    if (!write_out(file_, block.span())) return false;
  return true;
}

}  // namespace sluice::feeds
