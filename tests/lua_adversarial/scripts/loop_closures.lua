-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- a closure a turn
return function(order, view)
  local f
  while true do f = function() return f end end
  return approve()
end
