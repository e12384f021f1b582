-- expect: RULE_BUDGET_INSTRUCTIONS
-- with frontiers
return function(order, view)
  local s = ('ab '):rep(1000)
  for i = 1, 1000 do s:gsub('%f[%w]%w-%f[%W]x', '') end
  return approve()
end
