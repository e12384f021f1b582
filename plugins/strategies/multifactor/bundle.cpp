// SPDX-License-Identifier: Apache-2.0
#include "bundle.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <set>
#include <sstream>
#include <stdexcept>

#include <yaml-cpp/yaml.h>

#include "nearest.hpp"

namespace sluice::strategies::multifactor {
namespace {

constexpr std::size_t kFaultLimit = 20;

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  return "'" + std::string{text.substr(0, kLongest)} + "'";
}

std::string list(const std::vector<std::string_view>& names) {
  std::string out;
  for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string{name};
  return out;
}

std::string text_of(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc{} ? std::string{buffer, end} : std::string{"?"};
}

struct Range {
  double least, most;
  bool above_least = false;  // the least itself is not in it

  [[nodiscard]] bool has(double value) const noexcept {
    return (above_least ? value > least : value >= least) && value <= most;
  }
  [[nodiscard]] std::string text() const {
    return (above_least ? "above " : "from ") + text_of(least) + " to " + text_of(most);
  }
};

class Faults {
 public:
  explicit Faults(std::string file) : file_{std::move(file)} {}

  void add(const YAML::Mark& mark, const std::string& path, const std::string& message) {
    if (++count_ > kFaultLimit) return;
    text_ += (text_.empty() ? "" : "\n") + file_ +
             (mark.is_null() ? std::string{} : ":" + std::to_string(mark.line + 1)) + ": " +
             (path.empty() ? std::string{} : path + ": ") + message;
  }
  void raise() const {
    if (count_ == 0) return;
    const std::string more = count_ > kFaultLimit
                                 ? "\n… and " + std::to_string(count_ - kFaultLimit) + " more"
                                 : std::string{};
    throw std::invalid_argument(text_ + more);
  }

 private:
  std::string file_;
  std::string text_;
  std::size_t count_ = 0;
};

// One mapping: its keys are read by name; what is not asked for is unknown.
class Section {
 public:
  Section(YAML::Node node, std::string path, Faults& faults)
      : node_{std::move(node)}, path_{std::move(path)}, faults_{faults} {}

  [[nodiscard]] std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
  }
  [[nodiscard]] YAML::Node find(const std::string& key) const {
    const YAML::Node& fixed = node_;
    return fixed[key];
  }
  void fault(const YAML::Node& node, std::string_view key, const std::string& message) {
    faults_.add(node ? node.Mark() : node_.Mark(), path_of(key), message);
  }

  // Refuses keys that are not in the list, and those that stand twice.
  void allow(const std::vector<std::string_view>& known) {
    std::set<std::string> seen;
    for (const auto& entry : node_) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{"?"};
      if (!seen.insert(key).second) faults_.add(entry.first.Mark(), path_of(key), "stands twice");
      if (std::find(known.begin(), known.end(), key) == known.end())
        faults_.add(entry.first.Mark(), path_of(key),
                    "unknown key, expected one of " + list(known) + hint(key, known));
    }
  }

  void number(const char* key, double& value, Range range) {
    const YAML::Node node = find(key);
    if (!node) return;
    double read = 0;
    if (!node.IsScalar() || !parse(node.Scalar(), read) || !range.has(read))
      return fault(node, key, "is " + shown(node) + ", expected a number " + range.text());
    value = read;
  }
  void whole(const char* key, std::uint32_t& value, std::uint32_t least, std::uint32_t most) {
    const YAML::Node node = find(key);
    if (!node) return;
    double read = 0;
    if (!node.IsScalar() || !parse(node.Scalar(), read) || read != std::floor(read) ||
        !Range{double(least), double(most)}.has(read))
      return fault(node, key,
                   "is " + shown(node) + ", expected a whole number from " + std::to_string(least) +
                       " to " + std::to_string(most));
    value = static_cast<std::uint32_t>(read);
  }
  void boolean(const char* key, bool& value) {
    const YAML::Node node = find(key);
    if (!node) return;
    if (!node.IsScalar() || (node.Scalar() != "true" && node.Scalar() != "false"))
      return fault(node, key, "is " + shown(node) + ", expected true or false");
    value = node.Scalar() == "true";
  }
  void text(const char* key, std::string& value) {
    const YAML::Node node = find(key);
    if (!node) return;
    if (!node.IsScalar() || node.Scalar().empty())
      return fault(node, key, "is " + shown(node) + ", expected a text");
    value = node.Scalar();
  }
  // The place of the word in the list; `otherwise` where the key is absent or wrong.
  std::size_t word(const char* key, const std::vector<std::string_view>& words,
                   std::size_t otherwise) {
    const YAML::Node node = find(key);
    if (!node) return otherwise;
    const auto found =
        node.IsScalar() ? std::find(words.begin(), words.end(), node.Scalar()) : words.end();
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    fault(node, key,
          "is " + shown(node) + ", expected one of " + list(words) +
              (node.IsScalar() ? hint(node.Scalar(), words) : std::string{}));
    return otherwise;
  }

 private:
  static std::string shown(const YAML::Node& node) {
    if (node.IsSequence()) return "a list";
    if (node.IsMap()) return "a mapping";
    return node.IsScalar() ? in_quotes(node.Scalar()) : std::string{"empty"};
  }
  static bool parse(const std::string& text, double& value) noexcept {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end && std::isfinite(value);
  }

  YAML::Node node_;
  std::string path_;
  Faults& faults_;
};

