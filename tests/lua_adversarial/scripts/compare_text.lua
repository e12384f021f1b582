-- expect: RULE_ERROR
-- a number in quotes
return function(order, view)
  if order.quantity < '5' then return reject('X') end
  return approve()
end
