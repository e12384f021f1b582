// SPDX-License-Identifier: Apache-2.0
//
// metrics_test.cpp: /metrics is Prometheus' text format and counts what happened; what its pages,
// panels and alerts name exists.
#include <regex>
#include <set>
#include <unistd.h>

#include <gmock/gmock.h>

#include "api/served_account.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

struct Exposition {
  std::map<std::string, std::string> types;             // by family
  std::map<std::string, double> samples;                // by name with labels
  std::map<std::string, std::set<std::string>> labels;  // names, by family

  static std::string family_of(const std::map<std::string, std::string>& types,
                               const std::string& name) {
    for (const std::string suffix : {"_bucket", "_sum", "_count"})
      if (name.ends_with(suffix)) {
        const auto base = name.substr(0, name.size() - suffix.size());
        if (types.contains(base) && types.at(base) == "histogram") return base;
      }
    return name;
  }
  explicit Exposition(const std::string& text) {
    static const std::regex type{"# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)"};
    static const std::regex help{"# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .+"};
    static const std::regex sample{
        R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*)\})? (\S+))re"};
    static const std::regex label{R"re(([a-z_]+)=")re"};
    EXPECT_TRUE(text.ends_with('\n'));
    std::istringstream lines{text};
    std::string line;
    std::smatch match;
    while (std::getline(lines, line)) {
      if (std::regex_match(line, help)) continue;
      if (std::regex_match(line, match, type)) {
        EXPECT_TRUE(types.emplace(match[1], match[2]).second) << "twice: " << line;
        continue;
      }
      if (!std::regex_match(line, match, sample)) {
        ADD_FAILURE() << "no line of the format: " << line;
        continue;
      }
      const std::string family = family_of(types, match[1]);
      EXPECT_TRUE(types.contains(family)) << "without # TYPE: " << line;
      EXPECT_TRUE(samples.emplace(match[1].str() + match[2].str(), std::stod(match[5])).second)
          << line;
      const std::string all = match[3];
      for (std::sregex_iterator at{all.begin(), all.end(), label}, end; at != end; ++at)
        labels[family].insert((*at)[1]);
    }
  }
  [[nodiscard]] double at(const std::string& name) const {
    const auto found = samples.find(name);
    return found == samples.end() ? -1 : found->second;
  }
};

class MetricsTest : public ServedTest {
 protected:
  void SetUp() override { served_.start(); }
  [[nodiscard]] Exposition metrics() const { return Exposition{served_.get("/metrics").body}; }
  void do_everything() const {
    const std::string order = R"({"symbol":"AAA","side":"BUY","quantity":1,"client_order_id":"m"})";
    served_.order(order);
    served_.order(order);
    served_.order("{");
    served_.get("/nothing");
    served_.get("/api/v1/oms/blotter");
    served_.post("/api/v1/kill-switch", R"({"action":"engage","reason":"by the test"})");
    served_.order(R"({"symbol":"AAA","side":"BUY","quantity":1})");
  }
};

