// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>

#include "api/endpoints.hpp"

namespace sluice::api {
namespace {

using simdjson::ondemand::json_type;
constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxFaults = 100;  // of one request

// One for each thread: its buffers are kept.
simdjson::ondemand::parser& parser() {
  thread_local simdjson::ondemand::parser kept;
  return kept;
}

class BodyReader {
 public:
  BodyReader(const Endpoint& endpoint, Call& call, Faults& faults)
      : endpoint_{endpoint}, call_{call}, faults_{faults} {}

  void read(std::string& body) {
    const std::size_t size = body.size();
    body.reserve(size + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::document document;
    auto failed = parser().allocate(std::max<std::size_t>(size, 1), kMaxDepth);
    if (!failed) failed = parser().iterate(body.data(), size, body.capacity()).get(document);
    if (!failed) failed = read_document(document);
    const char* more = nullptr;
    if (!failed && !document.current_location().get(more)) failed = simdjson::TRAILING_CONTENT;
    if (failed) {
      faults_.clear();
      faults_.push_back({Place{"body"}.json(),
                         std::string{"not JSON: "} + simdjson::error_message(failed),
                         "json_invalid"});
    }
  }

 private:
  simdjson::error_code read_document(simdjson::ondemand::document& document) {
    json_type type{};
    if (auto failed = document.type().get(type)) return failed;
    const Place root{"body"};
    if (type == json_type::array && endpoint_.body_shape == BodyShape::kObjectOrList)
      return read_list(document, root);
    if (type != json_type::object) return wrong_shape(document, root);
    simdjson::ondemand::object object;
    if (auto failed = document.get_object().get(object)) return failed;
    return read_object(object, root);
  }

  // Scalars are looked at all the same: what is no JSON at all is told as that.
  simdjson::error_code wrong_shape(simdjson::ondemand::document& document, const Place& place) {
    std::string_view json;
    if (auto failed = document.raw_json().get(json)) return failed;
    faults_.push_back({place.json(),
                       endpoint_.body_shape == BodyShape::kObjectOrList
                           ? "expected an object, or a list of objects"
                           : "expected an object",
                       "object_type"});
    return simdjson::SUCCESS;
  }

  simdjson::error_code read_list(simdjson::ondemand::document& document, const Place& place) {
    call_.is_list = true;
    simdjson::ondemand::array array;
    if (auto failed = document.get_array().get(array)) return failed;
    std::size_t index = 0;
    for (auto element : array) {
      simdjson::ondemand::value value;
      if (auto failed = element.get(value)) return failed;
      const Place at = place / index;
      if (++index > kMaxOrdersPerRequest || faults_.size() > kMaxFaults) continue;
      json_type type{};
      if (auto failed = value.type().get(type)) return failed;
      if (type != json_type::object) {
        faults_.push_back({at.json(), "expected an object", "object_type"});
        continue;
      }
      simdjson::ondemand::object object;
      if (auto failed = value.get_object().get(object)) return failed;
      if (auto failed = read_object(object, at)) return failed;
    }
    if (index == 0) faults_.push_back({place.json(), "the list is empty", "too_short"});
    if (index > kMaxOrdersPerRequest)
      faults_.push_back({place.json(),
                         "at most " + std::to_string(kMaxOrdersPerRequest) + " orders",
                         "too_long"});
    return simdjson::SUCCESS;
  }

  simdjson::error_code read_object(simdjson::ondemand::object object, const Place& place) {
    Values& values = call_.body.emplace_back(endpoint_.body.size());
    for (auto field : object) {
      std::string_view name;
      if (auto failed = field.unescaped_key().get(name)) return failed;
      const std::size_t at = find_field(endpoint_.body, name);
      const std::string key{name};
      simdjson::ondemand::value value;
      if (auto failed = field.value().get(value)) return failed;
      if (at == kNoField) {
        if (faults_.size() <= kMaxFaults) tell_unknown(endpoint_.body, key, place / key, faults_);
        continue;
      }
      if (values[at].is != Value::Is::kMissing) {
        if (faults_.size() <= kMaxFaults)
          faults_.push_back({(place / key).json(), "stands there twice", "duplicate_key"});
        continue;
      }
      if (auto failed = read_value(endpoint_.body[at], value, place / key, values[at]))
        return failed;
    }
    tell_missing(endpoint_.body, values, place, faults_);
    return simdjson::SUCCESS;
  }

  simdjson::error_code read_value(const Field& field, simdjson::ondemand::value& json,
                                  const Place& place, Value& value) {
    json_type type{};
    if (auto failed = json.type().get(type)) return failed;
    value.is = Value::Is::kNull;  // it was there, whatever it is
    switch (type) {
      case json_type::null: {
        // By its error code: what begins as null does and is none would be thrown.
        bool is_null = false;
        if (auto failed = json.is_null().get(is_null)) return failed;
        if (!is_null) return simdjson::N_ATOM_ERROR;
        if (!field.nullable) wrong_type(field, place);
        return simdjson::SUCCESS;
      }
      case json_type::boolean: {
        bool flag = false;
        if (auto failed = json.get_bool().get(flag)) return failed;
        if (field.kind != FieldKind::kBoolean) return wrong_type(field, place);
        value.is = Value::Is::kBoolean;
        value.flag = flag;
        return simdjson::SUCCESS;
      }
      case json_type::number:
        return read_number(field, trimmed(json.raw_json_token()), place, value);
      case json_type::string: {
        std::string_view text;
        if (auto failed = json.get_string().get(text)) return failed;
        if (field.kind == FieldKind::kBoolean || field.kind == FieldKind::kDecimal ||
            field.kind == FieldKind::kInteger)
          return wrong_type(field, place);
        (void)check_text(field, text, place, value, faults_);
        return simdjson::SUCCESS;
      }
      default:
        return wrong_type(field, place);
    }
  }

  // A raw token carries the blanks behind it.
  static std::string_view trimmed(std::string_view token) noexcept {
    while (!token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\t' ||
                              token.back() == '\r'))
      token.remove_suffix(1);
    return token;
  }

