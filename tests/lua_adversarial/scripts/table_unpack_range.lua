-- expect: RULE_ERROR
-- all there are
return function(order, view)
  do return table.unpack({}, math.mininteger, math.maxinteger) end
  return approve()
end
