// SPDX-License-Identifier: Apache-2.0
//
// endpoints.hpp: everything the API can be asked, as one table.
//
// Routing, validation, the OpenAPI document and the counters of the metrics come from it: what is
// not here does not exist, and what is here is checked and described.
//
// Place: api. Constant; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/fields.hpp"
#include "api/message.hpp"

namespace sluice::api {

enum class Operation : std::uint8_t {
  kPlaceOrders,
  kListPaperOrders,
  kPaperPositions,
  kPaperReset,
  kBlotter,
  kExecutions,
  kRoutes,
  kOrderDetail,
  kCancelOrder,
  kReplaceOrder,
  kKillSwitch,
  kChangeKillSwitch,
  kRiskRules,
  kRiskCheck,
  kPortfolio,
  kEquity,
  kListReports,
  kReport,
  kPlugins,
  kListSessions,
  kSession,
  kCreateSession,
  kCheckSession,
  kPauseSession,
  kResumeSession,
  kStopSession,
  kApproveSignal,
  kDeclineSignal,
  kHealth,
  kLive,
  kReady,
  kMetrics,
  kOpenApi,
  kDocs,
  kStream
};
inline constexpr std::size_t kOperationCount = 35;

enum class BodyShape : std::uint8_t { kNone, kObject, kObjectOrList };
inline constexpr std::size_t kMaxOrdersPerRequest = 1'000;

struct Endpoint {
  Operation operation;
  Method method;
  std::string_view path;  // with the name of its PathPart in braces, where it has one
  std::string_view name;  // operationId
  std::string_view summary;
  std::string_view tag;
  std::span<const Field> query = {};
  BodyShape body_shape = BodyShape::kNone;
  std::span<const Field> body = {};
  std::string_view schema = {};      // of a 200's body; empty: it is not JSON
  std::span<const int> errors = {};  // beside those that every endpoint may answer
  bool is_open = false;              // asks for no token
  std::string_view content_type = kJson;
};

[[nodiscard]] std::span<const Endpoint> endpoints() noexcept;

// The one part of a path that is a value.
struct PathPart {
  std::string_view name;     // as it stands in the path, in braces
  std::string_view type;     // of the fault where it does not fit; what it is the id of
  std::string_view pattern;  // as JSON Schema has it
  std::string_view expected;
  bool (*fits)(std::string_view text) noexcept;
};
// nullptr: the path has none.
[[nodiscard]] const PathPart* part_of(const Endpoint& endpoint) noexcept;

[[nodiscard]] const Endpoint& endpoint(Operation operation) noexcept;

// The places of fields in their tables.
struct OrderField {
  enum : std::size_t {
    kSymbol,
    kSide,
    kQuantity,
    kPrice,
    kClientOrderId,
    kType,
    kLimit,
    kStop,
    kTimeInForce,
    kRoute,
    kSource,
    kReduceOnly,
    kPostOnly,
    kCount
  };
};
struct BlotterField {
  enum : std::size_t { kSymbol, kStatus, kRoute, kSource, kFrom, kTo, kLimit, kCursor, kCount };
};
struct ExecutionField {
  enum : std::size_t { kSymbol, kRoute, kLimit, kCursor, kCount };
};
struct ReplaceField {
  enum : std::size_t { kQuantity, kLimit, kCount };
};
struct KillField {
  enum : std::size_t { kAction, kReason, kScope, kName, kLevel, kActor, kCount };
};
struct CreateSessionField {
  enum : std::size_t { kSession, kMode, kCount };
};
struct WhyField {
  enum : std::size_t { kWhy, kCount };
};
struct SignalField {
  enum : std::size_t { kSignal, kWhy, kCount };
};
struct StreamField {
  enum : std::size_t { kSince, kSessions, kTopic, kCount };
};
struct EquityField {
  enum : std::size_t { kFrom, kTo, kLimit, kCount };
};
struct ReportField {
  enum : std::size_t { kStrategyDir, kKind, kLimit, kCount };
};

// A property of an answer, for the OpenAPI document; contract tests hold real answers against it.
struct Property {
  std::string_view name;
  std::string_view type;  // string, number, integer, boolean, any; "list:T" and T of another schema
  std::string_view description = {};
  bool nullable = false;
  std::span<const std::string_view> words = {};
};
struct Schema {
  std::string_view name;
  std::span<const Property> properties;
  bool is_list_of_itself = false;  // the answer is a list of these
};
[[nodiscard]] std::span<const Schema> schemas() noexcept;

inline constexpr std::array<std::string_view, 9> kStatusWords{
    "NEW",      "SENT",    "PARTIAL",         "FILLED", "CANCELED",
    "REJECTED", "EXPIRED", "PARTIAL_SUCCESS", "ERROR"};

// A request as the table understands it.
struct Call {
  const Endpoint* endpoint = nullptr;
  std::string id;  // of the path
  Values query;
  std::vector<Values> body;  // one, or those of a list
  bool is_list = false;
};

// Which endpoint is asked for; nullptr: none.
[[nodiscard]] const Endpoint* find_endpoint(Method method, std::string_view target) noexcept;

// 0, or the status of the refusal that `refusal` then holds.
[[nodiscard]] int understand(const Request& request, Call& call, Response& refusal);

// The JSON of a body into values; what is wrong with it is added to `faults`. `body` is given room
// for the reader behind its end.
void read_body(const Endpoint& endpoint, std::string& body, Call& call, Faults& faults);

}  // namespace sluice::api
