-- expect: RULE_BUDGET_MEMORY|RULE_BUDGET_INSTRUCTIONS
-- tables of tables
return function(order, view)
  local t = {}
  while true do t = { t, {}, {}, {} } end
  return approve()
end
