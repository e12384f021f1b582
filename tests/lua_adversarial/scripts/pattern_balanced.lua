-- expect: RULE_BUDGET_INSTRUCTIONS
-- nothing is ever closed
return function(order, view)
  local s = ('('):rep(4000)
  for i = 1, 1000 do s:find('%b()') end
  return approve()
end
