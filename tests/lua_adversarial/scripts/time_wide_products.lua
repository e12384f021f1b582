-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY|RULE_ERROR
-- products that need more than 128 bits on their way
return function(order, view)
  local tiny = decimal('0.00000001')
  while true do
    local x = (1 << 62) * tiny
    local y = x / (1 << 62)
  end
end
