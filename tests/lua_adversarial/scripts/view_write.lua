-- expect: RULE_ERROR
-- the account
return function(order, view)
  view.position = 0
  return approve()
end