const char* second_name(Kind kind) noexcept {
  return kind == Kind::kMomentum ? "skip" : kind == Kind::kVolumeTrend ? "base" : nullptr;
}

std::vector<std::string_view> keys_of(Kind kind) {
  std::vector<std::string_view> keys{"name", "kind", "weight", "direction"};
  if (info_of(kind).default_window > 0) keys.push_back("window");
  if (const char* const second = second_name(kind)) keys.push_back(second);
  if (kind == Kind::kValue) keys.insert(keys.end(), {"column", "over_price"});
  return keys;
}

void read_windows(Section& section, Factor& factor) {
  const KindInfo& info = info_of(factor.kind);
  factor.window = info.default_window;
  factor.second = info.default_second;
  if (info.default_window == 0) return;
  section.whole("window", factor.window, info.least_window, kWindowLimit);
  const char* const second = second_name(factor.kind);
  if (second == nullptr) return;
  const bool skips = factor.kind == Kind::kMomentum;
  if (skips && !section.find(second)) factor.second = std::min(factor.second, factor.window / 2);
  section.whole(second, factor.second, 0, kWindowLimit);
  if (skips ? factor.second >= factor.window : factor.second <= factor.window)
    section.fault(section.find(second), second,
                  "is " + std::to_string(factor.second) + ", expected a number " +
                      (skips ? "below" : "above") + " the window (" +
                      std::to_string(factor.window) + ")");
}

Factor read_factor(const YAML::Node& node, const std::string& path, Faults& faults) {
  Factor factor;
  if (!node.IsMap()) {
    faults.add(node.Mark(), path, "expected a mapping such as {name: momentum, kind: momentum}");
    return factor;
  }
  Section section{node, path, faults};
  const auto kinds = known_kinds();
  if (!section.find("kind"))
    section.fault(node, "kind", "is required, expected one of " + list(kinds));
  const std::size_t kind = section.word("kind", kinds, kinds.size());
  if (kind == kinds.size()) return factor;  // what else it has depends on the kind
  factor.kind = kKinds[kind].kind;
  factor.name = kKinds[kind].name;
  section.allow(keys_of(factor.kind));
  section.text("name", factor.name);
  section.number("weight", factor.weight, {0, 1000, true});
  factor.sign = section.word("direction", {"high", "low", "1", "-1"}, 0) % 2 == 0 ? 1 : -1;
  read_windows(section, factor);
  section.text("column", factor.column);
  section.boolean("over_price", factor.over_price);
  if (factor.kind == Kind::kValue && factor.column.empty() && !section.find("column"))
    section.fault(node, "column", "is required: the column of the fundamentals");
  return factor;
}

