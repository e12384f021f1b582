// SPDX-License-Identifier: Apache-2.0
//
// load_yaml.cpp: YAML through yaml-cpp's events, which carry the line of every node.
#include <exception>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "config/loaders.hpp"
#include "config/tree_builder.hpp"
#include "config/yaml_scalar.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

class YamlEvents final : public YAML::EventHandler {
 public:
  YamlEvents(TreeBuilder& builder, Source source) : builder_{builder}, source_{std::move(source)} {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) stop(mark, "a second document starts here, expected one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (builder_.expects_key()) stop(mark, "expected a key, got nothing; is a bracket left open?");
    remember(anchor, builder_.add(make_value(std::monostate{}, where(mark))));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (builder_.expects_key()) stop(mark, "an alias can't be a key");
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) stop(mark, "an alias to a value that contains it");
    Value copy = known->second;
    copy.where = where(mark);
    builder_.add(std::move(copy));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (!builder_.expects_key()) {
      remember(anchor, builder_.add(make_value(typed(mark, tag, value), where(mark))));
    } else if (value == "<<" && tag == "?") {
      builder_.merge_key(where(mark));
    } else {
      builder_.key(value, where(mark));
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    start_container(mark, tag, anchor, "seq");
    builder_.begin_list(where(mark));
  }
  void OnSequenceEnd() override { end_container(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    start_container(mark, tag, anchor, "map");
    builder_.begin_map(where(mark));
  }
  void OnMapEnd() override { end_container(); }

 private:
  [[nodiscard]] Where where(const YAML::Mark& mark) const { return {source_, mark.line + 1}; }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string message) const {
    throw StopLoading{fault_at(where(mark), builder_.path(), std::move(message))};
  }

  void start_container(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       std::string_view kind) {
    if (builder_.expects_key())
      stop(mark, "a key must be text, not a map or a list; is a bracket left open?");
    const bool plain = tag.empty() || tag == "?" || tag == "!";
    if (!plain && tag != std::string{kTagPrefix} + std::string{kind}) unsupported_tag(mark, tag);
    open_anchors_.push_back(anchor);
  }

  void end_container() {
    const YAML::anchor_t anchor = open_anchors_.back();
    open_anchors_.pop_back();
    remember(anchor, builder_.end());
  }

  void remember(YAML::anchor_t anchor, const Value& value) {
    if (anchor == 0) return;
    builder_.charge(value);
    anchors_[anchor] = value;
  }

  [[noreturn]] void unsupported_tag(const YAML::Mark& mark, const std::string& tag) const {
    stop(mark, "tag '" + tag + "' is not supported, expected plain values");
  }

  [[nodiscard]] Value::Content typed(const YAML::Mark& mark, const std::string& tag,
                                     const std::string& text) const {
    if (tag == "!" || tag == std::string{kTagPrefix} + "str") return text;
    auto resolved = resolve_plain_scalar(text);
    if (!resolved.error.empty()) stop(mark, resolved.error);
    if (tag == "?" || tag.empty()) return std::move(resolved.content);
    if (!tag.starts_with(kTagPrefix)) unsupported_tag(mark, tag);
    const std::string_view kind = std::string_view{tag}.substr(kTagPrefix.size());
    const std::size_t index = resolved.content.index();
    static constexpr std::string_view kKinds[] = {"null", "bool", "int", "float"};
    if (index < std::size(kKinds) && kind == kKinds[index]) return std::move(resolved.content);
    if (kind == "float" && index == 2) return std::move(resolved.content);
    stop(mark, "'" + text + "' is not of the type its tag '" + tag + "' names");
  }

  TreeBuilder& builder_;
  Source source_;
  int documents_ = 0;
  std::map<YAML::anchor_t, Value> anchors_;
  std::vector<YAML::anchor_t> open_anchors_;
};

}  // namespace

Parsed parse_yaml(std::string_view text, const Source& source) {
  Parsed parsed;
  const auto fail = [&](int line, const std::string& message) {
    parsed.faults.push_back(fault_at({source, line}, "", message));
  };
  try {
    std::istringstream stream{std::string{text}};
    YAML::Parser parser{stream};
    TreeBuilder builder{parsed.faults};
    YamlEvents events{builder, source};
    while (parser.HandleNextDocument(events)) {
    }
    parsed.root = builder.take_root();
    if (!parsed.root.where.source) parsed.root.where = {source, 1};
  } catch (const StopLoading& stop) {
    parsed.faults.push_back(stop.fault);
  } catch (const YAML::Exception& error) {
    fail(error.mark.is_null() ? 1 : error.mark.line + 1, "not valid YAML: " + error.msg);
  } catch (const std::exception& error) {
    fail(1, std::string{"not readable as YAML: "} + error.what());
  }
  return parsed;
}

}  // namespace sluice::config
