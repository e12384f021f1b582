// SPDX-License-Identifier: Apache-2.0
//
// http_rules.hpp: which requests are let in, and how an answer looks on the wire.
//
// Place: inside api. Pure but for the rate.
#pragma once

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/endpoints.hpp"
#include "api/http_connection.hpp"

namespace sluice::api {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

enum class Admission : std::uint8_t { kYes, kNo, kStream };

// kYes: `request` has all but the body. kNo: `refusal` says why.
[[nodiscard]] Admission admit(const HttpRequest& message, Shared& shared, Request& request,
                              Response& refusal);
[[nodiscard]] bool wants_continue(const HttpRequest& message);
// 0: nobody is there to be answered.
[[nodiscard]] int status_of_parse_error(const boost::beast::error_code& error) noexcept;
void append_head(std::string& out, const Response& response, bool keeps_alive);

}  // namespace sluice::api
