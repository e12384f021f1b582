-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY|RULE_ERROR
-- an argument more each time
return function(order, view)
  local function f(...) return f(1, ...) end
  f()
  return approve()
end
