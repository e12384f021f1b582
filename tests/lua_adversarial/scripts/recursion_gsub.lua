-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- through a C function, as deep as C goes
return function(order, view)
  local function f(s) return (s:gsub('.', f)) end
  f('aa')
  return approve()
end