  simdjson::error_code read_number(const Field& field, std::string_view token, const Place& place,
                                   Value& value) {
    if (field.kind != FieldKind::kDecimal && field.kind != FieldKind::kInteger)
      return wrong_type(field, place);
    std::int64_t raw = 0;
    std::string_view why;
    if (field.kind == FieldKind::kInteger) return read_integer(field, token, place, value);
    if (!parse_json_decimal(token, raw, why)) {
      if (why == "not a number") return simdjson::NUMBER_ERROR;
      faults_.push_back({place.json(), std::string{why}, "decimal_type"});
      return simdjson::SUCCESS;
    }
    value.is = Value::Is::kNumber;
    value.number = raw;
    (void)check_range(field, place, value, faults_);
    return simdjson::SUCCESS;
  }

  simdjson::error_code read_integer(const Field& field, std::string_view token, const Place& place,
                                    Value& value) {
    (void)read_text(field, token, place, value, faults_);
    return simdjson::SUCCESS;
  }

  simdjson::error_code wrong_type(const Field& field, const Place& place) {
    std::string expected = "expected ";
    expected += field.kind == FieldKind::kBoolean   ? "true or false"
                : field.kind == FieldKind::kDecimal ? "a number"
                : field.kind == FieldKind::kInteger ? "a whole number"
                                                    : "text";
    if (field.nullable) expected += " or null";
    faults_.push_back({place.json(), std::move(expected), "type"});
    return simdjson::SUCCESS;
  }

  const Endpoint& endpoint_;
  Call& call_;
  Faults& faults_;
};

}  // namespace

void read_body(const Endpoint& endpoint, std::string& body, Call& call, Faults& faults) {
  BodyReader{endpoint, call, faults}.read(body);
}

}  // namespace sluice::api