void read_factors(Section& top, Bundle& bundle, Faults& faults) {
  const YAML::Node list = top.find("factors");
  if (!list || !list.IsSequence() || list.size() == 0 || list.size() > kFactorLimit)
    return top.fault(list, "factors",
                     "expected a list of 1 to " + std::to_string(kFactorLimit) + " factors");
  std::set<std::string> names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string path = "factors[" + std::to_string(i) + "]";
    bundle.factors.push_back(read_factor(list[i], path, faults));
    const Factor& factor = bundle.factors.back();
    if (!factor.name.empty() && !names.insert(factor.name).second)
      faults.add(list[i].Mark(), path + ".name",
                 "another factor is called " + in_quotes(factor.name) + " too");
    if (factor.kind == Kind::kValue && !top.find("fundamentals"))
      faults.add(list[i].Mark(), path, "takes its values from 'fundamentals', which is not given");
  }
}

void read_settings(Section& top, Bundle& bundle, Faults& faults) {
  if (const YAML::Node limits = top.find("winsorise")) {
    if (limits.IsMap()) {
      Section section{limits, "winsorise", faults};
      section.allow({"lower", "upper"});
      section.number("lower", bundle.winsorise_lower, {0, 0.5});
      section.number("upper", bundle.winsorise_upper, {0.5, 1});
    } else {
      top.fault(limits, "winsorise", "expected quantiles such as {lower: 0.01, upper: 0.99}");
    }
  }
  top.number("top_quantile", bundle.top_quantile, {0, 1, true});
  top.number("bottom_quantile", bundle.bottom_quantile, {0, 1});
  if (bundle.top_quantile + bundle.bottom_quantile > 1)
    top.fault(top.find("top_quantile"), "top_quantile",
              "and bottom_quantile are " + text_of(bundle.top_quantile) + " and " +
                  text_of(bundle.bottom_quantile) + ", expected at most 1 together");
  top.boolean("sector_neutral", bundle.sector_neutral);
  bundle.score_weights = top.word("weighting", {"equal", "score"}, 0) == 1;
  top.number("gross_exposure", bundle.gross_exposure, {0, 10, true});
  bundle.missing = static_cast<Missing>(top.word("missing", {"drop", "neutral", "error"}, 0));
}

YAML::Node load(const std::string& text, Faults& faults) {
  try {
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    faults.add(error.mark, {}, "is not YAML: " + error.msg);
    faults.raise();
    throw;
  }
}

}  // namespace

std::uint32_t Bundle::memory() const noexcept {
  std::uint32_t most = 1;
  for (const Factor& factor : factors) most = std::max({most, factor.window, factor.second});
  return most + 1;
}

Bundle parse_bundle(const std::string& text, const std::filesystem::path& file) {
  Faults faults{file.filename().string()};
  if (text.size() > kBundleBytes) {
    faults.add(YAML::Mark::null_mark(), {},
               "has " + std::to_string(text.size()) + " bytes, expected at most " +
                   std::to_string(kBundleBytes));
    faults.raise();
  }
  const YAML::Node root = load(text, faults);
  if (!root.IsMap()) {
    faults.add(YAML::Mark::null_mark(), {}, "expected a mapping with the key factors");
    faults.raise();
  }
  Bundle bundle;
  Section top{root, {}, faults};
  top.allow({"name", "description", "factors", "winsorise", "top_quantile", "bottom_quantile",
             "sector_neutral", "weighting", "gross_exposure", "missing", "fundamentals"});
  std::string fundamentals;
  top.text("fundamentals", fundamentals);
  if (!fundamentals.empty()) bundle.fundamentals = file.parent_path() / fundamentals;
  read_factors(top, bundle, faults);
  read_settings(top, bundle, faults);
  faults.raise();
  return bundle;
}

Bundle read_bundle(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) throw std::invalid_argument("cannot read the bundle '" + file.string() + "'");
  return parse_bundle(text.str(), file);
}

}  // namespace sluice::strategies::multifactor
