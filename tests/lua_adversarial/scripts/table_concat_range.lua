-- expect: RULE_ERROR
-- a range that is not there
return function(order, view)
  local s = table.concat({'a'}, ',', 1, math.maxinteger)
  return approve()
end
