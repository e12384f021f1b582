-- expect: RULE_ERROR
-- calls: 2
-- a function that remembers the account of the call before
local look
return function(order, view)
  if look and look() == 0 then return approve() end
  look = function() return view.working_orders end
  return approve()
end
