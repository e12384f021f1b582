-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS
-- a variable to be closed needs a metatable
return function(order, view)
  local guard <close> = { __close = function() end }
  while true do end
  return approve()
end
