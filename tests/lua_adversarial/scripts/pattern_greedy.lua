-- expect: RULE_BUDGET_INSTRUCTIONS
-- five greedy ones
return function(order, view)
  local s = ('a'):rep(64)
  s:match('a*a*a*a*a*b')
  return approve()
end
