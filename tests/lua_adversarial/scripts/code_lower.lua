-- expect: RULE_BAD_RESULT
-- a code that is none
return function(order, view)
  do return reject('too much') end
  return approve()
end
