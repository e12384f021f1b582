// SPDX-License-Identifier: Apache-2.0
#include "api/openapi.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include <sluice/decimal.hpp>

#include "api/endpoints.hpp"

namespace sluice::api {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string{schema}}};
}

Json enum_of(std::span<const std::string_view> words) {
  Json list = Json::array();
  for (const auto word : words) list.push_back(word);
  return list;
}

void add_limits(Json& schema, const Field& field) {
  const bool is_decimal = field.kind == FieldKind::kDecimal;
  if (is_decimal && field.least == 1)
    schema["exclusiveMinimum"] = 0;
  else if (field.least != std::numeric_limits<std::int64_t>::min())
    schema["minimum"] = field.least;
  if (is_decimal)
    schema["maximum"] = std::numeric_limits<std::int64_t>::max() / kScale;
  else if (field.most != std::numeric_limits<std::int64_t>::max())
    schema["maximum"] = field.most;
}

Json schema_of(const Field& field) {
  Json schema = Json::object();
  std::string_view type = "string";
  switch (field.kind) {
    case FieldKind::kText:
      schema["minLength"] = 1;
      schema["maxLength"] = field.max_length;
      schema["pattern"] = "^[^\\u0000-\\u001f\\u007f]+$";
      break;
    case FieldKind::kPlaces:
      schema["maxLength"] = field.max_length;
      schema["pattern"] = "^[A-Za-z0-9_-]{1,64}:[0-9]{1,19}(,[A-Za-z0-9_-]{1,64}:[0-9]{1,19})*$";
      break;
    case FieldKind::kWord:
      schema["enum"] = enum_of(field.words);
      break;
    case FieldKind::kDecimal:
      type = "number";
      add_limits(schema, field);
      break;
    case FieldKind::kInteger:
      type = "integer";
      add_limits(schema, field);
      break;
    case FieldKind::kBoolean:
      type = "boolean";
      break;
    case FieldKind::kTime:
      schema["pattern"] = "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z)?$";
      break;
  }
  if (field.nullable)
    schema["type"] = Json::array({type, "null"});
  else
    schema["type"] = type;
  std::string text{field.description};
  if (!field.by_default.empty()) text += " (default: " + std::string{field.by_default} + ")";
  if (field.kind == FieldKind::kDecimal) text += "; at most eight decimals";
  schema["description"] = text;
  return schema;
}

Json body_schema(std::span<const Field> fields) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Field& field : fields) {
    properties[std::string{field.name}] = schema_of(field);
    if (field.required) required.push_back(field.name);
  }
  Json schema = {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json schema_of(const Property& property) {
  constexpr std::string_view kList = "list:";
  Json schema = Json::object();
  const auto type_of = [](std::string_view type) -> Json {
    if (type == "any") return Json::object();
    for (const auto plain : {"string", "number", "integer", "boolean"})
      if (type == plain) return {{"type", plain}};
    return reference(type);
  };
  if (property.type.starts_with(kList)) {
    schema = {{"type", "array"}, {"items", type_of(property.type.substr(kList.size()))}};
  } else {
    schema = type_of(property.type);
    if (property.nullable) schema["type"] = Json::array({schema["type"], "null"});
  }
  if (!property.words.empty()) schema["enum"] = enum_of(property.words);
  if (!property.description.empty()) schema["description"] = property.description;
  return schema;
}

Json component_schemas() {
  Json all = Json::object();
  for (const Schema& schema : schemas()) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Property& property : schema.properties) {
      properties[std::string{property.name}] = schema_of(property);
      required.push_back(property.name);
    }
    all[std::string{schema.name}] = {{"type", "object"},
                                     {"properties", std::move(properties)},
                                     {"required", std::move(required)},
                                     {"additionalProperties", false}};
  }
  const Json part = {{"type", Json::array({"string", "integer"})}};
  all["Error"] = Json{{"type", "object"},
                      {"required", {"detail"}},
                      {"additionalProperties", false},
                      {"properties",
                       {{"detail",
                         {{"type", "array"},
                          {"items",
                           {{"type", "object"},
                            {"required", {"loc", "msg", "type"}},
                            {"additionalProperties", false},
                            {"properties",
                             {{"loc", {{"type", "array"}, {"items", part}}},
                              {"msg", {{"type", "string"}}},
                              {"type", {{"type", "string"}}}}}}}}}}}};
  all["OrderRequest"] = body_schema(endpoint(Operation::kPlaceOrders).body);
  return all;
}

