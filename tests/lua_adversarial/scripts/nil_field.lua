-- expect: RULE_ERROR
-- what is not known is compared
return function(order, view)
  if order.stop_price > 5 then return reject('X') end
  return approve()
end
