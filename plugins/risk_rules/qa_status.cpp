// SPDX-License-Identifier: Apache-2.0
#include "qa_status.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

#include <sluice/json.hpp>

namespace sluice::risk_rules {
namespace {

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"),
                                                             &std::fclose};
  if (!file) return Error{"cannot be opened: " + std::string{std::strerror(errno)}};
  // One byte more than the reader takes: it then says that the text is too long.
  std::string text(kJsonTextLimit + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0)
    return Error{"cannot be read: " + std::string{std::strerror(errno)}};
  return text;
}

// The flag under `key`, nothing if there is none.
Result<const JsonValue*> find_flag(const JsonValue& object, const std::string& key,
                                   const std::string& path) {
  const JsonValue* value = object.find(key);
  if (value != nullptr && value->kind != JsonValue::Kind::kBoolean)
    return Error{"'" + path + "' must be true or false"};
  return value;
}

}  // namespace

Result<QaAnswer> read_qa_status(const std::string& text, Date day) {
  JsonValue root;
  try {
    root = read_json(text);
  } catch (const std::invalid_argument& error) {
    return Error{error.what()};
  }
  if (root.kind != JsonValue::Kind::kObject) return Error{"it must be a JSON object"};
  const auto general = find_flag(root, "can_trade_today", "can_trade_today");
  if (!general) return general.error();
  const JsonValue* flag = *general;
  if (const JsonValue* days = root.find("days"); days != nullptr) {
    if (days->kind != JsonValue::Kind::kObject) return Error{"'days' must be an object of dates"};
    for (const std::string& key : days->keys)
      if (!Date::parse(key)) return Error{"'days." + key + "' is not a date like 2025-01-15"};
    const std::string date = day.to_string();
    const auto special = find_flag(*days, date, "days." + date);
    if (!special) return special.error();
    if (*special != nullptr) flag = *special;
  }
  if (flag == nullptr) return Error{"'can_trade_today' is missing"};
  const JsonValue* reason = root.find("reason");
  return QaAnswer{flag->boolean, reason != nullptr ? reason->text : std::string{}};
}

QaStatus::QaStatus(Params params, Host host) : file_{std::move(params.file)}, host_{host} {}

void QaStatus::on_session(const RiskView& view) {
  can_trade_ = false;
  const Date day = view.now().date();
  const auto text = read_file(file_);
  const auto answer = text ? read_qa_status(*text, day) : Result<QaAnswer>{text.error()};
  if (!answer) {
    host_.log(LogLevel::kError,
              "qa_status: " + file_ + ": " + answer.error().message + "; nothing may be traded");
    return;
  }
  can_trade_ = answer->can_trade;
  if (can_trade_) return;
  const std::string why = answer->reason.empty() ? "no reason given" : answer->reason;
  host_.log(LogLevel::kWarning,
            "qa_status: " + file_ + ": " + day.to_string() + " is not cleared for trading: " + why);
}

}  // namespace sluice::risk_rules
