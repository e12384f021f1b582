-- expect: RULE_BAD_RESULT
-- a code that is the machinery's
return function(order, view)
  do return reject('RULE_ERROR') end
  return approve()
end