Json answer_schema(const Endpoint& endpoint) {
  for (const Schema& schema : schemas())
    if (schema.name == endpoint.schema)
      return schema.is_list_of_itself ? Json{{"type", "array"}, {"items", reference(schema.name)}}
                                      : reference(schema.name);
  return Json::object();
}

Json refusal(std::string_view text) {
  return {{"description", text}, {"content", {{kJson, {{"schema", reference("Error")}}}}}};
}

std::string_view words_of_status(int status) {
  switch (status) {
    case 400:
      return "The request is malformed";
    case 401:
      return "No token, or one that is not known";
    case 403:
      return "A page of another origin, or a name of another machine, asks";
    case 404:
      return "There is no such thing";
    case 409:
      return "It contradicts what is there";
    case 413:
      return "The request is too large";
    case 415:
      return "A body is application/json";
    case 422:
      return "The content is not valid";
    case 429:
      return "Too many requests; Retry-After says when to come again";
    case 431:
      return "The head of the request is too large";
    default:
      return "The lane can't take it now";
  }
}

Json answers(const Endpoint& endpoint) {
  Json all = Json::object();
  if (endpoint.operation == Operation::kStream)
    all["101"] = {{"description", "The stream begins"}};
  else if (endpoint.content_type == kJson)
    all["200"] = {{"description", "Done"},
                  {"content", {{kJson, {{"schema", answer_schema(endpoint)}}}}}};
  else
    all["200"] = {{"description", "Done"},
                  {"content",
                   {{std::string{endpoint.content_type.substr(0, endpoint.content_type.find(';'))},
                     {{"schema", {{"type", "string"}}}}}}}};
  if (endpoint.operation == Operation::kReport)
    for (const auto type : {"text/csv", "text/html", "text/markdown"})
      all["200"]["content"][type] = {{"schema", {{"type", "string"}}}};
  std::vector<int> errors{400, 403, 413, 422, 429, 431};
  if (endpoint.method == Method::kPost) errors.push_back(415);
  if (!endpoint.is_open) errors.push_back(401);
  errors.insert(errors.end(), endpoint.errors.begin(), endpoint.errors.end());
  std::sort(errors.begin(), errors.end());
  errors.erase(std::unique(errors.begin(), errors.end()), errors.end());
  for (const int status : errors) {
    if (status == 503 && endpoint.content_type != kJson)
      all["503"] = {{"description", "Not ready"},
                    {"content", {{"text/plain", {{"schema", {{"type", "string"}}}}}}}};
    else
      all[std::to_string(status)] = refusal(words_of_status(status));
  }
  return all;
}

Json parameters(const Endpoint& endpoint) {
  Json list = Json::array();
  if (const PathPart* const part = part_of(endpoint); part != nullptr)
    list.push_back({{"name", part->name},
                    {"in", "path"},
                    {"required", true},
                    {"description", part->type},
                    {"schema", {{"type", "string"}, {"pattern", part->pattern}}}});
  for (const Field& field : endpoint.query) {
    Json schema = schema_of(field);
    const std::string description = schema["description"];
    schema.erase("description");
    list.push_back({{"name", field.name},
                    {"in", "query"},
                    {"required", field.required},
                    {"description", description},
                    {"schema", std::move(schema)}});
  }
  const bool is_start = endpoint.operation == Operation::kCreateSession;
  if (endpoint.operation == Operation::kPlaceOrders || is_start)
    list.push_back(
        {{"name", "Idempotency-Key"},
         {"in", "header"},
         {"required", false},
         {"description", is_start ? "Makes a repeated POST safe; at most 64 visible characters"
                                  : "Makes a repeated POST safe where orders have no "
                                    "client_order_id; at most 64 visible characters"},
         {"schema", {{"type", "string"}, {"pattern", "^[!-~]{1,64}$"}}}});
  return list;
}

