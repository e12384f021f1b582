-- expect: RULE_ERROR
-- order: 90000000000 90000000000
-- the host's product does not fit either
return function(order, view)
  if order.notional < 1000 then return approve() end
  return approve()
end
