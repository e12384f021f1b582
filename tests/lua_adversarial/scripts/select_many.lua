-- expect: RULE_BUDGET_INSTRUCTIONS
-- many arguments each time
return function(order, view)
  local function f(...) return select('#', ...) end
  while true do f(table.unpack({ 1, 2, 3 }, 1, 240)) end
  return approve()
end
