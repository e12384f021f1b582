-- expect: RULE_ERROR
-- more values than the stack should hold
return function(order, view)
  local t = {}
  for i = 1, 300 do t[i] = i end
  do return table.unpack(t) end
  return approve()
end
