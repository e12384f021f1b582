-- expect: RULE_ERROR
-- through the environment
return function(order, view)
  _ENV.reject = approve
  return approve()
end
