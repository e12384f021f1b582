-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- a little each time
return function(order, view)
  local s = 'x'
  for i = 1, 100 do s = s:rep(100) end
  return approve()
end
