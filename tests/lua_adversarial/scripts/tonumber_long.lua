-- expect: RULE_BUDGET_INSTRUCTIONS
-- digits without an end
return function(order, view)
  local s = ('1'):rep(4000)
  while true do tonumber(s, 10) tonumber(s) end
  return approve()
end
