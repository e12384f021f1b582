-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- the same four thousand bytes
return function(order, view)
  local a, b = ('x'):rep(4000) .. 'a', ('x'):rep(4000) .. 'b'
  local n = 0
  while true do if a < b then n = n + 1 end end
  return approve()
end
