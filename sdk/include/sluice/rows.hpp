// SPDX-License-Identifier: Apache-2.0
//
// rows.hpp: Rows<T>, an array whose rows may be longer than the type the reader knows.
//
// Place: SDK. Owns nothing: rows are borrowed for the call. T is a C struct of the ABI, or a view
// of one (a class with a member type `C`), which is then made on the fly. Thread: values; any.
// Errors: none; the caller keeps to indices below size().
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <type_traits>

#include <sluice/c/base.h>

namespace sluice {

[[nodiscard]] constexpr std::string_view view_of(sluice_str text) noexcept {
  return text.len == 0 ? std::string_view{}
                       : std::string_view{text.ptr, static_cast<std::size_t>(text.len)};
}
[[nodiscard]] constexpr sluice_str to_c(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

template <typename T>
class Rows {
  template <typename U>
  struct RowOf {
    using Type = U;
    using Result = const U&;
  };
  template <typename U>
  requires requires { typename U::C; }
  struct RowOf<U> {
    using Type = typename U::C;
    using Result = U;
  };

 public:
  using C = typename RowOf<T>::Type;
  using Reference = typename RowOf<T>::Result;

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using reference = Reference;
    using pointer = void;

    constexpr Iterator() noexcept = default;
    Iterator(const sluice_rows& rows, std::uint64_t index) noexcept : rows_{rows}, index_{index} {}
    Reference operator*() const noexcept { return Rows{rows_}[index_]; }
    Iterator& operator++() noexcept {
      ++index_;
      return *this;
    }
    Iterator operator++(int) noexcept {
      Iterator before = *this;
      ++index_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) noexcept {
      return a.index_ == b.index_;
    }

   private:
    sluice_rows rows_{};
    std::uint64_t index_ = 0;
  };

  constexpr Rows() noexcept = default;
  constexpr explicit Rows(sluice_rows rows) noexcept : rows_{rows} {}

  [[nodiscard]] constexpr std::size_t size() const noexcept {
    return static_cast<std::size_t>(rows_.count);
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return rows_.count == 0; }
  [[nodiscard]] Reference operator[](std::uint64_t index) const noexcept {
    if constexpr (std::is_same_v<T, C>) {
      return *SLUICE_ROW(rows_, C, index);
    } else {
      return T{SLUICE_ROW(rows_, C, index)};
    }
  }
  [[nodiscard]] Iterator begin() const noexcept { return Iterator{rows_, 0}; }
  [[nodiscard]] Iterator end() const noexcept { return Iterator{rows_, rows_.count}; }
  [[nodiscard]] constexpr const sluice_rows& raw() const noexcept { return rows_; }

 private:
  sluice_rows rows_{};
};

// The rows of a contiguous container of T.
template <typename Container>
[[nodiscard]] sluice_rows rows_of(const Container& container) noexcept {
  return {std::data(container), std::size(container), sizeof(*std::data(container))};
}

}  // namespace sluice
