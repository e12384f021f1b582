// SPDX-License-Identifier: Apache-2.0
//
// mock_host.hpp: a host for unit tests of components. It loads no library: it works on a component
// row, such as `sluice::risk_rule<MyRule>.describe()`.
//
//   sluice::testing::MockHost host;
//   sluice::testing::MockRule rule{sluice::risk_rule<MyRule>.describe(), R"({"cap":1000})", host};
//   ASSERT_TRUE(rule.ok()) << rule.error();
//
// Place: SDK, tests only. The clock stands where it is put, random numbers come from a seed, log
// lines are kept. Thread: one; the bell is rung on any. Errors: status and text, as the component
// gave them.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/bell.h>
#include <sluice/c/library.h>
#include <sluice/host.hpp>
#include <sluice/result.hpp>
#include <sluice/rows.hpp>
#include <sluice/time.hpp>

namespace sluice::testing {

class MockHost {
 public:
  struct LogLine {
    LogLevel level;
    std::string text;
  };

  MockHost() noexcept {
    raw_.size = sizeof(raw_);
    raw_.abi_minor = SLUICE_ABI_MINOR;
    raw_.context = this;
    raw_.log = [](void* self, std::int32_t level, sluice_str text) {
      static_cast<MockHost*>(self)->log_.push_back({LogLevel{level}, std::string{view_of(text)}});
    };
    raw_.now = [](void* self) { return static_cast<MockHost*>(self)->now_.nanoseconds(); };
    raw_.random = [](void* self) { return static_cast<MockHost*>(self)->next_random(); };
    raw_.get_interface = [](void* self, sluice_str id) -> const void* {
      return view_of(id) == SLUICE_BELL_ID ? &static_cast<MockHost*>(self)->bell_ : nullptr;
    };
    bell_.size = sizeof(bell_);
    bell_.context = this;
    bell_.ring = [](void* self) { ++static_cast<MockHost*>(self)->rings_; };
  }
  MockHost(const MockHost&) = delete;
  MockHost& operator=(const MockHost&) = delete;

  void set_now(Timestamp now) noexcept { now_ = now; }
  void advance_nanoseconds(std::int64_t by) noexcept { now_ = now_.plus_nanoseconds(by); }
  void set_seed(std::uint64_t seed) noexcept { random_state_ = seed; }
  [[nodiscard]] const std::vector<LogLine>& log() const noexcept { return log_; }
  // Was a line of this level written that has `part` in it?
  [[nodiscard]] bool has_logged(LogLevel level, std::string_view part) const {
    for (const LogLine& line : log_)
      if (line.level == level && line.text.find(part) != std::string::npos) return true;
    return false;
  }
  // How often the component has rung sluice.bell/1, the one interface this host has.
  [[nodiscard]] std::uint64_t rings() const noexcept { return rings_; }
  // The table itself; a test may cut `size` to play an older host.
  [[nodiscard]] sluice_host& raw() noexcept { return raw_; }

 private:
  // SplitMix64 (Steele, Lea and Flood, 2014).
  std::uint64_t next_random() noexcept {
    std::uint64_t z = (random_state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  sluice_host raw_{};
  sluice_bell_v1 bell_{};
  std::atomic<std::uint64_t> rings_{0};
  Timestamp now_;
  std::uint64_t random_state_ = 0;
  std::vector<LogLine> log_;
};

// An error buffer of `capacity` bytes.
class ErrorBuffer {
 public:
  explicit ErrorBuffer(std::uint32_t capacity = 512) : text_(capacity, '\0') {
    raw_ = {sizeof(raw_), 0, capacity, 0, text_.data()};
  }
  ErrorBuffer(const ErrorBuffer&) = delete;
  ErrorBuffer& operator=(const ErrorBuffer&) = delete;
  [[nodiscard]] sluice_error* raw() noexcept {
    raw_.len = 0;
    return &raw_;
  }
  [[nodiscard]] std::string text() const { return text_.substr(0, raw_.len); }

 private:
  std::string text_;
  sluice_error raw_{};
};

// Keeps what is written to it.
class StringSink {
 public:
  StringSink() noexcept {
    raw_.context = this;
    raw_.write = [](void* self, const void* data, std::uint64_t size) -> sluice_status {
      static_cast<StringSink*>(self)->text_.append(static_cast<const char*>(data), size);
      return SLUICE_OK;
    };
  }
  StringSink(const StringSink&) = delete;
  StringSink& operator=(const StringSink&) = delete;
  [[nodiscard]] const sluice_sink* raw() const noexcept { return &raw_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  sluice_sink raw_{};
  std::string text_;
};

// The row of a built library's component, for tests of components written in C:
//   component_of(*sluice_library_entry_v1(), "my_rule")
[[nodiscard]] inline const sluice_component& component_of(const sluice_library& library,
                                                          std::string_view id) {
  const Rows<sluice_component> rows{
      {library.components, library.component_count, library.component_stride}};
  for (const sluice_component& row : rows)
    if (view_of(row.id) == id) return row;
  fail_assertion("the library has a component of this id", __FILE__, __LINE__);
}

// One instance of a component, from create to destroy.
class MockInstance {
 public:
  MockInstance(const sluice_component& component, std::string_view params_json, MockHost& host)
      : component_{component} {
    status_ = component_.create(&host.raw(), to_c(params_json), &instance_, error_.raw());
  }
  MockInstance(const MockInstance&) = delete;
  MockInstance& operator=(const MockInstance&) = delete;
  ~MockInstance() {
    if (instance_ != nullptr) component_.destroy(instance_);
  }

  // Of the last call.
  [[nodiscard]] bool ok() const noexcept { return status_ >= 0; }
  [[nodiscard]] sluice_status status() const noexcept { return status_; }
  [[nodiscard]] std::string error() const { return error_.text(); }

  [[nodiscard]] void* get() const noexcept { return instance_; }
  [[nodiscard]] const sluice_component& component() const noexcept { return component_; }

  // The saved state; empty if the component keeps none or fails.
  [[nodiscard]] std::string save_state() {
    StringSink sink;
    const sluice_stateful_v1* table = stateful();
    if (table != nullptr) keep(table->save_state(instance_, sink.raw(), error_out()));
    return sink.text();
  }
  sluice_status load_state(std::string_view state) {
    const sluice_stateful_v1* table = stateful();
    return keep(table == nullptr ? SLUICE_ERROR_UNSUPPORTED
                                 : table->load_state(instance_, to_c(state), error_out()));
  }

 protected:
  template <typename Table>
  [[nodiscard]] const Table& table() const noexcept {
    return *static_cast<const Table*>(component_.table);
  }
  sluice_status keep(sluice_status status) noexcept { return status_ = status; }
  [[nodiscard]] sluice_error* error_out() noexcept { return error_.raw(); }

 private:
  [[nodiscard]] const sluice_stateful_v1* stateful() const {
    return component_.get_interface == nullptr
               ? nullptr
               : static_cast<const sluice_stateful_v1*>(
                     component_.get_interface(to_c(SLUICE_STATEFUL_ID)));
  }
  sluice_component component_;
  void* instance_ = nullptr;
  ErrorBuffer error_;
  sluice_status status_ = SLUICE_OK;
};

}  // namespace sluice::testing
