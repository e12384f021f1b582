-- expect: RULE_ERROR
-- an error handler would swallow the kill; there is none
return function(order, view)
  pcall(function() while true do end end)
  return approve()
end
