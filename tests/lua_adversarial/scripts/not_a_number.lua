-- expect: RULE_ERROR
-- every comparison with it would be false
return function(order, view)
  if order.quantity < 0 / 0 then return reject('X') end
  return approve()
end
