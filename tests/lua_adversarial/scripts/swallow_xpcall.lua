-- expect: RULE_ERROR
-- nor this one
return function(order, view)
  xpcall(error, function() return approve() end)
  return approve()
end
