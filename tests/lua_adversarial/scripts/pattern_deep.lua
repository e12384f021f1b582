-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS
-- the classic one
return function(order, view)
  local s = ('x'):rep(300)
  s:find(('x?'):rep(300) .. ('x'):rep(300))
  return approve()
end
