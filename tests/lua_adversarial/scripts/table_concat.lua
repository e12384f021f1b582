-- expect: RULE_ERROR
-- one text of many
return function(order, view)
  local t = {}
  for i = 1, 100 do t[i] = ('x'):rep(1000) end
  local s = table.concat(t)
  return approve()
end
