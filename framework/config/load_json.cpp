// SPDX-License-Identifier: Apache-2.0
//
// load_json.cpp: JSON through nlohmann's SAX parser, fed by an iterator that counts lines.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "config/loaders.hpp"
#include "config/tree_builder.hpp"

namespace sluice::config {
namespace {

struct Progress {
  int newlines = 0;
  char last = '\0';

  // No JSON token contains a raw newline, so a newline just read belongs to what follows.
  [[nodiscard]] int line() const { return newlines + (last == '\n' ? 0 : 1); }
};

class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, Progress* progress) : at_{at}, progress_{progress} {}

  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    progress_->last = *at_;
    if (*at_ == '\n') ++progress_->newlines;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.at_ == b.at_;
  }
  friend bool operator!=(const CountingIterator& a, const CountingIterator& b) { return !(a == b); }

 private:
  const char* at_;
  Progress* progress_;
};

// `[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …`: the prefixes
// say what the fault's own line says better.
std::string reason(std::string_view what) {
  for (const std::string_view mark : {"column ", "] "}) {
    const auto at = what.find(mark);
    if (at == std::string_view::npos) continue;
    const auto end = mark == "] " ? at + 1 : what.find(": ", at) + 1;
    if (end > 1 && end < what.size()) return std::string{what.substr(end + 1)};
  }
  return std::string{what};
}

class JsonEvents {
 public:
  using Json = nlohmann::json;

  JsonEvents(TreeBuilder& builder, Source source, const Progress& progress, Faults& faults)
      : builder_{builder}, source_{std::move(source)}, progress_{progress}, faults_{faults} {}

  bool null() { return add(std::monostate{}); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return stop("whole number " + std::to_string(value) + " does not fit in 64 bits");
    }
    return add(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& digits) {
    // The parser falls back to a double for whole numbers that are too long.
    if (digits.find_first_of(".eE") == std::string::npos) {
      return stop("whole number " + digits + " does not fit in 64 bits");
    }
    return add(value);
  }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t& /*value*/) { return false; }
  bool start_object(std::size_t /*size*/) {
    builder_.begin_map(here());
    return true;
  }
  bool key(std::string& name) {
    builder_.key(std::move(name), here());
    return true;
  }
  bool end_object() { return end(); }
  bool start_array(std::size_t /*size*/) {
    builder_.begin_list(here());
    return true;
  }
  bool end_array() { return end(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) {
    faults_.push_back(fault_at(here(), "", "not valid JSON: " + reason(error.what())));
    return false;
  }

 private:
  [[nodiscard]] Where here() const { return {source_, progress_.line()}; }

  bool stop(std::string message) {
    faults_.push_back(fault_at(here(), builder_.path(), std::move(message)));
    return false;
  }
  bool add(Value::Content content) {
    builder_.add(make_value(std::move(content), here()));
    return true;
  }
  bool end() {
    builder_.end();
    return true;
  }

  TreeBuilder& builder_;
  Source source_;
  const Progress& progress_;
  Faults& faults_;
};

}  // namespace

Parsed parse_json(std::string_view text, const Source& source) {
  Parsed parsed;
  Progress progress;
  try {
    TreeBuilder builder{parsed.faults};
    JsonEvents events{builder, source, progress, parsed.faults};
    const CountingIterator first{text.data(), &progress};
    const CountingIterator last{text.data() + text.size(), &progress};
    nlohmann::json::sax_parse(first, last, &events);
    parsed.root = builder.take_root();
  } catch (const StopLoading& stop) {
    parsed.faults.push_back(stop.fault);
  } catch (const std::exception& error) {
    parsed.faults.push_back(fault_at({source, progress.line()}, "", error.what()));
  }
  return parsed;
}

}  // namespace sluice::config
