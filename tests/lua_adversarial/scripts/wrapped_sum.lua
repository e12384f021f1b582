-- expect: RULE_ERROR
-- order: 9000000000 100
-- a sum that would wrap
return function(order, view)
  local n = order.quantity
  for i = 1, 40 do n = n + n end
  if n < 0 then return approve() end
  return approve()
end