Json operation_of(const Endpoint& endpoint) {
  Json operation = {{"operationId", endpoint.name},
                    {"summary", endpoint.summary},
                    {"tags", Json::array({endpoint.tag})}};
  if (auto list = parameters(endpoint); !list.empty()) operation["parameters"] = std::move(list);
  if (endpoint.body_shape != BodyShape::kNone) {
    const bool is_order =
        endpoint.body.data() == api::endpoint(Operation::kPlaceOrders).body.data();
    Json one = is_order ? reference("OrderRequest") : body_schema(endpoint.body);
    Json schema = endpoint.body_shape == BodyShape::kObjectOrList
                      ? Json{{"oneOf", Json::array({one,
                                                    {{"type", "array"},
                                                     {"minItems", 1},
                                                     {"maxItems", kMaxOrdersPerRequest},
                                                     {"items", one}}})}}
                      : one;
    operation["requestBody"] = {{"required", true},
                                {"content", {{kJson, {{"schema", std::move(schema)}}}}}};
  }
  operation["responses"] = answers(endpoint);
  if (endpoint.is_open) operation["security"] = Json::array();
  return operation;
}

Json document_of(std::string_view version) {
  Json paths = Json::object();
  for (const Endpoint& endpoint : endpoints()) {
    const std::string method = endpoint.method == Method::kGet ? "get" : "post";
    paths[std::string{endpoint.path}][method] = operation_of(endpoint);
  }
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Sluice"},
            {"version", version},
            {"summary", "Paper trading and order management behind one gate"},
            {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", Json::array({{{"url", "/"}}})},
          {"security", Json::array({Json::object(), {{"token", Json::array()}}})},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", component_schemas()},
            {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

void add_fields(std::string& page, std::string_view title, std::span<const Field> fields) {
  if (fields.empty()) return;
  page += "<h4>" + std::string{title} + "</h4><table>";
  for (const Field& field : fields) {
    const Json schema = schema_of(field);
    const std::string description = schema["description"];
    std::string type = schema["type"].is_array() ? schema["type"][0].get<std::string>() + " or null"
                                                 : schema["type"].get<std::string>();
    if (schema.contains("enum")) type = schema["enum"].dump();
    page += "<tr><td><code>" + std::string{field.name} + "</code>" +
            (field.required ? " <b>required</b>" : "") + "</td><td>" + escaped(type) + "</td><td>" +
            escaped(description) + "</td></tr>";
  }
  page += "</table>";
}

constexpr std::string_view kStyle =
    "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}code{font-family:ui-monospace,monospace}table{border-collapse:"
    "collapse;width:100%}td{border-top:1px solid #8884;padding:.25rem .5rem;vertical-align:top}"
    "summary{cursor:pointer;padding:.4rem 0}h4{margin:.6rem 0 .2rem}.m{display:inline-block;"
    "min-width:3.5rem;font-weight:600}</style>";

}  // namespace

std::string openapi_document(std::string_view version) {
  return document_of(version).dump(2) + "\n";
}

std::string docs_page(std::string_view version) {
  std::string page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Sluice API</title>";
  page += kStyle;
  page += "</head><body><h1>Sluice API " + escaped(version) +
          "</h1><p>Everything here is in <a href=\"/openapi.json\">openapi.json</a>.</p>";
  std::string_view tag;
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.tag != tag) page += "<h2>" + std::string{tag = endpoint.tag} + "</h2>";
    page += "<details><summary><span class=\"m\">" + std::string{name(endpoint.method)} +
            "</span> <code>" + escaped(endpoint.path) + "</code> " + escaped(endpoint.summary) +
            "</summary>";
    add_fields(page, "Query", endpoint.query);
    add_fields(page, "Body", endpoint.body);
    for (const Schema& schema : schemas()) {
      if (schema.name != endpoint.schema) continue;
      page +=
          schema.is_list_of_itself ? "<h4>Answer: a list of</h4><table>" : "<h4>Answer</h4><table>";
      for (const Property& property : schema.properties)
        page += "<tr><td><code>" + std::string{property.name} + "</code></td><td>" +
                escaped(property.type) + (property.nullable ? " or null" : "") + "</td><td>" +
                escaped(property.description) + "</td></tr>";
      page += "</table>";
    }
    page += "</details>";
  }
  return page + "</body></html>\n";
}

}  // namespace sluice::api
