// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/opened_library.hpp"

#include <dlfcn.h>

#include "conformance/child/hot_guard.hpp"
#include "conformance/child/position.hpp"
#include "plugins/block_check.hpp"
#include "plugins/library_file.hpp"

namespace sluice::conformance {

Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path) {
  auto file = plugins::LibraryFile::open(path);
  if (!file) return file.error();
  return file->read();
}

Result<LibraryBytes> read_library(const std::filesystem::path& path) {
  auto bytes = read_bytes(path);
  if (!bytes) return bytes.error();
  auto manifest = plugins::read_manifest(*bytes);
  if (!manifest) return manifest.error();
  return LibraryBytes{std::move(bytes).value(), std::move(manifest).value()};
}

Result<OpenedLibrary> OpenedLibrary::open(const std::filesystem::path& path) {
  auto read = read_library(path);
  if (!read) return read.error();
  void* handle = nullptr;
  {
    const Position position{"", "its constructors"};
    handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  }
  if (handle == nullptr) return Error{::dlerror()};
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, SLUICE_ENTRY_SYMBOL));
  if (entry == nullptr) return Error{"it does not export the function " SLUICE_ENTRY_SYMBOL};
  Dl_info info{};
  ::dladdr(reinterpret_cast<const void*>(entry), &info);
  OpenedLibrary opened{std::move(read->manifest), entry};
  set_plugin_base(info.dli_fbase);
  const Position position{"", SLUICE_ENTRY_SYMBOL};
  try {
    opened.block_ = entry();
  } catch (...) {
    return Error{"its entry function threw an exception"};
  }
  return opened;
}

Result<void> OpenedLibrary::check_block() const { return plugins::check_block(block_, manifest_); }

const sluice_component& OpenedLibrary::row(std::size_t index) const noexcept {
  return plugins::component_row(*block_, index);
}

}  // namespace sluice::conformance