TEST_F(MetricsTest, Text_CountsWhatHappened) {
  do_everything();
  EXPECT_EQ(served_.get("/metrics").header("content-type"),
            "text/plain; version=0.0.4; charset=utf-8");
  // The stream is told a moment after the answer.
  auto seen = metrics();
  for (int i = 0; i < 200 && seen.at("sluice_stream_events_total") < 5; ++i) {
    ::usleep(20'000);
    seen = metrics();
  }
  for (const auto& [name, value] : std::map<std::string, double>{
           {R"(sluice_http_requests_total{operation="placePaperOrders",status="200"})", 3},
           {R"(sluice_http_requests_total{operation="placePaperOrders",status="400"})", 1},
           {R"(sluice_http_requests_total{operation="none",status="404"})", 1},
           {R"(sluice_http_request_duration_seconds_count{operation="getBlotter"})", 1},
           {R"(sluice_orders_total{status="FILLED"})", 1},
           {R"(sluice_orders_total{status="REJECTED"})", 1},
           {R"(sluice_orders_total{status="NEW"})", 0},
           {"sluice_orders_repeated_total", 1},
           {R"(sluice_orders_blocked_total{code="KILL_SWITCH"})", 1},
           {"sluice_kill_switch_engaged", 1},
           {"sluice_accepting_orders", 1},
           {"sluice_open_orders", 0},
           {"sluice_lane_queue_depth", 0},
           {"sluice_http_streams", 0},
           {"sluice_stream_dropped_total", 0}})
    EXPECT_EQ(seen.at(name), value) << name;
  EXPECT_GE(seen.at("sluice_decision_duration_seconds_count"), 2);
  EXPECT_GE(seen.at("sluice_gate_duration_seconds_count"), 1);
  EXPECT_GE(seen.at("sluice_route_duration_seconds_count"), 1);
  EXPECT_GE(seen.at("sluice_journal_sync_duration_seconds_count"), 1);
  EXPECT_GE(seen.at("sluice_journal_seq"), 10);
  EXPECT_GE(seen.at("sluice_stream_events_total"), 5);
  EXPECT_GE(seen.at("sluice_http_connections"), 1);
}

TEST_F(MetricsTest, Histograms_OnlyGrowAndEndInTheirCount) {
  do_everything();
  std::istringstream lines{served_.get("/metrics").body};
  std::string line, series;
  double below = 0;
  int ended = 0;
  while (std::getline(lines, line)) {
    const auto at = line.find("le=\"");
    if (line.find("_bucket{") == line.npos) continue;
    ASSERT_NE(at, line.npos) << line;
    const double value = std::stod(line.substr(line.rfind(' ')));
    if (series != line.substr(0, at)) below = 0;
    series = line.substr(0, at);
    EXPECT_GE(value, below) << line;
    below = value;
    if (line.find("+Inf") == line.npos) continue;
    ++ended;
    // The count stands two lines below, behind the sum.
    std::getline(lines, line);
    std::getline(lines, line);
    EXPECT_NE(line.find("_count"), line.npos) << line;
    EXPECT_EQ(std::stod(line.substr(line.rfind(' '))), value) << line;
  }
  EXPECT_GE(ended, 6);
}

std::string doc(const char* name) {
  return testing::file_text(std::filesystem::path{SLUICE_SOURCE_DIR} / "docs/operate" / name);
}

std::set<std::string> names_in(const std::string& text) {
  static const std::regex name{"sluice_[a-z_]+"};
  std::set<std::string> names;
  for (std::sregex_iterator at{text.begin(), text.end(), name}, end; at != end; ++at)
    names.insert(at->str());
  return names;
}

TEST_F(MetricsTest, Page_DescribesEveryMetricWithItsLabelsAndNoOther) {
  do_everything();
  const auto seen = metrics();
  static const std::regex row{
      R"(\| `(sluice_[a-z_]+)` \| (counter|gauge|histogram) \|([^|]*)\| [^|]+ \|)"};
  std::map<std::string, std::string> types;
  const auto page = doc("metrics.md");
  for (std::sregex_iterator at{page.begin(), page.end(), row}, end; at != end; ++at) {
    const auto& match = *at;
    types[match[1]] = match[2];
    const auto found = seen.labels.find(match[1]);
    for (const auto& label : found == seen.labels.end() ? std::set<std::string>{} : found->second)
      EXPECT_TRUE(label == "le" || match[3].str().find("`" + label + "`") != std::string::npos)
          << match[1] << " " << label;
  }
  EXPECT_EQ(types, seen.types);
}

TEST_F(MetricsTest, PanelsAndAlerts_NameOnlyMetricsThatExist) {
  do_everything();
  const auto seen = metrics();
  for (const char* file : {"grafana_dashboard.json", "prometheus_alerts.yml"}) {
    const auto names = names_in(doc(file));
    EXPECT_GE(names.size(), 5u) << file;
    for (const auto& name : names)
      EXPECT_TRUE(seen.types.contains(Exposition::family_of(seen.types, name)))
          << file << ": " << name;
  }
  const Json dashboard = Json::parse(doc("grafana_dashboard.json"));
  EXPECT_GE(dashboard.at("panels").size(), 6u);
  std::set<int> ids;
  for (const Json& panel : dashboard.at("panels")) {
    EXPECT_TRUE(ids.insert(panel.at("id").get<int>()).second);
    if (panel.at("type") == "row") continue;
    for (const Json& target : panel.at("targets"))
      EXPECT_FALSE(target.at("expr").get<std::string>().empty());
  }
}

}  // namespace
}  // namespace sluice::api_test
