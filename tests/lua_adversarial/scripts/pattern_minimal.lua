-- expect: RULE_BUDGET_INSTRUCTIONS
-- five lazy repetitions
return function(order, view)
  local s = ('a'):rep(64)
  s:find('.-.-.-.-.-b')
  return approve()
end
