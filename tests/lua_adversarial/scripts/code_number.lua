-- expect: RULE_BAD_RESULT
-- a code that is a number
return function(order, view)
  do return reject(5) end
  return approve()
end
