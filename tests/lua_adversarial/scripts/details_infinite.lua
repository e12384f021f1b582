-- expect: RULE_BAD_RESULT
-- a measure that is not finite
return function(order, view)
  do return reject('CODE', { measured = math.huge, limit = 1 }) end
  return approve()
end
