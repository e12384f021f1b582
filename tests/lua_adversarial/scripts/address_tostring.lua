-- expect: RULE_ERROR
-- addresses in texts
return function(order, view)
  log(tostring(view))
  log(tostring({}))
  log(tostring(log))
  log(('%s'):format(order))
  error(tostring(function() end))
  return approve()
end
