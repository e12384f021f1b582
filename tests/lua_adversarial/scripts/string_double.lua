-- expect: RULE_BUDGET_MEMORY|RULE_ERROR
-- the text doubles each turn
return function(order, view)
  local s = 'x'
  while true do s = s .. s end
  return approve()
end
