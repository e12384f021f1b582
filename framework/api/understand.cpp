// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/endpoints.hpp"

namespace sluice::api {
namespace {

struct Target {
  std::string_view path;
  std::string_view query;
};

Target split(std::string_view target) noexcept {
  const auto mark = target.find('?');
  if (mark == target.npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

// Whether the path is the pattern's; `id` is what stood in the place of the part in braces.
bool matches(std::string_view pattern, std::string_view path, std::string_view& id) noexcept {
  const auto open = pattern.find('{');
  if (open == pattern.npos) return pattern == path;
  const auto head = pattern.substr(0, open);
  const auto tail = pattern.substr(pattern.find('}') + 1);
  if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail))
    return false;
  id = path.substr(head.size(), path.size() - head.size() - tail.size());
  return id.find('/') == id.npos;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// application/x-www-form-urlencoded; nothing where an escape is none.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

void read_query_field(std::span<const Field> fields, std::string_view pair, Values& values,
                      Faults& faults) {
  const auto equals = pair.find('=');
  const auto name = decoded(pair.substr(0, equals));
  const auto text = decoded(equals == pair.npos ? std::string_view{} : pair.substr(equals + 1));
  const Place root{"query"};
  if (!name || !text || !is_utf8(*name)) {
    faults.push_back({root.json(), "an escape that is none, or no UTF-8", "query_encoding"});
    return;
  }
  const std::size_t at = find_field(fields, *name);
  if (at == kNoField) return tell_unknown(fields, *name, root / *name, faults);
  if (values[at].is != Value::Is::kMissing) {
    faults.push_back({(root / *name).json(), "stands there twice", "duplicate_key"});
    return;
  }
  values[at].is = Value::Is::kNull;
  (void)read_text(fields[at], *text, root / *name, values[at], faults);
}

void read_query(std::span<const Field> fields, std::string_view query, Values& values,
                Faults& faults) {
  constexpr std::size_t kMostPairs = 64;
  values.resize(fields.size());
  for (std::size_t pairs = 0; !query.empty(); ++pairs) {
    if (pairs == kMostPairs) {
      faults.push_back({Place{"query"}.json(), "too many fields", "too_long"});
      return;
    }
    const auto end = query.find('&');
    if (const auto pair = query.substr(0, end); !pair.empty())
      read_query_field(fields, pair, values, faults);
    query = end == query.npos ? std::string_view{} : query.substr(end + 1);
  }
  tell_missing(fields, values, Place{"query"}, faults);
}

void read_path(Call& call, std::string_view id, Faults& faults) {
  const PathPart* const part = part_of(*call.endpoint);
  if (part == nullptr) return;
  call.id = id;
  if (!part->fits(id))
    faults.push_back(
        {(Place{"path"} / part->name).json(), std::string{part->expected}, part->type});
}

int refuse(Response& refusal, int status, std::string body) {
  refusal.status = status;
  refusal.body = std::move(body);
  return status;
}

}  // namespace

const Endpoint* find_endpoint(Method method, std::string_view target) noexcept {
  const auto path = split(target).path;
  std::string_view id;
  for (const Endpoint& candidate : endpoints())
    if (candidate.method == method && matches(candidate.path, path, id)) return &candidate;
  return nullptr;
}

int understand(const Request& request, Call& call, Response& refusal) {
  const Target target = split(request.target);
  bool is_path_known = false;
  std::string_view id;
  for (const Endpoint& candidate : endpoints()) {
    if (!matches(candidate.path, target.path, id)) continue;
    is_path_known = true;
    refusal.allow = name(candidate.method);
    if (candidate.method != request.method) continue;
    call.endpoint = &candidate;
    break;
  }
  if (call.endpoint == nullptr)
    return is_path_known
               ? refuse(refusal, 405, error_body("this path takes another method", "method"))
               : refuse(refusal, 404, error_body("there is nothing at this path", "not_found"));
  Faults faults;
  read_path(call, id, faults);
  read_query(call.endpoint->query, target.query, call.query, faults);
  if (call.endpoint->body_shape == BodyShape::kNone) {
    if (!request.body.empty() && request.body != "{}")
      faults.push_back({Place{"body"}.json(), "this takes no body", "extra_forbidden"});
  } else {
    std::string body = request.body;
    read_body(*call.endpoint, body, call, faults);
  }
  if (faults.empty()) return 0;
  const bool is_json = std::none_of(faults.begin(), faults.end(), [](const Fault& fault) {
    return fault.type == "json_invalid";
  });
  return refuse(refusal, is_json ? 422 : 400, error_body(faults));
}

}  // namespace sluice::api
