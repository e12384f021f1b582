-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- comparators that sort
return function(order, view)
  local t = {3, 2, 1}
  local function f(a, b) table.sort({2, 1}, f) return a < b end
  table.sort(t, f)
  return approve()
end
