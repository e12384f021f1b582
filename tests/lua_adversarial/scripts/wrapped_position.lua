-- expect: RULE_ERROR
-- order: 90000000000 1
-- position: 90000000000
-- nor the position
return function(order, view)
  if view.position_after < 100 then return approve() end
  return approve()
end
