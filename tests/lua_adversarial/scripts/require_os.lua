-- expect: RULE_ERROR
-- the system
return function(order, view)
  require('os').exit()
  return approve()
end
