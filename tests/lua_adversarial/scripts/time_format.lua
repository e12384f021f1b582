-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY|RULE_ERROR
-- numbers of three hundred digits
return function(order, view)
  while true do
    local s = ('%99.99f'):format(1.7e308)
  end
end
