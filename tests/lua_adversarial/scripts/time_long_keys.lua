-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY
-- every key is a text of four thousand bytes that has to be hashed
local long = ('x'):rep(4000)
return function(order, view)
  local t, n = {}, 0
  while true do
    n = n + 1
    local seen = t[long .. n]
  end
end
