-- expect: RULE_ERROR
-- code that runs in the collector
return function(order, view)
  setmetatable({}, { __gc = function() while true do end end })
  error('collect')
  return approve()
end
