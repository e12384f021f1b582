-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY|RULE_ERROR
-- takes stack until none is left
return function(order, view)
  local function f(n) return 1 + f(n + 1) end
  f(1)
  return approve()
end
