-- expect: RULE_BUDGET_INSTRUCTIONS
-- with captures
return function(order, view)
  local s = ('a'):rep(200)
  s:gsub('(a-)(a-)(a-)(a-)b', '%1')
  return approve()
end
