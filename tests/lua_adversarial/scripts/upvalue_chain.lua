-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- a chain of closures
return function(order, view)
  local f = function() return 1 end
  while true do local g = f f = function() return g() end end
  return approve()
end
