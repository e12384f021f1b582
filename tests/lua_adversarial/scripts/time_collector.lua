-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY
-- much that lives, and garbage beside it: the collector walks all of it again and again
local live = {}
for i = 1, 1500 do live[i] = { i } end
return function(order, view)
  while true do
    local garbage = { {}, {}, {} }
  end
end
