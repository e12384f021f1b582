-- expect: RULE_BUDGET_INSTRUCTIONS
-- a long set for every letter
return function(order, view)
  local s = ('a'):rep(4000)
  local set = '[' .. ('b'):rep(1000) .. ']*c'
  s:find(set)
  return approve()
end
