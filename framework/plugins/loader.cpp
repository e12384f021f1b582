// SPDX-License-Identifier: Apache-2.0
#define BOOST_DLL_USE_STD_FS 1
#include "plugins/loader.hpp"

#include <dlfcn.h>
#include <exception>

#include <boost/dll/shared_library.hpp>

#include "files/sha256.hpp"
#include "plugins/block_check.hpp"
#include "plugins/process_state.hpp"
#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

namespace load_mode = boost::dll::load_mode;

struct Entered {
  EntryFunction* entry;
  const sluice_library* block;
};

// Boost.DLL has no name for RTLD_NODELETE, but hands the bits of its mode to dlopen as they are.
static_assert((RTLD_NODELETE &
               (load_mode::append_decorations | load_mode::search_system_folders)) == 0,
              "the bits that Boost.DLL keeps for itself are others");
const auto kLoadMode =
    static_cast<load_mode::type>(static_cast<int>(load_mode::rtld_now) |
                                 static_cast<int>(load_mode::rtld_local) | RTLD_NODELETE);

std::string with_real_path(std::string text, const LibraryFile& file) {
  const std::string alias = file.descriptor_path();
  const std::size_t position = text.find(alias);
  return position == text.npos ? text : text.replace(position, alias.size(), file.path().string());
}

Error dynamic_linker_error(const LibraryFile& file) {
  const char* words = ::dlerror();
  return Error{words == nullptr ? "the dynamic linker refused it without a reason"
                                : with_real_path(words, file)};
}

Result<const sluice_library*> call_entry(EntryFunction* entry) {
  try {
    return entry();
  } catch (...) {
    return Error{"its entry function threw an exception"};
  }
}

// Runs the library's constructors and its entry function. Thanks to RTLD_NODELETE the library
// stays when the handle goes out of scope.
Result<Entered> run_entry(LibraryFile& file) {
  boost::dll::fs::error_code error;
  boost::dll::shared_library library;
  library.load(file.descriptor_path(), error, kLoadMode);
  if (error) return dynamic_linker_error(file);
  file.keep_open_for_good();
  if (!library.has(SLUICE_ENTRY_SYMBOL))
    return Error{"it does not export the function " SLUICE_ENTRY_SYMBOL};
  EntryFunction* const entry = &library.get<EntryFunction>(SLUICE_ENTRY_SYMBOL);
  const auto block = call_entry(entry);
  if (!block) return block.error();
  return Entered{entry, *block};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Result<Entered> load_block(LibraryFile& file, const Manifest& manifest) {
  ProcessState before;
  const auto entered = run_entry(file);
  const auto changed = before.restore();
  if (!entered) return entered.error();
  if (!changed.empty())
    return Error{"loading it changed " + joined(changed) + "; this has been put back"};
  if (auto checked = check_block(entered->block, manifest); !checked) return checked.error();
  return *entered;
}

Result<std::shared_ptr<const LoadedLibrary>> load_checked(LibraryFile& file,
                                                          const Manifest& scanned,
                                                          const AllowList& allow_list,
                                                          const BeforeLoad& before_load) {
  const auto bytes = file.read();
  if (!bytes) return bytes.error();
  const std::string sha256 = files::sha256_hex(*bytes);
  const std::string name = file.path().filename().string();
  if (auto allowed = allow_list.check(name, sha256); !allowed) return allowed.error();
  const auto text = read_manifest_text(*bytes);
  if (!text) return text.error();
  if (*text != scanned.text)
    return Error{"its manifest has changed since the libraries were scanned"};
  if (before_load)
    if (auto allowed = before_load(file.path(), sha256); !allowed) return allowed.error();
  file.pin(*bytes);
  const auto entered = load_block(file, scanned);
  if (!entered) return entered.error();
  return std::make_shared<const LoadedLibrary>(file.path(), sha256, scanned, entered->entry,
                                               *entered->block);
}

}  // namespace

const sluice_component& LoadedLibrary::component(std::size_t index) const noexcept {
  return component_row(*block_, index);
}

Result<void> LoadedLibrary::enter_again() const {
  ProcessState before;
  const auto block = call_entry(entry_);
  const auto changed = before.restore();
  if (!block) return block.error();
  if (!changed.empty()) return Error{"asking it a second time changed " + joined(changed)};
  if (*block != block_)
    return Error{"its entry function, called a second time, gave another block"};
  return check_block(*block, manifest_);
}

Result<std::shared_ptr<const LoadedLibrary>> load_library(LibraryFile& file,
                                                          const Manifest& scanned,
                                                          const AllowList& allow_list,
                                                          const BeforeLoad& before_load) {
  auto library = load_checked(file, scanned, allow_list, before_load);
  if (library || library.error().message.find(file.path().string()) == 0) return library;
  return Error{file.path().string() + ": " + library.error().message};
}

}  // namespace sluice::plugins
