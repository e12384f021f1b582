-- expect: RULE_BAD_RESULT
-- a code too long
return function(order, view)
  do return reject(('A'):rep(40)) end
  return approve()
end
