-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- a log without an end
return function(order, view)
  while true do log(('x'):rep(4000)) end
  return approve()
end
