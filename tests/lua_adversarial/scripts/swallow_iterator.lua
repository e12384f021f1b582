-- expect: RULE_BUDGET_INSTRUCTIONS
-- the kill is not the iterator's
return function(order, view)
  local function go() while true do end end
  for _ in go do return approve() end
  return approve()
end
