-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY|RULE_ERROR
-- two functions
return function(order, view)
  local odd
  local function even(n) return not odd(n + 1) end
  odd = function(n) return not even(n + 1) end
  even(0)
  return approve()
end
