-- SPDX-License-Identifier: Apache-2.0
-- For wrk: market orders of one share, bought and sold in turns, so that the account stays as it is.
local headers = { ["Content-Type"] = "application/json" }
local turn = 0
local sides = { "BUY", "SELL" }

function request()
  turn = turn + 1
  local body = string.format('{"symbol":"IBM","side":"%s","quantity":1,"price":150}', sides[turn % 2 + 1])
  return wrk.format("POST", nil, headers, body)
end

-- A refusal is no answer to be proud of.
function response(status, _, body)
  if status ~= 200 or string.find(body, "REJECTED", 1, true) then
    wrk.thread:stop()
    io.stderr:write("status " .. status .. ": " .. body .. "\n")
  end
end

function done(summary, latency, _)
  io.write(string.format('{"requests":%d,"seconds":%.3f,"per_second":%.0f,"p50_us":%d,"p99_us":%d,"max_us":%d,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6), latency:percentile(50),
    latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
