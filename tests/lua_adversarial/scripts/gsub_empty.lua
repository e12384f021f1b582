-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS
-- at every place of nothing
return function(order, view)
  local s = ('x'):rep(4000)
  for i = 1, 1000 do s = s:gsub('', 'yy') end
  return approve()
end
