// SPDX-License-Identifier: Apache-2.0
#include "header_reader.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace sluice::testing {
namespace {

constexpr std::string_view kDomains[] = {"SLUICE_LANE_HOT", "SLUICE_CONTROL", "SLUICE_LANE",
                                         "SLUICE_WORKER", "SLUICE_ANY"};

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Words with one blank between them; a comment's stars at the beginning of lines are none.
std::string one_line(std::string_view text) {
  std::string result;
  bool at_line_start = true;
  bool wants_blank = false;
  for (const char c : text) {
    if (c == '\n') at_line_start = true;
    if (at_line_start && c == '*') {
      at_line_start = false;
      continue;
    }
    if (is_blank(c)) {
      wants_blank = !result.empty();
      continue;
    }
    at_line_start = false;
    if (wants_blank) result += ' ';
    wants_blank = false;
    result += c;
  }
  return result;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  Header read() {
    Header header;
    std::string comment;
    while (!rest_.empty()) {
      if (rest_.starts_with("/*")) {
        comment = take_comment();
        if (const auto end = comment.find("Apache-2.0 "); end != std::string::npos)
          header.comment = std::exchange(comment, {}).substr(end + 11);
      } else if (rest_.starts_with("typedef struct ") && has_body()) {
        header.groups.push_back(take_struct(std::exchange(comment, {})));
      } else if (rest_.starts_with("enum {")) {
        header.groups.push_back(take_enum(std::exchange(comment, {})));
      } else {
        if (rest_.starts_with('#') || !is_blank(rest_.front())) comment.clear();
        rest_.remove_prefix(is_blank(rest_.front()) ? 1 : line_size());
      }
    }
    return header;
  }

 private:
  // Preprocessor lines go on after a backslash.
  std::size_t line_size() const {
    std::size_t end = rest_.find('\n');
    while (end != std::string_view::npos && end > 0 && rest_[end - 1] == '\\')
      end = rest_.find('\n', end + 1);
    return end == std::string_view::npos ? rest_.size() : end + 1;
  }
  bool has_body() const { return rest_.find('{') < rest_.find(';'); }

  std::string take_comment() {
    const std::size_t end = rest_.find("*/");
    const std::string text = one_line(rest_.substr(2, end - 2));
    rest_.remove_prefix(end + 2);
    return text;
  }
  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }
  // Behind a member, on its line.
  std::string trailing_comment() {
    const std::size_t at = rest_.find_first_not_of(" \t,");
    if (at == std::string_view::npos || !rest_.substr(at).starts_with("/*")) return {};
    rest_.remove_prefix(at);
    return take_comment();
  }
  static void add(std::string& to, const std::string& text) {
    if (!to.empty() && !text.empty()) to += ' ';
    to += text;
  }

  HeaderGroup take_struct(std::string comment) {
    rest_.remove_prefix(std::string_view{"typedef struct "}.size());
    HeaderGroup group{std::string{rest_.substr(0, rest_.find(' '))}, std::move(comment), {}};
    rest_.remove_prefix(rest_.find('{') + 1);
    std::string before;
    for (skip_blanks(); !rest_.starts_with('}'); skip_blanks()) {
      if (rest_.starts_with("/*")) {
        add(before, take_comment());
        continue;
      }
      HeaderMember member = member_of(one_line(rest_.substr(0, rest_.find(';'))));
      rest_.remove_prefix(rest_.find(';') + 1);
      member.comment = std::exchange(before, {});
      add(member.comment, trailing_comment());
      group.members.push_back(std::move(member));
    }
    rest_.remove_prefix(rest_.find(';') + 1);
    return group;
  }

  static HeaderMember member_of(std::string declaration) {
    HeaderMember member;
    for (const std::string_view domain : kDomains) {
      if (!declaration.starts_with(std::string{domain} + " ")) continue;
      declaration.erase(0, domain.size() + 1);
      for (const char c : domain.substr(7))
        member.domain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      break;
    }
    const std::size_t pointer = declaration.find("(*");
    member.is_slot = pointer != std::string::npos;
    if (member.is_slot) {
      const std::size_t end = declaration.find(')', pointer);
      member.name = declaration.substr(pointer + 2, end - pointer - 2);
      declaration.replace(pointer, end - pointer + 1, member.name);
    } else {
      const std::size_t end = declaration.find('[');
      const std::string whole = declaration.substr(0, end);
      member.name = whole.substr(whole.find_last_of(" *") + 1);
    }
    member.declaration = std::move(declaration);
    return member;
  }

  HeaderGroup take_enum(std::string comment) {
    HeaderGroup group{{}, std::move(comment), {}};
    rest_.remove_prefix(rest_.find('{') + 1);
    std::string before;
    for (skip_blanks(); !rest_.starts_with('}'); skip_blanks()) {
      if (rest_.starts_with("/*")) {
        add(before, take_comment());
        continue;
      }
      const std::size_t end = rest_.find_first_of(",}/");
      HeaderMember member;
      member.declaration = one_line(rest_.substr(0, end));
      member.name = member.declaration.substr(0, member.declaration.find(' '));
      member.comment = std::exchange(before, {});
      rest_.remove_prefix(end);
      add(member.comment, trailing_comment());
      if (rest_.starts_with(',')) rest_.remove_prefix(1);
      group.members.push_back(std::move(member));
    }
    rest_.remove_prefix(rest_.find(';') + 1);
    return group;
  }

  std::string_view rest_;
};

}  // namespace

Header read_header(std::string_view text) { return Reader{text}.read(); }

}  // namespace sluice::testing
