-- expect: RULE_BUDGET_INSTRUCTIONS
-- matches of nothing in matches of nothing
return function(order, view)
  for a in ('x'):rep(4000):gmatch('') do for b in ('y'):rep(4000):gmatch('') do end end
  return approve()
end
