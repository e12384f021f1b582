-- expect: RULE_ERROR
-- nor a coroutine
return function(order, view)
  local co = coroutine.wrap(function() while true do end end)
  co()
  return approve()
end
