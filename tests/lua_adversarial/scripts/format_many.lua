-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS
-- many fields
return function(order, view)
  local s = (('%99d'):rep(1000)):format(1)
  return approve()
end
