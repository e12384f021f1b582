// SPDX-License-Identifier: Apache-2.0
#include "api/endpoint_words.hpp"
#include "api/endpoints.hpp"

namespace sluice::api {
namespace {

constexpr Property kPaperOrder[] = {
    {"order_id", "string", "32 hexadecimal digits"},
    {"symbol", "string"},
    {"side", "string", {}, false, kSideWords},
    {"quantity", "number"},
    {"price", "number", "average price of the fills; without one what was asked for", true},
    {"status", "string", "NEW: open", false, kPaperWords},
    {"reason", "string", "of a refusal", true},
    {"client_order_id", "string", {}, true}};
constexpr Property kPosition[] = {{"symbol", "string"}, {"quantity", "number", "negative: short"}};
constexpr Property kDone[] = {{"status", "string"}};
constexpr Property kBlotterOrder[] = {
    {"order_id", "string", "32 hexadecimal digits"},
    {"symbol", "string"},
    {"side", "string", {}, false, kSideWords},
    {"quantity", "number"},
    {"price", "number", "the limit, else what a market order was valued at", true},
    {"status", "string", {}, false, kStatusWords},
    {"route", "string"},
    {"source", "string"},
    {"client_order_id", "string", {}, true},
    {"created_at", "string", "UTC"},
    {"filled_quantity", "number"},
    {"average_price", "number", "of the fills", true},
    {"reason", "string", "of a refusal or an end", true}};
constexpr Property kBlotter[] = {
    {"orders", "list:BlotterOrder"},
    {"next_cursor", "integer", "of the page that follows; null: this is the last", true}};
constexpr Property kExecution[] = {{"exec_id", "string", "EXEC-{order_id}; further fills -2, …"},
                                   {"order_id", "string"},
                                   {"symbol", "string"},
                                   {"side", "string", {}, false, kSideWords},
                                   {"quantity", "number"},
                                   {"price", "number", "spread and impact included"},
                                   {"commission", "number"},
                                   {"timestamp", "string", "UTC"},
                                   {"route", "string"}};
constexpr Property kExecutions[] = {{"executions", "list:Execution"},
                                    {"next_cursor", "integer", {}, true}};
constexpr Property kRoute[] = {
    {"route_id", "string"}, {"description", "string"}, {"is_default", "boolean"}};
constexpr Property kOrderDetail[] = {{"order", "BlotterOrder"},
                                     {"history", "list:Event", "in the order it happened"},
                                     {"executions", "list:Execution", "oldest first"},
                                     {"verdicts", "list:Verdict", "every rule's"},
                                     {"journal", "list:any", "the records of the trail"}};
constexpr Property kEvent[] = {
    {"seq", "integer"}, {"time", "string"}, {"type", "string"}, {"text", "string"}};
constexpr Property kVerdict[] = {{"rule", "string"},
                                 {"mode", "string"},
                                 {"action", "string"},
                                 {"refuses", "boolean"},
                                 {"code", "string", {}, true},
                                 {"unit", "string", {}, true},
                                 {"measured", "number", {}, true},
                                 {"limit", "number", {}, true},
                                 {"headroom", "number", {}, true}};
constexpr Property kChange[] = {
    {"order_id", "string"},
    {"result", "string", "asked: the venue's word follows; done: `order` is how it stands now"},
    {"order", "PaperOrder"}};
constexpr Property kHalt[] = {{"scope", "string", {}, false, kScopeWords},
                              {"name", "string"},
                              {"level", "string", {}, false, kLevelWords},
                              {"source", "string"},
                              {"reason", "string"},
                              {"since", "string"}};
constexpr Property kKillSwitch[] = {{"engaged", "boolean"}, {"halts", "list:Halt"}};
constexpr Property kRule[] = {{"name", "string"},
                              {"version", "string", "a hash where the rule is a script"},
                              {"mode", "string"},
                              {"headroom", "list:Verdict", "of the last order judged"}};
constexpr Property kRiskCheck[] = {{"approved", "boolean"},
                                   {"quantity", "number", "approved; may be below what was asked"},
                                   {"reason", "string", {}, true},
                                   {"verdicts", "list:Verdict"}};
constexpr Property kHolding[] = {{"symbol", "string"},
                                 {"quantity", "number"},
                                 {"price", "number", "last known", true},
                                 {"value", "number", {}, true}};
constexpr Property kPortfolio[] = {{"time", "string"},
                                   {"cash", "number"},
                                   {"reserved", "number", "budget held for open orders"},
                                   {"equity", "number"},
                                   {"gross_exposure", "number"},
                                   {"net_exposure", "number"},
                                   {"positions", "list:Holding"}};
constexpr Property kEquityPoint[] = {{"time", "string"}, {"equity", "number"}};
constexpr Property kReport[] = {
    {"report_id", "string", "16 hexadecimal digits; of the file's place, so it stays"},
    {"strategy_dir", "string"},
    {"kind", "string", {}, false, kReportKinds},
    {"name", "string", "path below strategy_dir"},
    {"content_type", "string"},
    {"bytes", "integer"},
    {"modified", "string"}};
constexpr Property kSession[] = {{"session_id", "string"},
                                 {"strategy", "string"},
                                 {"account", "string"},
                                 {"route", "string"},
                                 {"execution_mode", "string", "auto, confirm or signal_only"},
                                 {"state", "string"},
                                 {"why", "string", "of the state; may be empty"},
                                 {"updated", "string", "time of the session"},
                                 {"status", "any", "risk status, positions, newest signals"}};
constexpr Property kPrerequisite[] = {
    {"name", "string"},
    {"passed", "boolean"},
    {"asked_for", "boolean", "false: in the config's mode it need not be met"},
    {"measured", "string"},
    {"required", "string"},
    {"hint", "string", "what to do; empty where it passed"}};
constexpr Property kSessionCheck[] = {{"session_id", "string"},
                                      {"ok", "boolean", "every one that is asked for is met"},
                                      {"checks", "list:Prerequisite"}};
constexpr Property kHealth[] = {{"status", "string", "ok or degraded"},
                                {"version", "string"},
                                {"started_at", "string"},
                                {"accepting", "boolean"},
                                {"engaged", "boolean"},
                                {"reconciled", "boolean"},
                                {"open_orders", "integer"},
                                {"journal_seq", "integer", "durable"},
                                {"store_seq", "integer", "that queries have seen"},
                                {"queue", "integer", "requests that wait for the lane"},
                                {"problems", "list:any", "why it is degraded"}};

constexpr Schema kSchemas[] = {{"PaperOrder", kPaperOrder, true},
                               {"Position", kPosition, true},
                               {"Done", kDone},
                               {"BlotterOrder", kBlotterOrder},
                               {"Blotter", kBlotter},
                               {"Execution", kExecution},
                               {"Executions", kExecutions},
                               {"Route", kRoute, true},
                               {"OrderDetail", kOrderDetail},
                               {"Event", kEvent},
                               {"Verdict", kVerdict},
                               {"Change", kChange},
                               {"Halt", kHalt},
                               {"KillSwitch", kKillSwitch},
                               {"Rule", kRule, true},
                               {"RiskCheck", kRiskCheck},
                               {"Holding", kHolding},
                               {"Portfolio", kPortfolio},
                               {"EquityPoint", kEquityPoint, true},
                               {"Report", kReport, true},
                               {"Session", kSession, true},
                               {"SessionNow", kSession},
                               {"Prerequisite", kPrerequisite},
                               {"SessionCheck", kSessionCheck},
                               {"Health", kHealth}};

}  // namespace

std::span<const Schema> schemas() noexcept { return kSchemas; }

}  // namespace sluice::api
