-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY
-- a full table is laid out anew for every key that comes and goes
local t = {}
for i = 1, 1000 do t[i * 0.5] = i end
return function(order, view)
  local n = 0
  while true do
    n = n + 1
    local key = -n
    t[key] = 1
    t[key] = nil
  end
end
