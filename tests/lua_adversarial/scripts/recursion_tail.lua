-- expect: RULE_BUDGET_INSTRUCTIONS
-- tail calls take no stack
return function(order, view)
  local function f() return f() end
  do return f() end
  return approve()
end
