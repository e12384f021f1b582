-- expect: RULE_NOT_LOADED
-- a comparison that is never true
return function(order, view)
  if order.quantity == 100 then return reject('X') end
  return approve()
end
