// SPDX-License-Identifier: Apache-2.0
//
// fixture.hpp: a directory of copied test libraries, a registry over it, and instances out of it.
#pragma once

#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/instance.hpp"
#include "plugins/registry.hpp"
#include "plugins/watchdog.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::plugins {

// SLUICE_SAMPLE_LIBRARY names another build of the library `sample`.
inline std::filesystem::path built_library(const std::string& name) {
  const char* const sample = std::getenv("SLUICE_SAMPLE_LIBRARY");
  if (name == "sample" && sample != nullptr) return sample;
  return std::filesystem::path{SLUICE_BINARY_DIR} / "test_plugins" / (name + ".so");
}

// A readable message whichever way it went.
template <typename T>
std::string message_of(const Result<T>& result) {
  return result ? std::string{"(no error)"} : result.error().message;
}

// The lines of a log, as "info sample_rule: start", from any thread.
class LogLines {
 public:
  LogSink sink() {
    return [this](int level, std::string_view id, std::string_view text) {
      const std::lock_guard lock{lock_};
      lines_.push_back(std::to_string(level) + " " + std::string{id} + ": " + std::string{text});
    };
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock{lock_};
    return lines_;
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::string> lines_;
};

class PluginsTest : public ::testing::Test {
 protected:
  PluginsTest() { std::filesystem::permissions(directory_.path(), std::filesystem::perms{0755}); }

  // Copies a library, with the permissions of an installed one.
  std::filesystem::path install(const std::string& name, const std::string& as = {}) {
    const auto target = directory_ / ((as.empty() ? name : as) + ".so");
    std::filesystem::copy_file(built_library(name), target);
    std::filesystem::permissions(target, std::filesystem::perms{0644});
    return target;
  }
  Registry scan(ScanOptions options = {}) {
    options.search.configured = {directory_.path()};
    return Registry::scan(std::move(options));
  }
  InstanceOptions options() { return {clock_, log_.sink(), 42, 0, {}, watchdog_, on_hang_}; }

  // A component of the library misbehaving, which does what `fault` says.
  template <typename Instance>
  Result<std::unique_ptr<Instance>> create_bad(const std::string& fault) {
    if (!registry_) {
      install("misbehaving");
      registry_.emplace(scan());
    }
    return registry_->create<Instance>("bad_" + std::string{kind_noun(Instance::kKind)}, fault,
                                       options());
  }
  template <typename Instance>
  std::unique_ptr<Instance> start_bad(const std::string& fault) {
    auto created = create_bad<Instance>(fault);
    EXPECT_TRUE(created.ok()) << message_of(created);
    if (!created) return nullptr;
    EXPECT_TRUE((*created)->start().ok());
    return std::move(created).value();
  }
  template <typename Instance>
  std::unique_ptr<Instance> start_sample(const std::string& params = "{}") {
    return start_sample_as<Instance>("sample_" + std::string{kind_noun(Instance::kKind)}, params);
  }
  template <typename Instance>
  std::unique_ptr<Instance> start_sample_as(const std::string& id,
                                            const std::string& params = "{}") {
    if (!registry_) {
      install("sample");
      registry_.emplace(scan());
    }
    auto created = registry_->create<Instance>(id, params, options());
    EXPECT_TRUE(created.ok()) << message_of(created);
    if (!created) return nullptr;
    EXPECT_TRUE((*created)->start().ok());
    return std::move(created).value();
  }

  static std::string_view kind_noun(Kind kind) {
    return kind == Kind::kRiskRule ? "rule" : kind_name(kind);
  }

  testing::TemporaryDirectory directory_;
  std::shared_ptr<LaneClock> clock_ = std::make_shared<LaneClock>();
  LogLines log_;
  std::shared_ptr<Watchdog> watchdog_;  // none, if a test says nothing else
  std::function<void(std::string_view)> on_hang_;
  std::optional<Registry> registry_;
};

}  // namespace sluice::plugins
