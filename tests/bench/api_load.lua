-- SPDX-License-Identifier: Apache-2.0
-- For wrk: the path it is given, or with the argument `orders` market orders of one share, bought and sold in turns, so that
-- the account stays as it is. The requests are made beforehand and no answer is looked into, for wrk shares the cores with
-- the server: what it spends on Lua is missing there. Whoever calls asks the server whether an order was refused.
function init(args)
  if args[1] ~= "orders" then return end
  local headers = { ["Content-Type"] = "application/json" }
  local orders = {}
  for turn, side in ipairs({ "BUY", "SELL" }) do
    orders[turn] = wrk.format("POST", nil, headers, string.format('{"symbol":"IBM","side":"%s","quantity":1,"price":150}', side))
  end
  local turn = 1
  function request()
    turn = 3 - turn
    return orders[turn]
  end
end

function done(summary, latency, _)
  io.write(string.format('{"requests":%d,"seconds":%.3f,"per_second":%.0f,"p50_us":%d,"p99_us":%d,"max_us":%d,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6), latency:percentile(50),
    latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
