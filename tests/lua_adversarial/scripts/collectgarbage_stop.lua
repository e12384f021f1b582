-- expect: RULE_ERROR
-- stops the collector
return function(order, view)
  collectgarbage('stop')
  return approve()
end
