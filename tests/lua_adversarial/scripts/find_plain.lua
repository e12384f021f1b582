-- expect: RULE_BUDGET_INSTRUCTIONS
-- a long needle again and again
return function(order, view)
  local s = ('a'):rep(2000) .. 'b'
  for i = 1, 1e6 do s:rep(2):find(('a'):rep(1999) .. 'c', 1, true) end
  return approve()
end
