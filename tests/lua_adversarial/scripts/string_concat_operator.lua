-- expect: RULE_BUDGET_MEMORY|RULE_ERROR
-- many at once
return function(order, view)
  local s = ('x'):rep(4000)
  local t = s .. s .. s .. s .. s .. s .. s .. s
  return approve()
end
