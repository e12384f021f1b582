-- SPDX-License-Identifier: Apache-2.0
-- For wrk: the path it is given, and the figures as one line of JSON.
function done(summary, latency, _)
  io.write(string.format('{"requests":%d,"seconds":%.3f,"per_second":%.0f,"p50_us":%d,"p99_us":%d,"max_us":%d,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6), latency:percentile(50),
    latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
