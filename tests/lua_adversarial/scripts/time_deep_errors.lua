-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY|RULE_ERROR
-- an error from far down
local function down(n)
  if n == 0 then error(('x'):rep(4000)) end
  local a, b, c, d, e, f = n, n, n, n, n, n
  return down(n - 1) + a + b + c + d + e + f
end
return function(order, view)
  return down(1000)
end
