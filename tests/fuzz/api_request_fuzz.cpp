// SPDX-License-Identifier: Apache-2.0
//
// api_request_fuzz.cpp: any target and any body, as the API understands them. The first byte is the
// method, the target goes to the first line end, the rest is the body.
// What is understood is within its table and is JSON to another parser too; what is refused is told
// in the API's form, and in an answer that is not much larger than the request.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include <sluice/result.hpp>

#include "api/endpoints.hpp"
#include "fuzz/fuzz_target.hpp"

namespace sluice::fuzz {
namespace {

using namespace api;
using Json = nlohmann::json;

bool is_text(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

void check_value(const Field& field, const Value& value) {
  SLUICE_ASSERT(!field.required || value.has());
  SLUICE_ASSERT(value.is != Value::Is::kNull || field.nullable);
  if (!value.has()) return;
  switch (field.kind) {
    case FieldKind::kDecimal:
    case FieldKind::kInteger:
      SLUICE_ASSERT(value.is == Value::Is::kNumber);
      SLUICE_ASSERT(value.number >= field.least && value.number <= field.most);
      break;
    case FieldKind::kBoolean:
      SLUICE_ASSERT(value.is == Value::Is::kBoolean);
      break;
    case FieldKind::kWord:
      SLUICE_ASSERT(value.word < field.words.size() && field.words[value.word] == value.text);
      break;
    case FieldKind::kTime:
      SLUICE_ASSERT(value.is == Value::Is::kText);
      break;
    case FieldKind::kText:
    case FieldKind::kPlaces:
      SLUICE_ASSERT(!value.text.empty() && value.text.size() <= field.max_length);
      SLUICE_ASSERT(is_text(value.text));
      break;
  }
}

void check_values(std::span<const Field> fields, const Values& values) {
  SLUICE_ASSERT(fields.size() == values.size());
  for (std::size_t i = 0; i < fields.size(); ++i) check_value(fields[i], values[i]);
}

// A decimal as another parser reads it: near it, for that one knows doubles only.
void check_against(const Field& field, const Value& value, const Json& json) {
  if (field.kind != FieldKind::kDecimal || !value.has()) return;
  const double expected = json.at(std::string{field.name}).get<double>() * 1e8;
  const double error = std::abs(static_cast<double>(value.number) - expected);
  SLUICE_ASSERT(error <= 1 + std::abs(expected) * 1e-12);
}

void check_understood(const Request& request, const Call& call) {
  SLUICE_ASSERT(call.endpoint != nullptr && call.endpoint->method == request.method);
  check_values(call.endpoint->query, call.query);
  if (call.endpoint->body_shape == BodyShape::kNone) return;
  const Json json = Json::parse(request.body, nullptr, false);
  SLUICE_ASSERT(!json.is_discarded());
  SLUICE_ASSERT(json.is_array() == call.is_list);
  SLUICE_ASSERT(call.body.size() == (call.is_list ? json.size() : 1));
  SLUICE_ASSERT(call.body.size() <= kMaxOrdersPerRequest);
  for (std::size_t i = 0; i < call.body.size(); ++i) {
    check_values(call.endpoint->body, call.body[i]);
    for (std::size_t field = 0; field < call.endpoint->body.size(); ++field)
      check_against(call.endpoint->body[field], call.body[i][field], call.is_list ? json[i] : json);
  }
}

// What another parser takes and this one need not: too deep, or numbers nobody writes.
bool is_beyond_limits(std::string_view body) {
  constexpr std::size_t kDepth = 15, kNumber = 64;
  std::size_t depth = 0, number = 0, worst = 0, longest = 0;
  for (const char c : body) {
    if (c == '[' || c == '{') worst = std::max(worst, ++depth);
    if ((c == ']' || c == '}') && depth > 0) --depth;
    number = std::string_view{"0123456789+-.eE"}.find(c) == std::string_view::npos ? 0 : number + 1;
    longest = std::max(longest, number);
  }
  // The other parser ends at a zero byte.
  return worst > kDepth || longest > kNumber || body.find('\0') != body.npos;
}

void check_refused(const Request& request, int status, const Response& refusal) {
  SLUICE_ASSERT(status == refusal.status);
  SLUICE_ASSERT(status == 400 || status == 404 || status == 405 || status == 422);
  const Json json = Json::parse(refusal.body, nullptr, false);
  SLUICE_ASSERT(json.is_object() && !json.at("detail").empty());
  for (const Json& fault : json.at("detail"))
    SLUICE_ASSERT(fault.at("loc").is_array() && !fault.at("msg").get<std::string>().empty());
  // A control character is six bytes of JSON, a short field some words of refusal.
  constexpr std::size_t kLeast = 64u << 10;
  SLUICE_ASSERT(refusal.body.size() <= kLeast + 16 * (request.target.size() + request.body.size()));
  if (status == 400) SLUICE_ASSERT(!Json::accept(request.body) || is_beyond_limits(request.body));
}

}  // namespace

void fuzz_one(std::string_view input) {
  if (input.empty()) return;
  Request request;
  request.method = input.front() == 'G' ? Method::kGet : Method::kPost;
  const auto end = std::min(input.find('\n'), input.size());
  request.target = input.substr(1, end - 1);
  request.body = input.substr(std::min(end + 1, input.size()));
  const Request before = request;
  Call call;
  Response refusal;
  const int status = understand(request, call, refusal);
  SLUICE_ASSERT(request.target == before.target && request.body == before.body);
  if (status == 0)
    check_understood(request, call);
  else
    check_refused(request, status, refusal);
}

std::vector<std::string> fuzz_samples() {
  std::vector<std::string> samples;
  for (const auto& entry :
       std::filesystem::directory_iterator{SLUICE_SOURCE_DIR "/tests/fuzz/corpus/api_request"}) {
    std::ifstream file{entry.path(), std::ios::binary};
    samples.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
  }
  for (const Endpoint& endpoint : endpoints()) {
    std::string target{endpoint.path};
    if (const auto id = target.find("{id}"); id != target.npos)
      target.replace(id, 4, "0123456789abcdef0123456789abcdef");
    for (const Field& field : endpoint.query)
      target += (target.find('?') == target.npos ? '?' : '&') + std::string{field.name} + "=1";
    samples.push_back((endpoint.method == Method::kGet ? 'G' : 'P') + target + "\n{}");
  }
  std::sort(samples.begin(), samples.end());
  return samples;
}

}  // namespace sluice::fuzz
