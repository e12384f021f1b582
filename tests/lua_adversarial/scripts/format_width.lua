-- expect: RULE_ERROR
-- a field too wide
return function(order, view)
  local s = ('%1000000d'):format(1)
  return approve()
end
