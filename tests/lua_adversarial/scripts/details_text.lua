-- expect: RULE_ERROR
-- details that are no table
return function(order, view)
  do return reject('CODE', 'details') end
  return approve()
end
